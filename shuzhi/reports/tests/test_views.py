from urllib.parse import quote

import pytest
from django.urls import reverse

from shuzhi.reports.models import Report
from shuzhi.reports.tests.factories import TEXTS, accepted, drafted, handed_in

HTMX = {"HX-Request": "true"}


def address(name, reporter, *more):
    return reverse(f"reports:{name}", args=[reporter.pk, *more])


def typed(report, **texts):
    """What the editor sends."""
    sections = {f"section-{one['key']}": texts.get(one["key"], one["text"]) for one in report.sections}
    answers = {f"answer-{one.topic_id}": one.text for one in report.answers.all()}
    return {"version": report.version, **sections, **answers}


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_a_stranger_finds_no_report(as_user, place, handed):
    client = as_user(place.stranger)

    for name in ("show-report", "edit-report", "print-report", "hand-in-report"):
        response = client.get(address(name, place.reporters[0]))
        assert (response.status_code, TEXTS["results"] in response.text) == (404, False)


def test_a_reporter_finds_no_report_of_another(as_user, place, handed):
    response = as_user(place.secretaries[1]).get(address("show-report", place.reporters[0]))

    assert (response.status_code, TEXTS["results"] in response.text) == (404, False)


def test_the_office_does_not_read_a_draft(as_user, place, draft):
    response = as_user(place.office).get(address("show-report", place.reporters[0]))

    assert (response.status_code, TEXTS["results"] in response.text) == (200, False)
    assert as_user(place.office).get(address("print-report", place.reporters[0])).status_code == 409
    assert as_user(place.office).get(address("edit-report", place.reporters[0])).status_code == 403


def test_a_report_begins_with_one_press(as_user, place, open_cycle):
    client = as_user(place.secretaries[0])

    page = client.get(address("show-report", place.reporters[0]))
    begun = client.post(address("begin-report", place.reporters[0]), follow=True)

    assert (page.status_code, begun.status_code) == (200, 200)
    assert begun.redirect_chain[-1][0] == address("edit-report", place.reporters[0])


def test_handing_in_is_a_page_of_its_own(as_user, place, draft):
    client = as_user(place.secretaries[0])

    page = client.get(address("hand-in-report", place.reporters[0]))
    done = client.post(address("hand-in-report", place.reporters[0]))

    assert (page.status_code, done.status_code) == (200, 302)
    assert Report.objects.get(pk=draft.pk).stage == "handed_in"


def test_staff_see_why_they_do_not_hand_in(as_user, place, draft):
    response = as_user(place.staff).get(address("hand-in-report", place.reporters[0]))

    assert "陈一舟" in response.text
    assert "disabled" in response.text
    assert as_user(place.staff).post(address("hand-in-report", place.reporters[0])).status_code == 403


def test_the_office_returns_with_notes_and_the_author_finds_them(as_user, place, handed):
    client = as_user(place.office)
    note = {"section": "problems", "quote": "", "text": "原因要写本人的责任"}
    client.post(address("add-note", place.reporters[0]), note)
    client.post(address("return-report", place.reporters[0]), {"note": ""})

    response = as_user(place.secretaries[0]).get(address("edit-report", place.reporters[0]))

    assert Report.objects.get(pk=handed.pk).stage == "returned"
    assert "原因要写本人的责任" in response.text


def test_a_return_without_notes_is_refused_with_the_reason(as_user, place, handed):
    response = as_user(place.office).post(address("return-report", place.reporters[0]), {"note": ""})

    assert response.status_code == 409


def test_the_office_accepts_and_everybody_allowed_reads(as_user, place, handed):
    as_user(place.office).post(address("accept-report", place.reporters[0]))

    read = {
        name: as_user(getattr(place, name)).get(address("show-report", place.reporters[0])).status_code
        for name in ("office", "secretary", "committee", "staff")
    }
    assert read == {"office": 200, "secretary": 200, "committee": 200, "staff": 200}
    assert TEXTS["problems"] in as_user(place.secretary).get(address("print-report", place.reporters[0])).text


def test_each_round_can_be_read_again(as_user, place, handed):
    client = as_user(place.office)

    assert client.get(address("show-edition", place.reporters[0], 1)).status_code == 200
    assert client.get(address("show-edition", place.reporters[0], 2)).status_code == 404


def test_the_list_is_filtered_in_its_address_and_exported_as_filtered(as_user, place, open_cycle):
    accepted(place.reporters[0], place.secretaries[0], place.office)
    client = as_user(place.office)

    listed = client.get(reverse("reports:list-reports"), {"state": "accepted", "cycle": open_cycle.pk})
    sheet = client.get(reverse("reports:list-reports"), {"state": "accepted", "export": "xlsx"})

    assert ("陈一舟" in listed.text, "王二川" in listed.text) == (True, False)
    assert quote(".xlsx") in sheet["Content-Disposition"]


def test_the_list_tells_a_reporter_what_waits(as_user, place, open_cycle):
    response = as_user(place.secretaries[0]).get(reverse("reports:list-reports"))

    assert address("begin-report", place.reporters[0]) in response.text


def test_the_list_asks_the_same_few_questions_for_three_or_thirty(
    as_user, place, open_cycle, django_assert_max_num_queries
):
    for reporter, author in zip(place.reporters, place.secretaries, strict=True):
        handed_in(reporter, author)
    client = as_user(place.office)

    with django_assert_max_num_queries(14):
        client.get(reverse("reports:list-reports"))


def test_the_editor_and_its_saving_ask_few_questions(
    as_user, place, open_cycle, django_assert_max_num_queries
):
    report = drafted(place.reporters[0], place.secretaries[0])
    client = as_user(place.secretaries[0])

    with django_assert_max_num_queries(24):
        client.get(address("edit-report", place.reporters[0]))
    with django_assert_max_num_queries(50):
        client.post(address("save-report", place.reporters[0]), typed(report), headers=HTMX)


def test_the_page_of_a_report_asks_few_questions(as_user, place, handed, django_assert_max_num_queries):
    client = as_user(place.office)

    with django_assert_max_num_queries(29):
        client.get(address("show-report", place.reporters[0]))
