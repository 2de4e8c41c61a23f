"""The sample list: counters of activities, pairs, burdens before and after, base and share, all as data."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shuzhi.indicators.actions import set_target
from shuzhi.indicators.models import Indicator
from shuzhi.indicators.queries import lines_of, tree_of
from shuzhi.indicators.tests.factories import fact
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(places):
    call_command("import_figures", stdout=StringIO())
    return {one.code: one for one in Indicator.objects.all()}


def test_the_sample_list_comes_in_once(sample):
    again = StringIO()

    call_command("import_figures", stdout=again)

    assert again.getvalue() == f"indicators_unchanged {len(sample)}\n"
    assert [sample[code].hard for code in ("ZZ-01", "HD-01")] == [True, False]


def test_a_faulty_file_changes_nothing(tmp_path, places):
    path = tmp_path / "指标.csv"
    path.write_text("代码,名称,计量单位\nA,甲,个\nA,乙,\n", encoding="utf-8")
    faults = StringIO()

    with pytest.raises(CommandError):
        call_command("import_figures", str(path), stderr=faults)

    assert (Indicator.objects.count(), "计量单位" in faults.getvalue()) == (0, True)


def test_certificates_before_and_after_over_the_district(sample, places):
    fact(sample["JF-01"], places["street"], "30", "2025")
    fact(sample["JF-01"], places["street"], "12", "2026")

    line = next(one for one in lines_of(places["street"], 2026) if one.indicator.code == "JF-01")

    assert (line.change, tree_of(sample["JF-01"], places["licang"], "2025").whole.text) == ("-18", "30")


def test_a_share_has_a_target_for_the_year_though_it_is_counted_by_the_month(sample, places, office):
    for code, value in (("RX-01", "200"), ("RX-02", "190")):
        fact(sample[code], places["street"], value, "2026-10")
    set_target(sample["RX-03"], places["street"], "2026", 950, actor=office)

    line = next(one for one in lines_of(places["street"], 2026) if one.indicator.code == "RX-03")

    assert (line.period, line.fact.value_text, line.target.value_text, line.reached) == (
        "2026",
        "95.0",
        "95.0",
        "100.0%",
    )
    with pytest.raises(Refused):
        set_target(sample["RX-03"], places["organ"], "2026", 950, actor=office)


def test_deeds_of_pairs_add_up_from_months_and_units(sample, places):
    for month, count in (("2026-01", "3"), ("2026-02", "4")):
        fact(sample["JD-02"], places["street"], count, month)

    tree = tree_of(sample["JD-02"], places["city"], "2026")

    assert (tree.whole.text, tree.expected, tree.missing) == ("7", 1, 0)
