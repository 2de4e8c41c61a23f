"""Periods as text: "2026", "2026Q3", "2026-11". Their order as text is their order in time, kind by kind."""

import re
from datetime import date

from django.utils.translation import gettext as _

from shuzhi.indicators.states.lists import PeriodKind

PERIOD = re.compile(r"(20\d\d|2100)(?:Q([1-4])|-(0[1-9]|1[0-2]))?")


def period_kind(period: str) -> PeriodKind | None:
    """Which kind of period the text names; None when it names none."""
    found = PERIOD.fullmatch(period)
    if not found:
        return None
    if found[2]:
        return PeriodKind.QUARTER
    return PeriodKind.MONTH if found[3] else PeriodKind.YEAR


def is_period(period: str, kind: str) -> bool:
    return period_kind(period) == kind


def periods_of(year: int, kind: str) -> list[str]:
    """The periods of a year in their order."""
    if kind == PeriodKind.MONTH:
        return [f"{year}-{month:02}" for month in range(1, 13)]
    if kind == PeriodKind.QUARTER:
        return [f"{year}Q{quarter}" for quarter in range(1, 5)]
    return [str(year)]


def period_of_day(day: date, kind: str) -> str:
    """The period in which the day lies."""
    if kind == PeriodKind.MONTH:
        return f"{day.year}-{day.month:02}"
    if kind == PeriodKind.QUARTER:
        return f"{day.year}Q{(day.month + 2) // 3}"
    return str(day.year)


def period_before(period: str) -> str:
    """The same period a year earlier: what a before-and-after counter compares with."""
    return f"{int(period[:4]) - 1}{period[4:]}"


def period_text(period: str) -> str:
    """The period in words."""
    found = PERIOD.fullmatch(period)
    if not found:
        return period
    said = {"year": found[1], "part": found[2] or str(int(found[3] or 0))}
    if found[2]:
        return _("quarter %(part)s of %(year)s") % said
    if found[3]:
        return _("month %(part)s of %(year)s") % said
    return _("the year %(year)s") % said
