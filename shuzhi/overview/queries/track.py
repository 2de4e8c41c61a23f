"""The stage track of a year: for each step how much is done of how much, each figure a door."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from shuzhi.ballots.models.session import BallotSession
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.rules import Check
from shuzhi.overview.queries.lines import Line
from shuzhi.overview.queries.sight import Sight
from shuzhi.overview.queries.tasks import door
from shuzhi.reports.states import Stage


@dataclass(slots=True)
class StageView:
    """One step of the year as this person sees it; without figures where nothing of it is open to the person."""

    key: str
    name: Promise
    gloss: Promise
    done: int | None = None
    total: int | None = None
    done_address: str = ""
    total_address: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    tone: str = ""
    # An opened cycle has been prepared: its day says more than "1 of 1". "0 of 0" says nothing.
    shown: bool = True

    @property
    def finished(self) -> bool:
        return self.total is not None and self.total > 0 and self.done == self.total

    @property
    def waiting(self) -> bool:
        """There is something to do here that is not done."""
        return bool(self.total) and not self.finished

    def note(self, text: str, address: str = "") -> None:
        self.notes.append((text, address))


def track_of(
    cycle: Cycle,
    sight: Sight,
    lines: list[Line],
    sessions: list[BallotSession],
    checks: list[Check],
) -> list[StageView]:
    """The six steps; the first that is not finished is the one the year stands at."""
    stages = [
        _prepare(cycle, checks),
        _report(cycle, lines),
        _review(cycle, lines, sessions, sight),
        _assess(cycle, lines, sight),
        _rectify(cycle, lines),
        _overview(cycle, lines, sight),
    ]
    if cycle.is_preparing:
        stages[0].tone = "now"
        return stages
    at = next((stage for stage in stages if stage.waiting), None)
    for stage in stages:
        stage.tone = "done" if stage.finished else "now" if stage is at else ""
    return stages


def _prepare(cycle: Cycle, checks: list[Check]) -> StageView:
    stage = StageView(
        "prepare", pgettext_lazy("step", "Prepare"), pgettext_lazy("stage", "cycles and topics")
    )
    address = door("cycles:show-cycle", cycle.pk)
    stage.done_address = stage.total_address = address
    if cycle.is_preparing:
        if checks:
            stage.done, stage.total = sum(not check.refusal for check in checks), len(checks)
        stage.note(_("being prepared"), address)
        return stage
    stage.done = stage.total = 1
    stage.shown = False
    if cycle.opened_at:
        day = timezone.localtime(cycle.opened_at).date()
        stage.note(_("opened on %(day)s") % {"day": f"{day:%Y-%m-%d}"}, address)
    return stage


def _report(cycle: Cycle, lines: list[Line]) -> StageView:
    stage = StageView("report", pgettext_lazy("step", "Report"), pgettext_lazy("stage", "duty reports"))
    known = [line for line in lines if line.report_state is not None]
    if not known:
        return stage
    states = [line.report_state for line in known]
    awaited = sum(line.awaited for line in known)
    stage.done = states.count(Stage.ACCEPTED)
    stage.total = stage.done + awaited
    stage.done_address = door("reports:list-reports", cycle=cycle.pk, state=Stage.ACCEPTED.value)
    stage.total_address = door("reports:list-reports", cycle=cycle.pk)
    if handed := states.count(Stage.HANDED_IN):
        address = door("reports:list-reports", cycle=cycle.pk, state=Stage.HANDED_IN.value)
        stage.note(_("%(count)d to vet") % {"count": handed}, address)
    if missing := sum(line.missing for line in known):
        stage.note(_("%(count)d not handed in") % {"count": missing}, "#missing")
    return stage


def _review(cycle: Cycle, lines: list[Line], sessions: list[BallotSession], sight: Sight) -> StageView:
    stage = StageView(
        "review", pgettext_lazy("step", "Review"), pgettext_lazy("stage", "meetings and ballots")
    )
    onsite = [line for line in lines if line.reporter.is_onsite and not line.excluded]
    known = [line.meeting for line in onsite if line.meeting is not None]
    if known:
        stage.done, stage.total = sum(cell.finished for cell in known), len(known)
        stage.done_address = stage.total_address = door("meetings:list-meetings", cycle=cycle.pk)
    if sight.meetings:
        for session in sessions:
            said = _("%(form)s: %(state)s") % {"form": session.form, "state": session.get_state_display()}
            address = (
                door("ballots:show-session", session.pk)
                if sight.slips
                else door("meetings:show-meeting", session.meeting_id)
            )
            stage.note(said, address)
    return stage


def _assess(cycle: Cycle, lines: list[Line], sight: Sight) -> StageView:
    stage = StageView("assess", pgettext_lazy("step", "Assess"), pgettext_lazy("stage", "scores and grades"))
    if not sight.results:
        return _own_grade(stage, [line for line in lines if line.own and not line.excluded])
    graded = [line for line in lines if line.outcome.known and not line.outcome.excluded]
    assessed = graded or [line for line in lines if not line.excluded and not line.own]
    if not assessed:
        return stage
    stage.done, stage.total = sum(line.outcome.decided for line in assessed), len(assessed)
    stage.done_address = stage.total_address = door("results:show-results", cycle.pk)
    if not graded:
        stage.note(_("not settled yet"), stage.total_address)
        return stage
    if waiting := stage.total - stage.done:
        address = door("results:show-results", cycle.pk, open="on")
        stage.note(_("%(count)d to decide") % {"count": waiting}, address)
    handed = sum(line.outcome.handed for line in assessed)
    said = _("feedback: %(done)d of %(total)d") % {"done": handed, "total": len(assessed)}
    stage.note(said, door("results:hand-over", cycle.pk) if sight.feedback else "")
    return stage


def _own_grade(stage: StageView, own: list[Line]) -> StageView:
    """A reporter's only figure of this step: whether the own feedback has come."""
    if not own:
        return stage
    stage.done, stage.total = sum(line.outcome.known for line in own), len(own)
    stage.done_address = stage.total_address = door("results:list-own-feedback")
    if not stage.done:
        stage.note(_("your grade comes with the feedback"))
    return stage


def _rectify(cycle: Cycle, lines: list[Line]) -> StageView:
    stage = StageView("rectify", pgettext_lazy("step", "Rectify"), pgettext_lazy("stage", "problems"))
    known = [line for line in lines if line.problems is not None]
    if not known:
        return stage
    stage.total = sum(line.counts.total for line in known)
    stage.done = stage.total - sum(line.counts.unclosed for line in known)
    stage.done_address = door("rectification:list-problems", cycle=cycle.pk, state="closed")
    stage.total_address = door("rectification:list-problems", cycle=cycle.pk)
    if not stage.total:
        stage.shown = False
        stage.note(_("no problem is listed"), stage.total_address)
    if late := sum(line.counts.late for line in known):
        address = door("rectification:list-problems", cycle=cycle.pk, late="on")
        stage.note(_("%(count)d late") % {"count": late}, address)
    return stage


def _overview(cycle: Cycle, lines: list[Line], sight: Sight) -> StageView:
    stage = StageView("overview", pgettext_lazy("step", "Overview"), pgettext_lazy("stage", "the whole year"))
    # Who sees a part of the steps cannot tell who is through with all of them; one's own line is whole.
    known = lines if sight.figures else [line for line in lines if line.own]
    if known:
        stage.done, stage.total = sum(line.complete for line in known), len(known)
        stage.done_address, stage.total_address = "?lines=complete#reporters", "?lines=open#reporters"
    if cycle.closed_at:
        stage.note(_("the cycle is closed"), door("cycles:show-cycle", cycle.pk))
    return stage


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the timetable; late when it has passed and its step is not finished."""

    label: str
    day: date | None
    late: bool
    done: bool


def days_of(cycle: Cycle, track: list[StageView], lines: list[Line]) -> list[Day]:
    """The timetable, late where a date has passed and what it stands for is not done as far as one sees."""
    at = {stage.key: stage for stage in track}
    unplanned = sum(line.counts.unplanned for line in lines)
    rows = [
        (_("Reports are due"), cycle.report_due, at["report"].finished, at["report"].total),
        (_("Meeting"), cycle.meeting_on, at["review"].finished, at["review"].total),
        (_("Grades are fixed by"), cycle.decide_by, at["assess"].finished, at["assess"].total),
        (_("Rectification lists are due"), cycle.rectify_by, not unplanned, at["rectify"].total),
    ]
    today = timezone.localdate()
    return [
        Day(label, day, late=bool(total) and not done and day is not None and day < today, done=done)
        for label, day, done, total in rows
    ]
