from datetime import date

import pytest

from shuzhi.audit.models import Entry
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.models import Cycle, Reporter, Topic, VoterGroupCount
from shuzhi.cycles.states import MOVES, Stage
from shuzhi.cycles.tests.factories import RULEBOOK, closed, tenure
from shuzhi.organisations.models import Tenure
from shuzhi.scoring.rulebook.faults import RulebookFaults
from shuzhi.web.refusal import Refused


def test_every_stage_has_a_row_of_moves():
    assert set(MOVES) == set(Stage)


def test_a_new_cycle_brings_the_usual_sections_and_limits(place):
    cycle = actions.create_cycle(place.organiser, 2026, "2026年度", actor=place.office)

    assert [section["key"] for section in cycle.report_sections] == ["results", "problems", "next"]
    assert (cycle.stage, cycle.text_limit, cycle.problem_share) == ("preparing", 4000, "1/3")
    assert Entry.objects.get(verb="cycle.created").actor == place.office


def test_only_the_office_of_the_organiser_creates_its_cycle(place):
    for person in (place.neighbour, place.secretary, place.stranger):
        with pytest.raises(Refused) as refused:
            actions.create_cycle(place.organiser, 2026, "2026年度", actor=person)
        assert refused.value.refusal.status == 403

    assert Cycle.objects.count() == 0


def test_a_rulebook_brings_its_voter_groups_and_keeps_counts_of_groups_that_stay(place, cycle):
    fewer = RULEBOOK.replace("权重: 40", "权重: 70").replace(
        "      C: {名称: 两代表一委员和群众, 权重: 30, 票数不足: 暂停}\n", ""
    )

    actions.choose_rulebook(cycle, fewer, actor=place.office)

    groups = VoterGroupCount.objects.filter(cycle=cycle).values_list("form", "group", "label", "expected")
    assert list(groups) == [("测评票", "A", "区委班子", 12), ("测评票", "B", "部门负责人", 30)]


def test_a_faulty_rulebook_changes_nothing(place, cycle):
    before = cycle.rulebook_hash

    with pytest.raises(RulebookFaults) as faulty:
        actions.choose_rulebook(cycle, RULEBOOK.replace("权重: 40", "权重: 41"), actor=place.office)

    cycle.refresh_from_db()
    assert (cycle.rulebook_hash, len(faulty.value.faults)) == (before, 1)


def test_a_name_of_a_file_is_never_taken_for_a_rulebook(place, cycle):
    with pytest.raises(RulebookFaults):
        actions.choose_rulebook(cycle, "/etc/passwd", actor=place.office)


def test_pinned_topics_stand_first_and_others_move(place, cycle):
    third = cycle.topics.get(code="三")

    actions.move_topic(third, -1, actor=place.office)

    assert list(cycle.topics.values_list("code", flat=True)) == ["一", "三", "二"]


def test_topics_are_changed_and_removed_while_preparing(place, cycle):
    actions.change_topic(
        cycle.topics.get(code="二"), actor=place.office, text="破解物业治理难题", must_assess=False
    )
    actions.remove_topic(cycle.topics.get(code="三"), actor=place.office)

    assert list(cycle.topics.values_list("code", "text", "must_assess")) == [
        ("一", "学习贯彻党的创新理论", True),
        ("二", "破解物业治理难题", False),
    ]


def test_reporters_take_the_names_of_their_tenures_and_a_code_of_their_own(place, cycle):
    second = tenure(None, "赵四海", place.streets[0], post="主任")

    added = actions.add_reporter(cycle, second, actor=place.office, category="街道")

    assert (added.code, added.organisation_name, added.person_name, added.post) == (
        "370213001-2",
        "振华路街道",
        "赵四海",
        "主任",
    )


def test_several_reporters_are_changed_moved_and_removed(place, cycle):
    first, second, third = place.reporters

    actions.change_reporters([first, second], actor=place.office, category="机关")
    actions.move_reporter(third, -2, actor=place.office)
    actions.remove_reporters([second], actor=place.office)
    actions.change_reporters([], actor=place.office, category="街道")
    actions.remove_reporters([], actor=place.office)

    rows = list(cycle.reporters.values_list("code", "category"))
    assert rows == [("370213003", "街道"), ("370213001", "机关")]


def test_a_reporter_is_taken_out_with_a_reason_and_put_back(place, cycle):
    reporter = place.reporters[0]

    actions.exclude_reporter(reporter, "新任职", "任职四个月", actor=place.office)
    assert queries.reporters_of(cycle).get(pk=reporter.pk).excluded_as == "新任职"
    with pytest.raises(Refused):
        actions.exclude_reporter(reporter, "新任职", "再来一次", actor=place.office)

    actions.lift_exclusion(reporter, actor=place.office)
    assert Reporter.objects.get(pk=reporter.pk).excluded_as == ""
    with pytest.raises(Refused):
        actions.lift_exclusion(Reporter.objects.get(pk=reporter.pk), actor=place.office)


def test_the_timetable_moves_while_the_cycle_runs_and_the_log_keeps_the_old_dates(place, open_cycle):
    actions.change_timetable(open_cycle, actor=place.office, report_due=date(2026, 12, 12))

    detail = Entry.objects.get(verb="cycle.timetable_changed").detail
    assert detail == {"before": {"report_due": "2026-12-10"}, "after": {"report_due": "2026-12-12"}}
    with pytest.raises(KeyError):
        actions.change_timetable(open_cycle, actor=place.office, opened_at=None)


def test_the_form_of_a_report_is_set_before_opening(place, cycle):
    sections = [{"key": "all", "title": "述职报告", "help": "", "problems": False}]

    actions.change_report_frame(
        cycle,
        actor=place.office,
        sections=sections,
        text_limit=3000,
        problem_share="1/4",
        comment_minimum=30,
        speaking_minutes=6,
    )

    cycle.refresh_from_db()
    assert (cycle.report_sections, cycle.text_limit, cycle.speaking_minutes) == (sections, 3000, 6)


def test_opening_pins_everything_by_hash(place, open_cycle):
    open_cycle.refresh_from_db()

    assert open_cycle.stage == "open"
    assert open_cycle.snapshot_hash == open_cycle.pin.digest
    assert [node["name"] for node in open_cycle.tree_snapshot] == [
        "李沧区",
        "振华路街道",
        "永清路街道",
        "永安路街道",
    ]
    assert queries.pin_breaks(open_cycle) == []
    assert Entry.objects.get(verb="cycle.opened").detail == {"hash": open_cycle.snapshot_hash, "reporters": 3}


def test_an_open_cycle_stays_as_it_was_when_the_world_changes(place, open_cycle):
    street, person = place.streets[0], place.tenures[0].person
    street.name = "振华街道"
    street.save()
    person.name = "陈一舟（改）"
    person.save()

    fresh = Cycle.objects.get(pk=open_cycle.pk)
    assert fresh.reporters.get(code=street.code).organisation_name == "振华路街道"
    assert fresh.reporters.get(code=street.code).person_name == "陈一舟"
    assert "振华路街道" in [node["name"] for node in fresh.tree_snapshot]
    assert (fresh.pin.digest, queries.pin_breaks(fresh)) == (fresh.snapshot_hash, [])


def test_names_are_taken_anew_on_the_day_of_opening(place, cycle):
    place.streets[0].name = "振华街道"
    place.streets[0].save()

    actions.open_cycle(cycle, actor=place.office)

    assert cycle.reporters.get(code=place.streets[0].code).organisation_name == "振华街道"


def test_nothing_pinned_can_be_changed_in_an_open_cycle(place, open_cycle):
    reporter, topic = open_cycle.reporters.first(), open_cycle.topics.first()
    office = place.office
    attempts = [
        lambda: actions.choose_rulebook(open_cycle, RULEBOOK, actor=office),
        lambda: actions.expect_voters(open_cycle, {("测评票", "A"): 1}, actor=office),
        lambda: actions.add_topic(open_cycle, "四", "新事项", actor=office),
        lambda: actions.change_topic(topic, actor=office, text="改"),
        lambda: actions.remove_topic(topic, actor=office),
        lambda: actions.move_topic(topic, 1, actor=office),
        lambda: actions.add_reporters(open_cycle, [], actor=office),
        lambda: actions.change_reporters([reporter], actor=office, category="机关"),
        lambda: actions.move_reporter(reporter, 1, actor=office),
        lambda: actions.remove_reporters([reporter], actor=office),
        lambda: actions.open_cycle(open_cycle, actor=office),
        lambda: actions.change_report_frame(
            open_cycle,
            actor=office,
            sections=[],
            text_limit=1,
            problem_share="1/2",
            comment_minimum=1,
            speaking_minutes=1,
        ),
    ]

    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()

    assert queries.pin_breaks(Cycle.objects.get(pk=open_cycle.pk)) == []


def test_a_touched_record_shows_as_a_break_of_the_pin(place, open_cycle):
    Topic.objects.filter(cycle=open_cycle, code="二").update(text="改过的事项")
    Cycle.objects.filter(pk=open_cycle.pk).update(rulebook_text="x: 1\n")

    assert queries.pin_breaks(Cycle.objects.get(pk=open_cycle.pk)) == ["rulebook", "topics"]


def test_opening_names_everything_that_is_missing(place):
    cycle = actions.create_cycle(place.organiser, 2026, "2026年度", actor=place.office)

    missing = [check for check in rules.opening_checks(cycle) if check.refusal]
    with pytest.raises(Refused) as refused:
        actions.open_cycle(cycle, actor=place.office)

    assert [check.key for check in missing] == ["timetable", "rulebook", "topics", "reporters", "voters"]
    assert [check for check in missing if str(check.refusal) not in str(refused.value.refusal)] == []
    assert Cycle.objects.get(pk=cycle.pk).stage == "preparing"


def test_whoever_left_the_post_keeps_the_cycle_closed_until_taken_out(place, cycle):
    Tenure.objects.filter(pk=place.tenures[0].pk).update(until=date(2026, 1, 1))
    with pytest.raises(Refused, match="陈一舟"):
        actions.open_cycle(cycle, actor=place.office)

    actions.exclude_reporter(cycle.reporters.get(code="370213001"), "新任职", "已调离", actor=place.office)
    actions.open_cycle(cycle, actor=place.office)

    assert cycle.stage == "open"


def test_a_closed_cycle_is_history(place, open_cycle):
    closed(open_cycle, place.office)

    assert (open_cycle.stage, open_cycle.closed_at is not None) == ("closed", True)
    with pytest.raises(Refused):
        actions.mark_closed(open_cycle, actor=place.office)
    with pytest.raises(Refused):
        actions.change_timetable(open_cycle, actor=place.office, report_due=None)
    with pytest.raises(ValueError, match="does not go"):
        open_cycle.move_to(Stage.OPEN)
