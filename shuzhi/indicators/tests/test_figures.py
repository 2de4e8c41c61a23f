"""Entering, correcting and reading the figures of an organisation."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.indicators import queries
from shuzhi.indicators.actions import change_indicator, enter_fact, set_target, withdraw_fact
from shuzhi.indicators.models import Fact
from shuzhi.indicators.tests.factories import fact, indicator
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db


def test_a_report_quotes_a_figure_with_its_source_and_day(places):
    one = fact(indicator(), places["street"])

    assert queries.facts_for(places["street"], 2026) == [one]
    with override("zh-hans"):
        assert queries.fact_text(one) == "1,234 人（党员信息系统，2026年11月1日）"


def test_a_figure_that_stands_is_not_asked_again(places, staff):
    one = indicator()
    first = fact(one, places["street"])

    with pytest.raises(Refused, match="1,234"):
        enter_fact(one, places["street"], "2026", 1250, source="台账", as_of=date(2026, 11, 2), actor=staff)

    second = enter_fact(
        one,
        places["street"],
        "2026",
        1250,
        source="台账",
        as_of=date(2026, 11, 2),
        reason="漏报16人",
        actor=staff,
    )
    versions = [(row.number, row.scaled, row.current, row.reason) for row in queries.history_of_figure(first)]
    assert versions == [(2, 1250, True, "漏报16人"), (1, 1234, False, "")]
    assert queries.facts_for(places["street"], 2026) == [second]
    assert [entry.verb for entry in Entry.objects.filter(subject_type="indicators.fact").order_by("number")] == [
        "fact.entered", "fact.corrected",
    ]  # fmt: skip


def test_the_database_keeps_one_current_row(places):
    row = fact(indicator(), places["street"])

    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(
            indicator=row.indicator, organisation=row.organisation, period="2026", scaled=1, number=2,
            reason="再报", source="x", as_of=date(2026, 1, 1),
        )  # fmt: skip


def test_a_withdrawn_figure_is_missing_and_not_zero(places, staff):
    row = fact(indicator(), places["street"])

    withdraw_fact(row, "填错单位", actor=staff)

    assert queries.facts_for(places["street"], 2026) == []
    tree = queries.tree_of(row.indicator, places["licang"], "2026")
    assert (tree.whole.scaled, tree.whole.units) == (None, 0)
    again = fact(row.indicator, places["street"], "7", reason="重新核实")
    assert (again.number, queries.facts_for(places["street"], 2026)) == (3, [again])


@pytest.mark.parametrize(
    ("rest", "at", "period", "said"),
    [
        ({"kinds": ["village"]}, "street", "2026", "适用"),
        ({"categories": ["hospital"]}, "street", "2026", "适用"),
        ({"period": "month"}, "street", "2026", "2026-11"),
        ({"ended": True}, "street", "2026", "不再"),
    ],
)
def test_only_what_the_definition_asks_for_is_taken(places, rest, at, period, said):
    one = indicator(**rest)

    with override("zh-hans"), pytest.raises(Refused, match=said):
        fact(one, places[at], period=period)


def test_an_indicator_of_one_district_does_not_reach_another(places):
    one = indicator(owner=places["licang"])

    with pytest.raises(Refused):
        fact(one, places["shinan"])


def test_tomorrow_has_no_figure_yet(places):
    with pytest.raises(Refused):
        fact(indicator(), places["street"], as_of=timezone.localdate() + timedelta(days=1))


def test_staff_enter_in_their_place_alone(places, staff):
    one = indicator()

    for name in ("licang", "shinan", "organ"):
        with pytest.raises(Refused):
            enter_fact(one, places[name], "2026", 1, source="x", as_of=date(2026, 1, 1), actor=staff)


def test_monthly_counters_are_summed_over_the_year(places):
    lessons = indicator("HD-01", "主题党日次数", "次", period="month", over_time="sum")
    for month, count in (("2026-01", "2"), ("2026-02", "3")):
        fact(lessons, places["street"], count, month)

    found = [(row.period, row.scaled, row.pk is None) for row in queries.facts_for(places["street"], 2026)]

    assert found == [("2026", 5, True), ("2026-01", 2, False), ("2026-02", 3, False)]
    assert queries.fact_for_token(places["street"], "HD-01", year=2026).scaled == 5
    assert queries.fact_for_token(places["street"], "HD-01", year=2026, period="2026-02").scaled == 3
    assert queries.fact_for_token(places["street"], "HD-01", year=2026, period="2026-03") is None


def test_base_and_share_are_computed_and_never_typed(places):
    whole, part = indicator("T", "实际使用外资", "万美元"), indicator("P", "高技术外资", "万美元")
    share = indicator(
        "S", "高技术外资占比", "%", roll_up="ratio", numerator=part, denominator=whole, times=100, decimals=1
    )
    fact(whole, places["street"], "3000")
    fact(part, places["street"], "291")

    with pytest.raises(Refused):
        fact(share, places["street"], "9.7")
    row = queries.fact_for_token(places["street"], "S", year=2026)

    assert (row.value_text, row.source, row.as_of) == ("9.7", "高技术外资 ÷ 实际使用外资", date(2026, 11, 1))
    with override("zh-hans"):
        assert queries.fact_text(row) == "9.7%（高技术外资 ÷ 实际使用外资，2026年11月1日）"


def test_before_and_after_stand_beside_each_other(places):
    proofs = indicator("JF-01", "要求基层出具的证明", "项", direction="down")
    fact(proofs, places["street"], "120", "2025", as_of=date(2025, 12, 31))
    fact(proofs, places["street"], "83")

    lines = queries.lines_of(places["street"], 2026)

    assert [(line.indicator.code, line.fact.value_text, line.change) for line in lines] == [
        ("JF-01", "83", "-37")
    ]


def test_target_done_and_remark_make_the_key_indicator_table(places, office):
    one = indicator(hard=True)
    lines = queries.lines_of(places["street"], 2026)
    assert [line.is_missing for line in lines] == [True]

    set_target(one, places["street"], "2026", 1500, remark="净增", actor=office)
    fact(one, places["street"])
    with pytest.raises(Refused):
        set_target(one, places["street"], "2026", 1200, actor=office)
    (line,) = queries.lines_of(places["street"], 2026)

    assert (line.target.value_text, line.reached, line.target.remark) == ("1,500", "82.3%", "净增")
    headings, rows = queries.sheet_of([line])
    assert [len(row) for row in rows] == [len(headings)]


def test_what_figures_were_counted_by_does_not_change_under_them(places):
    one = indicator()
    fact(one, places["street"])

    change_indicator(one, actor=None, definition="按季度末口径", name="党员总数")
    with pytest.raises(Refused):
        change_indicator(one, actor=None, unit="万人")

    one.refresh_from_db()
    assert (one.name, one.unit) == ("党员总数", "人")


def test_definitions_come_down_the_tree_and_stay_out_of_others(places, staff):
    mine = indicator("A", owner=places["licang"])
    below = indicator("B", owner=places["street"])
    server = indicator("C")
    indicator("D", owner=places["shinan"])

    assert list(queries.indicators_for(staff)) == [mine, below, server]
    assert list(queries.indicators_for(user_with())) == []


def test_a_ratio_of_ratios_and_a_circle_are_refused(places):
    one, other = indicator("A"), indicator("B")
    share = indicator("S", unit="%", roll_up="ratio", numerator=one, denominator=other)

    with pytest.raises(Refused):
        indicator("T", unit="%", roll_up="ratio", numerator=share, denominator=other)
    change_indicator(one, actor=None, part_of=other)
    with pytest.raises(Refused):
        change_indicator(other, actor=None, part_of=one)
