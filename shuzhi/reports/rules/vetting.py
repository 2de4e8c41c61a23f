from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.rules import may_run
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.reports.models import Edition, Report, ReturnNote, parts_of
from shuzhi.reports.rules.checklist import unanswered
from shuzhi.reports.rules.times import refuse_unless_open
from shuzhi.reports.rules.writing import refuse_unless_author
from shuzhi.reports.states import NoteState, Stage
from shuzhi.web.refusal import Refusal

SHORTEST_NOTE = 5
SHORTEST_REASON = 4
A_DAY = timedelta(days=1)


def may_see_vetting(user: User | None, report: Report) -> Refusal | None:
    """The vetting page is the office's, also after the end; nobody sees it of the own report."""
    reporter = report.reporter
    return refuse_unless(
        user, "report.vet", report.cycle.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    )


def may_vet(user: User | None, report: Report) -> Refusal | None:
    """The office returns or accepts what is handed in; nobody vets the own report."""
    reporter = report.reporter
    if refusal := may_see_vetting(user, report):
        return refusal
    if report.stage in (Stage.DRAFT, Stage.RETURNED):
        return Refusal(_("%(name)s has not handed in yet.") % {"name": reporter.person_name})
    if report.stage == Stage.ACCEPTED:
        return Refusal(_("The report is already accepted."))
    return refuse_unless_open(report.cycle)


def may_return(
    user: User | None, report: Report, notes: dict[str, str] | None = None, until: date | None = None
) -> Refusal | None:
    """A return says what to change, in words the reporter can act on, and may say until when."""
    if refusal := may_vet(user, report):
        return refusal
    if until is not None and until < timezone.localdate():
        return Refusal(_("The day until which it is awaited back has passed."))
    said = notes is None or any(len(text.strip()) >= SHORTEST_NOTE for text in notes.values())
    if not said and not report.notes.filter(state=NoteState.OPEN).exists():
        return Refusal(_("Say what has to change, in at least %(n)d characters.") % {"n": SHORTEST_NOTE})
    return None


def may_accept(user: User | None, report: Report) -> Refusal | None:
    """Acceptance waits for the checklist and for notes that were written but not sent."""
    if refusal := may_vet(user, report):
        return refusal
    if unsent := report.notes.filter(sent_at=None).count():
        said = ngettext(
            "%(n)d note is not sent yet: return the report, or take the note back.",
            "%(n)d notes are not sent yet: return the report, or take the notes back.",
            unsent,
        )
        return Refusal(said % {"n": unsent})
    edition = report.editions.select_related("report__reporter__cycle").first()
    missing = unanswered(edition) if edition else []
    if missing:
        listed = "、".join(item.text for item in missing)
        return Refusal(_("The checklist is not complete: %(items)s.") % {"items": listed})
    return None


def may_see_notes(user: User | None, report: Report) -> Refusal | None:
    """Notes and replies stand between the office and the authors."""
    if refuse_unless_author(user, report.reporter) is None:
        return None
    return may_see_vetting(user, report)


def may_note(
    user: User | None, report: Report, text: str | None = None, section: str = "", quote: str = ""
) -> Refusal | None:
    """A note speaks of the text as it was handed in last, in words one can act on."""
    if refusal := may_vet(user, report):
        return refusal
    if refusal := _refuse_unless_said(text, SHORTEST_NOTE):
        return refusal
    return refuse_unless_stands(report.editions.first(), section, quote)


def refuse_unless_stands(edition: Edition | None, section: str, quote: str) -> Refusal | None:
    """A passage is quoted from the text itself, word for word."""
    parts = {part.key: part.text for part in parts_of(edition.sections, edition.answers)} if edition else {}
    if section and section not in parts:
        return Refusal(_("The report has no such part."))
    if quote and not section:
        return Refusal(_("Say in which part the passage stands."))
    if quote and quote not in parts[section]:
        return Refusal(_("This passage does not stand in the text of this part; copy it word for word."))
    return None


def may_take_back(user: User | None, note: ReturnNote) -> Refusal | None:
    """A note can be taken back until it is sent."""
    if refusal := may_vet(user, note.report):
        return refusal
    return Refusal(_("The note is sent; settle it instead.")) if note.sent_at else None


def may_reply(user: User | None, note: ReturnNote, text: str | None = None) -> Refusal | None:
    """Reporter and staff answer what they were sent, until the office has settled it."""
    if refusal := refuse_unless_author(user, note.report.reporter):
        return refusal
    if note.sent_at is None or note.state == NoteState.SETTLED:
        return Refusal(_("This note waits for no reply."))
    if note.report.stage == Stage.ACCEPTED:
        return Refusal(_("The report is accepted; its text is frozen."))
    return refuse_unless_open(note.report.cycle) or _refuse_unless_said(text, 2)


def may_settle(user: User | None, note: ReturnNote) -> Refusal | None:
    """The office says that a note is dealt with once the text is back."""
    if refusal := may_vet(user, note.report):
        return refusal
    if note.sent_at is None:
        return Refusal(_("The note is not sent yet."))
    return Refusal(_("The note is already settled.")) if note.state == NoteState.SETTLED else None


def may_reopen(user: User | None, note: ReturnNote, text: str | None = None) -> Refusal | None:
    """The office opens an answered or settled note again, saying what is still wanting."""
    if refusal := may_vet(user, note.report):
        return refusal
    if note.state == NoteState.OPEN:
        return Refusal(_("The note is open."))
    return _refuse_unless_said(text, SHORTEST_NOTE)


def may_plan_vetting(user: User | None, cycle: Cycle) -> Refusal | None:
    """Checklist, days and the scope of publication are the office's who runs the cycle."""
    return may_run(user, cycle)


def may_remind(user: User | None, cycle: Cycle, again: str | None = None) -> Refusal | None:
    """The office reminds those whose reports are missing; within a day once more only with a reason."""
    if refusal := refuse_unless(user, "report.vet", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage != CycleStage.OPEN:
        return refuse_unless_open(cycle)
    last = cycle.reminders.select_related("made_by").first()
    soon = last is not None and timezone.now() - last.made_at < A_DAY
    if last and soon and again is not None and len(again.strip()) < SHORTEST_REASON:
        said = _("%(name)s reminded them at %(time)s already; say why again so soon.")
        when = date_format(timezone.localtime(last.made_at), "SHORT_DATETIME_FORMAT")
        return Refusal(said % {"name": last.made_by or _("The system"), "time": when})
    return None


def _refuse_unless_said(text: str | None, least: int) -> Refusal | None:
    if text is not None and len(text.strip()) < least:
        return Refusal(_("Say it in at least %(n)d characters.") % {"n": least})
    return None
