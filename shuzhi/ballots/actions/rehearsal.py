"""A rehearsal goes: its ballots first, then the meeting itself. Only the log keeps that it was."""

from django.db import models, transaction

from shuzhi.accounts.models import User
from shuzhi.ballots import issuing
from shuzhi.ballots.models.session import BallotSession
from shuzhi.meetings import actions as meetings
from shuzhi.meetings import rules
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import require


@transaction.atomic
def discard_rehearsal(meeting: Meeting, *, actor: User | None) -> None:
    """Deletes a rehearsal in both databases; the step below logs that it was there.

    The box first: what fails afterwards is finished by pressing again.
    """
    require(rules.may_discard_rehearsal(actor, meeting))
    sessions = list(BallotSession.objects.filter(meeting=meeting))
    for session in sessions:
        issuing.discard_form(session.box_form)
    _delete_with_all_that_hangs_on_it(BallotSession, [session.pk for session in sessions])
    meetings.clear_rehearsal(meeting, actor=actor)


def _delete_with_all_that_hangs_on_it(model: type[models.Model], keys: list[object]) -> None:
    """Deepest rows first: no table of this step has to be named here, and a new one is not forgotten."""
    if not keys:
        return
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's public way
        if not (isinstance(relation, models.ForeignObjectRel) and relation.auto_created):
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})  # noqa: SLF001
        _delete_with_all_that_hangs_on_it(relation.related_model, list(rows.values_list("pk", flat=True)))
    model._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001 - no manager hides a row here
