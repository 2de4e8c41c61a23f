import re

import pytest
from django.urls import reverse

from shuzhi.cycles.tests import factories as district
from shuzhi.meetings import actions, queries
from shuzhi.meetings.models import AgendaItem, Comment, Meeting
from shuzhi.meetings.states import Step
from shuzhi.meetings.tests.factories import COMMENT, brought_to, finished, planned

HTMX = {"HX-Request": "true"}


def address(name, *keys):
    return reverse(f"meetings:{name}", args=keys)


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_each_person_finds_the_meetings_of_the_own_scope(place, meeting):
    found = {
        who: queries.meetings_for(getattr(place, who)).count()
        for who in ("office", "secretary", "committee", "neighbour", "stranger", "staff")
    }

    assert found == {"office": 1, "secretary": 1, "committee": 1, "neighbour": 0, "stranger": 0, "staff": 0}


def test_a_reporter_finds_the_meeting_where_he_speaks(place, meeting):
    found = [queries.meetings_for(person).count() for person in place.secretaries]

    assert found == [1, 1, 0]


def test_a_stranger_finds_no_page_of_a_meeting(as_user, place, meeting, items):
    client = as_user(place.stranger)
    addresses = [
        address(name, meeting.pk)
        for name in ("show-meeting", "show-board", "arrange-agenda", "comment-meeting", "show-projector")
    ]

    assert [client.get(one).status_code for one in addresses] == [404] * 5
    assert client.get(address("comment-item", meeting.pk, items[0].pk)).status_code == 404


def test_a_meeting_is_planned_filled_and_drawn_on_pages(as_user, place):
    cycle = district.opened(place)
    client = as_user(place.office)
    plan = {
        "cycle": cycle.pk,
        "title": "述职评议会",
        "date": "2026-12-28",
        "place": "一楼",
        "minutes_each": 8,
    }

    client.post(address("plan-meeting"), plan)
    meeting = Meeting.objects.get()
    client.post(
        address("arrange-agenda", meeting.pk), {"reporter": [reporter.pk for reporter in place.reporters[:2]]}
    )
    client.post(address("draw-lots", meeting.pk), {"seed": "李沧2026"})
    page = client.get(address("arrange-agenda", meeting.pk))

    assert (page.status_code, meeting.items.count(), "李沧2026" in page.text) == (200, 2, True)
    assert client.get(address("plan-meeting"), {"cycle": cycle.pk}).status_code == 200


def test_the_agenda_is_ordered_and_thinned_on_its_page(as_user, place):
    meeting = planned(place)
    first, second = meeting.items.all()
    client = as_user(place.office)

    client.post(address("move-item-up", meeting.pk, second.pk))
    assert queries.agenda(meeting)[0].pk == second.pk
    client.post(address("remove-item", meeting.pk, first.pk))
    client.post(
        address("edit-meeting", meeting.pk), {"title": "新题目", "date": "2026-12-30", "minutes_each": 6}
    )

    assert (meeting.items.count(), Meeting.objects.get().title) == (1, "新题目")
    client.post(address("cancel-meeting", meeting.pk))
    assert Meeting.objects.count() == 0


def test_the_whole_walk_is_pressed_on_one_page(as_user, place):
    meeting = planned(place)
    client = as_user(place.office)
    client.post(address("start-meeting", meeting.pk))
    item = meeting.items.first()
    for step in ("reporting", "questions"):
        client.post(address("advance-item", meeting.pk, item.pk), {"step": step})
    client.post(
        address("ask-question", meeting.pk, item.pk), {"asker_group": "群众代表", "text": "何时装完？"}
    )
    question = item.questions.get()
    client.post(address("answer-question", meeting.pk, question.pk), {"answer": "三月底前。"})
    client.post(address("advance-item", meeting.pk, item.pk), {"step": "comment"})
    as_user(place.secretary).post(
        address("comment-item", meeting.pk, item.pk), {"text": COMMENT, "problems": "问题一\n\n问题二"}
    )
    as_user(place.office).post(address("advance-item", meeting.pk, item.pk), {"step": "done"})

    item.refresh_from_db()
    assert (item.step, [one.text for one in Comment.objects.get().problems.all()]) == (
        "done",
        ["问题一", "问题二"],
    )


def test_a_forbidden_step_says_why(as_user, place, meeting, items):
    response = as_user(place.office).post(address("advance-item", meeting.pk, items[0].pk), {"step": "done"})

    assert response.status_code == 409
    assert AgendaItem.objects.get(pk=items[0].pk).step == "waiting"


def test_a_disabled_step_says_why_beside_it(as_user, place, meeting, items):
    brought_to(items[0], Step.COMMENT, place.office)

    page = as_user(place.office).get(address("show-meeting", meeting.pk))

    assert 'class="why"' in page.text
    assert "disabled" in page.text


def test_only_those_who_run_the_meeting_see_its_buttons(as_user, place, meeting, items):
    office = as_user(place.office).get(address("show-meeting", meeting.pk))
    reporter = as_user(place.secretaries[0]).get(address("show-meeting", meeting.pk))

    step = address("advance-item", meeting.pk, items[0].pk)
    assert (step in office.text, step in reporter.text) == (True, False)


def test_the_page_asks_the_ballot_by_address(as_user, place, meeting):
    page = as_user(place.office).get(address("show-meeting", meeting.pk))

    assert f'hx-get="/ballots/meetings/{meeting.pk}/panel/"' in page.text


def test_the_board_follows_the_hall(as_user, place, meeting, items):
    client = as_user(place.office)
    before = client.get(address("show-meeting", meeting.pk)).context["seen"]
    brought_to(items[0], Step.REPORTING, place.office)

    board = client.get(address("show-board", meeting.pk), headers=HTMX)

    assert (board.context["seen"] != before, f'data-shows-v="{board.context["seen"]}"' in board.text) == (
        True,
        True,
    )


def test_somebody_not_there_is_put_at_the_end(as_user, place, meeting, items):
    client = as_user(place.office)
    client.post(address("postpone-item", meeting.pk, items[0].pk), {"reason": ""})
    client.post(address("postpone-item", meeting.pk, items[0].pk), {"reason": "出差未归"})

    assert [item.pk for item in queries.agenda(meeting)] == [items[1].pk, items[0].pk]


def test_an_empty_question_or_answer_is_not_noted(as_user, place, meeting, items):
    item = brought_to(items[0], Step.QUESTIONS, place.office)
    question = actions.ask_question(item, "群众代表", "何时？", actor=place.office)
    client = as_user(place.office)

    client.post(address("ask-question", meeting.pk, item.pk), {"asker_group": "", "text": ""})
    client.post(address("answer-question", meeting.pk, question.pk), {"answer": ""})

    assert (item.questions.count(), item.questions.get().is_open) == (1, True)


def test_the_speakers_page_finds_the_one_under_way(as_user, place, meeting, items):
    client = as_user(place.secretary)
    brought_to(items[0], Step.REPORTING, place.office)

    response = client.get(address("comment-meeting", meeting.pk))

    assert response["Location"] == address("comment-item", meeting.pk, items[0].pk)
    assert client.get(response["Location"]).status_code == 200


def test_the_speakers_draft_saves_itself_and_nobody_else_reads_it(as_user, place, meeting, items):
    draft = {"text": "先记一笔，只给自己看", "problems": ""}
    saved = as_user(place.secretary).post(
        address("save-comment-draft", meeting.pk, items[0].pk), draft, headers=HTMX
    )

    own = as_user(place.secretary).get(address("comment-item", meeting.pk, items[0].pk))
    others = [
        as_user(person).get(address("comment-item", meeting.pk, items[0].pk))
        for person in (place.committee, place.office)
    ]
    assert (saved.status_code, draft["text"] in own.text) == (200, True)
    assert [draft["text"] in page.text for page in others] == [False, False]


def test_nobody_reads_a_colleagues_report_or_comment_by_the_address_of_the_speakers_page(
    as_user, place, meeting, items
):
    finished(items[0], place)
    teller = district.user("teller", "监票人 沈言")
    district.grant(teller, "teller", place.organiser)
    speaker = address("comment-item", meeting.pk, items[0].pk)

    pages = [as_user(person).get(speaker) for person in (*place.secretaries[:2], teller)]
    posted = as_user(place.secretaries[1]).post(speaker, {"text": COMMENT, "problems": ""})

    assert [page.status_code for page in (*pages, posted)] == [403] * 4
    assert not any(COMMENT in page.text or "报表" in page.text for page in (*pages, posted))
    assert as_user(place.committee).get(speaker).status_code == 200


def test_the_phone_learns_when_the_comment_can_be_given(as_user, place, meeting, items):
    client = as_user(place.secretary)
    before = client.get(address("show-turn", meeting.pk, items[0].pk), headers=HTMX)
    brought_to(items[0], Step.COMMENT, place.office)
    now = client.get(address("show-turn", meeting.pk, items[0].pk), headers=HTMX)

    assert ("disabled" in before.text, "disabled" in now.text) == (True, False)


def test_the_office_writes_down_what_was_said(as_user, place, meeting, items):
    brought_to(items[0], Step.COMMENT, place.office)
    client = as_user(place.office)

    page = client.get(address("comment-item", meeting.pk, items[0].pk))
    said = {"speaker": place.secretary.pk, "text": COMMENT, "problems": ""}
    client.post(address("comment-item", meeting.pk, items[0].pk), said)

    assert page.status_code == 200
    assert Comment.objects.get().speaker == place.secretary


def test_the_wall_shows_the_speaker_and_nothing_private(as_user, place, meeting, items):
    brought_to(items[0], Step.COMMENT, place.office)
    actions.give_comment(items[0], COMMENT, ["不宜上墙的问题"], actor=place.secretary)
    client = as_user(place.office)

    for name in ("show-projector", "projector-board"):
        page = client.get(address(name, meeting.pk))
        assert ("陈一舟" in page.text, COMMENT in page.text, "不宜上墙的问题" in page.text) == (
            True,
            False,
            False,
        )


def test_a_reporter_does_not_put_the_meeting_on_a_wall(as_user, place, meeting):
    assert as_user(place.secretaries[0]).get(address("show-projector", meeting.pk)).status_code == 403


def test_a_reporters_page_asks_for_no_wall_that_is_refused(as_user, place, meeting, items):
    wall = address("show-projector", meeting.pk)
    for item in items:
        finished(item, place)

    pages = [
        as_user(person).get(address("show-meeting", meeting.pk)).text
        for person in (place.office, place.secretaries[0])
    ]

    told = [
        (wall in text, "hall-sees" in text, reverse("ballots:wall", args=[meeting.pk]) in text)
        for text in pages
    ]
    assert told == [(True, True, True), (False, False, False)]


def test_a_reporter_is_led_to_no_page_that_is_refused(as_user, place, meeting, items):
    """Every link of the pages of a meeting opens for whoever is shown it."""
    client = as_user(place.secretaries[0])
    pages = [
        client.get(address(name, meeting.pk)) for name in ("show-meeting", "show-room", "show-room-panel")
    ]
    links = {link for page in pages for link in re.findall(r'href="(/meetings/[^"#]*)"', page.text)}

    refused = {link for link in links if client.get(link).status_code != 200}

    assert (address("show-room", meeting.pk) in links, refused) == (True, set())


def test_ending_is_a_page_of_its_own(as_user, place, meeting, items):
    client = as_user(place.office)
    for item in items:
        finished(item, place)

    page = client.get(address("end-meeting", meeting.pk))
    client.post(address("end-meeting", meeting.pk))

    assert (page.status_code, Meeting.objects.get().state) == (200, "ended")


def test_the_list_is_filtered_in_its_address(as_user, place, meeting):
    client = as_user(place.office)

    running = client.get(address("list-meetings"), {"state": "running", "cycle": meeting.cycle_id})
    planned_only = client.get(address("list-meetings"), {"state": "planned"})

    page = address("show-meeting", meeting.pk)
    assert (page in running.text, page in planned_only.text) == (True, False)


def test_pages_of_the_hall_ask_few_questions(as_user, place, meeting, items, django_assert_max_num_queries):
    finished(items[0], place)
    brought_to(items[1], Step.COMMENT, place.office)
    client = as_user(place.office)

    for name, most in [
        ("show-meeting", 40),
        ("show-board", 34),
        ("arrange-agenda", 32),
        ("projector-board", 16),
    ]:
        with django_assert_max_num_queries(most):
            client.get(address(name, meeting.pk))
    # Two of them are for the findings that the leader may point out, two for the portfolio.
    with django_assert_max_num_queries(42):
        as_user(place.secretary).get(address("comment-item", meeting.pk, items[1].pk))


@pytest.mark.parametrize(
    ("language", "signs"), [("en", ["R", "Q", "C", "B"]), ("zh-hans", ["述", "问", "评", "测"])]
)
def test_the_signs_of_the_steps_are_in_the_language_of_the_page(
    as_user, place, meeting, items, language, signs
):
    client = as_user(place.office)
    client.cookies["django_language"] = language

    pages = [client.get(address(name, meeting.pk)).text for name in ("show-meeting", "show-board")]

    shown = [re.findall(r'class="track-sign"[^>]*>(.)<', page) for page in pages]
    assert [found[:4] for found in shown] == [signs, signs]
