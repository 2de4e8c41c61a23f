from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.notices.actions import notify
from shuzhi.reports import rules
from shuzhi.reports.actions.holding import hold
from shuzhi.reports.models import Check, Edition, NoteReply, Report, ReturnNote, ReturnRound
from shuzhi.reports.queries.vetting import authors_of, notes_with_everything, place_of
from shuzhi.reports.states import NoteState, Stage
from shuzhi.web.refusal import require


@transaction.atomic
def add_note(
    report: Report, text: str, *, actor: User | None, section: str = "", quote: str = "", start: int = 0
) -> ReturnNote:
    """Writes a note on the text as it was handed in last; the authors see it when the report is returned."""
    held = hold(report)
    require(rules.may_note(actor, held, text, section, quote))
    edition = _last(held)
    note = ReturnNote.objects.create(
        report=held,
        edition=edition,
        section=section,
        quote=quote,
        start=place_of(edition, section, quote, start),
        text=text.strip(),
        author=actor,
    )
    record(actor, "report.noted", held, detail={"round": edition.number, "note": note.text})
    return note


@transaction.atomic
def take_back_note(note: ReturnNote, *, actor: User | None) -> None:
    """Removes a note that nobody outside the office has seen."""
    require(rules.may_take_back(actor, note))
    record(actor, "report.note_taken_back", note.report, detail={"note": note.text})
    note.delete()


@transaction.atomic
def reply_to_note(note: ReturnNote, text: str, *, actor: User | None) -> NoteReply:
    """The authors say what they did about a note."""
    held = _hold_note(note)
    require(rules.may_reply(actor, held, text))
    if held.state == NoteState.OPEN:
        held.move_to(NoteState.ANSWERED)
        held.save(update_fields=["state"])
    reply = NoteReply.objects.create(note=held, text=text.strip(), author=actor)
    record(actor, "report.note_answered", held.report, detail={"note": held.text, "reply": reply.text})
    note.refresh_from_db()
    return reply


@transaction.atomic
def settle_note(note: ReturnNote, *, actor: User | None) -> None:
    """The office is content with what became of a note."""
    held = _hold_note(note)
    require(rules.may_settle(actor, held))
    _settle(held, actor)
    record(actor, "report.note_settled", held.report, detail={"note": held.text})
    note.refresh_from_db()


@transaction.atomic
def reopen_note(note: ReturnNote, text: str, *, actor: User | None) -> NoteReply:
    """The office says what is still wanting; the note goes back to the authors with the next return."""
    held = _hold_note(note)
    require(rules.may_reopen(actor, held, text))
    held.move_to(NoteState.OPEN)
    held.settled_at = held.settled_by = None
    held.save(update_fields=["state", "settled_at", "settled_by"])
    reply = NoteReply.objects.create(note=held, text=text.strip(), by_office=True, author=actor)
    record(actor, "report.note_reopened", held.report, detail={"note": held.text, "said": reply.text})
    note.refresh_from_db()
    return reply


@transaction.atomic
def answer_checklist(
    report: Report, answers: dict[str, tuple[bool, str]], *, actor: User | None
) -> list[Check]:
    """Says for each item whether it is met; what is not met carries a note. Items not named stay open."""
    held = hold(report)
    require(rules.may_vet(actor, held))
    edition = _last(held)
    known = {item.key for item in rules.checklist_of(edition)}
    edition.checks.exclude(item__in=answers).filter(item__in=known).delete()
    written = [
        Check.objects.update_or_create(
            edition=edition, item=key, defaults={"met": met, "note": note.strip(), "made_by": actor}
        )[0]
        for key, (met, note) in answers.items()
        if key in known and (met or note.strip())
    ]
    said = {check.item: check.note or check.met for check in written}
    record(actor, "report.checked", held, detail={"round": edition.number, "items": said})
    return written


@transaction.atomic
def return_to_author(
    report: Report, notes: dict[str, str], *, actor: User | None, until: date | None = None
) -> list[ReturnNote]:
    """Opens the text again and says what to change; the key of a note is a part's, or "" for the whole.

    The notes written on the text before are sent with it. Without `until` the cycle's usual days count.
    """
    held = hold(report)
    require(rules.may_return(actor, held, notes, until))
    edition, now = _last(held), timezone.now()
    written = [
        ReturnNote(report=held, edition=edition, section=section, text=text.strip(), author=actor)
        for section, text in notes.items()
        if text.strip()
    ]
    ReturnNote.objects.bulk_create(written)
    held.notes.filter(sent_at=None).update(sent_at=now)
    days = timedelta(days=rules.plan_of(held.cycle).return_days)
    until = until or timezone.localdate() + days
    ReturnRound.objects.create(edition=edition, until=until, made_by=actor)
    held.move_to(Stage.RETURNED)
    held.save(update_fields=["stage"])
    sent = list(held.notes.filter(sent_at=now))
    detail = {"round": edition.number, "until": until.isoformat(), "notes": [note.text for note in sent]}
    record(actor, "report.returned", held, detail=detail)
    _tell_authors(held, "report.returned", actor, count=len(sent), day=until)
    report.refresh_from_db()
    return sent


@transaction.atomic
def accept(report: Report, *, actor: User | None) -> None:
    """Freezes the text as it was handed in, under its hash; notes still open are settled with it."""
    held = hold(report)
    require(rules.may_accept(actor, held))
    edition = _last(held)
    if not edition.is_intact:
        raise ValueError(f"The text of {held} is not what was handed in.")
    unsettled = list(held.notes.exclude(state=NoteState.SETTLED))
    for note in unsettled:
        _settle(note, actor)
    held.move_to(Stage.ACCEPTED)
    held.accepted_hash = edition.digest
    held.accepted_at = timezone.now()
    held.save(update_fields=["stage", "accepted_hash", "accepted_at"])
    detail = {"round": edition.number, "hash": edition.digest, "settled": len(unsettled)}
    record(actor, "report.accepted", held, detail=detail)
    _tell_authors(held, "report.accepted", actor)
    report.refresh_from_db()


def _last(report: Report) -> Edition:
    """The round that is being vetted; a report that was handed in has one."""
    return report.editions.select_related("report__reporter__cycle").latest("number")


def _hold_note(note: ReturnNote) -> ReturnNote:
    hold(note.report)
    return notes_with_everything().get(pk=note.pk)


def _settle(note: ReturnNote, actor: User | None) -> None:
    note.move_to(NoteState.SETTLED)
    note.settled_at, note.settled_by = timezone.now(), actor
    note.save(update_fields=["state", "settled_at", "settled_by"])


def _tell_authors(report: Report, verb: str, actor: User | None, **figures: object) -> None:
    url = reverse("reports:show-report", args=[report.reporter_id])
    notify(authors_of(report.reporter), verb=verb, subject=report, url=url, actor=actor, figures=figures)
