"""Topics come down: which reach whom, what a cycle takes over, and what it may not do to them."""

import pytest
from django.db import IntegrityError, transaction

from shuzhi.audit.models import Entry
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.models import Cycle, IssuedTopic, Question, Topic
from shuzhi.cycles.tests.factories import tenure
from shuzhi.cycles.tests.levels import DRIVERS, HARD, STUDY, city_list, levels
from shuzhi.web.refusal import Refused


@pytest.fixture
def up(place):
    return levels(place)


def codes(cycle):
    return list(cycle.topics.values_list("code", flat=True))


def reaching(cycle):
    return [topic.code for topic in queries.topics_from_above(cycle)]


def test_only_an_issued_list_comes_down_and_only_in_its_year(place, up, cycle):
    made = city_list(up)
    assert reaching(cycle) == []

    actions.issue_list(made, actor=up.city_office)
    actions.issue_list(city_list(up, STUDY, year=2027), actor=up.city_office)

    assert reaching(cycle) == ["S1", "S2"]
    assert queries.list_is_intact(made)


def test_the_levels_of_the_vertical_tree_hand_down_to_their_own(up):
    made = actions.create_list(up.ministry, 2026, "条线事项", actor=up.ministry_office)
    actions.add_issued(made, "V1", "抗震救灾", actor=up.ministry_office, kind="event", event="地震")
    actions.issue_list(made, actor=up.ministry_office)
    cycle = actions.create_cycle(up.bureau, 2026, "省局2026", actor=up.bureau_office)
    actions.add_reporter(cycle, up.station, actor=up.bureau_office)

    assert reaching(cycle) == ["V1"]


def test_a_guiding_body_reaches_its_category_in_its_whole_place_and_nobody_else(place, up, cycle):
    made = actions.create_list(up.sector, 2026, "两新事项", actor=up.sector_office, guides=["two_new"])
    actions.add_issued(made, "L1", "双覆盖", actor=up.sector_office)
    actions.issue_list(made, actor=up.sector_office)
    assert reaching(cycle) == []

    reporter = actions.add_reporter(cycle, up.two_new, actor=place.office, category="两新组织")
    actions.take_over_topics(cycle, actor=place.office)

    assert reaching(cycle) == ["L1"]
    inherited = cycle.topics.get(code="L1")
    assert (inherited.issued.list.issuer, inherited.applies_to(reporter)) == (up.sector, True)


def test_only_a_sector_body_guides_beyond_its_own_units(up):
    with pytest.raises(Refused):
        actions.create_list(up.district.root, 2026, "越级", actor=up.city_office, guides=["two_new"])


def test_a_topic_for_a_category_comes_only_where_somebody_is_of_it(place, up, cycle):
    actions.issue_list(city_list(up, DRIVERS), actor=up.city_office)
    assert reaching(cycle) == []

    actions.add_reporter(cycle, up.two_new, actor=place.office, category="两新组织")

    assert reaching(cycle) == ["S3"]


def test_a_topic_is_asked_of_those_it_concerns(place, up, cycle):
    actions.add_reporter(cycle, up.two_new, actor=place.office, category="两新组织")
    actions.issue_list(city_list(up, STUDY, DRIVERS), actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)

    asked = {one.person_name: [t.code for t in queries.topics_for(one)] for one in cycle.reporters.all()}

    assert "S3" in asked["钱多多"]
    assert "S3" not in asked["陈一舟"]
    assert queries.reporters_concerned(cycle.topics.get(code="S3")) == 1


def test_topics_from_above_stand_first_and_keep_their_parts(place, up, cycle):
    actions.add_reporter(cycle, up.two_new, actor=place.office, category="街道")
    actions.issue_list(city_list(up, STUDY, HARD, DRIVERS), actor=up.city_office)

    taken = actions.take_over_topics(cycle, actor=place.office)

    assert (taken, codes(cycle)) == (3, ["S1", "一", "S2", "S3", "二", "三"])
    assert cycle.topics.get(code="S3").part_texts == ["设驿站", "办食堂"]
    assert actions.take_over_topics(cycle, actor=place.office) == 0


def test_a_cycle_does_not_open_before_it_has_taken_over_what_comes_down(place, up, cycle):
    actions.issue_list(city_list(up), actor=up.city_office)
    with pytest.raises(Refused, match="S1"):
        actions.open_cycle(cycle, actor=place.office)

    actions.take_over_topics(cycle, actor=place.office)
    actions.open_cycle(cycle, actor=place.office)

    pinned = {line["code"]: line for line in cycle.pin.topics}
    assert (pinned["S2"]["kind"], pinned["S2"]["issuer"]) == ("must_answer", "3702")
    assert queries.pin_breaks(cycle) == []


def test_the_number_of_a_topic_from_above_gives_way_to_ones_own(place, up, cycle):
    actions.issue_list(city_list(up, {"code": "二", "text": "市里的第二"}), actor=up.city_office)

    actions.take_over_topics(cycle, actor=place.office)

    assert cycle.topics.get(text="市里的第二").code == "3702-二"


def test_a_topic_from_above_is_never_weakened(place, up, cycle):
    soft = {"code": "S4", "text": "可选内容", "must_assess": False}
    actions.issue_list(city_list(up, STUDY, soft), actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    study, added = cycle.topics.get(code="S1"), cycle.topics.get(code="S4")

    for values in ({"must_report": False}, {"text": "改写"}, {"pinned": False}, {"parts": ["加一条"]}):
        with pytest.raises(Refused, match="青岛市"):
            actions.change_topic(study, actor=place.office, **values)
    with pytest.raises(Refused, match="青岛市"):
        actions.remove_topic(study, actor=place.office)

    actions.change_topic(added, actor=place.office, must_assess=True)
    assert cycle.topics.get(code="S4").flags == {"must_report", "must_review", "must_assess"}


def test_the_first_content_stays_before_ones_own_pinned_topics(place, up, cycle):
    actions.issue_list(city_list(up, STUDY), actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)

    with pytest.raises(Refused):
        actions.move_topic(cycle.topics.get(code="一"), -1, actor=place.office)

    assert codes(cycle)[:2] == ["S1", "一"]


def test_a_new_edition_is_followed_while_the_cycle_is_prepared_and_added_flags_stay(place, up, cycle):
    soft = {"code": "S4", "text": "可选内容", "must_assess": False}
    made = city_list(up, STUDY, soft)
    actions.issue_list(made, actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    actions.change_topic(cycle.topics.get(code="S4"), actor=place.office, must_assess=True)
    edition = actions.revise_list(made, actor=up.city_office)
    actions.change_issued(edition.topics.get(code="S4"), actor=up.city_office, text="可选内容（新）")
    actions.remove_issued(edition.topics.get(code="S1"), actor=up.city_office)
    actions.issue_list(edition, actor=up.city_office)

    actions.take_over_topics(cycle, actor=place.office)

    assert codes(cycle) == ["一", "S4", "二", "三"]
    assert (cycle.topics.get(code="S4").text, cycle.topics.get(code="S4").must_assess) == (
        "可选内容（新）",
        True,
    )


def test_a_level_asks_two_must_answer_questions_a_year_and_no_third(place, up, cycle):
    made = city_list(up, HARD, {"code": "S5", "text": "另一件", "kind": "must_answer"})
    with pytest.raises(Refused, match="2"):
        actions.add_issued(made, "S6", "第三件", actor=up.city_office, kind="must_answer")
    other = actions.create_list(up.district.root, 2026, "第二张表", actor=up.city_office)
    with pytest.raises(Refused):
        actions.add_issued(other, "S7", "换一张表再问", actor=up.city_office, kind="must_answer")

    actions.remove_issued(made.topics.get(code="S5"), actor=up.city_office)
    actions.add_issued(other, "S7", "换一张表再问", actor=up.city_office, kind="must_answer")

    assert Question.objects.filter(organisation=up.district.root).count() == 2
    assert IssuedTopic.objects.filter(kind="must_answer").count() == 2


def test_every_level_has_its_own_two_questions_and_cycles_of_a_level_share_them(place, up, cycle):
    actions.issue_list(city_list(up, HARD), actor=up.city_office)
    actions.take_over_topics(cycle, actor=place.office)
    other = actions.create_cycle(place.organiser, 2026, "机关2026", actor=place.office)

    actions.add_topic(cycle, "问1", "区里的第一问", actor=place.office, kind="must_answer")
    actions.add_topic(other, "问2", "区里的第二问", actor=place.office, kind="must_answer")
    actions.add_topic(other, "问1", "区里的第一问", actor=place.office, kind="must_answer")
    with pytest.raises(Refused):
        actions.add_topic(cycle, "问3", "第三问", actor=place.office, kind="must_answer")

    assert Question.objects.filter(organisation=place.organiser).count() == 2


def test_the_table_itself_has_no_place_for_a_third_question(place, up):
    city_list(up, HARD, {"code": "S5", "text": "另一件", "kind": "must_answer"})

    for number in (1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.create(organisation=place.root, year=2026, number=number, lineage="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedTopic.objects.filter(code="S5").update(question=None)


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"kind": "checklist"}, []),
        ({"kind": "pairing"}, []),
        ({"kind": "event"}, []),
        ({"kind": "must_answer", "must_report": False}, []),
        ({"first_year": 2026, "last_year": 2025}, []),
        ({"kind": "action"}, ["同", "同"]),
    ],
)
def test_a_topic_has_what_its_kind_asks_for(place, cycle, values, parts):
    with pytest.raises(Refused):
        actions.add_topic(cycle, "四", "新事项", actor=place.office, parts=parts, **values)

    assert not cycle.topics.filter(code="四").exists()


def test_an_unknown_column_is_a_fault_of_the_program(place, cycle):
    with pytest.raises(KeyError, match="colour"):
        actions.add_topic(cycle, "四", "新事项", actor=place.office, colour="red")


def test_topics_that_stay_are_carried_over_with_their_lineage(place, cycle):
    actions.change_topic(cycle.topics.get(code="二"), actor=place.office, lasting=True)
    actions.change_topic(cycle.topics.get(code="三"), actor=place.office, lasting=True, last_year=2026)
    later = actions.create_cycle(place.organiser, 2027, "2027年度", actor=place.office)

    carried = actions.carry_over_topics(later, actor=place.office)

    topic = later.topics.get()
    assert (carried, topic.code, topic.first_year) == (1, "二", 2026)
    assert [row.topic.cycle.year for row in queries.topic_over_years(place.office, topic)] == [2027, 2026]
    assert actions.carry_over_topics(later, actor=place.office) == 0


def test_a_list_of_the_next_year_begins_with_what_stays(up):
    made = city_list(up, STUDY, {**DRIVERS, "lasting": True})
    actions.issue_list(made, actor=up.city_office)

    draft = actions.carry_list_over(made, actor=up.city_office)

    topic = draft.topics.get()
    assert (draft.year, topic.code, topic.first_year, topic.part_texts) == (
        2027,
        "S3",
        2026,
        ["设驿站", "办食堂"],
    )
    assert topic.lineage == made.topics.get(code="S3").lineage


def test_only_the_office_of_an_issuer_writes_and_issues_its_list(place, up):
    made = city_list(up)

    for person in (place.office, place.secretary, place.stranger, up.sector_office):
        with pytest.raises(Refused) as refused:
            actions.issue_list(made, actor=person)
        assert refused.value.refusal.status == 403


def test_an_issued_list_stands(place, up):
    made = city_list(up)
    actions.issue_list(made, actor=up.city_office)
    topic, who = made.topics.get(code="S1"), up.city_office
    attempts = [
        lambda: actions.add_issued(made, "S9", "后来的", actor=who),
        lambda: actions.change_issued(topic, actor=who, text="改"),
        lambda: actions.remove_issued(topic, actor=who),
        lambda: actions.move_issued(topic, 1, actor=who),
        lambda: actions.fill_list(made, [], actor=who),
        lambda: actions.drop_list(made, actor=who),
        lambda: actions.issue_list(made, actor=who),
    ]

    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()

    IssuedTopic.objects.filter(pk=topic.pk).update(text="偷偷改")
    assert not queries.list_is_intact(made)


def test_one_edition_follows_another_and_only_one_is_written_at_a_time(up):
    made = city_list(up)
    with pytest.raises(Refused):
        actions.revise_list(made, actor=up.city_office)
    actions.issue_list(made, actor=up.city_office)
    draft = actions.revise_list(made, actor=up.city_office)
    with pytest.raises(Refused):
        actions.revise_list(type(made).objects.get(pk=made.pk), actor=up.city_office)

    actions.drop_list(draft, actor=up.city_office)
    again = actions.revise_list(type(made).objects.get(pk=made.pk), actor=up.city_office)
    actions.issue_list(again, actor=up.city_office)

    assert type(made).objects.get(pk=made.pk).stage == "replaced"
    assert Question.objects.filter(organisation=up.district.root).count() == 1
    with pytest.raises(ValueError, match="does not go"):
        type(made).objects.get(pk=made.pk).move_to("issued")


def test_an_empty_list_is_not_issued(up):
    made = actions.create_list(up.district.root, 2026, "空表", actor=up.city_office)

    with pytest.raises(Refused):
        actions.issue_list(made, actor=up.city_office)


def test_a_person_sees_the_lists_that_come_down_to_the_own_place(place, up):
    made = city_list(up)
    sector = actions.create_list(up.sector, 2026, "两新事项", actor=up.sector_office, guides=["two_new"])
    actions.add_issued(sector, "L1", "双覆盖", actor=up.sector_office)
    ministry = actions.create_list(up.ministry, 2026, "条线事项", actor=up.ministry_office)
    actions.add_issued(ministry, "V1", "条线", actor=up.ministry_office)
    assert queries.lists_for(place.office).count() == 0
    for one, who in ((made, up.city_office), (sector, up.sector_office), (ministry, up.ministry_office)):
        actions.issue_list(one, actor=who)

    seen = {one.title for one in queries.lists_for(place.office)}

    assert seen == {"全市述职事项", "两新事项"}
    assert queries.lists_for(place.stranger).count() == 0
    assert {one.title for one in queries.lists_for(up.bureau_office)} == {"条线事项"}


def test_the_offices_below_hear_that_topics_wait(place, up, cycle):
    actions.issue_list(city_list(up), actor=up.city_office)

    assert [notice.kind for notice in place.office.notices.all()] == ["cycle.topics_waiting"]
    assert Entry.objects.filter(verb="topics.list_issued").count() == 1


def test_moving_in_a_list_and_filling_it_anew(up):
    made = city_list(up, HARD, DRIVERS)
    actions.move_issued(made.topics.get(code="S3"), -1, actor=up.city_office)
    assert list(made.topics.values_list("code", flat=True)) == ["S3", "S2"]

    actions.fill_list(
        made,
        [
            ({"code": "S2", "text": "换个说法", "kind": "must_answer"}, []),
            ({"code": "S8", "text": "新的"}, []),
        ],
        actor=up.city_office,
    )

    assert list(made.topics.values_list("code", "text")) == [("S2", "换个说法"), ("S8", "新的")]
    assert Question.objects.count() == 1


def test_a_cycle_without_reporters_gets_what_holds_for_everybody(place, up):
    actions.issue_list(city_list(up, STUDY, DRIVERS), actor=up.city_office)
    bare = actions.create_cycle(place.organiser, 2026, "空", actor=place.office)

    assert (reaching(bare), [one.title for one in rules.lists_reaching(bare)]) == (["S1"], ["全市述职事项"])
    assert Topic.objects.filter(cycle=bare).count() == 0
    assert Cycle.objects.get(pk=bare.pk).publication == "nobody"


def test_a_guiding_body_asks_those_it_guides_and_nobody_else_of_the_cycle(place, up, cycle):
    made = actions.create_list(up.sector, 2026, "两新事项", actor=up.sector_office, guides=["two_new"])
    actions.add_issued(made, "L1", "双覆盖", actor=up.sector_office)
    actions.issue_list(made, actor=up.sector_office)
    actions.add_reporter(cycle, up.two_new, actor=place.office, category="两新组织")
    actions.take_over_topics(cycle, actor=place.office)

    topic = cycle.topics.get(code="L1")

    assert (topic.categories, queries.reporters_concerned(topic)) == (["two_new"], 1)


def test_an_issuer_within_the_cycle_asks_only_its_own_units(place, up):
    street = place.streets[0]
    made = actions.create_list(place.organiser, 2026, "区里的事项", actor=place.office)
    actions.add_issued(made, "Q1", "区里的一项", actor=place.office)
    actions.issue_list(made, actor=place.office)
    cycle = actions.create_cycle(place.root, 2026, "全市2026", actor=up.city_office)
    elsewhere = tenure(None, "外区书记", place.elsewhere)
    own, other = actions.add_reporters(cycle, [place.tenures[0], elsewhere], actor=up.city_office)
    actions.take_over_topics(cycle, actor=up.city_office)

    topic = cycle.topics.get(code="Q1")

    assert (topic.applies_to(own), topic.applies_to(other)) == (True, False)
    assert topic.within == place.organiser.path
    assert own.tenure.organisation == street
    assert queries.topic_line(topic)["within"] == topic.within
