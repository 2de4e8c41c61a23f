from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.organisations.models import Organisation
from shuzhi.reports.models import ReturnRound
from shuzhi.reports.queries.lists import URGENCY
from shuzhi.reports.queries.vetting import authors_by_reporter
from shuzhi.reports.states import NOT_BEGUN, Stage

STEP = Organisation.steplen
MISSING = (NOT_BEGUN, Stage.DRAFT, Stage.RETURNED)


def with_deadlines(reporters: QuerySet[Any]) -> QuerySet[Any]:
    """Reporters with the number of returns, the day until which the text is awaited, and whether it passed."""
    returns = ReturnRound.objects.filter(edition__report__reporter=OuterRef("pk"))
    last = returns.order_by("-edition__number").values("until")[:1]
    counted = returns.order_by().values("edition__report").annotate(n=Count("pk")).values("n")
    due = Case(
        When(state=Stage.RETURNED, then=Coalesce(Subquery(last), F("cycle__report_due"))),
        default=F("cycle__report_due"),
        output_field=DateField(),
    )
    late = Q(state__in=MISSING, awaited__lt=timezone.localdate(), cycle__stage="open")
    found: QuerySet[Any] = reporters.annotate(
        returns=Coalesce(Subquery(counted, output_field=IntegerField()), 0), awaited=due
    ).annotate(
        overdue=Case(When(late, then=True), default=False, output_field=BooleanField()),
    )
    return found


@dataclass
class ProgressRow:
    """How far the reports of one cycle are, or of all below a place: by state, by round, and overdue."""

    cycle: int | None
    title: str
    organiser: str
    due: date | None = None
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(URGENCY, 0))
    rounds: dict[int, int] = field(default_factory=dict)
    overdue: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def shown(self) -> list[tuple[str, int]]:
        """The states in the order of the table."""
        return list(self.states.items())

    @property
    def missing(self) -> int:
        return sum(self.states[state] for state in MISSING)


def progress(reporters: QuerySet[Any]) -> tuple[list[ProgressRow], ProgressRow]:
    """A row for each cycle, organisers in the order of the tree, and one for all of them."""
    counted = (
        with_deadlines(reporters)
        .order_by("-cycle__year", "cycle__organiser__path", "cycle")
        .values(
            "cycle",
            "cycle__title",
            "cycle__organiser__name",
            "cycle__report_due",
            "state",
            "returns",
            "overdue",
        )
        .annotate(n=Count("pk"))
    )
    total = ProgressRow(None, "", "")
    rows = []
    for key, group in groupby(counted, key=lambda one: one["cycle"]):
        found = list(group)
        first = found[0]
        row = ProgressRow(
            key, first["cycle__title"], first["cycle__organiser__name"], first["cycle__report_due"]
        )
        for one in found:
            _count(row, one)
            _count(total, one)
        rows.append(row)
    return rows, total


def _count(row: ProgressRow, one: dict[str, Any]) -> None:
    row.states[one["state"]] += one["n"]
    if one["state"] == Stage.RETURNED:
        row.rounds[one["returns"]] = row.rounds.get(one["returns"], 0) + one["n"]
    if one["overdue"]:
        row.overdue += one["n"]


def organisers_in(reporters: QuerySet[Any]) -> list[Organisation]:
    """The organisers whose cycles occur in a list, and their common places above, in the order of the tree."""
    paths = reporters.order_by().values_list("cycle__organiser__path", flat=True).distinct()
    above = {path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)}
    found: QuerySet[Organisation] = Organisation.objects.filter(path__in=above, hidden=False)
    return list(found.order_by("path"))


def progress_sheet(rows: list[ProgressRow], total: ProgressRow) -> tuple[list[str], list[list[object]]]:
    """Headings and rows of the progress as a workbook, with the total at the end."""
    names = {NOT_BEGUN: pgettext("report", "Not begun"), **dict(Stage.choices)}
    most = max(total.rounds, default=1)
    headings = [_("Organiser"), _("Cycle"), _("Due")]
    headings += [str(names[state]) for state in URGENCY]
    headings += [_("Returned, round %(n)d") % {"n": n} for n in range(1, most + 1)]
    headings += [_("Overdue"), _("Reports in all")]
    total.organiser = _("Total")
    return headings, [_cells(row, most) for row in (*rows, total)]


def _cells(row: ProgressRow, most: int) -> list[object]:
    due = row.due.isoformat() if row.due else ""
    rounds = [row.rounds.get(n, 0) for n in range(1, most + 1)]
    return [row.organiser, row.title, due, *row.states.values(), *rounds, row.overdue, row.total]


@dataclass(frozen=True, slots=True)
class MissingReport:
    """A report that is not there, whom that can be told, and until when it is awaited."""

    reporter: Any
    users: list[User]

    @property
    def said(self) -> tuple[str, date | None]:
        """Those who are told the same: that they were returned or not, and the day."""
        returned = self.reporter.state == Stage.RETURNED
        return ("report.missing_back" if returned else "report.missing", self.reporter.awaited)


def missing_in(cycle: Cycle) -> list[MissingReport]:
    """The reports of a cycle that are not handed in, the overdue ones first."""
    rows = (
        Reporter.objects.filter(cycle=cycle)
        .annotate(state=Coalesce("report__stage", Value(NOT_BEGUN)))
        .filter(state__in=MISSING)
        .select_related("tenure__person", "tenure__organisation")
    )
    missing = list(with_deadlines(rows).order_by("-overdue", "order", "code"))
    authors = authors_by_reporter(missing)
    return [MissingReport(one, authors[one.pk]) for one in missing]


def narrowed(
    reporters: QuerySet[Any],
    *,
    year: int | None = None,
    under: int | None = None,
    returns: int | None = None,
    overdue: bool = False,
    missing: bool = False,
) -> QuerySet[Any]:
    """Exactly the reporters that a figure of the progress page counts."""
    if year:
        reporters = reporters.filter(cycle__year=year)
    if under:
        place = Organisation.objects.filter(pk=under).first()
        reporters = reporters.filter(cycle__organiser__path__begins=place.path if place else "-")
    if returns or overdue:
        reporters = with_deadlines(reporters)
    if returns:
        reporters = reporters.filter(state=Stage.RETURNED, returns=returns)
    if overdue:
        reporters = reporters.filter(overdue=True)
    return reporters.filter(state__in=MISSING) if missing else reporters


def cycles_vetted_by(user: User, cycles: list[int]) -> dict[int, str]:
    """Those of these cycles whose reports a person vets, each with its stage."""
    mine = Cycle.objects.filter(
        in_scope(user, "report.vet", path="organiser__path", cycle="pk"), pk__in=cycles
    )
    return dict(mine.order_by().values_list("pk", "stage"))
