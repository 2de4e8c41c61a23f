from datetime import date

import pytest
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.models import LotsDraw, Meeting
from shuzhi.meetings.tests.factories import planned
from shuzhi.web.refusal import Refused


def names(meeting):
    return [item.reporter.person_name for item in queries.agenda(meeting)]


def test_a_meeting_needs_an_open_cycle(place):
    cycle = district.prepared(place)

    with pytest.raises(Refused):
        actions.plan_meeting(cycle, "述职评议会", date(2026, 12, 28), actor=place.office)

    assert Meeting.objects.count() == 0


def test_a_closed_cycle_plans_no_meeting(place):
    cycle = district.opened(place)
    district.closed(cycle, place.office)

    with pytest.raises(Refused):
        actions.plan_meeting(cycle, "述职评议会", date(2026, 12, 28), actor=place.office)


def test_the_agenda_is_filled_moved_and_thinned_until_the_meeting_begins(place):
    meeting = planned(place)
    first, second = meeting.items.all()

    actions.move_item(second, -1, actor=place.office)
    assert names(meeting) == ["王二川", "陈一舟"]
    actions.remove_from_agenda(first, actor=place.office)
    assert names(meeting) == ["王二川"]
    assert [one.person_name for one in queries.not_on_an_agenda(meeting.cycle)] == ["陈一舟"]


def test_each_leader_hears_a_portfolio_and_the_office_sees_who_is_left(client, place):
    meeting = planned(place)
    actions.change_meeting(meeting, heard_by="副书记 梁平", actor=place.office)
    client.force_login(place.office)

    said = client.get(reverse("meetings:list-meetings"), {"cycle": meeting.cycle_id})
    plan = {"cycle": meeting.cycle_id, "title": "分管领域述职", "date": "2026-12-29", "minutes_each": 8}
    client.post(reverse("meetings:plan-meeting"), plan | {"heard_by": "副区长 顾言"})
    client.force_login(place.secretaries[0])
    outsider = client.get(reverse("meetings:list-meetings"), {"cycle": meeting.cycle_id})

    (hearing,) = said.context["covered"]["hearings"]
    assert (hearing.leader, hearing.meetings, hearing.reporters) == ("副书记 梁平", 1, 2)
    assert list(said.context["covered"]["left"]) == []
    assert outsider.context["covered"] is None
    assert {one.reporters for one in queries.hearings_of(meeting.cycle)} == {0, 2}
    assert "副书记 梁平" in said.content.decode()


def test_a_running_meeting_keeps_its_agenda(place, meeting, items):
    for attempt in (
        lambda: actions.move_item(items[0], 1, actor=place.office),
        lambda: actions.remove_from_agenda(items[0], actor=place.office),
        lambda: actions.place_on_agenda(meeting, [], actor=place.office),
        lambda: actions.change_meeting(meeting, actor=place.office, place="别处"),
        lambda: actions.cancel_meeting(meeting, actor=place.office),
        lambda: actions.draw_lots(meeting, actor=place.office),
        lambda: actions.start_meeting(meeting, actor=place.office),
    ):
        with pytest.raises(Refused):
            attempt()


def test_a_planned_meeting_is_changed_or_cancelled(place):
    meeting = planned(place)
    actions.change_meeting(meeting, actor=place.office, place="二楼会议室", date=date(2026, 12, 29))
    assert Meeting.objects.get().place == "二楼会议室"

    actions.cancel_meeting(meeting, actor=place.office)

    assert Meeting.objects.count() == 0
    assert queries.not_on_an_agenda(place.cycle).count() == 2
    assert Entry.objects.filter(verb="meeting.cancelled").count() == 1


def test_the_same_seed_draws_the_same_order_and_everything_is_published(place):
    meeting = planned(place)

    draw = actions.draw_lots(meeting, "李沧2026", actor=place.office)

    reporters = place.reporters[:2]
    assert draw.lots == queries.lots("李沧2026", list(reversed(reporters)))
    assert names(meeting) == [row["name"].split()[1] for row in draw.lots]
    assert Entry.objects.get(verb="meeting.lots_drawn").detail["seed"] == "李沧2026"


def test_a_second_draw_needs_a_reason_and_the_first_stays_on_record(place):
    meeting = planned(place)
    actions.draw_lots(meeting, actor=place.office)
    with pytest.raises(Refused):
        actions.draw_lots(meeting, actor=place.office, reason="再抽")

    actions.draw_lots(meeting, "新种子", actor=place.office, reason="有一人临时转为书面述职")

    assert [draw.reason for draw in LotsDraw.objects.all()] == ["有一人临时转为书面述职", ""]
    assert len(LotsDraw.objects.last().seed) == 16


def test_lots_are_drawn_among_at_least_two(place):
    meeting = planned(place)
    actions.remove_from_agenda(meeting.items.first(), actor=place.office)

    with pytest.raises(Refused):
        actions.draw_lots(meeting, actor=place.office)


def test_a_meeting_without_an_agenda_does_not_begin(place):
    cycle = district.opened(place)
    meeting = actions.plan_meeting(cycle, "空会", date(2026, 12, 28), actor=place.office)

    with pytest.raises(Refused):
        actions.start_meeting(meeting, actor=place.office)

    assert rules.may_open_ballot(meeting) is not None


def test_placing_nobody_is_no_event(place):
    meeting = planned(place)

    assert actions.place_on_agenda(meeting, [], actor=place.office) == []


def test_a_cycle_is_not_closed_while_a_meeting_has_not_ended(place):
    meeting = planned(place)

    waiting = rules.refuse_closing(meeting.cycle)
    actions.cancel_meeting(meeting, actor=place.office)

    assert (meeting.title in str(waiting), rules.refuse_closing(place.cycle)) == (True, None)


def test_the_agenda_says_why_nobody_can_be_ticked_and_what_to_do(client, place):
    """One meeting hears all three, the second was planned too much; then the office looks at either page."""
    first = planned(place)
    actions.place_on_agenda(first, [place.reporters[2]], actor=place.office)
    second = actions.plan_meeting(first.cycle, "第二场", date(2026, 12, 29), actor=place.office)
    client.force_login(place.office)

    full, empty = (
        client.get(reverse("meetings:arrange-agenda", args=[one.pk])).text for one in (first, second)
    )

    assert "本年度的述职人都已列入。下一步：定顺序，然后开会。" in full
    assert ("请在下面勾选述职人" in full, "请在下面勾选述职人" in empty) == (False, False)
    assert "本年度的述职人都已列入其他会议的议程：" in empty
    assert [
        f'{reverse("meetings:arrange-agenda", args=[first.pk])}">述职评议会</a>' in empty,
        "3 名述职人" in empty,
    ] == [
        True,
        True,
    ]
    assert "请取消会议" in empty
    # Nobody is there among whom lots could be drawn: no seed is asked for.
    assert ('name="seed"' in full, 'name="seed"' in empty) == (True, False)


def test_lots_say_how_many_speak(client, place):
    meeting = planned(place)
    actions.remove_from_agenda(meeting.items.first(), actor=place.office)
    client.force_login(place.office)

    page = client.get(reverse("meetings:arrange-agenda", args=[meeting.pk])).text

    assert "至少两位现场述职人才能抽签；本场议程上现有 1 位。" in page
    assert ('name="seed"' in page, "请在下面勾选述职人" in page) == (False, False)
