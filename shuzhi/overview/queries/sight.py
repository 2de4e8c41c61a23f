"""What a person may see of one cycle, asked once for the whole page."""

from dataclasses import dataclass

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.rules import HANDLERS
from shuzhi.cycles.models import Cycle


@dataclass(frozen=True, slots=True)
class Sight:
    """The parts of a cycle that are open to a person at the organiser; single units may be open beside it."""

    runs: bool
    figures: bool
    reports: bool
    meetings: bool
    results: bool
    feedback: bool
    problems: bool
    slips: bool


def sight_of(user: User, cycle: Cycle) -> Sight:
    """Each part by the capability that the step's own pages ask for."""

    def may(capability: str) -> bool:
        return refuse_unless(user, capability, cycle.scope_path, cycle.pk) is None

    return Sight(
        runs=may("cycle.run"),
        figures=may("overview.view"),
        reports=may("report.read"),
        meetings=may("meeting.view"),
        results=may("result.view"),
        feedback=may("feedback.send"),
        problems=may("problem.view"),
        slips=any(may(name) for name in HANDLERS),
    )
