"""The meeting of the ballots' tests after its comments: problems are named and wait to be listed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.ballots.tests import factories as ballots
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.tests import factories as cycles
from shuzhi.cycles.tests.factories import District, grant, user
from shuzhi.rectification import actions
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import Source, State


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@dataclass
class Desk:
    """The district with its office of two, the first reporter, and the reporter's staff."""

    place: District
    cycle: Cycle
    office: User
    colleague: User
    owner: User
    staff: User
    reporter: Reporter
    other: Reporter

    @property
    def stranger(self) -> User:
        return self.place.stranger


def desk() -> Desk:
    place = cycles.district()
    ballots.hall_of(place)
    colleague = user("colleague", "组织科 温言")
    grant(colleague, "office", place.organiser)
    first, second, _third = place.reporters
    return Desk(
        place,
        place.cycle,
        place.office,
        colleague,
        place.secretaries[0],
        place.staff,
        first,
        second,
    )


def listed(at: Desk, text: str = "意见超时限没有人过问", reporter: Reporter | None = None) -> Problem:
    return actions.list_problem(reporter or at.reporter, text=text, source=Source.INSPECTION, actor=at.office)


def brought_to(at: Desk, state: State, problem: Problem | None = None) -> Problem:
    """A problem on its way, as far as asked, by the people whose step it is."""
    problem = problem or listed(at)
    steps = [
        (State.ASSIGNED, lambda: actions.assign(problem, due=in_days(30), actor=at.office)),
        (
            State.IN_PROGRESS,
            lambda: actions.begin(
                problem, cause="过问不够", measure="每周过一遍", responsible="何文", actor=at.owner
            ),
        ),
        (
            State.CLAIMED_DONE,
            lambda: actions.claim_done(problem, evidence="清单张贴在一楼大厅", actor=at.owner),
        ),
        (State.VERIFIED, lambda: actions.verify(problem, note="现场看过", actor=at.office)),
        (State.CLOSED, lambda: actions.close(problem, actor=at.office)),
        (State.REOPENED, lambda: actions.reopen(problem, reason="又有三条超时限", actor=at.office)),
    ]
    for reached, step in steps:
        if problem.state == state:
            break
        step()
        assert problem.state == reached
    return problem
