"""The page of documents: what is offered can be taken, what is not says why, and nothing of others is shown."""

import re

import pytest
from django.urls import reverse

from shuzhi.overview.tests.crowd import crowd

pytestmark = pytest.mark.django_db(databases=["default", "box"])
LINK = re.compile(r'href="([^"]+\.(?:docx|pdf))"')


def page_of(client, who, cycle, **wanted):
    client.force_login(who)
    return client.get(reverse("overview:list-papers", args=[cycle.pk]), wanted)


def test_whatever_is_offered_can_be_taken(client, hall):
    page = page_of(client, hall.office, hall.meeting.cycle)
    links = LINK.findall(page.text)
    assert len(links) >= 2 * (3 + 1 + 2 * 3)  # the round, the meeting, two reporters' three documents
    for link in links:
        made = client.get(link)
        assert made.status_code == 200, link
        assert made.content[:4] == (b"PK\x03\x04" if link.endswith("docx") else b"%PDF"), link
        assert "attachment" in made.headers["Content-Disposition"]


def test_what_cannot_be_made_says_why(client, hall, settings):
    settings.LANGUAGE_CODE = "en"
    client.cookies["django_language"] = "en"
    page = page_of(client, hall.office, hall.meeting.cycle)
    assert "The report is not begun." in page.text  # the third reports in writing and has not begun
    assert "Nothing is fixed for the year." in page.text


def test_a_reporter_sees_the_own_documents_and_no_portrait(client, hall):
    page = page_of(client, hall.place.secretaries[0], hall.meeting.cycle)
    keys = {row.name for row in page.context["sheet"].rows}
    assert len(keys) == 1
    reporter = hall.place.reporters[0]
    assert reverse("reports:make-paper", args=[reporter.pk, "written", "docx"]) in page.text
    assert "portrait" not in page.text
    refused = client.get(reverse("meetings:make-portrait", args=[reporter.pk, "pdf"]))
    assert refused.status_code in (403, 404)


def test_outsiders_find_nothing(client, hall):
    assert page_of(client, hall.place.neighbour, hall.meeting.cycle).status_code == 404
    for address in (
        reverse("cycles:make-paper", args=[hall.meeting.cycle.pk, "plan", "pdf"]),
        reverse("meetings:make-plan", args=[hall.meeting.pk, "pdf"]),
        reverse("reports:make-paper", args=[hall.place.reporters[0].pk, "written", "pdf"]),
    ):
        assert client.get(address).status_code == 404


def test_search_narrows_the_reporters(client, hall):
    name = hall.place.reporters[1].person_name
    rows = page_of(client, hall.office, hall.meeting.cycle, text=name).context["sheet"].rows
    assert len(rows) == 1
    assert name in rows[0].name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_stands_in_both_languages_without_inline_styles(client, hall, language):
    client.cookies["django_language"] = language
    page = page_of(client, hall.place.secretary, hall.meeting.cycle)
    assert page.status_code == 200
    assert " style=" not in page.text


def test_a_page_of_a_crowd_asks_few_questions_for_each_row(client, place, django_assert_max_num_queries):
    cycle = crowd(place, 40)
    with django_assert_max_num_queries(8 * 20 + 30):
        page = page_of(client, place.office, cycle)
    assert len(page.context["sheet"].rows) == 20
