from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.duties import rules
from shuzhi.duties.models import DutyEntry, EntryEvidence, Item
from shuzhi.files.models import Upload
from shuzhi.organisations.models import Tenure
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def write_entry(
    tenure: Tenure,
    title: str,
    text: str,
    *,
    on: date,
    actor: User | None,
    item: Item | None = None,
    place: str = "",
    uploads: Sequence[Upload] = (),
) -> DutyEntry:
    """One matter, one entry: what was personally done on that day; evidence may back it."""
    require(rules.may_write_log(actor, tenure, on))
    there = DutyEntry.objects.filter(tenure=tenure, on=on, title=title.strip(), withdrawn="")
    if there.exists():
        require(
            Refusal(_("The matter “%(title)s” stands in the log of that day already.") % {"title": title})
        )
    entry = DutyEntry(
        tenure=tenure,
        title=title.strip(),
        text=text.strip(),
        place=" ".join(place.split()),
        on=on,
        item=item,
        made_by=actor,
    )
    entry.clean_fields(exclude=["made_by"])
    entry.save(force_insert=True)
    EntryEvidence.objects.bulk_create(EntryEvidence(entry=entry, upload=upload) for upload in uploads)
    record(actor, "duty_entry.written", entry, detail={"on": on.isoformat(), "files": len(uploads)})
    return entry


@transaction.atomic
def withdraw_entry(entry: DutyEntry, reason: str, *, actor: User | None) -> None:
    """The entry no longer counts; it stays to be read, with the reason."""
    held = DutyEntry.objects.select_for_update().get(pk=entry.pk)
    require(rules.may_withdraw_entry(actor, held, reason))
    held.withdrawn = reason.strip()
    held.save(update_fields=["withdrawn"])
    record(actor, "duty_entry.withdrawn", held, detail={"reason": held.withdrawn})
    entry.refresh_from_db()
