import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, ManyToOneRel, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.files.models import StoredFile, Upload
from shuzhi.files.rules.limits import LIMITS, MEGABYTE
from shuzhi.web.refusal import Refusal


def may_store(user: User | None, place: str, size: int) -> Refusal | None:
    """Whether there is room: for this person today, for this unit, on this disk.

    Whether the person may hand in a file here is the rule of the step that asks for one.
    """
    if user is not None and not user.is_active:
        return Refusal(_("This account is switched off."), status=403)
    if user is not None and _handed_in_lately(user) >= LIMITS.person_a_day:
        said = _("You have handed in %(n)d files within a day; more are taken tomorrow.")
        return Refusal(said % {"n": LIMITS.person_a_day})
    if bytes_at(place) + size > LIMITS.place_megabytes * MEGABYTE:
        said = _("The files of this unit take more than %(n)d MB; withdraw some that are no longer needed.")
        return Refusal(said % {"n": LIMITS.place_megabytes})
    if _free_bytes() - size < LIMITS.free_megabytes * MEGABYTE:
        return Refusal(_("The server's disk is nearly full; tell the administrator. Nothing was stored."))
    return None


def may_withdraw(user: User | None, upload: Upload) -> Refusal | None:
    """Who handed a file in may take it back while nothing refers to it."""
    if user is not None and upload.uploaded_by_id != user.pk:
        return Refusal(_("Only %(name)s can withdraw this file.") % {"name": upload.uploaded_by}, status=403)
    if Upload.objects.filter(referred_to(), pk=upload.pk).exists():
        return Refusal(_("The file is part of a record; take it out there first."))
    return None


def referred_to() -> Q:
    """The uploads that a row of any step refers to, whichever steps there are."""
    found = Q(pk__in=[])
    for relation in Upload._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's public way to relations
        if isinstance(relation, ManyToOneRel):
            rows: QuerySet[Any] = relation.related_model._base_manager.all()  # noqa: SLF001
            found |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def bytes_at(place: str) -> int:
    """What the files of a unit take; a content handed in twice is counted once."""
    kept = StoredFile.objects.filter(Exists(Upload.objects.filter(file=OuterRef("pk"), place=place)))
    return kept.aggregate(total=Sum("size"))["total"] or 0


def _handed_in_lately(user: User) -> int:
    since = timezone.now() - timedelta(days=1)
    return Upload.objects.filter(uploaded_by=user.pk, made_at__gt=since).count()


def _free_bytes() -> int:
    """The free space of the disk that holds the files, also before the folder is made."""
    folder = Path(settings.FILES)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
