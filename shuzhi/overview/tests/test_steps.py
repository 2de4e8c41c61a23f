"""What comes next in a year, who may press it, and why not yet."""

import pytest
from django.conf import settings

from shuzhi.ballots.rules import may_open
from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.tests.factories import prepared
from shuzhi.overview.tests.looking import assert_every_door_opens, figures, shown, steps
from shuzhi.rectification.tests import whole_year as year

pytestmark = pytest.mark.django_db(databases=["default", "box"])


def test_a_cycle_in_preparation_names_what_is_missing_before_opening(client, place):
    cycle = prepared(place)
    ready = steps(place.office, cycle)
    cycle.topics.all().delete()
    waiting = shown(client, place.office, cycle)

    assert [label for label, why in ready if not why] == ["启动考核"]
    assert figures(place.office, cycle)["prepare"] == (5, 6)
    assert [str(one.refusal) for one in waiting.context["checks"]] == ["请至少写一项述职事项。"]
    assert steps(place.secretary, cycle) == [("启动考核", "others")]
    assert_every_door_opens(client, place.office, cycle)


def test_the_next_step_goes_on_through_the_year(client, hall, tmp_path):
    office, cycle = hall.office, hall.meeting.cycle

    def first():
        return next((label for label, why in steps(office, cycle) if not why), None)

    found = []
    year.accepted(hall.place.reporters[2], office)
    found.append(first())
    session = halls.closed(hall, [[0], [1]], settings.SLIP_KEY)
    found.append(first())
    year.declared_by_one(hall, session)
    year.declared_by_second(hall, session)
    found.append(first())
    year.ended(hall)
    found.append(first())
    settlement = year.settled(hall, tmp_path)
    found.append(steps(office, cycle)[0])
    year.decided(hall, settlement)
    found.append(first())
    year.handed_over(hall)
    found.append(first())
    year.problems_listed(hall)
    found.append(first())

    assert found == [
        "准备测评",
        "宣布结果 · 测评票",
        "结束会议",
        "计分",
        ("评定等次", "others"),
        "反馈意见",
        "将点评指出的问题列入清单",
        "验收销号",
    ]


def test_a_step_that_is_not_possible_yet_says_why(client, hall):
    session = halls.prepared(hall)

    said = dict(steps(hall.office, hall.meeting.cycle))
    page = shown(client, hall.office, hall.meeting.cycle)

    why = str(may_open(hall.office, session))
    assert (said["开启测评 · 测评票"], why in page.text) == (why, True)
    assert '<button class="btn btn-outline-secondary" type="button" disabled>' in page.text


def test_missing_reports_stand_before_the_vetting(place, open_cycle):
    assert steps(place.office, open_cycle)[:2] == [
        ("审核述职报告", "还有 3 份述职报告没有交来，由述职人撰写。"),
        ("安排会议", ""),
    ]


def test_a_reporter_is_led_to_the_own_pen(client, place, open_cycle):
    assert steps(place.secretaries[0], open_cycle)[0] == ("撰写述职报告", "")
    assert_every_door_opens(client, place.secretaries[0], open_cycle)


def test_a_meeting_begins_goes_on_and_ends(place, open_cycle):
    def verbs():
        return [label for label, why in steps(place.office, open_cycle) if not why and "会" in label]

    for one in place.reporters:
        year.accepted(one, place.office)
    meeting = year.planned(place, place.reporters[:2])
    before = verbs()
    year.at_comment(meeting, place.office)

    assert (before, verbs()) == (["宣布开会"], ["继续会议"])


def test_a_meeting_is_ended_after_its_ballot(hall):
    session = halls.prepared(hall)
    halls.printed(hall, session)

    found = [label for label, why in steps(hall.office, hall.meeting.cycle) if not why]

    assert found.index("开启测评 · 测评票") < found.index("结束会议")


def test_who_may_not_press_is_told_whose_step_it_is(client, place, open_cycle):
    page = shown(client, place.secretary, open_cycle)

    assert steps(place.secretary, open_cycle)[0] == ("审核述职报告", "others")
    assert "由组织部门办理" in page.text


def test_a_closed_year_has_nothing_left(client, hall, rated, tmp_path):
    year.decided(hall, year.settled(hall, tmp_path))
    year.handed_over(hall)
    year.closed(hall)
    hall.meeting.cycle.refresh_from_db()

    page = shown(client, hall.office, hall.meeting.cycle)

    assert ("本年度已结束，没有待办事项。" in page.text, page.context["next"]) == (True, None)
