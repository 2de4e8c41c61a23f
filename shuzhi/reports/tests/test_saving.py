"""What an open page sends every few seconds, and what it is told."""

import pytest
from django.urls import reverse

from shuzhi.reports import actions, queries
from shuzhi.reports.models import Report
from shuzhi.reports.tests.factories import TEXTS, drafted
from shuzhi.reports.tests.test_views import address, as_user  # noqa: F401 - a fixture

RESULTS, NEXT = "section-results", "section-next"


@pytest.fixture
def send(client, place, draft):
    """`send(user, {name: (text, base)})` posts as the page does."""

    def posted(user, fields, /, **more):
        client.force_login(user)
        asked = {name: {"text": text, "base": base, "over": ""} for name, (text, base) in fields.items()}
        body = {"user": user.pk, "window": "a", "seq": 1, "fields": asked, "known": {}, **more}
        return client.post(address("save-report", place.reporters[0]), body, content_type="application/json")

    return posted


def text_of(draft, name):
    return queries.texts_of(Report.objects.get(pk=draft.pk))[name]


def test_the_text_saves_itself_with_counts(place, draft, send):
    answer = send(place.secretaries[0], {NEXT: ("改了下一步", 1)}).json()

    assert text_of(draft, NEXT) == "改了下一步"
    assert (answer["saved"], answer["clash"], answer["counts"][NEXT]) == ({NEXT: 2}, {}, 5)


def test_the_answer_brings_what_others_saved_meanwhile(place, draft, send):
    actions.save_draft(draft, {"results": "干部写的"}, {}, actor=place.staff)

    answer = send(place.secretaries[0], {NEXT: ("书记写的", 1)}, known={RESULTS: 1, NEXT: 1}).json()

    news = answer["news"][RESULTS]
    assert (news["n"], news["text"], news["name"]) == (2, "干部写的", str(place.staff))


def test_a_clash_brings_the_other_text(place, draft, send):
    actions.save_draft(draft, {"results": "干部写的"}, {}, actor=place.staff)

    answer = send(place.secretaries[0], {RESULTS: ("书记写的", 1)}).json()

    assert (answer["saved"], answer["clash"][RESULTS]["text"]) == ({}, "干部写的")
    assert draft.set_aside.get().text == "书记写的"


def test_a_text_that_is_too_long_is_refused_with_its_field(place, draft, send):
    response = send(place.staff, {NEXT: ("长" * 100_001, 1)})

    assert (response.status_code, response.json()["fields"]) == (422, [NEXT])
    assert text_of(draft, NEXT) == TEXTS["next"]


@pytest.mark.parametrize(
    "spoilt", [{"fields": []}, {"seq": "x"}, {"fields": {NEXT: {"text": 5, "base": 1}}}, {"known": None}]
)
def test_what_no_page_sends_is_a_bad_request(place, draft, send, spoilt):
    assert send(place.staff, {}, **spoilt).status_code == 400


def test_a_page_of_somebody_else_saves_nothing_under_this_name(place, draft, send):
    response = send(place.staff, {NEXT: ("x", 1)}, user=place.secretaries[0].pk)

    assert (response.status_code, response.json()["other_user"]) == (409, True)
    assert text_of(draft, NEXT) == TEXTS["next"]


def test_a_report_that_is_handed_in_takes_no_text(place, draft, send):
    actions.hand_in(draft, actor=place.secretaries[0])

    response = send(place.staff, {NEXT: ("x", 1)})

    assert (response.status_code, bool(response.json()["refused"])) == (409, True)


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("neighbour", 404), ("office", 403)])
def test_others_save_nothing(place, draft, send, who, status):
    assert send(getattr(place, who), {NEXT: ("x", 1)}).status_code == status
    assert text_of(draft, NEXT) == TEXTS["next"]


def test_a_null_byte_is_dropped_since_no_database_keeps_it(place, draft, send):
    send(place.staff, {NEXT: ("甲\x00乙\r\n丙", 1)})

    assert text_of(draft, NEXT) == "甲乙\n丙"


def test_half_a_sign_is_dropped_and_the_page_still_opens(client, place, draft, send):
    kept = send(place.staff, {RESULTS: ("甲\ud83d乙", 1), NEXT: ("丙\ude00", 1)})

    assert (kept.status_code, text_of(draft, RESULTS), text_of(draft, NEXT)) == (200, "甲乙", "丙")
    assert client.get(address("edit-report", place.reporters[0])).status_code == 200


def test_the_pulse_says_what_is_new_and_who_is_signed_in(client, place, draft):
    client.force_login(place.staff)

    told = client.get(address("read-pulse", place.reporters[0])).json()

    assert (told["user"], told["marks"][RESULTS], told["refused"]) == (place.staff.pk, 1, "")
    assert told["token"]


def test_without_scripts_a_press_of_the_button_saves_all(client, place, draft):
    client.force_login(place.staff)
    typed = {"base-section-next": 1, "section-next": "无脚本"}

    response = client.post(address("save-report", place.reporters[0]), typed)

    assert (response.status_code, response["Location"]) == (302, address("edit-report", place.reporters[0]))
    assert (text_of(draft, NEXT), text_of(draft, RESULTS)) == ("无脚本", TEXTS["results"])


def test_without_scripts_the_second_window_is_led_to_both_texts(client, place, draft):
    actions.save_draft(draft, {"results": "第一个窗口的文字"}, {}, actor=place.staff)
    client.force_login(place.secretaries[0])
    typed = {"base-section-results": 1, "section-results": "第二个窗口的文字"}

    told = client.post(address("save-report", place.reporters[0]), typed)
    kept = draft.set_aside.get()
    both = client.get(told["Location"])
    client.post(told["Location"], {"base": 2})

    assert told["Location"] == address("compare-texts", place.reporters[0], kept.pk)
    assert ("第一个窗口的文字" in both.text, "第二个窗口的文字" in both.text) == (True, True)
    assert text_of(draft, RESULTS) == "第二个窗口的文字"


def test_a_save_asks_few_questions(client, place, open_cycle, django_assert_max_num_queries):
    report = drafted(place.reporters[0], place.secretaries[0])
    client.force_login(place.secretaries[0])
    url = reverse("reports:save-report", args=[report.reporter_id])
    body = {
        "user": place.secretaries[0].pk, "window": "a", "seq": 1, "known": {},
        "fields": {NEXT: {"text": "快", "base": 1}},
    }  # fmt: skip

    with django_assert_max_num_queries(10):
        client.post(url, body, content_type="application/json")
