"""Who sees what of a year."""

import pytest

from shuzhi.cycles.tests.factories import grant, user
from shuzhi.overview.queries.year import year_of
from shuzhi.overview.tests.looking import assert_every_door_opens, cells, figures, shown, steps, units
from shuzhi.rectification.tests import whole_year as year

pytestmark = pytest.mark.django_db(databases=["default", "box"])


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
    year.ended(hall)
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
