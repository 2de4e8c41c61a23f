"""The year on one page: who sees what of it, and whether its figures are doors to what they count."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from shuzhi.ballots.rules import may_open
from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.tests.factories import grant, prepared, user
from shuzhi.overview.queries.year import year_of
from shuzhi.overview.tests.crowd import crowd
from shuzhi.rectification.models import Problem
from shuzhi.rectification.tests import whole_year as year
from shuzhi.rectification.tests.factories import in_days

pytestmark = pytest.mark.django_db(databases=["default", "box"])


def figures(who, cycle):
    return {stage.key: (stage.done, stage.total) for stage in year_of(who, cycle)["track"]}


def units(who, cycle):
    return [line.reporter.organisation_name for line in year_of(who, cycle)["lines"]]


def cells(line):
    shown = (line.report, line.meeting, line.result, line.feedback, line.problems)
    return [cell.text if cell else None for cell in shown]


def steps(who, cycle):
    """What comes next: the verb, and "others" or the reason where it cannot be pressed."""
    seen = year_of(who, cycle)
    found = [seen["next"], *seen["later"]] if seen["next"] else []
    return [(one.label, "others" if one.others else str(one.refusal or "")) for one in found]


def shown(client, who, cycle):
    client.force_login(who)
    return client.get(reverse("overview:cycle", args=[cycle.pk]))


def assert_every_door_opens(client, who, cycle):
    seen = year_of(who, cycle)
    client.force_login(who)
    addresses = {address for stage in seen["track"] for _text, address in stage.notes}
    addresses |= {stage.done_address for stage in seen["track"]}
    addresses |= {stage.total_address for stage in seen["track"]}
    addresses |= {one.address for one in seen["figures"]}
    addresses |= {
        cell.address
        for line in seen["lines"]
        for cell in (line.report, line.meeting, line.result, line.feedback, line.problems)
        if cell
    }
    steps_open = [one for one in [seen["next"], *seen["later"]] if one and not one.refusal]
    addresses |= {one.address for one in steps_open}
    for address in sorted(one for one in addresses if one.startswith("/")):
        assert (address, client.get(address, follow=True).status_code) == (address, 200)


# Who sees what


def test_a_stranger_and_the_next_district_find_nothing(client, place, open_cycle):
    answers = [shown(client, who, open_cycle).status_code for who in (place.stranger, place.neighbour)]

    assert answers == [404, 404]


def test_the_office_sees_everybody(place, open_cycle):
    for who in (place.office, place.secretary, place.committee):
        assert units(who, open_cycle) == ["振华路街道", "永清路街道", "永安路街道"]


def test_a_reporter_sees_and_counts_the_own_line_alone(client, hall):
    chen, cycle = hall.place.secretaries[0], hall.meeting.cycle
    year.problems_listed(hall)

    assert units(chen, cycle) == ["振华路街道"]
    assert figures(chen, cycle) == {
        "prepare": (1, 1),
        "report": (1, 1),
        "review": (1, 1),
        "assess": (0, 1),
        "rectify": (0, 1),
        "overview": (0, 1),
    }
    page = shown(client, chen, cycle)
    assert [name in page.text for name in ("陈一舟", "王二川", "永清路街道")] == [True, False, False]
    assert (page.context["figures"], page.context["turnout"], page.context["missing"]) == ([], [], [])
    assert_every_door_opens(client, chen, cycle)


def test_staff_see_the_line_of_their_own_unit(client, hall):
    assert units(hall.place.staff, hall.meeting.cycle) == ["振华路街道"]
    assert_every_door_opens(client, hall.place.staff, hall.meeting.cycle)


def test_a_leader_with_a_portfolio_sees_the_own_units(client, hall):
    leader = user("leader", "分管领导")
    grant(leader, "committee", hall.place.streets[1])

    assert units(leader, hall.meeting.cycle) == ["永清路街道"]
    assert figures(leader, hall.meeting.cycle)["report"] == (1, 1)
    assert_every_door_opens(client, leader, hall.meeting.cycle)


def test_a_teller_sees_the_meeting_and_the_slips_but_neither_reports_nor_grades(
    client, hall, rated, tmp_path
):
    year.decided(hall, year.settled(hall, tmp_path))
    cycle = hall.meeting.cycle

    assert figures(hall.teller, cycle) == {
        "prepare": (1, 1),
        "report": (None, None),
        "review": (2, 2),
        "assess": (None, None),
        "rectify": (None, None),
        "overview": (None, None),
    }
    page = shown(client, hall.teller, cycle)
    assert [(one.group, one.returned) for one in page.context["turnout"]] == [("A", 3), ("B", 4), ("C", 5)]
    assert (page.context["grades"], "较好" in page.text) == ([], False)
    assert [label for label, _why in steps(hall.teller, cycle)] == ["结束考核"]
    assert_every_door_opens(client, hall.teller, cycle)


def test_an_auditor_sees_that_the_year_runs_and_nobody_in_it(client, hall):
    auditor = user("auditor", "审计")
    grant(auditor, "auditor", hall.place.organiser)

    page = shown(client, auditor, hall.meeting.cycle)

    assert (page.status_code, page.context["lines"], "陈一舟" in page.text) == (200, [], False)


def test_nobody_sees_or_infers_the_own_grade_before_the_feedback(client, hall, rated, tmp_path):
    chen, cycle = hall.place.secretaries[0], hall.meeting.cycle
    grant(chen, "committee", hall.place.organiser)
    year.decided(hall, year.settled(hall, tmp_path))
    before = year_of(chen, cycle)
    year.handed_over(hall)
    after = year_of(chen, cycle)

    own = [line for line in before["lines"] if line.own]
    assert [cells(line)[2:4] for line in own] == [[None, None]]
    assert [(one.name, one.proposed, one.decided) for one in before["grades"]] == [
        ("好", 0, 0),
        ("较好", 1, 2),
        ("一般", 0, 0),
        ("差", 0, 0),
    ]
    assert [one.total for one in before["grades"]] == [2, 2, 2, 2]
    assert [cells(line)[2] for line in after["lines"] if line.own] == ["好"]
    assert [one.total for one in after["grades"]] == [2, 2, 2, 2]


def test_missing_people_are_named_to_those_who_chase_them(client, place, open_cycle):
    year.accepted(place.reporters[0], place.office)
    year.handed_in(place.reporters[1])

    office, mate = (shown(client, who, open_cycle) for who in (place.office, place.secretaries[2]))

    assert [line.reporter.person_name for line in office.context["missing"]] == ["李三江"]
    assert mate.context["missing"] == []


# The figures


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


# What comes next


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


def test_a_closed_year_has_nothing_left(client, hall):
    year.closed(hall)
    hall.meeting.cycle.refresh_from_db()

    page = shown(client, hall.office, hall.meeting.cycle)

    assert ("本年度已结束，没有待办事项。" in page.text, page.context["next"]) == (True, None)


# The page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_stand_in_both_languages(client, hall, rated, tmp_path, language):
    year.decided(hall, year.settled(hall, tmp_path))
    client.cookies["django_language"] = language
    client.force_login(hall.place.secretary)

    for address in (reverse("overview:list-cycles"), reverse("overview:cycle", args=[hall.meeting.cycle.pk])):
        page = client.get(address)
        assert page.status_code == 200
        assert " style=" not in page.text


def test_the_landing_lists_cycles_with_the_progress_a_person_may_see(client, hall):
    year.problems_listed(hall)

    def progress(who):
        client.force_login(who)
        rows = client.get(reverse("overview:list-cycles")).context["rows"]
        return [
            ((row.reports.done, row.reports.total), (row.turns.done, row.turns.total), row.problems.total)
            for row in rows
        ]

    assert progress(hall.office) == [((2, 3), (2, 2), 2)]
    assert progress(hall.place.secretaries[0]) == [((1, 1), (1, 1), 1)]
    assert progress(hall.teller) == [((0, 0), (2, 2), 0)]
    assert progress(hall.place.neighbour) == []


def test_an_empty_landing_says_when_it_fills(client, place):
    client.force_login(place.stranger)

    assert "目前没有与您有关的年度述职评议考核" in client.get(reverse("overview:list-cycles")).text


def test_two_hundred_reporters_are_read_in_a_bounded_number_of_queries(
    client, place, django_assert_max_num_queries
):
    cycle = crowd(place, 200)
    client.force_login(place.office)
    address = reverse("overview:cycle", args=[cycle.pk])

    with django_assert_max_num_queries(45):
        page = client.get(address)
    with django_assert_max_num_queries(15):
        client.get(reverse("overview:list-cycles"))

    assert len(page.context["lines"]) == 203
