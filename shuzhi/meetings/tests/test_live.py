"""The small answer of the pages of the day, old presses, two devices, groups side by side."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.audit.models import Entry
from shuzhi.meetings import actions, queries
from shuzhi.meetings.models import AgendaItem, CommentDraft, ReportingGroup
from shuzhi.meetings.queries import live
from shuzhi.meetings.states import Step
from shuzhi.meetings.tests.factories import COMMENT, brought_to, planned
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])
HTMX = {"HX-Request": "true"}


def address(name, *keys):
    return reverse(f"meetings:{name}", args=keys)


def state_of(meeting):
    return address("hall-state", live.hall_key(meeting))


def test_the_answer_is_small_names_nobody_and_needs_no_sign_in(client, meeting, items):
    answer = client.get(state_of(meeting))

    assert (answer.status_code, len(answer.content) < 300, answer["Cache-Control"]) == (
        200,
        True,
        "max-age=1",
    )
    assert set(answer.json()) == {"v", "b", "on", "s"}
    assert (answer.cookies, items[0].who.person_name in answer.text) == ({}, False)


def test_an_unchanged_hall_is_answered_by_304_and_from_memory(client, meeting, django_assert_num_queries):
    first = client.get(state_of(meeting))

    with django_assert_num_queries(0):
        again = client.get(state_of(meeting), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("forge", [lambda key: f"{key}x", lambda key: "1.forged", lambda key: "nothing"])
def test_a_forged_address_finds_nothing(client, meeting, forge):
    assert client.get(address("hall-state", forge(live.hall_key(meeting)))).status_code == 404


def test_whatever_the_hall_sees_changes_the_answer(place, meeting, items):
    seen = [live.hall_version(meeting.pk)]
    for step in (Step.REPORTING, Step.QUESTIONS):
        actions.advance(items[0], step, actor=place.office)
        seen.append(live.hall_version(meeting.pk))
    question = actions.ask_question(items[0], "群众代表", "何时装完？", actor=place.office)
    seen.append(live.hall_version(meeting.pk))
    actions.answer_question(question, "三月底前。", actor=place.office)
    seen.append(live.hall_version(meeting.pk))
    actions.advance(items[0], Step.COMMENT, actor=place.office)
    seen.append(live.hall_version(meeting.pk))

    assert len(set(seen)) == len(seen)
    # The last one goes to the end: nobody sees a difference.
    actions.postpone(items[1], "会上有事", actor=place.office)
    assert live.hall_version(meeting.pk) == seen[-1]


def test_an_old_press_is_refused_kindly_and_is_no_offence(client, place, meeting, items):
    brought_to(items[0], Step.QUESTIONS, place.office)
    client.force_login(place.office)

    answer = client.post(
        address("advance-item", meeting.pk, items[0].pk),
        {"step": "questions", "seen": "reporting"},
        headers=HTMX,
    )

    assert (answer.status_code, "有人先点了" in answer.text) == (409, True)
    assert not Entry.objects.filter(verb="meeting.move_refused").exists()


def test_a_press_answers_with_the_part_that_changed(client, place, meeting, items):
    client.force_login(place.office)

    answer = client.post(
        address("advance-item", meeting.pk, items[0].pk),
        {"step": "reporting", "seen": "waiting"},
        headers=HTMX,
    )

    assert (answer.status_code, 'id="hall"' in answer.text, "<html" in answer.text) == (200, True, False)
    assert AgendaItem.objects.get(pk=items[0].pk).step == "reporting"


def test_a_follow_up_follows_its_question_on_the_page(client, place, meeting, items):
    brought_to(items[0], Step.QUESTIONS, place.office)
    asked = actions.ask_question(items[0], "群众代表", "何时装完？", actor=place.office)
    actions.answer_question(asked, "三月底前。", actor=place.office)
    client.force_login(place.office)

    answer = client.post(
        address("ask-question", meeting.pk, items[0].pk),
        {"asker_group": "群众代表", "text": "差几栋？", "follows": asked.pk},
        headers=HTMX,
    )

    assert (answer.status_code, asked.follow_ups.get().text) == (200, "差几栋？")


def test_a_draft_of_another_device_is_never_written_over(place, meeting, items):
    item = items[0]
    first = actions.save_comment_draft(item, "手机", "", actor=place.secretary, base=0, window="phone")
    actions.save_comment_draft(item, "平板", "", actor=place.secretary, base=first.n, window="tablet")

    with pytest.raises(actions.DraftOvertaken) as overtaken:
        actions.save_comment_draft(item, "手机二", "", actor=place.secretary, base=first.n, window="phone")

    assert (overtaken.value.draft.text, CommentDraft.objects.get().text) == ("平板", "平板")
    over = actions.save_comment_draft(
        item, "手机二", "", actor=place.secretary, base=overtaken.value.draft.n, window="phone"
    )
    assert (over.text, over.n) == ("手机二", 3)


def test_a_save_whose_answer_was_lost_comes_again_without_a_clash(place, meeting, items):
    for _press in range(2):
        actions.save_comment_draft(items[0], "同一句", "", actor=place.secretary, base=0, window="phone")

    assert CommentDraft.objects.get().text == "同一句"


def test_the_page_of_a_leader_hears_clash_refusal_and_success_as_data(client, place, meeting, items):
    client.force_login(place.secretary)
    url = address("save-comment-draft", meeting.pk, items[0].pk)
    give = address("comment-item", meeting.pk, items[0].pk)

    saved = client.post(url, {"text": "一", "problems": "", "base": 0, "window": "a"}).json()["saved"]
    clash = client.post(url, {"text": "二", "problems": "", "base": 0, "window": "b"}).json()["clash"]
    early = client.post(give, {"text": "太早了", "problems": ""}, headers={"Accept": "application/json"})

    assert (saved["n"], clash["n"], clash["text"]) == (1, 1, "一")
    assert (early.status_code, list(early.json())) == (409, ["refused"])


@pytest.mark.parametrize("who", ["committee", "office"])
def test_nobody_saves_a_draft_where_he_may_not_comment(client, place, meeting, items, who):
    client.force_login(getattr(place, who))

    answer = client.post(
        address("save-comment-draft", meeting.pk, items[0].pk), {"text": "一", "problems": ""}
    )

    assert answer.status_code in (200, 403)
    assert CommentDraft.objects.filter(speaker=place.office).count() == 0


def test_two_groups_are_walked_side_by_side_each_with_its_own_wall(client, place):
    meeting = planned(place)
    groups = [ReportingGroup.objects.create(meeting=meeting, name=name) for name in ("第一组", "第二组")]
    items = list(meeting.items.all())
    for item, group in zip(items, groups, strict=True):
        AgendaItem.objects.filter(pk=item.pk).update(group=group)
    actions.start_meeting(meeting, actor=place.office)
    for item in meeting.items.all():
        actions.advance(item, Step.REPORTING, actor=place.office)
    client.force_login(place.office)

    walls = [client.get(address("projector-board", meeting.pk), {"group": group.pk}).text for group in groups]
    board = client.get(address("show-board", meeting.pk), {"group": groups[1].pk}).context

    names = [item.who.person_name for item in items]
    assert [[name in wall for name in names] for wall in walls] == [[True, False], [False, True]]
    assert (board["current"].pk, [one.name for one in board["groups_heard"]]) == (
        items[1].pk,
        ["第一组", "第二组"],
    )


def test_a_comment_given_twice_because_the_answer_was_lost_stands_once(client, place, meeting, items):
    brought_to(items[0], Step.COMMENT, place.office)
    client.force_login(place.secretary)
    give = address("comment-item", meeting.pk, items[0].pk)
    heard = [
        client.post(give, {"text": COMMENT, "problems": ""}, headers={"Accept": "application/json"}).json()
        for _press in range(2)
    ]

    assert (heard, items[0].comments.count()) == ([{"given": True}] * 2, 1)
    with pytest.raises(Refused):
        actions.give_comment(items[0], COMMENT, actor=place.secretary)


def test_the_history_of_the_day_reads_as_chinese(place, meeting, items):
    """Who, a space, what was done in words of a sentence, then of what."""
    with override("zh-hans"):
        brought_to(items[0], Step.QUESTIONS, place.office)
        lines = [line.sentence for line in queries.history_for(place.office, meeting, items)]

    who, name = place.office, items[0]
    assert [str(line) for line in lines[:3]] == [
        f"{who} 结束述职，转入提问：{name}",
        f"{who} 请述职人开始述职：{name}",
        f"{who} 宣布会议开始：{meeting}",
    ]
