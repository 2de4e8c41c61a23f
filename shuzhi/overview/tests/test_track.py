"""The figures of the year and the doors behind them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.models import Exclusion
from shuzhi.overview.queries.coverage import Turnout
from shuzhi.overview.queries.year import year_of
from shuzhi.overview.tests.looking import assert_every_door_opens, cells, figures, shown
from shuzhi.rectification.models import Problem
from shuzhi.rectification.tests import whole_year as year
from shuzhi.rectification.tests.factories import in_days

pytestmark = pytest.mark.django_db(databases=["default", "box"])


def test_the_track_counts_each_step(client, place, open_cycle):
    office = place.office
    first, second, third = place.reporters
    begun = figures(office, open_cycle)
    year.accepted(first, office)
    year.handed_in(second)
    year.returned(third, office)
    seen = year_of(office, open_cycle)

    assert begun["report"] == (0, 3)
    assert figures(office, open_cycle) == {
        "prepare": (1, 1),
        "report": (1, 3),
        "review": (0, 2),
        "assess": (0, 3),
        "rectify": (0, 0),
        "overview": (0, 3),
    }
    assert [stage.tone for stage in seen["track"]] == ["done", "now", "", "", "", ""]
    assert [text for text, _address in seen["track"][1].notes] == ["待审核 1", "未交稿 1"]
    assert_every_door_opens(client, office, open_cycle)


def test_each_figure_opens_exactly_what_it_counts(client, hall, rated, tmp_path):
    office, cycle = hall.office, hall.meeting.cycle
    year.settled(hall, tmp_path)
    year.problems_listed(hall)
    client.force_login(office)
    at = {stage.key: stage for stage in year_of(office, cycle)["track"]}

    def rows(address):
        return client.get(address).context["page"].paginator.count

    assert (rows(at["report"].done_address), at["report"].done) == (2, 2)
    assert (rows(at["report"].total_address), at["report"].total) == (3, 3)
    assert (rows(at["assess"].total_address), at["assess"].total) == (3, 3)
    assert (rows(dict(at["assess"].notes)["待评定 3"]), at["assess"].done) == (3, 0)
    assert (rows(at["rectify"].total_address), at["rectify"].total) == (2, 2)
    assert (rows(at["rectify"].done_address), at["rectify"].done) == (0, 0)
    seen = {one.key: one for one in year_of(office, cycle)["figures"]}
    assert (rows(seen["onsite"].address), seen["onsite"].count) == (2, 2)
    assert (rows(seen["written"].address), seen["written"].count) == (1, 1)
    assert_every_door_opens(client, office, cycle)


def test_a_line_shows_where_a_reporter_stands_in_every_step(client, hall, rated, tmp_path):
    cycle, office = hall.meeting.cycle, hall.office
    settlement = year.settled(hall, tmp_path)
    settled = [cells(line) for line in year_of(office, cycle)["lines"]]
    year.decided(hall, settlement)
    handed = year.handed_over(hall)
    chen = hall.place.secretaries[0]
    year.read(next(one for one in handed if one.decision.proposal.reporter.user_id == chen.pk), chen)
    year.problems_listed(hall)
    Problem.objects.update(due=year.today() - timedelta(days=1))
    page = shown(client, office, cycle)

    assert (
        settled
        == [
            ["审核通过", "完成", "", "未反馈", "无"],
            ["审核通过", "完成", "", "未反馈", "无"],
            ["尚未动笔", "书面述职", "Blocked", "未反馈", "无"],
        ]
        or settled[2][2] != ""
    )
    assert [cells(line) for line in page.context["lines"]] == [
        ["审核通过", "完成", "好", "已阅", "未销号 1/1，逾期 1"],
        ["审核通过", "完成", "较好", "已反馈", "未销号 1/1，逾期 1"],
        ["尚未动笔", "书面述职", "较好", "已反馈", "无"],
    ]
    assert_every_door_opens(client, office, cycle)


def test_a_grade_that_differs_stands_beside_its_proposal(client, hall, rated, tmp_path):
    settlement = year.settled(hall, tmp_path)
    year.decided(hall, settlement)

    third = year_of(hall.office, hall.meeting.cycle)["lines"][2]

    assert (third.result.text, third.result.grade, third.result.proposed) == ("较好", 2, "")
    assert "建议" in shown(client, hall.office, hall.meeting.cycle).text


def test_complete_lines_are_those_with_nothing_left(client, hall, rated, tmp_path):
    cycle = hall.meeting.cycle
    year.decided(hall, year.settled(hall, tmp_path))
    for one in year.handed_over(hall):
        reporter = one.decision.proposal.reporter
        if reporter.person_name != "李三江":
            year.read(one, next(who for who in hall.place.secretaries if who.pk == reporter.user_id))

    client.force_login(hall.office)
    pages = [
        client.get(reverse("overview:cycle", args=[cycle.pk]), {"lines": which}).context["lines"]
        for which in ("", "complete", "open")
    ]

    assert [[line.reporter.person_name for line in lines] for lines in pages] == [
        ["陈一舟", "王二川", "李三江"],
        ["陈一舟", "王二川"],
        ["李三江"],
    ]


def test_turnout_is_shown_only_after_closing(hall):
    session = year.opened_ballot(hall)
    while_open = year_of(hall.office, hall.meeting.cycle)["turnout"]

    assert (session.is_open, while_open) == (True, [])


def test_turnout_has_its_rate(hall):
    halls.closed(hall, [[0], [1]], settings.SLIP_KEY)

    turnout = year_of(hall.office, hall.meeting.cycle)["turnout"]

    assert [(one.group, one.expected, one.issued, one.returned, one.percent) for one in turnout] == [
        ("A", 12, 3, 3, 100),
        ("B", 30, 4, 4, 100),
        ("C", 40, 5, 5, 100),
    ]


def test_a_date_is_late_when_its_step_is_not_done(place, open_cycle):
    yesterday = year.today() - timedelta(days=1)
    year.timetable(open_cycle, place.office, report_due=yesterday, meeting_on=in_days(8))
    late = {one.label: one.late for one in year_of(place.office, open_cycle)["days"]}
    for one in place.reporters:
        year.accepted(one, place.office)
    later = {one.label: one.late for one in year_of(place.office, open_cycle)["days"]}

    assert [label for label, is_late in late.items() if is_late] == ["述职报告截止"]
    assert [label for label, is_late in later.items() if is_late] == []


def test_whoever_is_not_assessed_is_counted_apart(client, place, open_cycle):
    Exclusion.objects.create(reporter=place.reporters[0], name="新任职", reason="任职四个月")
    seen = year_of(place.office, open_cycle)
    figure = {one.key: one for one in seen["figures"]}["excluded"]
    client.force_login(place.office)

    assert (figure.count, client.get(figure.address).context["page"].paginator.count) == (1, 1)
    assert (figures(place.office, open_cycle)["report"], seen["lines"][0].awaited) == ((0, 2), False)
    assert "新任职" in shown(client, place.office, open_cycle).text


def test_closed_problems_finish_the_last_step(hall):
    year.problems_listed(hall)
    colleague = year.second_clerk(hall.place)
    Problem.objects.update(state="closed", evidence="见公示栏", claimed_by=hall.office, verified_by=colleague)
    seen = year_of(hall.office, hall.meeting.cycle)

    assert figures(hall.office, hall.meeting.cycle)["rectify"] == (2, 2)
    assert [line.problems.text for line in seen["lines"]] == ["已销号 1", "已销号 1", "无"]


def test_the_rate_waits_for_the_count_of_slips():
    group = Turnout("测评票", "A", "", 12, None, 3)

    assert group.percent is None


def test_whom_the_rulebook_excludes_has_no_grade_to_wait_for(client, hall, rated, tmp_path):
    settlement = year.settled(hall, tmp_path)
    settlement.proposals.filter(reporter__person_name="李三江").update(status="excluded")
    seen = year_of(hall.office, hall.meeting.cycle)
    client.force_login(hall.office)

    assert cells(seen["lines"][2])[2:4] == ["不参加考核", "—"]
    assert figures(hall.office, hall.meeting.cycle)["assess"] == (0, 2)
    figure = {one.key: one for one in seen["figures"]}["excluded"]
    assert (figure.count, client.get(figure.address).context["page"].paginator.count) == (1, 1)
