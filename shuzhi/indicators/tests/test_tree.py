"""What figures come to over a tree, and the records behind each total."""

import pytest

from shuzhi.indicators.models import Fact
from shuzhi.indicators.queries import missing_below, tree_of
from shuzhi.indicators.tests.factories import fact, indicator
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.tests.factories import organisation

pytestmark = pytest.mark.django_db


def test_a_total_counts_every_unit_once(places):
    one = indicator()
    fact(one, places["street"], "100")
    fact(one, places["community"], "40")
    fact(one, places["organ"], "7")

    tree = tree_of(one, places["licang"], "2026")

    assert (tree.whole.text, tree.whole.units) == ("107", 3)
    assert {row.organisation.name: row.text for row in tree.rows} == {"李村街道": "100", "区直机关工委": "7"}
    street = tree_of(one, places["street"], "2026")
    assert (street.whole.text, street.below.text, street.differs) == ("100", "40", True)


def test_what_is_not_summable_is_not_summed(places):
    one = indicator(roll_up="none")
    fact(one, places["street"], "100")
    fact(one, places["organ"], "7")

    tree = tree_of(one, places["licang"], "2026")

    assert (tree.whole.scaled, [row.text for row in tree.rows]) == (None, ["", "100"])


def test_a_ratio_is_the_ratio_of_the_sums_over_those_who_gave_both(places):
    done, all_of = indicator("A", unit="件"), indicator("B", unit="件")
    share = indicator(
        "S", unit="%", roll_up="ratio", numerator=done, denominator=all_of, times=100, decimals=2
    )
    other = organisation("浮山路街道", places["licang"], kind="township")
    for at, above, below in ((places["street"], "1", "3"), (other, "1", "6")):
        fact(done, at, above)
        fact(all_of, at, below)
    fact(done, places["organ"], "1000")

    tree = tree_of(share, places["licang"], "2026")

    assert (tree.whole.text, tree.whole.units) == ("22.22", 2)


def test_units_without_a_figure_are_named(places):
    one = indicator(kinds=["village"], hard=True)
    other = organisation("西李社区", places["street"], kind="village")
    fact(one, places["community"], "1")

    tree = tree_of(one, places["licang"], "2026")

    assert (tree.expected, tree.missing) == (2, 1)
    assert missing_below(one, places["licang"], "2026") == [other]


def test_months_come_to_a_year_over_the_tree(places):
    deeds = indicator("JD", "结对帮扶办实事", "件", period="month", over_time="sum")
    stock = indicator("DY", "党员", "人", period="month")
    for one in (deeds, stock):
        fact(one, places["street"], "5", "2026-01")
        fact(one, places["street"], "6", "2026-02")
        fact(one, places["organ"], "1", "2026-02")

    assert tree_of(deeds, places["licang"], "2026").whole.text == "12"
    assert tree_of(stock, places["licang"], "2026").whole.text == "7"
    assert tree_of(deeds, places["licang"], "2026-02").whole.text == "7"


def test_ten_thousand_units_cost_as_many_questions_as_ten(places, django_assert_max_num_queries):
    one = indicator()
    parent = places["shinan"]
    steps = [Organisation._int2str(number).rjust(4, "0") for number in range(1, 10_001)]
    Organisation.objects.bulk_create(
        Organisation(path=parent.path + step, depth=3, code=f"V{step}", name=f"村{step}", kind="village")
        for step in steps
    )
    made = Organisation.objects.filter(code__startswith="V")
    Fact.objects.bulk_create(
        Fact(indicator=one, organisation=row, period="2026", scaled=3, source="x", as_of="2026-01-01")
        for row in made
    )

    with django_assert_max_num_queries(8):
        tree = tree_of(one, places["city"], "2026")

    assert (tree.whole.text, tree.whole.units, len(tree.rows)) == ("30,000", 10_000, 2)
