"""Coverage of a year: who reports how, turnout by voter group, the distribution of grades."""

from dataclasses import dataclass

from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import by_group
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.models import Cycle
from shuzhi.overview.queries.lines import Line
from shuzhi.overview.queries.tasks import door
from shuzhi.results.queries.pages import grade_names


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the door to what it counts."""

    key: str
    count: int
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """A voter group after closing: how many were expected, issued, returned."""

    form: str
    group: str
    label: str
    expected: int | None
    issued: int | None
    returned: int | None

    @property
    def percent(self) -> int | None:
        """Returned of issued; nothing while the slips are not counted."""
        if not self.issued or self.returned is None:
            return None
        return round(100 * self.returned / self.issued)


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many got a grade, as proposed and as decided, of how many."""

    order: int
    name: str
    proposed: int
    decided: int
    total: int


def figures_of(cycle: Cycle, lines: list[Line]) -> list[Figure]:
    """On site, in writing, not assessed: each with the list that holds exactly these reporters."""
    total = len(lines)
    onsite = sum(line.reporter.is_onsite for line in lines)
    by_result = sum(line.outcome.excluded for line in lines)

    def listed(**wanted: str) -> str:
        return door("cycles:list-reporters", cycle.pk, **wanted)

    return [
        Figure("onsite", onsite, total, listed(form="onsite")),
        Figure("written", total - onsite, total, listed(form="written")),
        # The settlement also leaves out whom a condition of the rulebook excludes.
        Figure("excluded", by_result, total, door("results:show-results", cycle.pk, status="excluded"))
        if by_result
        else Figure("excluded", sum(line.excluded for line in lines), total, listed(state="excluded")),
    ]


def turnout_of(sessions: list[BallotSession]) -> list[Turnout]:
    """By group, and only after closing: while voters vote nobody watches who is missing."""
    return [
        Turnout(session.form, one.group, one.label, one.expected, one.issued, one.returned)
        for session in sessions
        if session.state in {SessionState.CLOSED, SessionState.DECLARED}
        for one in by_group(session.issues.all())
    ]


def grades_of(cycle: Cycle, lines: list[Line]) -> list[GradeCount]:
    """From the lines the reader sees, so that nobody works out the own grade from the sum."""
    outcomes = [line.outcome for line in lines if line.outcome.known and not line.own]
    outcomes = [one for one in outcomes if not one.excluded]
    if not outcomes:
        return []
    return [
        GradeCount(
            order,
            name,
            sum(one.proposed == name for one in outcomes),
            sum(one.grade == name for one in outcomes),
            len(outcomes),
        )
        for order, name in enumerate(grade_names(cycle), start=1)
    ]
