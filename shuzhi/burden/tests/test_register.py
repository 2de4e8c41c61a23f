from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from shuzhi.audit.models import Entry
from shuzhi.burden import actions, queries, rules
from shuzhi.burden.models import FillingTime, Request, Waiver
from shuzhi.burden.states import Kind, Measure
from shuzhi.cycles import actions as cycles
from shuzhi.cycles.tests import factories
from shuzhi.web.refusal import Refused


def codes(cycle, kind):
    return sorted(row.code for row in queries.requests_of(cycle, kind=kind))


def test_what_the_product_asks_follows_from_the_cycle(cycle):
    held = [row for row in queries.requests_of(cycle, kind=Kind.FIELD) if row.is_held]

    assert codes(cycle, Kind.REPORT) == ["report"]
    assert codes(cycle, Kind.ANSWER) == ["answer.一", "answer.二"]
    assert [row.minutes_a_year for row in held] == [0] * 7
    assert {(row.owner, row.basis) for row in held} == {(cycle.organiser.name, cycle.rulebook_title)}
    assert Request.objects.count() == 0


def test_a_level_costs_what_its_requests_cost(cycle):
    cost = queries.cost_of(cycle, "township")

    assert (cost.units, cost.reports, cost.forms, cost.uploads) == (3, 1, 0, 0)
    assert (cost.characters, cost.minutes) == (4000 + 2 * 200, 180 + 2 * 15)
    assert (cost.prefilled, cost.pages, cost.hours_of_all) == (100, 8, 11)
    assert queries.cost_of(cycle, "village").requests == 0


def test_evidence_that_a_topic_speaks_of_may_be_left_out_and_stands_apart(cycle, place):
    topic = cycle.topics.get(code="二")
    cycles.change_topic(topic, actor=place.office, evidence="现场照片或台账")

    cost = queries.cost_of(cycle, "township")

    assert (cost.uploads, cost.minutes, cost.optional_minutes) == (0, 210, 5)


def test_a_topic_for_others_asks_nothing(cycle, place):
    topic = cycle.topics.get(code="二")
    cycles.change_topic(topic, actor=place.office, categories=["soe"])

    assert codes(cycle, Kind.ANSWER) == ["answer.一"]


def test_opening_writes_the_register_down_and_later_changes_of_data_do_not_move_it(cycle, place):
    before = [(row.code, row.minutes_a_year) for row in queries.requests_of(cycle)]
    cycles.open_cycle(cycle, actor=place.office)
    type(cycle).objects.filter(pk=cycle.pk).update(text_limit=9000)
    cycle.refresh_from_db()

    after = [(row.code, row.minutes_a_year) for row in queries.requests_of(cycle)]

    assert after == before
    assert Request.objects.filter(cycle=cycle, step="cycle").count() == len(before)
    assert Entry.objects.get(verb="burden.pinned").detail == {"requests": len(before)}


def test_a_new_request_names_what_it_replaces_or_is_refused(cycle, place, wanted):
    with pytest.raises(Refused, match="替代"):
        actions.register(wanted(), actor=place.office)

    assert Request.objects.count() == 0


def test_a_waiver_in_writing_lets_one_in_that_replaces_nothing(cycle, place, wanted, leave):
    made = actions.register(wanted(), leave=leave, actor=place.office)

    waiver = Waiver.objects.get()
    assert (waiver.request, waiver.measure, waiver.approved_by) == (
        made,
        Measure.NOTHING_DROPPED,
        leave.approved_by,
    )
    assert queries.cost_of(cycle, "township").forms == 1


def test_what_is_replaced_is_no_longer_asked(cycle, place, wanted, leave):
    old = actions.register(wanted(), leave=leave, actor=place.office)
    before, after = queries.effect_of(wanted("综治月报", replaces=old, minutes=10))
    new = actions.register(wanted("综治月报", replaces=old, minutes=10), actor=place.office)

    old.refresh_from_db()
    assert (before.minutes - after.minutes, before.forms, after.forms) == (20, 1, 1)
    assert old.dropped_at is not None
    assert [row.name for row in queries.requests_of(cycle, kind=Kind.FORM)] == ["综治月报"]
    assert new.replaces == old


@pytest.mark.parametrize(
    "change", [{"reason": "急"}, {"approved_by": " "}, {"until": timezone.localdate() - timedelta(days=1)}]
)
def test_half_a_waiver_is_none(place, wanted, leave, change):
    with pytest.raises(Refused):
        actions.register(wanted(), leave=replace(leave, **change), actor=place.office)


def test_what_is_asked_already_is_not_asked_twice(place, wanted, leave):
    actions.register(wanted(), leave=leave, actor=place.office)

    with pytest.raises(Refused, match="矛盾纠纷排查表"):
        actions.register(wanted(), leave=leave, actor=place.office)


@pytest.mark.parametrize("name", ["单位名称", "单位 名称", "姓名", "职务（全称）", "上年等次"])
def test_a_field_the_system_holds_is_filled_in_and_costs_nothing(place, wanted, name):
    made = actions.register(wanted(name, kind="field"), actor=place.office)

    assert (made.is_held, made.minutes_a_year) == (True, 0)
    assert queries.held_already("今年的新东西") == ""


def test_only_the_office_keeps_the_register(place, wanted, leave):
    for person in (place.secretary, place.stranger, place.neighbour, place.secretaries[0]):
        with pytest.raises(Refused):
            actions.register(wanted(), leave=leave, actor=person)

    assert Request.objects.count() == 0


def test_what_people_registered_can_be_dropped_and_what_follows_from_topics_cannot(
    cycle, place, wanted, leave
):
    made = actions.register(wanted(), leave=leave, actor=place.office)
    cycles.open_cycle(cycle, actor=place.office)
    made.refresh_from_db()
    actions.drop(made, "并入月报", actor=place.office)
    answer = Request.objects.get(cycle=cycle, code="answer.一")

    with pytest.raises(Refused, match="述职事项"):
        actions.drop(answer, "不要了", actor=place.office)
    with pytest.raises(Refused):
        actions.drop(made, "再来一次", actor=place.office)
    assert queries.cost_of(cycle, "township").forms == 0


def test_a_village_is_protected_by_caps_and_the_year_does_not_open_over_them(villages, place, leave):
    assert {(one.measure, one.found) for one in queries.breaches_in(villages)} == {(Measure.CHARACTERS, 4400)}
    with pytest.raises(Refused, match="4400"):
        cycles.open_cycle(villages, actor=place.office)

    actions.waive(villages, "village", Measure.CHARACTERS, leave, most=4000, actor=place.office)
    with pytest.raises(Refused, match="4400"):
        cycles.open_cycle(villages, actor=place.office)
    actions.waive(villages, "village", Measure.CHARACTERS, leave, most=4400, actor=place.office)
    cycles.open_cycle(villages, actor=place.office)

    assert villages.is_open or type(villages).objects.get(pk=villages.pk).is_open


def test_asking_less_needs_no_waiver(villages, place):
    type(villages).objects.filter(pk=villages.pk).update(text_limit=1500)
    villages.refresh_from_db()

    assert queries.breaches_in(villages) == []
    cycles.open_cycle(villages, actor=place.office)


def test_a_waiver_ends_by_its_day_or_by_hand(villages, place, leave):
    waiver = actions.waive(villages, "village", Measure.CHARACTERS, leave, actor=place.office)
    covered = queries.breaches_in(villages)[0].waiver
    actions.end_waiver(waiver, actor=place.office)
    by_hand = queries.breaches_in(villages)[0].waiver
    past = actions.waive(villages, "village", Measure.CHARACTERS, leave, actor=place.office)
    Waiver.objects.filter(pk=past.pk).update(until=timezone.localdate() - timedelta(days=1))

    assert (covered, by_hand, queries.breaches_in(villages)[0].waiver) == (waiver, None, None)


def test_a_request_over_a_cap_needs_a_waiver_even_if_it_replaces_something(villages, place, wanted, leave):
    first = actions.register(wanted(level="village"), leave=leave, actor=place.office)
    second = wanted("第二张表", level="village", times=2, replaces=first)

    with pytest.raises(Refused, match="需要书面同意"):
        actions.register(second, actor=place.office)
    actions.register(second, leave=leave, actor=place.office)

    assert {(one.measure, one.most) for one in Waiver.objects.filter(request=second)} == {(Measure.FORMS, 2)}


def test_a_rulebook_sets_caps_of_its_own(cycle, place):
    text = factories.RULEBOOK + "\nburden:\n  township: {characters: 1000, prefilled: 50}\n"
    cycles.choose_rulebook(cycle, text, actor=place.office)

    assert rules.caps_for(cycle, "township") == {Measure.CHARACTERS: 1000, Measure.PREFILLED: 50}
    assert rules.caps_for(cycle, "village")[Measure.CHARACTERS] == 2000
    assert [(one.measure, one.most) for one in queries.breaches_in(cycle)] == [(Measure.CHARACTERS, 1000)]


def test_a_year_is_compared_with_the_last_one_and_takes_its_requests_over(cycle, place, wanted, leave):
    actions.register(wanted(), leave=leave, actor=place.office)
    cycles.open_cycle(cycle, actor=place.office)
    coming = cycles.create_cycle(place.organiser, 2027, "2027年度述职评议考核", actor=place.office)
    for tenure in place.tenures:
        cycles.add_reporter(coming, tenure, category="街道", actor=place.office)

    (less,) = queries.comparisons(coming)
    count = actions.carry_over(coming, actor=place.office)
    (same,) = queries.comparisons(coming)

    assert (count, less.before.forms, less.now.forms, same.now.forms) == (1, 1, 0, 1)
    assert less.more_minutes == -30 - 2 * 15
    assert Request.objects.get(cycle=coming).since == 2026
    assert actions.carry_over(coming, actor=place.office) == 0


def test_a_step_above_says_what_its_pages_ask(cycle, monkeypatch):
    from django.apps import apps

    from shuzhi.burden.states import Ask

    above = apps.get_app_config("meetings")
    asks = [Ask("log", "township", Kind.FORM, "履责记录", minutes=5, times=12)]
    monkeypatch.setattr(above, "asks_of_units", lambda _cycle: asks, raising=False)
    monkeypatch.setattr(above, "held_by_name", lambda: {"走访户数（户）": "指标 ZF01"}, raising=False)

    assert codes(cycle, Kind.FORM) == ["log"]
    assert queries.cost_of(cycle, "township").forms == 12
    assert queries.held_already("走访户数") == "指标 ZF01"


def test_filling_time_is_a_histogram_and_nothing_else():
    columns = {field.name for field in FillingTime._meta.get_fields()}

    assert columns == {"id", "cycle", "level", "form", "step", "count"}


def test_the_median_is_silent_below_five(cycle, place):
    cycles.open_cycle(cycle, actor=place.office)
    cycle.refresh_from_db()
    lines = Entry.objects.count()
    for minutes in (12, 33, 36, 38):
        actions.count_minutes(cycle, "township", "report", minutes, actor=place.secretaries[0])
    few = rules.median_minutes(cycle, "township")
    actions.count_minutes(cycle, "township", "report", 100_000, actor=place.secretaries[0])

    assert (few, rules.median_minutes(cycle, "township")) == (None, 40)
    assert Entry.objects.count() == lines
    assert list(FillingTime.objects.values_list("step", "count")) == [(2, 1), (6, 1), (7, 2), (120, 1)]


def test_a_stranger_is_not_counted_and_nobody_before_the_opening(cycle, place):
    with pytest.raises(Refused):
        actions.count_minutes(cycle, "township", "report", 10, actor=place.secretaries[0])
    cycles.open_cycle(cycle, actor=place.office)
    cycle.refresh_from_db()
    with pytest.raises(Refused):
        actions.count_minutes(cycle, "township", "report", 10, actor=place.stranger)

    assert FillingTime.objects.count() == 0
