from datetime import date

import pytest

from shuzhi.burden import queries
from shuzhi.burden.states import Kind
from shuzhi.cycles.tests import factories
from shuzhi.indicators.models import Fact, Indicator
from shuzhi.organisations.models import Organisation


@pytest.fixture
def cycle(db):
    return factories.prepared(factories.district())


def indicator(code, **values):
    usual = {"name": f"指标{code}", "unit": "件", "basis": "虚构依据", "period": "year"}
    return Indicator.objects.create(code=code, **(usual | values))


def asked(cycle):
    return {row.code: row for row in queries.requests_of(cycle, kind=Kind.INDICATOR)}


def test_the_register_counts_the_indicators_of_a_level(cycle):
    indicator("A1", hard=True, period="quarter")
    indicator("B1", hard=False)
    indicator("C1", hard=True, kinds=["village"])
    indicator("D1", hard=True, ended=True)
    indicator("E1", hard=True, owner=cycle.organiser)
    elsewhere = Organisation.objects.get(name="崂山区")
    indicator("F1", hard=True, owner=elsewhere)

    rows = asked(cycle)

    assert sorted(rows) == ["indicator.A1", "indicator.B1", "indicator.E1"]
    assert (rows["indicator.A1"].minutes_a_year, rows["indicator.B1"].optional) == (20, True)
    assert queries.cost_of(cycle, "township").indicators == 2


def test_a_ratio_is_computed_and_nobody_is_asked(cycle):
    one, two = indicator("A1"), indicator("B1")
    indicator("R1", hard=True, roll_up="ratio", numerator=one, denominator=two)

    row = asked(cycle)["indicator.R1"]

    assert (row.is_held, row.minutes_a_year) == (True, 0)


def test_a_figure_that_every_unit_has_is_held(cycle):
    one = indicator("A1", hard=True)
    for reporter in cycle.reporters.all():
        Fact.objects.create(
            indicator=one, organisation=reporter.tenure.organisation, period="2026", scaled=3, source="台账",
            as_of=date(2026, 11, 1),
        )  # fmt: skip

    assert asked(cycle)["indicator.A1"].is_held
    assert queries.held_already("指标A1（件）") == "指标 A1"
