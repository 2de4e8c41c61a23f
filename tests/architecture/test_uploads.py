"""Whoever refers to an upload holds it: neither a sweep nor anybody else deletes it from under a record."""

from django.db.models import PROTECT

from shuzhi.files.models import StoredFile, Upload


def references():
    """Each column of each step that refers to an upload or to a content."""
    for model in (Upload, StoredFile):
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                yield relation


def test_every_reference_to_an_upload_protects_it():
    loose = [str(one) for one in references() if one.many_to_many or one.on_delete is not PROTECT]

    assert list(references())
    assert loose == []


def test_the_sweep_knows_every_reference():
    from shuzhi.files.rules.keeping import referred_to

    asked = str(Upload.objects.filter(referred_to()).query)

    steps = [one for one in references() if one.model is Upload]
    assert [one for one in steps if one.related_model._meta.db_table not in asked] == []
