"""What hangs together over a year: cycles, meetings, comments, problems, joint units, and what it all costs a unit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shuzhi.accounts import actions as accounts
from shuzhi.burden import actions as burden
from shuzhi.burden import queries as costs
from shuzhi.burden.models import Request
from shuzhi.cycles import actions as cycles
from shuzhi.cycles.models import Reporter
from shuzhi.cycles.tests import factories as district
from shuzhi.duties.queries import statistics_of
from shuzhi.fieldwork import actions as fieldwork
from shuzhi.fieldwork.tests.factories import TEXT
from shuzhi.meetings import actions as meetings
from shuzhi.meetings import queries as hall
from shuzhi.meetings.tests import factories as rooms
from shuzhi.organisations import actions as organisations
from shuzhi.organisations import queries as places
from shuzhi.rectification import actions as rectification
from shuzhi.rectification import queries as problems
from shuzhi.web.refusal import Refused
from tests.mechanisms.rows import Row
from tests.mechanisms.taking_on import full_list
from tests.mechanisms.world import SINCE, World, post, unit


def a_secretary_reports_above_and_reviews_below(_row: Row, world: World) -> None:
    """One person, two cycles: reporter in the city's, speaker in the district's."""
    place = world.place
    below = district.opened(place)
    above = cycles.create_cycle(place.root, 2026, "全市述职", actor=world.up.city_office)
    tenure = district.tenure(place.secretary, "高远", place.organiser, post="区委书记")
    reporter = cycles.add_reporter(above, tenure, actor=world.up.city_office)
    assert reporter.user_id == place.secretary.pk
    assert hall.speakers_for(below).first() == place.secretary


def hearings_by_portfolio_cover_everybody(_row: Row, world: World) -> None:
    """Several meetings of one cycle, each a leader's portfolio; who stands on none is listed until nobody does."""
    place = world.place
    cycle = district.opened(place)
    speaking = list(Reporter.objects.filter(cycle=cycle, form="onsite"))
    left = []
    for number, reporter in enumerate(speaking, start=1):
        title = f"分管领域听取述职之{number}"
        leader, day = f"分管领导之{number}", date(2026, 12, 20 + number)
        meeting = meetings.plan_meeting(cycle, title, day, heard_by=leader, actor=place.office)
        meetings.place_on_agenda(meeting, [reporter], actor=place.office)
        left.append(hall.not_on_an_agenda(cycle).count())
    assert left == [1, 0]
    heard = [(one.leader, one.meetings, one.reporters) for one in hall.hearings_of(cycle)]
    assert heard == [("分管领导之1", 1, 1), ("分管领导之2", 1, 1)]


def three_links_follow_one_another(_row: Row, world: World) -> None:
    """Research before, report and comment at, rectification after the meeting; the dates are the cycle's."""
    place = world.place
    meeting = rooms.planned(place)
    cycle = meeting.cycle
    dates = {"research_from": date(2026, 10, 8), "rectify_by": date(2027, 1, 31)}
    cycles.change_timetable(cycle, actor=place.office, **dates)
    visited(world, cycle, "before")
    meetings.start_meeting(meeting, actor=place.office)
    for item in meeting.items.all():
        rooms.finished(item, place)
    due = timezone.localdate() + timedelta(days=30)
    listed = rectification.list_problems_from_comments(cycle, actor=place.office, due=due)
    visited(world, cycle, "after")
    assert (len(listed), {one.state for one in listed}) == (4, {"assigned"})


def found_admitted_pointed_out(_row: Row, world: World) -> None:
    """One problem from three sides: the row of the portrait says which side is missing."""
    place = world.place
    meeting = rooms.planned(place)
    found = visited(world, meeting.cycle, "before")
    meetings.start_meeting(meeting, actor=place.office)
    rooms.finished(meeting.items.first(), place)
    reporter = place.reporters[0]
    note = hall.portrait_of(None, reporter).notes[0]
    meetings.match_finding(reporter, found, "admitted", actor=place.office)
    meetings.match_finding(reporter, found, "pointed", note=note, actor=place.secretary)
    tally = next(one for one in hall.tallies_of(place.office, meeting.cycle) if one.reporter == reporter)
    assert (tally.found, tally.denied, tally.pointed) == (1, 1, 1)


def visited(world: World, cycle: object, phase: str) -> object:
    place = world.place
    name = f"researcher-{phase}"
    researcher = district.user(name, "调研员 方行")
    accounts.grant_role(researcher, "researcher", place.organiser.path, actor=None)
    visit = fieldwork.plan_visit(
        cycle, place.streets[0], timezone.localdate(), actor=place.office,
        method="site", team=[researcher], phase=phase,
    )  # fmt: skip
    return fieldwork.write_finding(visit, "problem", TEXT, reporters=place.reporters[:1], actor=researcher)


def open_problems_open_the_next_year(_row: Row, world: World) -> None:
    place = world.place
    cycle = district.opened(place)
    first = place.reporters[0]
    problem = rectification.list_problem(
        first, text="停车难", source="inspection", actor=place.office, due=date(2099, 1, 1)
    )
    later = cycles.create_cycle(place.organiser, 2027, "2027年度", actor=place.office)
    again = cycles.add_reporter(later, place.tenures[0], actor=place.office)
    assert cycle.year < later.year
    assert problems.carried_over(place.office, again) == [problem]


def a_joint_unit_reports_as_one(_row: Row, world: World) -> None:
    """An organisation made of several that keep their places: it reports as one, and its members are counted for it."""
    place = world.place
    joint = unit("370213-LJ", "联建党委", place.organiser, kind="committee", category="two_new")
    head = post(joint, "联建书记", "联建党委书记")
    members = [place.streets[1], world.units["organ"]]
    for member in members:
        organisations.join(joint, member, SINCE, actor=None)
    cycle = cycles.create_cycle(place.organiser, 2026, "联建组织述职", actor=place.office)
    reporter = cycles.add_reporter(cycle, head, actor=place.office)
    full_list(place.tenures[1], world, ["deed"])
    whole, rows = statistics_of(world.up.city_office, joint, 2026)
    assert (reporter.organisation_name, set(places.members_of(joint))) == ("联建党委", set(members))
    assert (whole.fixed, {one.organisation.name: one.fixed for one in rows}) == (
        1,
        {members[0].name: 1, members[1].name: 0},
    )


def the_round_says_what_it_costs(_row: Row, world: World) -> None:
    """Pages, forms and hours of a unit; one more form needs one less, or a waiver in writing."""
    cycle = district.prepared(world.place)
    cost = costs.cost_of(cycle, "township")
    assert (cost.units, cost.forms, cost.pages > 0, cost.hours_of_all > 0) == (3, 0, True, True)
    form = Request(
        cycle=cycle, level="township", kind="form", code="own.月报", name="月报", owner="某局",
        basis="某发〔2026〕1号", minutes=30, times=12, since=2026,
    )  # fmt: skip
    before, after = costs.effect_of(form)
    assert after.minutes - before.minutes == 360
    with pytest.raises(Refused):
        burden.register(form, actor=world.place.office)


def shortcomings_stand_in_the_ledger(_row: Row, world: World) -> None:
    """Problems of many units in one ledger, counted and found by field and level; the fields are the cycle's."""
    place = world.place
    cycle = district.opened(place)
    rectification.change_fields(cycle, ["债务", "安全"], actor=place.office)
    for reporter in place.reporters:
        for field in ("债务", "安全"):
            said = {"text": f"{field}问题", "source": "inspection", "field": field}
            rectification.list_problem(reporter, **said, actor=place.office)
    everything = problems.visible_problems(place.office)
    wanted = problems.Wanted(field="安全", level="township")
    counts = {row.field: (row.count, row.open, row.levels) for row in problems.counts_by_field(everything)}
    assert counts == dict.fromkeys(["债务", "安全"], (3, 3, [("township", 3)]))
    assert (everything.count(), problems.filtered(everything, wanted).count()) == (6, 3)


def the_exit_test_is_anothers(_row: Row, world: World) -> None:
    """A weak branch leaves the list with proof that somebody else has looked at."""
    place = world.place
    district.opened(place)
    own, office = place.secretaries[0], place.office
    text, due = "振华路街道某支部软弱涣散", timezone.localdate() + timedelta(days=60)
    weak = rectification.list_problem(
        place.reporters[0], text=text, source="inspection", actor=office, due=due
    )
    rectification.begin(weak, cause="班子不齐", measure="选派第一书记", actor=own)
    rectification.claim_done(weak, evidence="换届已完成，制度上墙", actor=own)
    with pytest.raises(Refused):
        rectification.verify(weak, actor=own)
    rectification.verify(weak, note="现场看过", actor=office)
    rectification.close(weak, actor=office)
    assert weak.is_closed
