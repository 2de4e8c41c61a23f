"""All cycles a person may see, each with how far it is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycles_for
from shuzhi.meetings.models import AgendaItem
from shuzhi.meetings.states import Step
from shuzhi.overview.queries.tasks import door
from shuzhi.rectification.queries import visible_problems
from shuzhi.rectification.states import State
from shuzhi.reports.queries import reporters_for
from shuzhi.reports.states import Stage


@dataclass(frozen=True, slots=True)
class Progress:
    """Done of total, with the door to what is counted; total 0 means that there is nothing to see yet."""

    done: int
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle and how far its reports, its meeting and its problems are, as far as the person sees them."""

    cycle: Cycle
    reports: Progress
    turns: Progress
    problems: Progress


def cycles_shown(user: User) -> QuerySet[Cycle]:
    """The newest first, without the long text of the rulebook."""
    return cycles_for(user).defer("rulebook_text").order_by("-year", "organiser__path", "-pk")


def with_progress(user: User, cycles: list[Cycle]) -> list[CycleRow]:
    """The rows of one page of the list; three counts in all, however many cycles there are."""
    keys = [cycle.pk for cycle in cycles]
    reports = _reports(user, keys)
    turns = _turns(user, keys)
    problems = _problems(user, keys)
    return [
        CycleRow(
            cycle,
            Progress(*reports.get(cycle.pk, (0, 0)), door("reports:list-reports", cycle=cycle.pk)),
            Progress(*turns.get(cycle.pk, (0, 0)), door("meetings:list-meetings", cycle=cycle.pk)),
            Progress(*problems.get(cycle.pk, (0, 0)), door("rectification:list-problems", cycle=cycle.pk)),
        )
        for cycle in cycles
    ]


def _reports(user: User, keys: list[int]) -> dict[int, tuple[int, int]]:
    accepted = Q(state=Stage.ACCEPTED)
    rows: QuerySet[Any] = reporters_for(user).filter(cycle__in=keys)
    rows = rows.filter(accepted | Q(exclusion__isnull=True)).order_by()
    return _by_cycle(rows.values_list("cycle").annotate(done=Count("pk", filter=accepted), total=Count("pk")))


def _turns(user: User, keys: list[int]) -> dict[int, tuple[int, int]]:
    seen = in_scope(user, "meeting.view", path="meeting__cycle__organiser__path", cycle="meeting__cycle_id")
    mine = Q(reporter__tenure__person__user=user)
    done = Count("pk", filter=Q(step=Step.DONE))
    rows = AgendaItem.objects.filter(
        seen | mine, meeting__cycle__in=keys, meeting__rehearsal=False
    ).order_by()
    return _by_cycle(rows.values_list("meeting__cycle").annotate(done=done, total=Count("pk")))


def _problems(user: User, keys: list[int]) -> dict[int, tuple[int, int]]:
    closed = Count("pk", filter=Q(state=State.CLOSED))
    rows = visible_problems(user).filter(reporter__cycle__in=keys).order_by()
    return _by_cycle(rows.values_list("reporter__cycle").annotate(done=closed, total=Count("pk")))


def _by_cycle(rows: Any) -> dict[int, tuple[int, int]]:
    return {cycle: (done, total) for cycle, done, total in rows}
