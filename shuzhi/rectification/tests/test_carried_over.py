"""What last year left open stands above this year's report, for those who may see it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.tests import factories
from shuzhi.rectification import queries
from shuzhi.rectification.models import Problem


@pytest.fixture
def place(db):
    place = factories.district()
    factories.opened(place)
    return place


@pytest.fixture
def last_year(place):
    """The first street's list of 2025: one problem is open."""
    cycle = Cycle.objects.create(organiser=place.organiser, year=2025, title="2025年度述职评议考核")
    before = Reporter(cycle=cycle, tenure=place.tenures[0], code="370213001").take_names()
    before.save()
    return Problem.objects.create(reporter=before, number=1, source="comment", text="小区|物业覆盖不足")


def test_open_problems_of_the_unit_open_this_years_report_with_their_state(client, place, last_year):
    client.force_login(place.secretaries[0])

    page = client.get(reverse("rectification:carried-over", args=[place.reporters[0].pk]))

    assert (page.status_code, "小区|物业覆盖不足" in page.text) == (200, True)
    assert last_year.get_state_display() in page.text
    with override("zh-hans"):
        rows = queries.problems_as_rows([last_year])
    assert rows.startswith("| 上年问题 | 状态 |")
    assert "| 小区｜物业覆盖不足 |" in rows


def test_another_unit_does_not_find_them(client, place, last_year):
    client.force_login(place.secretaries[1])

    own = client.get(reverse("rectification:carried-over", args=[place.reporters[1].pk]))
    other = client.get(reverse("rectification:carried-over", args=[place.reporters[0].pk]))

    assert ("物业覆盖不足" in own.text, other.status_code) == (False, 404)


def test_this_years_problems_are_not_carried_over(place, last_year):
    Problem.objects.create(reporter=place.reporters[0], number=1, source="comment", text="今年的问题")

    assert queries.carried_over(place.secretaries[0], place.reporters[0]) == [last_year]
