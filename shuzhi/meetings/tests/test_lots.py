"""Once lots are drawn, the order is theirs; whoever changes it by hand says why, and everybody reads it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.audit.models import Entry
from shuzhi.cycles.states import ReportForm
from shuzhi.documents import Paragraph
from shuzhi.meetings import actions, queries
from shuzhi.meetings.queries.plan_papers import plan_of
from shuzhi.meetings.tests.factories import planned
from shuzhi.web.refusal import Refused

WHY = "王二川须先参加市里的会"


@pytest.fixture(autouse=True)
def in_chinese():
    with override("zh-hans"):
        yield


@pytest.fixture
def drawn(place):
    """A meeting of two whose order was drawn by lot; a third reporter is on no agenda yet."""
    meeting = planned(place)
    actions.draw_lots(meeting, "李沧2026", actor=place.office)
    return meeting


def names(meeting):
    return [item.reporter.person_name for item in queries.agenda(meeting)]


def text_of(document):
    return "\n".join(str(block.text) for block in document.blocks if isinstance(block, Paragraph))


def address(name, *keys):
    return reverse(f"meetings:{name}", args=keys)


def test_what_was_drawn_is_not_changed_by_hand_without_a_reason(place, drawn):
    before = names(drawn)
    last = drawn.items.last()
    late = place.reporters[2]
    late.form = ReportForm.ONSITE
    for attempt in (
        lambda: actions.move_item(last, -1, actor=place.office),
        lambda: actions.move_item(last, -1, actor=place.office, reason=" 换一下 "),
        lambda: actions.remove_from_agenda(last, actor=place.office),
        lambda: actions.put_in_group(last, None, actor=place.office),
        lambda: actions.place_on_agenda(drawn, [late], actor=place.office),
    ):
        with pytest.raises(Refused, match="抽签"):
            attempt()

    assert (names(drawn), drawn.draws.get().by_hand) == (before, [])
    assert not Entry.objects.filter(verb="meeting.item_moved").exists()


def test_with_a_reason_it_is_and_the_draw_says_who_when_and_why(place, drawn):
    first, last = queries.agenda(drawn)
    standing = queries.drawn_orders(drawn, queries.agenda(drawn))[0].stands

    actions.move_item(last, -1, actor=place.office, reason=WHY)
    actions.remove_from_agenda(first, actor=place.office, reason="改在另一场述职")

    (order,) = queries.drawn_orders(drawn, queries.agenda(drawn))
    assert (standing, order.stands) == (True, False)
    assert [(one.said, one.by, one.reason) for one in order.by_hand] == [
        (f"{last}：由第 2 位调到第 1 位", str(place.office), WHY),
        (f"{first}：原第 2 位，移出议程", str(place.office), "改在另一场述职"),
    ]
    assert all(one.at for one in order.by_hand)
    moved = Entry.objects.get(verb="meeting.item_moved")
    assert (moved.detail["reason"], moved.sentence.endswith(f"理由：{WHY}")) == (WHY, True)


def test_whoever_is_first_already_is_not_moved_and_nothing_is_noted(place, drawn):
    actions.move_item(drawn.items.first(), -1, actor=place.office, reason=WHY)

    (order,) = queries.drawn_orders(drawn, queries.agenda(drawn))
    assert (order.stands, order.by_hand) == (True, ())


def test_who_comes_late_comes_last_with_a_reason_and_who_writes_needs_none(place, drawn):
    late = place.reporters[2]
    late.form = ReportForm.ONSITE
    actions.place_on_agenda(drawn, [late], actor=place.office, reason="补列：刚到任")

    (order,) = queries.drawn_orders(drawn, queries.agenda(drawn))
    assert (names(drawn)[-1], order.stands) == (late.person_name, False)
    assert [one.said for one in order.by_hand] == [f"{late}：补列为第 3 位"]

    item = drawn.items.get(reporter=late)
    actions.remove_from_agenda(item, actor=place.office, reason="改为书面述职")
    late.form = ReportForm.WRITTEN
    actions.place_on_agenda(drawn, [late], actor=place.office)

    assert queries.drawn_orders(drawn, queries.agenda(drawn))[0].stands


def test_who_reports_in_writing_was_not_drawn_and_is_moved_and_taken_off_freely(place, drawn):
    second = drawn.items.last()
    type(second).objects.filter(pk=second.pk).update(written=True)
    (third,) = actions.place_on_agenda(drawn, [place.reporters[2]], actor=place.office)

    actions.move_item(third, -1, actor=place.office)
    moved = names(drawn)
    actions.remove_from_agenda(third, actor=place.office)

    assert moved[1:] == [third.reporter.person_name, second.reporter.person_name]
    assert (names(drawn), drawn.draws.get().by_hand) == ([moved[0], moved[2]], [])


def test_groups_whose_reporters_were_drawn_are_changed_with_a_reason_and_emptied_before_they_go(place):
    meeting = planned(place)
    one = actions.add_group(meeting, "第一组", actor=place.office)
    two = actions.add_group(meeting, "第二组", actor=place.office)
    for item, group in zip(meeting.items.all(), (one, two), strict=True):
        actions.put_in_group(item, group, actor=place.office)
    actions.draw_lots(meeting, "李沧2026", actor=place.office)
    item = meeting.items.get(group=two)

    for attempt in (
        lambda: actions.put_in_group(item, one, actor=place.office),
        lambda: actions.remove_group(two, actor=place.office),
    ):
        with pytest.raises(Refused, match="抽签"):
            attempt()
    actions.put_in_group(item, one, actor=place.office, reason="第二组并入第一组")
    actions.remove_group(two, actor=place.office)

    (order,) = queries.drawn_orders(meeting, queries.agenda(meeting))
    assert (order.stands, [mark.said for mark in order.by_hand]) == (False, [f"{item}：编入“第一组”"])
    actions.start_meeting(meeting, actor=place.office)
    with pytest.raises(Refused, match="议程不再调整"):
        actions.remove_group(one, actor=place.office)


def test_whoever_is_not_there_when_called_stands_among_the_changes(place, drawn):
    actions.start_meeting(drawn, actor=place.office)
    first = drawn.items.first()

    actions.postpone(first, "路上耽搁", actor=place.office)

    (order,) = queries.drawn_orders(drawn, queries.agenda(drawn))
    assert [(one.said, one.reason) for one in order.by_hand] == [
        (f"{first}：由第 1 位调到第 2 位", "路上耽搁")
    ]


def test_the_page_asks_for_the_reason_at_its_field_and_then_says_what_was_changed(client, place, drawn):
    client.force_login(place.office)
    last = drawn.items.last()
    up = address("move-item-up", drawn.pk, last.pk)

    plain = client.get(address("arrange-agenda", drawn.pk)).text
    refused = client.post(up, {"reason": "换"})
    moved = client.post(up, {"reason": WHY}, follow=True)

    assert ("有效的一次" in plain, 'id="changed-by-hand"' in plain) == (True, False)
    assert (refused.status_code, refused.text.count("不少于 5 个字")) == (422, 1)
    assert moved.status_code == 200
    for said in ("抽签后手工调整了顺序", "由第 2 位调到第 1 位", WHY, str(place.office), "已不是现行顺序"):
        assert said in moved.text
    assert "有效的一次" not in moved.text
    # The reason waits for the next press: three places up are three presses.
    assert f'value="{WHY}"' in moved.text


def test_adding_late_without_a_reason_keeps_the_tick_and_says_so(client, place, drawn):
    client.force_login(place.office)
    late = place.reporters[2]
    type(late).objects.filter(pk=late.pk).update(form=ReportForm.ONSITE)
    page = address("arrange-agenda", drawn.pk)

    refused = client.post(page, {"reporter": [late.pk]})
    added = client.post(page, {"reporter": [late.pk], "reason": "补列：刚到任"}, follow=True)

    assert (refused.status_code, f'value="{late.pk}" checked' in refused.text) == (422, True)
    assert "补列为第 3 位" in added.text


def test_the_plan_of_the_meeting_says_that_the_order_was_changed_by_hand(place, drawn):
    untouched = text_of(plan_of(drawn))
    actions.move_item(drawn.items.last(), -1, actor=place.office, reason=WHY)

    changed = text_of(plan_of(drawn))

    assert ("手工" in untouched, "抽签后手工调整了顺序" in changed) == (False, True)
    assert (WHY in changed, str(place.office) in changed) == (True, True)
