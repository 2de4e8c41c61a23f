"""The figures of one organisation beside each other: target, done, change, and what is still missing (F6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.indicators.models import Fact, Indicator, Target
from shuzhi.indicators.queries.definitions import SEE, applying_to
from shuzhi.indicators.queries.figures import change_over_year, facts_for, standing
from shuzhi.indicators.states import Direction, number_text
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import within
from shuzhi.scoring.rounding import rounded
from shuzhi.scoring.rulebook.model import Rounding


@dataclass(slots=True)
class Line:
    """One indicator of one organisation in one period."""

    indicator: Indicator
    period: str
    fact: Fact | None
    target: Target | None
    change: str
    parts: list[Fact]

    @property
    def reached(self) -> str:
        """How far the target is reached, in per cent with one decimal; nothing where it cannot be said."""
        if self.fact is None or self.target is None or not self.target.scaled or self.fact.scaled is None:
            return ""
        if self.indicator.direction != Direction.UP or self.target.scaled < 0:
            return ""
        done = Fraction(self.fact.scaled, 10**self.fact.decimals)
        wanted = Fraction(self.target.scaled, 10**self.target.decimals)
        return number_text(rounded(done / wanted * 1000, Rounding.HALF_UP), 1) + "%"

    @property
    def is_missing(self) -> bool:
        return self.fact is None and self.indicator.hard and not self.indicator.is_ratio

    @property
    def depth(self) -> int:
        return 1 if self.indicator.part_of_id else 0


def lines_of(organisation: Organisation, year: int) -> list[Line]:
    """Every indicator that applies, sub-items beneath their whole; the year's own figure first, its parts within."""
    facts = facts_for(organisation, year)
    changes = change_over_year(facts, facts_for(organisation, year - 1))
    by_indicator: dict[int, list[Fact]] = {}
    for fact in facts:
        by_indicator.setdefault(fact.indicator_id, []).append(fact)
    targets = targets_of(organisation, year)
    lines = []
    for indicator in _wholes_first(applying_to(organisation)):
        found = by_indicator.get(indicator.pk, [])
        if indicator.ended and not found:
            continue
        whole = next((fact for fact in found if fact.period == str(year)), found[-1] if found else None)
        parts = [fact for fact in found if fact is not whole]
        period = whole.period if whole else str(year)
        change = changes.get((indicator.pk, period), "")
        lines.append(Line(indicator, period, whole, targets.get((indicator.pk, period)), change, parts))
    return lines


def targets_of(organisation: Organisation, year: int) -> dict[tuple[int, str], Target]:
    """The targets that stand for the year, by indicator and period."""
    rows = Target.objects.filter(organisation=organisation, period__startswith=str(year), current=True)
    rows = rows.filter(scaled__isnull=False).select_related("indicator")
    return {(target.indicator_id, target.period): target for target in rows}


def sheet_of(lines: list[Line]) -> tuple[list[str], Iterator[list[object]]]:
    """The same as a workbook: the key-indicator table to be signed."""
    headings = [
        _("Code"), _("Indicator"), _("Unit of measure"), _("Period"), _("Target"), _("Done"), _("Reached"),
        _("Change on the year before"), _("Source"), _("As of"), _("Remark"),
    ]  # fmt: skip
    return headings, (_cells(line) for line in lines)


def fact_or_404(user: User, pk: int) -> Fact:
    """One version of a figure within the user's scope."""
    rows = Fact.objects.filter(in_scope(user, SEE, path="organisation__path"))
    return get_object_or_404(
        rows.select_related("indicator__owner", "organisation", "entered_by", "source_file"), pk=pk
    )


def place_or_404(user: User, pk: int) -> Organisation:
    """An organisation whose figures the user may see."""
    found: Organisation = get_object_or_404(within(user, SEE), pk=pk)
    return found


def facts_within(user: User, year: str = "") -> tuple[list[Fact], int]:
    """How many figures stand within the scope (of a year), and the latest of them."""
    rows = standing().filter(in_scope(user, SEE, path="organisation__path"))
    rows = rows.filter(period__startswith=year) if year else rows
    return list(rows.order_by("-entered_at", "-pk")[:10]), rows.count()


def _wholes_first(indicators: list[Indicator]) -> Iterator[Indicator]:
    keys = {one.pk for one in indicators}
    for one in indicators:
        if one.part_of_id not in keys:
            yield one
            yield from (part for part in indicators if part.part_of_id == one.pk)


def _cells(line: Line) -> list[object]:
    fact, target = line.fact, line.target
    return [
        line.indicator.code,
        line.indicator.label,
        line.indicator.unit_label,
        line.period,
        target.value_text if target else "",
        fact.value_text if fact else "",
        line.reached,
        line.change,
        fact.source if fact else "",
        fact.as_of.isoformat() if fact else "",
        target.remark if target else "",
    ]


def periods_open(
    indicator: Indicator, organisation: Organisation, periods: list[str]
) -> dict[str, Fact | None]:
    """The periods of the year with the figure that stands in each, or none."""
    rows = standing().filter(indicator=indicator, organisation=organisation, period__in=periods)
    there = {fact.period: fact for fact in rows}
    return {period: there.get(period) for period in periods}
