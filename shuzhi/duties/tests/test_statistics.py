"""Counts over any subtree, each the number of the lines it opens."""

from datetime import date

import pytest

from shuzhi.accounts.tests.factories import user_with
from shuzhi.duties import actions, queries
from shuzhi.duties.models import DutyList, Item
from shuzhi.duties.tests.factories import full_list, secretary
from shuzhi.organisations.models import Organisation, Person, Tenure

pytestmark = pytest.mark.django_db


def test_a_subtree_counts_what_its_lists_hold(places, wang, office):
    mine = full_list(wang, places["community"])
    other = full_list(secretary(places["organ"], "孙机关"), places["community"])
    full_list(secretary(places["shinan"], "陈市南"), places["community"])
    full_list(secretary(places["community"], "赵社区"), places["community"], fixed=False)
    actions.conclude(mine.items.get(kind="project"), "done", "完成", on=date(2026, 10, 1), actor=None)
    actions.note_visit(mine.items.get(kind="point"), "走访", on=date(2026, 5, 1), actor=None)

    whole, rows = queries.statistics_of(office, places["licang"], 2026)

    assert (whole.fixed, whole.visits) == (2, 1)
    assert [(kind.value, all_of, done) for kind, all_of, done in whole.cells][:3] == [
        ("pledge", 2, 0), ("project", 2, 1), ("point", 2, 0),
    ]  # fmt: skip
    assert {row.organisation.name: row.fixed for row in rows} == {"李村街道": 1, "区直机关工委": 1}
    opened = queries.items_matching(
        queries.items_within(office), year=2026, kind="project", outcome="done", below=places["licang"].path
    )
    assert [item.duty_list for item in opened] == [mine]
    assert other.items.count() == 3


def test_ten_thousand_units_cost_as_many_questions_as_ten(places, django_assert_max_num_queries):
    root = places["shinan"]
    steps = [Organisation._int2str(number).rjust(4, "0") for number in range(1, 10_001)]
    Organisation.objects.bulk_create(
        Organisation(path=root.path + step, depth=3, code=f"V{step}", name=f"村{step}", kind="village")
        for step in steps
    )
    villages = list(Organisation.objects.filter(code__startswith="V"))
    who = Person.objects.create(name="村书记", code="V1")
    tenures = Tenure.objects.bulk_create(
        Tenure(person=who, organisation=one, post="书记", since=date(2021, 1, 1)) for one in villages
    )
    lists = DutyList.objects.bulk_create(
        DutyList(tenure=one, year=2026, stage="fixed", digest="x" * 64) for one in tenures
    )
    Item.objects.bulk_create(
        Item(duty_list=one, kind="project", number=1, name="修路", outcome="done", result="通车")
        for one in lists
    )
    office = user_with("office", places["city"].path)

    with django_assert_max_num_queries(8):
        whole, rows = queries.statistics_of(office, places["city"], 2026)
    with django_assert_max_num_queries(2):
        assert queries.lists_within(office).count() == 10_000
        assert len(queries.items_within(office)[:50]) == 50

    assert (whole.fixed, whole.cells[1][1:], {row.organisation.name: row.fixed for row in rows}) == (
        10_000, (10_000, 10_000), {"李沧区": 0, "市南区": 10_000},
    )  # fmt: skip
