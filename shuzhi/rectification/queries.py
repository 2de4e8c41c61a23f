"""What is asked about problems."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import OPEN, WITH_OWNER, State


def visible_problems(user: User) -> QuerySet[Problem]:
    """The problems of units within the person's scope, and the person's own."""
    seen = in_scope(
        user, "problem.view", path="reporter__tenure__organisation__path", cycle="reporter__cycle_id"
    )
    worked = in_scope(
        user, "problem.work", path="reporter__tenure__organisation__path", cycle="reporter__cycle_id"
    )
    return (
        Problem.objects.filter(Q(seen) | Q(worked) | Q(reporter__tenure__person__user=user))
        .select_related(
            "reporter__cycle__organiser", "reporter__tenure__person", "reporter__tenure__organisation"
        )
        .order_by("reporter__cycle", "reporter__order", "number")
    )


def problems_of(cycle: Cycle) -> QuerySet[Problem]:
    """Every problem of a cycle, without scope: for counting by those who may see the cycle."""
    return Problem.objects.filter(reporter__cycle=cycle)


def filtered(
    problems: QuerySet[Problem], *, state: str, source: str, late_on: date | None, text: str
) -> QuerySet[Problem]:
    """The problems that match every filter that is set."""
    if state == "open":
        problems = problems.filter(state__in=OPEN)
    elif state:
        problems = problems.filter(state=state)
    if source:
        problems = problems.filter(source=source)
    if late_on:
        problems = problems.filter(state__in=OPEN, due__lt=late_on)
    if text:
        problems = problems.filter(Q(text__icontains=text) | Q(reporter__organisation_name__icontains=text))
    return problems


def counts_by_state(problems: QuerySet[Problem]) -> dict[str, int]:
    """How many problems stand in each state; states without problems are there with 0."""
    found = dict(problems.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}


def notes_without_problem(cycle: Cycle) -> QuerySet[ProblemNote]:
    """Problems named in comments that no list holds yet."""
    return ProblemNote.objects.filter(
        comment__item__meeting__cycle=cycle, problem__isnull=True
    ).select_related("comment__item__reporter")


def next_number(reporter: Reporter) -> int:
    """The number of the reporter's next problem."""
    last = Problem.objects.filter(reporter=reporter).order_by("-number").first()
    return last.number + 1 if last else 1


def waiting_for(user: User) -> QuerySet[Problem]:
    """The person's own problems that wait for the person."""
    return visible_problems(user).filter(reporter__tenure__person__user=user, state__in=WITH_OWNER)
