"""The figures of one organisation: what was entered, what the year comes to, and the ratios of them."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from shuzhi.indicators.models import Fact, Indicator
from shuzhi.indicators.states import MOST_DIGITS, OverTime, PeriodKind, number_text, period_before
from shuzhi.organisations.models import Organisation
from shuzhi.scoring.rounding import rounded
from shuzhi.scoring.rulebook.model import Rounding


def facts_for(organisation: Organisation, year: int) -> list[Fact]:
    """Every figure that stands for the organisation in the year, in the order of the indicators.

    Beside what was entered: the sum of the year of monthly and quarterly counters, and the ratios. These have
    no key, for nobody typed them; their source names what they were computed from.
    """
    entered = list(
        standing()
        .filter(organisation=organisation, period__startswith=str(year))
        .order_by("indicator__order", "indicator__code", "period")
    )
    known = [*entered, *_years(entered, year)]
    found = [*known, *_ratios(known)]
    return sorted(found, key=lambda fact: (fact.indicator.order, fact.indicator.code, fact.period))


def standing() -> QuerySet[Fact]:
    """The figures that count today: the latest version of each, none that was withdrawn."""
    rows = Fact.objects.filter(current=True, scaled__isnull=False)
    return rows.select_related("indicator__owner", "organisation")


def fact_for_token(organisation: Organisation, code: str, *, year: int, period: str = "") -> Fact | None:
    """The figure behind `[[fact:CODE@PERIOD]]`; without a period the one of the year, or else its last one."""
    of_year = int(period[:4]) if period[:4].isdecimal() else year
    found = [fact for fact in facts_for(organisation, of_year) if fact.indicator.code == code]
    if period:
        return next((fact for fact in found if fact.period == period), None)
    whole = [fact for fact in found if fact.period == str(year)]
    return (whole or found)[-1] if found else None


def fact_text(fact: Fact) -> str:
    """The figure as a report quotes it: value, unit, source and day."""
    said = {
        "value": with_unit(fact),
        "source": fact.source,
        "day": formats.date_format(fact.as_of, "DATE_FORMAT"),
    }
    return _("%(value)s (%(source)s, %(day)s)") % said


def with_unit(fact: Fact) -> str:
    """The value with its unit; a per cent sign stands close to it."""
    unit = fact.indicator.unit_label
    return f"{fact.value_text}{unit}" if fact.indicator.is_percent else f"{fact.value_text} {unit}"


def history_of_figure(fact: Fact) -> QuerySet[Fact]:
    """Every version of the figure, the latest first, with who entered it and why it was corrected."""
    rows = Fact.objects.filter(
        indicator=fact.indicator, organisation=fact.organisation, period=fact.period
    ).select_related("entered_by", "source_file", "indicator", "organisation")
    return rows.order_by("-number")


def change_over_year(facts: Iterable[Fact], before: Iterable[Fact]) -> dict[tuple[int, str], str]:
    """Before and after: the signed change against the same period a year ago, by indicator and period."""
    earlier = {(fact.indicator_id, fact.period): fact for fact in before}
    changes = {}
    for fact in facts:
        past = earlier.get((fact.indicator_id, period_before(fact.period)))
        if past is not None and past.scaled is not None and fact.scaled is not None:
            step = fact.scaled - past.scaled
            sign = "+" if step > 0 else ""
            changes[fact.indicator_id, fact.period] = sign + number_text(step, fact.decimals)
    return changes


def ratio_of(above: int, below: int, indicator: Indicator, decimals: tuple[int, int]) -> int | None:
    """The ratio in units of its last decimal place, rounded once, half up; none over nothing."""
    if not below:
        return None
    exact = Fraction(above, 10 ** decimals[0]) / Fraction(below, 10 ** decimals[1]) * indicator.times
    scaled = rounded(exact * 10**indicator.decimals, Rounding.HALF_UP)
    return scaled if abs(scaled) < 10**MOST_DIGITS else None


def _years(entered: list[Fact], year: int) -> list[Fact]:
    """What the months or quarters come to so far, for counters that are summed over the year."""
    whole = []
    for _key, group in groupby(entered, key=lambda fact: fact.indicator_id):
        parts = list(group)
        indicator = parts[0].indicator
        if indicator.period == PeriodKind.YEAR or indicator.over_time != OverTime.SUM:
            continue
        said = {"first": parts[0].period_label, "last": parts[-1].period_label, "count": len(parts)}
        source = _("sum of %(count)d entries, %(first)s to %(last)s") % said
        total = sum(part.scaled or 0 for part in parts)
        whole.append(_computed(indicator, parts[0].organisation, str(year), total, source, max(_days(parts))))
    return whole


def _ratios(known: list[Fact]) -> list[Fact]:
    by_place = {(fact.indicator_id, fact.period): fact for fact in known}
    parts = {fact.indicator_id for fact in known}
    found = []
    for indicator in Indicator.objects.filter(numerator__in=parts, denominator__in=parts).select_related(
        "numerator", "denominator", "owner"
    ):
        for fact in known:
            below = by_place.get((indicator.denominator_id or 0, fact.period))
            if fact.indicator_id != indicator.numerator_id or below is None:
                continue
            above, under = fact.scaled or 0, below.scaled or 0
            scaled = ratio_of(above, under, indicator, (fact.decimals, below.decimals))
            if scaled is not None:
                source = quotient_text(indicator)
                day = min(fact.as_of, below.as_of)
                found.append(_computed(indicator, fact.organisation, fact.period, scaled, source, day))
    return found


def quotient_text(indicator: Indicator) -> str:
    """What a ratio is made of, in words."""
    said = {"above": indicator.numerator, "below": indicator.denominator}
    return _("%(above)s ÷ %(below)s") % said


def _computed(
    indicator: Indicator, organisation: Organisation, period: str, scaled: int, source: str, day: date
) -> Fact:
    return Fact(
        indicator=indicator,
        organisation=organisation,
        period=period,
        scaled=scaled,
        decimals=indicator.decimals,
        source=source,
        as_of=day,
    )


def _days(facts: list[Fact]) -> list[date]:
    return [fact.as_of for fact in facts]
