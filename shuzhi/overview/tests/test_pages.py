"""The pages of the overview: both languages, the landing, and how much they read."""

import pytest
from django.urls import reverse

from shuzhi.overview.tests.crowd import crowd
from shuzhi.rectification.tests import whole_year as year

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_stand_in_both_languages(client, hall, rated, tmp_path, language):
    year.decided(hall, year.settled(hall, tmp_path))
    client.cookies["django_language"] = language
    client.force_login(hall.place.secretary)

    for address in (reverse("overview:list-cycles"), reverse("overview:cycle", args=[hall.meeting.cycle.pk])):
        page = client.get(address)
        assert page.status_code == 200
        assert " style=" not in page.text


def test_the_landing_lists_cycles_with_the_progress_a_person_may_see(client, hall):
    year.problems_listed(hall)

    def progress(who):
        client.force_login(who)
        rows = client.get(reverse("overview:list-cycles")).context["rows"]
        return [
            ((row.reports.done, row.reports.total), (row.turns.done, row.turns.total), row.problems.total)
            for row in rows
        ]

    assert progress(hall.office) == [((2, 3), (2, 2), 2)]
    assert progress(hall.place.secretaries[0]) == [((1, 1), (1, 1), 1)]
    assert progress(hall.teller) == [((0, 0), (2, 2), 0)]
    assert progress(hall.place.neighbour) == []


def test_an_empty_landing_says_when_it_fills(client, place):
    client.force_login(place.stranger)

    assert "目前没有与您有关的年度述职评议考核" in client.get(reverse("overview:list-cycles")).text


def test_two_hundred_reporters_are_read_in_a_bounded_number_of_queries(
    client, place, django_assert_max_num_queries
):
    cycle = crowd(place, 200)
    client.force_login(place.office)
    address = reverse("overview:cycle", args=[cycle.pk])

    with django_assert_max_num_queries(45):
        page = client.get(address)
    with django_assert_max_num_queries(15):
        client.get(reverse("overview:list-cycles"))

    assert len(page.context["lines"]) == 203
