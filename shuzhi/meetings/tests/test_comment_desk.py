"""The page a comment is written on: how it is counted, what a refusal leaves standing, when saving is over."""

import re

import pytest
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.meetings import actions
from shuzhi.meetings.models import Comment, CommentDraft
from shuzhi.meetings.states import Step
from shuzhi.meetings.tests.factories import COMMENT, brought_to, finished
from shuzhi.reports.models import characters_in, fair_length
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])

# One comment in both languages: what is enough in one is enough in the other.
CHINESE = "述职总体实在，敢于摆问题。不足是对新就业群体研究得少，报表清理抓得不紧，明年一季度要拿出办法。"
ENGLISH = (
    "The report is solid and does not hide its problems. Too little was learnt about new kinds of workers, and the "
    "forms were not cut back; bring a plan in the first quarter."
)
BRIEF = "A solid report, but the list of problems is thin."
SAID = re.compile(r'id_text" data-least="50".*?<span class="number">(\d+)</span>', re.DOTALL)


def address(name, *keys):
    return reverse(f"meetings:{name}", args=keys)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        (" \n　", 0),
        ("抓党建促发展。", 7),
        ("办公42次", 4),
        ("a", 1),
        ("new", 1),
        ("news", 2),
        ("rectification", 5),
        ("don’t", 2),
        ("98.5%", 1),
        ("2026年", 3),
        ("Well done, all.", 7),
    ],
)
def test_every_script_is_counted_by_one_rule(text, length):
    assert fair_length(text) == length
    assert fair_length(text) >= characters_in(text)


def test_a_comment_is_about_as_long_in_english_as_in_chinese():
    assert (fair_length(CHINESE), fair_length(ENGLISH)) == (47, 57)
    assert characters_in(ENGLISH) < 40


def test_a_comment_of_full_length_in_english_counts(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)

    actions.give_comment(item, ENGLISH, actor=place.secretary)
    actions.advance(item, Step.DONE, actor=place.office)

    item.refresh_from_db()
    assert item.step == Step.DONE


@pytest.mark.parametrize("who", ["secretary", "office"])
def test_too_brief_a_comment_is_refused_beside_its_field_and_nothing_typed_is_lost(
    client, place, meeting, items, who
):
    item = brought_to(items[0], Step.COMMENT, place.office)
    client.force_login(getattr(place, who))
    asked = {"text": BRIEF, "problems": "Reports come late", "speaker": place.secretary.pk}

    page = client.post(address("comment-item", meeting.pk, item.pk), asked)

    assert page.status_code == 422
    assert page.context["form"].errors["text"] == ["点评只有 18 字，不少于 50 字才算数。"]
    assert (BRIEF in page.text, "Reports come late" in page.text) == (True, True)
    assert SAID.search(page.text)[1] == "18"
    assert Comment.objects.count() == 0


def test_a_comment_before_its_turn_is_refused_on_its_page(client, place, meeting, items):
    client.force_login(place.secretary)

    page = client.post(address("comment-item", meeting.pk, items[0].pk), {"text": COMMENT, "problems": ""})

    assert (page.status_code, COMMENT in page.text) == (422, True)
    assert "述职和提问之后才点评" in str(page.context["form"].non_field_errors())
    assert Entry.objects.filter(verb="meeting.move_refused").count() == 1


def test_the_page_counts_a_draft_from_the_beginning(client, place, meeting, items):
    actions.save_comment_draft(items[0], CHINESE, "", actor=place.secretary)
    client.force_login(place.secretary)

    page = client.get(address("comment-item", meeting.pk, items[0].pk))

    assert SAID.search(page.text)[1] == "47"


def test_a_draft_of_a_comment_that_stands_is_no_failure_but_over(client, place, meeting, items):
    """The office has written it down, or another device was faster: the page stops saving, nothing goes wrong."""
    item = brought_to(items[0], Step.COMMENT, place.office)
    actions.give_comment(item, COMMENT, actor=place.office, speaker=place.secretary)
    client.force_login(place.secretary)
    url, data = address("save-comment-draft", meeting.pk, item.pk), {"Accept": "application/json"}

    saved = client.post(url, {"text": "还想补一句", "problems": "", "base": 0, "window": "a"})
    turn = client.get(address("show-turn", meeting.pk, item.pk))
    give = address("comment-item", meeting.pk, item.pk)
    again = client.post(give, {"text": COMMENT, "problems": ""}, headers=data)
    other = client.post(give, {"text": f"{COMMENT}再补一句。", "problems": ""}, headers=data)

    stands = f"您对{item}的点评已经记录在案。"
    assert (saved.status_code, saved.json()) == (200, {"over": stands})
    assert f'data-stands="{stands}"' in turn.text
    assert (again.json(), other.json()) == ({"given": True}, {"over": stands})
    assert (Comment.objects.get().text, CommentDraft.objects.count()) == (COMMENT, 0)


def test_a_draft_for_an_ended_meeting_is_over(client, place, meeting, items):
    for item in items:
        finished(item, place)
    actions.end_meeting(meeting, actor=place.office)
    client.force_login(place.committee)

    saved = client.post(
        address("save-comment-draft", meeting.pk, items[0].pk), {"text": "一", "problems": ""}
    )

    assert (saved.status_code, saved.json()) == (200, {"over": "会议已结束。"})


def test_whoever_neither_comments_nor_writes_it_down_gets_no_form_and_no_say(client, place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)
    observer = district.user("observer", "市委组织部 江月")
    district.grant(observer, "observer", place.root)
    client.force_login(observer)
    desk = address("comment-item", meeting.pk, item.pk)

    page, bare = client.get(desk), client.post(desk, {})
    full = client.post(desk, {"text": COMMENT, "problems": "", "speaker": place.secretary.pk})

    assert [one.status_code for one in (page, bare, full)] == [403, 403, 403]
    assert ("工作机构代为记录" in page.text, "<textarea" in page.text) == (True, False)
    assert Comment.objects.count() == 0
    refused = Entry.objects.filter(verb="meeting.move_refused", actor=observer)
    assert [line.detail["wanted"] for line in refused] == ["comment", "comment"]


def test_a_leader_with_a_voice_of_his_own_writes_nothing_down_for_another(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)

    with pytest.raises(Refused) as refused:
        actions.give_comment(item, COMMENT, actor=place.committee, speaker=place.secretary)

    assert (refused.value.refusal.status, Comment.objects.count()) == (403, 0)
