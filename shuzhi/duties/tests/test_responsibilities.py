"""Responsibilities come down four tiers: added to, carried out, never dropped below."""

import pytest

from shuzhi.duties import actions, queries
from shuzhi.duties.tests.factories import secretary
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db


def codes(organisation, year=2026):
    return [
        (line.responsibility.code, line.inherited, [one.code for one in line.carried_out])
        for line in queries.responsibilities_of(organisation, year)
    ]


def test_four_tiers_inherit_and_add(places, office):
    city = actions.add_responsibility(places["city"], "1", "抓党建促基层治理", since=2025, actor=None)
    actions.add_responsibility(places["licang"], "2", "区级责任", since=2026, actor=office)
    mine = actions.add_responsibility(
        places["street"], "1.1", "街道怎么做", since=2026, actor=office, refines=city
    )
    actions.add_responsibility(places["community"], "3", "社区责任", since=2026, actor=office)

    assert codes(places["city"]) == [("1", False, [])]
    assert codes(places["street"]) == [("1", True, ["1.1"]), ("2", True, [])]
    assert codes(places["community"]) == [("1", True, ["1.1"]), ("2", True, []), ("3", False, [])]
    assert codes(places["shinan"]) == [("1", True, [])]
    assert codes(places["community"], 2025) == [("1", True, [])]
    assert mine.organisation == places["street"]


def test_a_lower_tier_cannot_drop_what_comes_down(places, office):
    above = actions.add_responsibility(places["city"], "1", "上级责任", since=2025, actor=None)

    with pytest.raises(Refused):
        actions.end_responsibility(above, at=places["licang"], until=2026, reason="不想要", actor=office)
    with pytest.raises(Refused):
        actions.end_responsibility(above, at=places["city"], until=2026, reason="不想要", actor=office)
    actions.end_responsibility(above, at=places["city"], until=2026, reason="文件废止", actor=None)

    assert (codes(places["street"], 2026), codes(places["street"], 2027)) == ([("1", True, [])], [])


def test_a_tier_may_be_named(places):
    actions.add_responsibility(places["city"], "1", "只对乡级", since=2026, actor=None, kinds=["township"])

    assert (codes(places["street"]), codes(places["community"])) == ([("1", True, [])], [])


def test_a_unit_adds_to_its_own_list_alone(places):
    wang = secretary(places["street"])
    me = wang.person.user
    actions.add_responsibility(places["street"], "9", "自加压力", since=2026, actor=me)

    for other in ("licang", "community"):
        with pytest.raises(Refused):
            actions.add_responsibility(places[other], "9", "越位", since=2026, actor=me)


def test_only_what_comes_down_can_be_carried_out(places):
    foreign = actions.add_responsibility(places["shinan"], "1", "别的区", since=2026, actor=None)

    with pytest.raises(Refused):
        actions.add_responsibility(places["street"], "1", "x", since=2026, actor=None, refines=foreign)
