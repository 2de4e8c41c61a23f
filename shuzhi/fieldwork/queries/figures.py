"""What fieldwork came to in a cycle and over the years: every figure with the address of what it counts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork.models import Finding
from shuzhi.fieldwork.queries.visits import findings_for, units_for, visits_for
from shuzhi.fieldwork.queries.words import method_names, tag_names
from shuzhi.fieldwork.states import Kind, VisitState

NOTHING = {"before": 0, "after": 0, "unannounced": 0, "received": 0, "solved": 0}


@dataclass(frozen=True, slots=True)
class MethodRow:
    """Visits of one method: before, after, unannounced; demands received and solved."""

    code: str
    name: str
    before: int
    after: int
    unannounced: int
    received: int
    solved: int

    @property
    def visits(self) -> int:
        return self.before + self.after

    @property
    def solved_percent(self) -> int | None:
        """None where nothing was received: missing is not zero."""
        return self.solved * 100 // self.received if self.received else None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How many units were seen unannounced in a year, of how many there are."""

    year: int
    seen: int
    units: int

    @property
    def percent(self) -> int | None:
        return self.seen * 100 // self.units if self.units else None


def method_rows(user: User, cycle: Cycle) -> list[MethodRow]:
    """The visits made, by method, as far as the person may know of them."""
    rows: Any = (
        visits_for(user)
        .filter(cycle=cycle, state=VisitState.DONE)
        .order_by()
        .values("method")
        .annotate(
            before=Count("pk", filter=Q(phase="before")),
            after=Count("pk", filter=Q(phase="after")),
            unannounced=Count("pk", filter=Q(announced=False)),
            received=Sum("received", default=0),
            solved=Sum("solved", default=0),
        )
    )
    counted = {row["method"]: {name: row[name] for name in NOTHING} for row in rows}
    names = method_names(cycle)
    codes = [*names, *(code for code in sorted(counted) if code not in names)]
    return [MethodRow(code, names.get(code, code), **counted.get(code, NOTHING)) for code in codes]


def total_row(rows: list[MethodRow]) -> MethodRow:
    """The sum of the rows."""
    return MethodRow("", "", **{part: sum(getattr(row, part) for row in rows) for part in NOTHING})


def tag_rows(user: User, cycle: Cycle) -> list[dict[str, Any]]:
    """The standing findings by mark: problems and strengths."""
    standing = findings_for(user).filter(visit__cycle=cycle, withdrawn_at=None)
    rows = _by_kind(standing, "tag")
    names = tag_names(cycle)
    codes = [*names, *(code for code in sorted(rows) if code and code not in names), ""]
    return [
        {"code": code, "name": names.get(code, code), **rows.get(code, {"problems": 0, "strengths": 0})}
        for code in codes
    ]


def topic_rows(user: User, cycle: Cycle) -> list[dict[str, Any]]:
    """The standing findings by topic."""
    standing = findings_for(user).filter(visit__cycle=cycle, withdrawn_at=None)
    rows = _by_kind(standing, "topics")
    nothing = {"problems": 0, "strengths": 0}
    return [{"topic": topic, **rows.get(topic.pk, nothing)} for topic in cycle.topics.all()]


def coverage_rows(user: User, cycle: Cycle) -> list[CoverageRow]:
    """Units below the organiser with an unannounced visit made, year by year, the newest first."""
    top = cycle.organiser
    units = units_for(cycle).filter(depth__gt=top.depth).count()
    rows = (
        visits_for(user)
        .filter(
            announced=False,
            state=VisitState.DONE,
            organisation__path__begins=top.path,
            organisation__depth__gt=top.depth,
        )
        .order_by()
        .values("day__year")
        .annotate(seen=Count("organisation", distinct=True))
        .order_by("-day__year")
    )
    found = [CoverageRow(row["day__year"], row["seen"], units) for row in rows]
    return found or [CoverageRow(timezone.localdate().year, 0, units)]


def visit_sheet(visits: QuerySet[Any], names: dict[str, str]) -> list[list[object]]:
    """The visits as rows of a workbook, exactly those of the list."""
    return [
        [
            visit.organisation.name,
            visit.place,
            f"{visit.day:%Y-%m-%d}",
            names.get(visit.method, visit.method),
            visit.get_phase_display(),
            visit.get_state_display(),
            visit.problems,
            visit.strengths,
            "" if visit.received is None else visit.received,
            "" if visit.solved is None else visit.solved,
        ]
        for visit in visits
    ]


def _by_kind(standing: QuerySet[Finding], key: str) -> dict[Any, dict[str, int]]:
    rows = (
        standing.order_by()
        .values(key)
        .annotate(
            problems=Count("pk", filter=Q(kind=Kind.PROBLEM), distinct=True),
            strengths=Count("pk", filter=Q(kind=Kind.STRENGTH), distinct=True),
        )
    )
    return {row.pop(key): row for row in rows}
