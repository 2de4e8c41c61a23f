"""Indicators: defined by the command from a file, entered at units, counted over the tree."""

from datetime import date

from django.core.management import call_command

from shuzhi.indicators import queries
from shuzhi.indicators.actions import enter_fact, set_target
from shuzhi.indicators.models import Fact, Indicator
from shuzhi.organisations.models import Organisation
from tests.mechanisms.rows import Row
from tests.mechanisms.world import World

DAY = date(2026, 10, 31)
PERIODS = {"year": "2026", "quarter": "2026Q3", "month": "2026-10"}


def figures_are_counted(row: Row, world: World) -> None:
    """Each figure the row names is defined, entered where it applies, and stands in the total of the city."""
    for path, codes in row.in_folder("shuzhi/indicators/data/"):
        call_command("import_figures", path, verbosity=0)
        for code in codes:
            indicator = Indicator.objects.get(code=code)
            parts = [indicator.numerator, indicator.denominator] if indicator.is_ratio else [indicator]
            for part in parts:
                enter(part, world)
            tree = queries.tree_of(indicator, world.place.root, "2026")
            assert tree.whole.units > 0, code
            assert tree.whole.text or indicator.roll_up == "none", code


def enter(indicator: Indicator, world: World, scaled: int = 3, year: int = 2026) -> list[Fact]:
    """The figure of every unit that has it, unless it stands already."""
    period = PERIODS[indicator.period].replace("2026", str(year))
    made = []
    for at in units_of(indicator, world):
        stands = Fact.objects.filter(indicator=indicator, organisation=at, period=period)
        if not stands.exists():
            day = DAY.replace(year=year)
            made.append(enter_fact(indicator, at, period, scaled, source="台账", as_of=day, actor=None))
    return made


def units_of(indicator: Indicator, world: World) -> list[Organisation]:
    rows = Organisation.objects.filter(path__begins=world.place.root.path, depth__gt=1).order_by("path")
    return [one for one in rows if indicator.applies_to(one)]


def a_missing_hard_figure_is_named(row: Row, world: World) -> None:
    figures_are_counted(row, world)
    indicator = Indicator.objects.get(code="JJ-01")
    assert indicator.hard
    assert queries.missing_below(indicator, world.place.root, "2026") == []
    named = queries.missing_below(indicator, world.place.root, "2025")
    assert world.place.streets[0] in named


def before_and_after_are_compared(row: Row, world: World) -> None:
    """The four cuts: last year's counters beside this year's."""
    figures_are_counted(row, world)
    at = world.place.streets[0]
    codes = ["JF-01", "JF-02", "JF-03", "JF-04"]
    for code in codes:
        enter(Indicator.objects.get(code=code), world, scaled=8, year=2025)
    now, before = queries.facts_for(at, 2026), queries.facts_for(at, 2025)
    changes = queries.change_over_year(now, before)
    assert sorted(changes.values()) == ["-5"] * len(codes)


def three_years_have_targets(row: Row, world: World) -> None:
    figures_are_counted(row, world)
    indicator, at = Indicator.objects.get(code="XY-01"), world.units["university"]
    for year in (2025, 2026, 2027):
        set_target(indicator, at, str(year), 4, actor=None, remark="三年行动")
    (line,) = [one for one in queries.lines_of(at, 2026) if one.indicator == indicator]
    assert (line.fact.value_text, line.target.value_text, line.reached) == ("3", "4", "75.0%")
