"""Reporters in parallel groups, and those who report in writing."""

import pytest
from django.db import IntegrityError, transaction

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.models import AgendaItem
from shuzhi.meetings.states import Step
from shuzhi.meetings.tests.factories import COMMENT, brought_to, finished, planned
from shuzhi.reports.tests.factories import accepted
from shuzhi.web.refusal import Refused


@pytest.fixture
def grouped(place):
    """Two groups, one in a sub-venue, one reporter in each; the third reports in writing."""
    meeting = planned(place)
    venue = actions.add_venue(meeting, "分会场", "区委党校报告厅", "陆一鸣", actor=place.office)
    one = actions.add_group(meeting, "第一组", "副书记 梁平", actor=place.office)
    two = actions.add_group(meeting, "第二组", "组织部长 顾言", venue, actor=place.office)
    first, second = meeting.items.all()
    actions.put_in_group(first, one, actor=place.office)
    actions.put_in_group(second, two, actor=place.office)
    actions.place_on_agenda(meeting, place.reporters[2:], actor=place.office)
    return meeting


def written_item(meeting):
    return meeting.items.select_related("reporter").get(written=True)


def test_each_group_walks_its_own_agenda_beside_the_other(place, grouped):
    actions.start_meeting(grouped, actor=place.office)
    first, second, _third = grouped.items.all()

    brought_to(first, Step.REPORTING, place.office)
    brought_to(second, Step.QUESTIONS, place.office)

    tracks = queries.tracks_of(queries.agenda(grouped))
    assert [(track.group.name, [item.step for item in track.items]) for track in tracks] == [
        ("第一组", ["reporting"]),
        ("第二组", ["questions"]),
    ]
    assert queries.next_step(place.office, tracks[1].items).step == Step.COMMENT


def test_one_report_one_comment_within_a_group(place, grouped):
    group = grouped.groups.first()
    second = grouped.items.get(order=2)
    actions.put_in_group(second, group, actor=place.office)
    actions.start_meeting(grouped, actor=place.office)
    first = brought_to(grouped.items.first(), Step.REPORTING, place.office)

    with pytest.raises(Refused, match=str(first)):
        actions.advance(second, Step.REPORTING, actor=place.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=second.pk).update(step=Step.COMMENT)


def test_nobody_is_left_without_a_group_at_the_beginning(place, grouped):
    actions.put_in_group(grouped.items.first(), None, actor=place.office)

    with pytest.raises(Refused, match="陈一舟"):
        actions.start_meeting(grouped, actor=place.office)


def test_a_group_of_another_meeting_takes_nobody(place, grouped):
    other = actions.plan_meeting(grouped.cycle, "另一场", grouped.date, actor=place.office)
    foreign = actions.add_group(other, "第一组", actor=place.office)

    with pytest.raises(Refused):
        actions.put_in_group(grouped.items.first(), foreign, actor=place.office)
    with pytest.raises(Refused):
        actions.put_in_group(written_item(grouped), grouped.groups.first(), actor=place.office)
    with pytest.raises(Refused):
        actions.add_group(other, "第二组", venue=grouped.venues.first(), actor=place.office)


def test_one_seed_orders_every_group_and_deals_reporters_out(place, grouped):
    group = grouped.groups.first()
    for item in grouped.items.filter(written=False):
        actions.put_in_group(item, group, actor=place.office)
    kept = actions.draw_lots(grouped, "李沧2026", actor=place.office)
    order = [item.reporter.code for item in queries.agenda(grouped) if not item.written]
    assert order == [row["code"] for row in kept.lots]
    assert {row["group"] for row in kept.lots} == {"第一组"}

    dealt = actions.draw_lots(grouped, "李沧2026", actor=place.office, reason="改为抽签分组", deal=True)

    assert [row["group"] for row in dealt.lots] == ["第一组", "第二组"]
    assert [row["lot"] for row in dealt.lots] == [row["lot"] for row in kept.lots]
    for row in dealt.lots:
        assert grouped.items.get(reporter__code=row["code"]).group.name == row["group"]
    assert grouped.items.get(written=True).order == 3


def test_a_group_or_venue_that_goes_leaves_its_reporters_on_the_agenda(place, grouped):
    actions.remove_venue(grouped.venues.get(), actor=place.office)
    assert [group.venue for group in grouped.groups.all()] == [None, None]

    actions.remove_group(grouped.groups.last(), actor=place.office)

    assert [item.group and item.group.name for item in queries.agenda(grouped)] == ["第一组", None, None]
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"meeting.venue_removed", "meeting.group_removed"} <= verbs


def test_a_written_report_is_never_called_up(place, grouped):
    item = written_item(grouped)
    actions.start_meeting(grouped, actor=place.office)

    assert item not in [one for track in queries.tracks_of(queries.agenda(grouped)) for one in track.items]
    for step in (Step.REPORTING, Step.QUESTIONS, Step.COMMENT):
        with pytest.raises(Refused):
            actions.advance(item, step, actor=place.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(step=Step.REPORTING)


def test_a_written_report_is_done_with_its_comment_in_writing(place, grouped):
    item = written_item(grouped)
    with pytest.raises(Refused):
        actions.give_comment(item, COMMENT, actor=place.secretary)
    accepted(place.reporters[2], place.secretaries[2], place.office)
    assert "李三江" in str(rules.may_open_ballot(grouped))

    actions.give_comment(item, COMMENT, actor=place.secretary)

    assert written_item(grouped).step == Step.DONE
    assert Entry.objects.filter(verb="meeting.item_done").count() == 1
    assert not any("李三江" in line for line in rules.waiting_for(grouped))


def test_the_gate_asks_of_written_reports_what_the_rules_say(place, grouped):
    accepted(place.reporters[2], place.secretaries[2], place.office)
    script = queries.ready_script()["parts"]
    actions.lay_down_hall_rules(grouped.cycle, script, actor=place.office, written_comment=False)
    actions.start_meeting(grouped, actor=place.office)
    for item in grouped.items.filter(written=False):
        finished(item, place)
    assert len(rules.waiting_for(grouped)) == 1

    actions.advance(written_item(grouped), Step.DONE, actor=place.office)

    assert rules.may_open_ballot(grouped) is None
    actions.end_meeting(grouped, actor=place.office)


def test_the_office_puts_all_on_the_agenda_and_written_ones_come_last(place):
    cycle = district.opened(place)
    meeting = actions.plan_meeting(cycle, "述职评议会", cycle.meeting_on, actor=place.office)

    actions.place_on_agenda(meeting, reversed(place.reporters), actor=place.office)

    found = [(item.reporter.person_name, item.written, item.order) for item in queries.agenda(meeting)]
    assert found == [("王二川", False, 1), ("陈一舟", False, 2), ("李三江", True, 3)]
    assert list(queries.to_be_placed(cycle)) == []
