"""What is asked about problems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.accounts.roles import Role
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.organisations.states import Kind
from shuzhi.rectification.models import FieldList, Problem
from shuzhi.rectification.states import OPEN, UNDONE, WITH_OWNER, State

PLACE = "reporter__tenure__organisation__path"
CYCLE = "reporter__cycle_id"
LEVEL = "reporter__tenure__organisation__kind"
# In the address: what stands in no field yet.
UNSORTED = "-"


def with_everything(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Problems with all that rules and pages look at, and without the long text of the rulebook."""
    return problems.select_related(
        "reporter__cycle__organiser",
        "reporter__tenure__person",
        "reporter__tenure__organisation",
        "claimed_by",
        "verified_by",
    ).defer("reporter__cycle__rulebook_text")


def visible_problems(user: User) -> QuerySet[Problem]:
    """The problems of units within the person's scope, the person's own, and those of the unit of the staff."""
    seen = in_scope(user, "problem.view", path=PLACE, cycle=CYCLE)
    desk = _desks(user, place=PLACE, cycle=CYCLE)
    mine = Q(reporter__tenure__person__user=user)
    return with_everything(Problem.objects.filter(Q(seen) | mine | desk)).order_by(
        "reporter__cycle", "reporter__order", "reporter__code", "number"
    )


def problems_to_answer(user: User) -> QuerySet[Problem]:
    """The problems that wait for this person as the reporter, or as staff of the reporter's unit."""
    mine = Q(reporter__tenure__person__user=user)
    desk = _desks(user, place=PLACE, cycle=CYCLE)
    return with_everything(Problem.objects.filter(mine | desk, state__in=WITH_OWNER)).order_by(
        "reporter__cycle", "due", "number"
    )


def carried_over(user: User, reporter: Reporter) -> list[Problem]:
    """What earlier years left open at the reporter's unit, and what became of last year's problems."""
    year = reporter.cycle.year
    earlier = visible_problems(user).filter(
        reporter__tenure__organisation=reporter.tenure.organisation_id, reporter__cycle__year__lt=year
    )
    kept = earlier.filter(Q(state__in=OPEN) | Q(reporter__cycle__year=year - 1))
    return sorted(kept, key=lambda one: (one.state == State.CLOSED, one.reporter.cycle.year, one.number))


def problems_as_rows(problems: list[Problem]) -> str:
    """The problems and their states as rows that the text of a report takes."""
    problem, state = _("Problem of last year"), _("State")
    head = f"| {problem} | {state} |"
    rows = [f"| {one.text.replace('|', '｜')} | {one.get_state_display()} |" for one in problems]
    return "\n".join([head, *(" ".join(row.split()) for row in rows), ""])


def problems_to_file(reporter: Reporter) -> QuerySet[Problem]:
    """The lines of a reporter's list that take cause and measure now."""
    return with_everything(Problem.objects.filter(reporter=reporter, state__in=WITH_OWNER)).order_by("number")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks the list for."""

    state: str = ""
    source: str = ""
    field: str = ""
    level: str = ""
    late_on: date | None = None
    text: str = ""
    reporter: int | None = None
    own: User | None = None


def filtered(problems: QuerySet[Problem], wanted: Wanted) -> QuerySet[Problem]:
    """The problems that match every filter that is set."""
    if wanted.state == "open":
        problems = problems.filter(state__in=OPEN)
    elif wanted.state:
        problems = problems.filter(state=wanted.state)
    if wanted.source:
        problems = problems.filter(source=wanted.source)
    if wanted.field:
        problems = problems.filter(field="" if wanted.field == UNSORTED else wanted.field)
    if wanted.level:
        problems = problems.filter(**{LEVEL: wanted.level})
    if wanted.late_on:
        problems = problems.filter(state__in=UNDONE, due__lt=wanted.late_on)
    if wanted.reporter:
        problems = problems.filter(reporter=wanted.reporter)
    if wanted.own:
        problems = problems.filter(reporter__tenure__person__user=wanted.own)
    if text := wanted.text.strip():
        problems = problems.filter(
            Q(text__icontains=text)
            | Q(reporter__organisation_name__icontains=text)
            | Q(reporter__person_name__icontains=text)
        )
    return problems


def counts_by_state(problems: QuerySet[Problem]) -> dict[str, int]:
    """How many problems stand in each state; states without problems are there with 0."""
    found = dict(problems.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in State}


@cache
def _usual_fields() -> tuple[str, ...]:
    text = (Path(__file__).parent / "data" / "fields.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


def fields_of(cycle: Cycle) -> list[str]:
    """The fields problems of this cycle are sorted by: the office's own list, or the usual one."""
    own = FieldList.objects.filter(cycle=cycle).first()
    return list(own.names if own else _usual_fields())


@dataclass(frozen=True, slots=True)
class FieldCount:
    """How many problems stand in a field, how many of them are open, and how many at each level."""

    field: str
    count: int
    open: int
    levels: list[tuple[Kind, int]]


def counts_by_field(problems: QuerySet[Problem]) -> list[FieldCount]:
    """The problems by field and level, the largest field first; those in no field come last."""
    opened = Count("pk", filter=Q(state__in=OPEN))
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for field, kind, count, still in (
        problems.order_by().values_list("field", LEVEL).annotate(Count("pk"), opened=opened)
    ):
        found.setdefault(field, {})[kind] = (count, still)
    rows = [
        FieldCount(
            field,
            sum(count for count, _still in kinds.values()),
            sum(still for _count, still in kinds.values()),
            [(kind, kinds[kind][0]) for kind in Kind if kind in kinds],
        )
        for field, kinds in found.items()
    ]
    return sorted(rows, key=lambda row: (row.field == "", -row.count, row.field))


def sheet_of(problems: Iterable[Problem]) -> tuple[list[str], list[Sequence[object]]]:
    """The rectification list as a workbook: headings and one row for each problem."""
    headings = [
        _("Unit"), _("Reporter"), _("No."), _("Source"), _("Problem"), _("Cause"), _("Measure"),
        _("Who is responsible"), _("Promised for"), _("Due"), _("State"), _("Proof of the result"),
        _("What the check found"), _("Field"), _("Level"),
    ]  # fmt: skip
    rows: list[Sequence[object]] = [
        [
            problem.reporter.organisation_name,
            problem.reporter.person_name,
            problem.number,
            problem.get_source_display(),
            problem.text,
            problem.cause,
            problem.measure,
            problem.responsible,
            problem.planned or "",
            problem.due or "",
            problem.get_state_display(),
            problem.evidence,
            problem.verdict,
            problem.field,
            problem.reporter.tenure.organisation.get_kind_display(),
        ]
        for problem in problems
    ]
    return headings, rows


def notes_without_problem(cycle: Cycle) -> QuerySet[ProblemNote]:
    """Problems named in comments that no list holds yet."""
    return (
        ProblemNote.objects.filter(comment__item__reporter__cycle=cycle, problem__isnull=True)
        .select_related(
            "comment__item__reporter__cycle__organiser",
            "comment__item__reporter__tenure__person",
            "comment__item__reporter__tenure__organisation",
        )
        .order_by("comment__item__reporter__order", "comment_id", "order", "pk")
    )


def next_number(reporter: Reporter) -> int:
    """The number of the reporter's next problem."""
    last = Problem.objects.filter(reporter=reporter).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def lists_to_file(user: User, cycle: Cycle) -> QuerySet[Reporter]:
    """The reporters of a cycle for whom this person files the list: the own one, or that of the own desk."""
    desk = _desks(user, place="tenure__organisation__path", cycle="cycle_id")
    return cycle.reporters.filter(
        Q(tenure__person__user=user) | desk, problems__state__in=WITH_OWNER
    ).distinct()


def reporters_to_add_for(user: User, cycle: Cycle) -> QuerySet[Reporter]:
    """The reporters on whose list this person may put a problem."""
    keeps = in_scope(user, "problem.verify", path="cycle__organiser__path", cycle="cycle_id")
    desk = _desks(user, place="tenure__organisation__path", cycle="cycle_id")
    mine = Q(tenure__person__user=user)
    return cycle.reporters.filter(Q(keeps) | mine | desk).order_by("order", "code")


def _desks(user: User, *, place: str, cycle: str) -> Exists:
    """Whether the person is staff of exactly the organisation of a row; what lies below it is not theirs."""
    grants = user.grants_for("problem.work").filter(role=Role.STAFF, organisation_path=OuterRef(place))
    return Exists(grants.filter(Q(cycle_id=None) | Q(cycle_id=OuterRef(cycle))))
