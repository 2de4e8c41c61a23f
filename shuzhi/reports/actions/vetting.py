from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.reports import queries, rules
from shuzhi.reports.actions.holding import hold
from shuzhi.reports.models import Report, ReturnNote
from shuzhi.reports.states import Stage
from shuzhi.web.refusal import require


@transaction.atomic
def return_to_author(report: Report, notes: dict[str, str], *, actor: User | None) -> list[ReturnNote]:
    """Opens the text again and says what to change; the key of a note is a section's, or "" for the whole."""
    held = hold(report)
    require(rules.may_return(actor, held, notes))
    edition = queries.last_edition(held)
    now = timezone.now()
    written = [
        ReturnNote(
            report=held, edition=edition, section=section, text=text.strip(), author=actor, sent_at=now
        )
        for section, text in notes.items()
        if text.strip()
    ]
    ReturnNote.objects.bulk_create(written)
    held.move_to(Stage.RETURNED)
    held.save(update_fields=["stage"])
    record(actor, "report.returned", held, detail={"notes": [note.text for note in written]})
    report.refresh_from_db()
    return written


@transaction.atomic
def accept(report: Report, *, actor: User | None) -> None:
    """Freezes the text as it was handed in, under its hash."""
    held = hold(report)
    require(rules.may_vet(actor, held))
    edition = queries.last_edition(held)
    if edition is None or not edition.is_intact:
        raise ValueError(f"The text of {held} is not what was handed in.")
    held.move_to(Stage.ACCEPTED)
    held.accepted_hash = edition.digest
    held.accepted_at = timezone.now()
    held.save(update_fields=["stage", "accepted_hash", "accepted_at"])
    record(actor, "report.accepted", held, detail={"round": edition.number, "hash": edition.digest})
    report.refresh_from_db()
