import pytest

from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.tests.factories import RULEBOOK, organisation, tenure
from shuzhi.scoring.rulebook.faults import RulebookFaults
from shuzhi.web.refusal import Refused


def missing(cycle):
    return {check.key: str(check.refusal) for check in rules.opening_checks(cycle) if check.refusal}


def test_a_prepared_cycle_passes_every_check(cycle):
    assert missing(cycle) == {}


def test_a_stored_rulebook_that_is_no_longer_sound_stops_the_opening(place, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(rulebook_text=RULEBOOK.replace("权重: 40", "权重: 41"))
    cycle.refresh_from_db()

    assert list(missing(cycle)) == ["rulebook"]


def test_a_rulebook_that_could_overflow_is_refused(place, cycle):
    huge = RULEBOOK.replace("名称: 某", "中间小数位: 6\n名称: 某").replace("好: 100", "好: 999999.999999")
    huge = huge.replace("较好: 85", "较好: 12345.678901")
    for old, new in [
        ("权重: 40", "33.333331"),
        ("权重: 30, 票数", "33.333337"),
        ("权重: 30, 票数", "33.333332"),
    ]:
        huge = huge.replace(old, f"权重: {new}" + (", 票数" if "票数" in old else ""), 1)

    assert len(rules.faults_of(huge)) == 1
    with pytest.raises(RulebookFaults):
        actions.choose_rulebook(cycle, huge, actor=place.office)


def test_a_reporter_without_a_category_of_the_rulebook_stops_the_opening(place, cycle):
    actions.change_reporters(place.reporters[:1], actor=place.office, category="不在办法里")

    assert "陈一舟" in missing(cycle)["reporters"]


def test_a_reporter_without_an_attribute_of_the_rulebook_stops_the_opening(place, cycle):
    actions.change_reporters(place.reporters[1:2], actor=place.office, attributes={})

    assert "王二川" in missing(cycle)["reporters"]


def test_a_long_list_of_names_is_cut_with_its_number(place, cycle):
    more = [
        tenure(None, f"某{n}", organisation(place.organiser, f"370213X{n}", f"单位{n}", "unit"))
        for n in range(7)
    ]
    actions.add_reporters(cycle, more, actor=place.office, category="机关")

    said = missing(cycle)["reporters"]

    assert ([f"某{n}" in said for n in range(7)], "2" in said) == ([True] * 5 + [False] * 2, True)


def test_groups_without_a_number_stop_the_opening(place, cycle):
    actions.expect_voters(cycle, {("测评票", "B"): None}, actor=place.office)

    assert "B" in missing(cycle)["voters"]


def test_adding_nobody_is_no_event(place, cycle):
    assert actions.add_reporters(cycle, [], actor=place.office) == []


@pytest.mark.parametrize("who", ["neighbour", "secretary", "stranger"])
def test_only_the_office_prepares_excludes_opens_and_closes(place, cycle, who):
    person, reporter = getattr(place, who), queries.reporters_of(cycle).first()
    attempts = [
        lambda: actions.expect_voters(cycle, {}, actor=person),
        lambda: actions.exclude_reporter(reporter, "新任职", "任职四个月", actor=person),
        lambda: actions.lift_exclusion(reporter, actor=person),
        lambda: actions.open_cycle(cycle, actor=person),
        lambda: actions.mark_closed(cycle, actor=person),
    ]

    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal.status == 403


def test_a_cycle_in_preparation_cannot_be_closed(place, cycle):
    with pytest.raises(Refused):
        actions.mark_closed(cycle, actor=place.office)


def test_an_exclusion_stands_once_the_cycle_is_open(place, open_cycle):
    reporter = queries.reporters_of(open_cycle).first()
    actions.exclude_reporter(reporter, "新任职", "年中调任", actor=place.office)

    with pytest.raises(Refused):
        actions.lift_exclusion(Reporter.objects.get(pk=reporter.pk), actor=place.office)

    assert Reporter.objects.get(pk=reporter.pk).excluded_as == "新任职"


def test_a_second_window_does_not_change_a_cycle_that_was_opened_meanwhile(place, cycle):
    stale = Cycle.objects.select_related("organiser").get(pk=cycle.pk)
    actions.open_cycle(cycle, actor=place.office)

    with pytest.raises(Refused):
        actions.add_topic(stale, "四", "启动之后才来", actor=place.office)

    assert cycle.topics.count() == 3


def test_a_cycle_is_not_closed_while_a_later_step_has_work_left(place, open_cycle):
    assert rules.may_close_cycle(place.office, open_cycle) is not None

    with pytest.raises(Refused):
        actions.mark_closed(open_cycle, actor=place.office)

    assert Cycle.objects.get(pk=open_cycle.pk).stage == "open"
