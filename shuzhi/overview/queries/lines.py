"""The reporters of a cycle, one line each with where they stand; what a person may not see is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import reporters_of
from shuzhi.meetings.models import AgendaItem
from shuzhi.meetings.queries import meetings_for
from shuzhi.meetings.states import Step
from shuzhi.overview.queries.sight import Sight
from shuzhi.overview.queries.tasks import door
from shuzhi.rectification.queries import visible_problems
from shuzhi.rectification.states import OPEN, UNDONE, State
from shuzhi.reports.queries import reporters_for
from shuzhi.reports.states import NOT_BEGUN, Stage
from shuzhi.results.models import Proposal, Status
from shuzhi.results.queries.pages import grade_names, own_feedback, visible

TONES = {
    NOT_BEGUN: "stop",
    Stage.DRAFT: "wait",
    Stage.RETURNED: "stop",
    Stage.HANDED_IN: "now",
    Stage.ACCEPTED: "done",
    Step.WAITING: "wait",
    Step.DONE: "done",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a reporter stands in one step: in words, as a colour, and the door to the record."""

    text: str
    tone: str = ""
    address: str = ""
    finished: bool = False
    grade: int = 0
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a reporter's grade: to those who may see proposals, or to the person after feedback."""

    known: bool = False
    proposed: str = ""
    status: str = ""
    grade: str = ""
    decided: bool = False
    handed: bool = False
    read: bool = False
    address: str = ""
    feedback_address: str = ""

    @property
    def excluded(self) -> bool:
        return self.status == Status.EXCLUDED


@dataclass(frozen=True, slots=True)
class ProblemCounts:
    """How many problems a reporter has, and how many of them are open, late, or without a plan."""

    total: int = 0
    unclosed: int = 0
    unplanned: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A reporter and the cells that are open to the reader; None is a cell that is not."""

    reporter: Reporter
    own: bool
    report_state: str | None
    report: Cell | None
    meeting: Cell | None
    result: Cell | None
    feedback: Cell | None
    problems: Cell | None
    outcome: Outcome
    counts: ProblemCounts

    @property
    def excluded(self) -> bool:
        return bool(self.reporter.excluded_as)

    @property
    def awaited(self) -> bool:
        """A report is awaited of everybody who is assessed and has none accepted."""
        return self.report_state is not None and self.report_state != Stage.ACCEPTED and not self.excluded

    @property
    def missing(self) -> bool:
        """The report has not come in: it is neither with the office nor accepted."""
        return self.awaited and self.report_state != Stage.HANDED_IN

    @property
    def complete(self) -> bool:
        cells = (self.report, self.meeting, self.result, self.feedback, self.problems)
        return all(cell is None or cell.finished for cell in cells)


def lines_of(user: User, cycle: Cycle, sight: Sight) -> list[Line]:
    """The lines that are open to this person, in the order of the cycle; a fixed number of queries."""
    readable: QuerySet[Any] = reporters_for(user)
    reports = dict(readable.filter(cycle=cycle).order_by().values_list("pk", "state"))
    rows = list(_rows(user, cycle, sight, reports))
    items = _items(user, cycle, sight)
    outcomes = _outcomes(user, cycle, sight)
    problems = _problems(user, cycle)
    orders = {name: order for order, name in enumerate(grade_names(cycle), start=1)} if outcomes else {}
    lines = []
    for one in rows:
        own = one.user_id == user.pk
        outcome = outcomes.get(one.pk, Outcome())
        counts = problems.get(one.pk, ProblemCounts())
        lines.append(
            Line(
                reporter=one,
                own=own,
                report_state=reports.get(one.pk),
                report=_report_cell(one, reports.get(one.pk)),
                meeting=_meeting_cell(one, items.get(one.pk)) if sight.meetings or own else None,
                result=_result_cell(one, outcome, orders),
                feedback=_feedback_cell(outcome, door_open=own or sight.feedback),
                problems=_problems_cell(one, counts) if counts.total or sight.problems or own else None,
                outcome=outcome,
                counts=counts,
            )
        )
    return lines


def _rows(user: User, cycle: Cycle, sight: Sight, reports: Iterable[int]) -> QuerySet[Reporter]:
    rows = reporters_of(cycle).defer("cycle__rulebook_text")
    if sight.meetings or sight.figures:
        return rows
    in_sight = in_scope(user, "overview.view", path="tenure__organisation__path", cycle="cycle_id")
    return rows.filter(Q(in_sight) | Q(pk__in=list(reports)))


def _report_cell(reporter: Reporter, state: str | None) -> Cell | None:
    if state is None:
        return None
    label = _("Not begun") if state == NOT_BEGUN else str(Stage(state).label)
    due = reporter.cycle.report_due
    tone = TONES[state] if state != NOT_BEGUN or (due and due < timezone.localdate()) else "wait"
    finished = state == Stage.ACCEPTED or bool(reporter.excluded_as)
    return Cell(label, tone, door("reports:show-report", reporter.pk), finished)


def _items(user: User, cycle: Cycle, sight: Sight) -> dict[int, tuple[str, int]]:
    """Step and meeting of each reporter on an agenda that is open to the person."""
    items = AgendaItem.objects.filter(meeting__cycle=cycle, meeting__in=meetings_for(user))
    if not sight.meetings:
        items = items.filter(reporter__tenure__person__user=user)
    rows = items.order_by().values_list("reporter", "step", "meeting")
    return {reporter: (step, meeting) for reporter, step, meeting in rows}


def _meeting_cell(reporter: Reporter, item: tuple[str, int] | None) -> Cell:
    if not reporter.is_onsite:
        return Cell(_("in writing"), finished=True)
    if item is None:
        return Cell(_("on no agenda"), "wait", finished=bool(reporter.excluded_as))
    step, meeting = item
    tone = TONES.get(step, "now")
    return Cell(str(Step(step).label), tone, door("meetings:show-meeting", meeting), step == Step.DONE)


def _outcomes(user: User, cycle: Cycle, sight: Sight) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    settlement = cycle.settlements.only("pk", "cycle").first() if sight.results else None
    if settlement is not None:
        # The rows bring what the page shows and nothing of the stored inputs.
        rows = visible(user, settlement).select_related(None).select_related("decision__feedback")
        found = {one.reporter_id: _outcome(one) for one in rows}
    mine = own_feedback(user).filter(decision__proposal__reporter__cycle=cycle)
    for feedback in mine.defer("decision__proposal__settlement__inputs"):
        address = feedback.get_absolute_url()
        found[feedback.decision.proposal.reporter_id] = Outcome(
            known=True,
            grade=feedback.decision.grade,
            decided=True,
            handed=True,
            read=feedback.read_at is not None,
            address=address,
            feedback_address=address,
        )
    return found


def _outcome(proposal: Proposal) -> Outcome:
    decision = getattr(proposal, "decision", None)
    feedback = getattr(decision, "feedback", None)
    return Outcome(
        known=True,
        proposed=proposal.grade,
        status=proposal.status,
        grade=decision.grade if decision else "",
        decided=decision is not None,
        handed=feedback is not None,
        read=feedback is not None and feedback.read_at is not None,
        address=proposal.get_absolute_url(),
        feedback_address=feedback.get_absolute_url() if feedback else "",
    )


def _result_cell(reporter: Reporter, outcome: Outcome, orders: dict[str, int]) -> Cell | None:
    """The fixed grade, and the proposed one beside it where it differs or nothing is fixed."""
    if not outcome.known:
        return None
    if outcome.excluded:
        said = reporter.excluded_as or str(Status.EXCLUDED.label)
        return Cell(said, address=outcome.address, finished=True)
    if outcome.status == Status.BLOCKED and not outcome.decided:
        return Cell(str(Status.BLOCKED.label), "stop", outcome.address)
    proposed = outcome.proposed if outcome.proposed != outcome.grade else ""
    return Cell(
        outcome.grade,
        "done" if outcome.decided else "wait",
        outcome.address,
        finished=outcome.decided,
        grade=orders.get(outcome.grade, len(orders) + 1),
        proposed=proposed,
    )


def _feedback_cell(outcome: Outcome, *, door_open: bool) -> Cell | None:
    if not outcome.known:
        return None
    if outcome.excluded:
        return Cell("—", finished=True)
    address = outcome.feedback_address if door_open else ""
    if outcome.read:
        return Cell(pgettext("feedback", "read"), "done", address, finished=True)
    if outcome.handed:
        return Cell(pgettext("feedback", "handed over"), "now", address)
    return Cell(pgettext("feedback", "not yet"), "wait")


def _problems(user: User, cycle: Cycle) -> dict[int, ProblemCounts]:
    unplanned = Q(state__in=[State.LISTED, State.ASSIGNED, State.REOPENED])
    rows = visible_problems(user).filter(reporter__cycle=cycle).order_by().values_list("reporter")
    counted = rows.annotate(
        total=Count("pk"),
        unclosed=Count("pk", filter=Q(state__in=OPEN)),
        unplanned=Count("pk", filter=unplanned),
        late=Count("pk", filter=Q(state__in=UNDONE, due__lt=timezone.localdate())),
    )
    return {reporter: ProblemCounts(*counts) for reporter, *counts in counted}


def _problems_cell(reporter: Reporter, counts: ProblemCounts) -> Cell:
    if not counts.total:
        return Cell(pgettext("problems", "none"), finished=True)
    address = door("rectification:list-problems", cycle=reporter.cycle_id, reporter=reporter.pk)
    given = {"open": counts.unclosed, "total": counts.total, "late": counts.late}
    if not counts.unclosed:
        said = ngettext("%(total)d closed", "all %(total)d closed", counts.total)
        return Cell(said % given, "done", address, finished=True)
    if counts.late:
        return Cell(_("%(open)d of %(total)d open, %(late)d late") % given, "stop", address)
    return Cell(_("%(open)d of %(total)d open") % given, "now", address)
