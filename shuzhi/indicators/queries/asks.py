from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from shuzhi.burden.rules import costs, levels_of
from shuzhi.burden.states import Ask
from shuzhi.burden.states import Kind as Asked
from shuzhi.cycles.models import Cycle
from shuzhi.indicators.models import Fact, Indicator
from shuzhi.indicators.states import PeriodKind, RollUp
from shuzhi.organisations.models import Organisation

TIMES = {PeriodKind.YEAR: 1, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}


def asks_of_units(cycle: Cycle) -> list[Ask]:
    """The figures a year wants of the units of each level: what follows from others, or is there, is held."""
    found = []
    for level in levels_of(cycle):
        rows = list(_wanted_of(cycle, level))
        there = _there_already(cycle, level, rows)
        found += [_ask(one, level, there) for one in rows]
    return found


def held_by_name() -> dict[str, str]:
    """The indicators by their names: whoever asks for a figure of this name is told that there is one."""
    names = Indicator.objects.filter(ended=False).values_list("name", "code")
    return {name: _("indicator %(code)s") % {"code": code} for name, code in names}


def _wanted_of(cycle: Cycle, level: str) -> QuerySet[Indicator]:
    """The indicators in force that the organiser, somebody above it or the whole server wants of a level."""
    above = Q(owner=None) | Q(above__startswith=F("owner__path"))
    rows = Indicator.objects.alias(above=Value(cycle.organiser.path)).filter(above, ended=False)
    fit = [one.pk for one in rows.only("pk", "kinds") if not one.kinds or level in one.kinds]
    return Indicator.objects.filter(pk__in=fit).select_related("owner")


def _there_already(cycle: Cycle, level: str, rows: Iterable[Indicator]) -> set[int]:
    """The indicators for which every unit of the level has a figure of the year."""
    units = Organisation.objects.filter(tenures__reviews__cycle=cycle, kind=level).distinct()
    count = units.count()
    figures = Fact.objects.filter(
        indicator__in=[one.pk for one in rows],
        organisation__in=units,
        period__startswith=str(cycle.year),
        current=True,
        scaled__isnull=False,
    )
    counted = figures.order_by().values("indicator").annotate(n=Count("organisation", distinct=True))
    return {row["indicator"] for row in counted if count and row["n"] >= count}


def _ask(one: Indicator, level: str, there: set[int]) -> Ask:
    held = _("computed from other figures") if one.roll_up == RollUp.RATIO else ""
    if not held and one.pk in there:
        held = _("figures of the year")
    return Ask(
        f"indicator.{one.code}",
        level,
        Asked.INDICATOR,
        one.name,
        owner=one.owner.name if one.owner else "",
        basis=one.basis,
        minutes=costs()["indicator_minutes"],
        times=TIMES[PeriodKind(one.period)],
        held_as=held,
        optional=not one.hard,
    )
