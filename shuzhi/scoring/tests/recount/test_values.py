"""Sections 1 to 7 of docs/scoring.md, worked by hand."""

from __future__ import annotations

import pytest

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.recount import recount, rounded
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.recount.office import OPTIONS, F, book, form, group, number, part, records

MEAN = m.BallotSource("票", m.Measure.MEAN)


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "up", "down"),
    [
        (F("2.5"), 3, 2, 3, 2),
        (F("3.5"), 4, 4, 4, 3),
        (F("2.4"), 2, 2, 3, 2),
        (F("3.4"), 3, 3, 4, 3),
        (F("-2.5"), -3, -2, -3, -2),
        (F(2), 2, 2, 2, 2),
    ],
)
def test_each_rounding_has_its_own_answer_at_the_half(value, half_up, half_even, up, down):
    found = [rounded(value, 0, how) for how in m.Rounding]

    assert found == [half_up, half_even, up, down]


def one_ballot(the_form: m.Form, votes: dict, source: m.BallotSource = MEAN, missing=m.Missing.BLOCK):
    rules = book(part("测评", 100, source, missing), forms=(the_form,), fields=())
    return recount(records(rules, {"D1": {"votes": votes}}), rules)[0]


def test_groups_weigh_their_means_and_uncounted_options_leave_the_denominator():
    found = one_ballot(
        form(group("领导", 60), group("群众", 40)),
        {("领导", "总体"): {"好": 1, "较好": 2, "不了解": 5}, ("群众", "总体"): {"好": 1, "差": 1}},
    )

    assert found.steps["g/测评/总体/领导"] == 90  # (100 + 85 + 85) / 3
    assert found.steps["g/测评/总体/群众"] == 50
    assert found.composite == F("74")


def test_a_small_group_takes_its_marks_and_its_weight_to_the_group_it_merges_into():
    found = one_ballot(
        form(group("领导", 20, 2, m.Small.MERGE, "代表"), group("代表", 30), group("群众", 50)),
        {("领导", "总体"): {"差": 1}, ("代表", "总体"): {"好": 3}, ("群众", "总体"): {"好": 1}},
    )

    assert found.steps["g/测评/总体/代表"] == 75
    assert found.composite == F("87.5")


def test_a_merging_group_with_enough_marks_stands_on_its_own():
    found = one_ballot(
        form(group("领导", 50, 1, m.Small.MERGE, "代表"), group("代表", 50)),
        {("领导", "总体"): {"差": 1}, ("代表", "总体"): {"好": 3}},
    )

    assert found.composite == 50


@pytest.mark.parametrize(
    ("policy", "status", "composite"),
    [(m.Small.RESPREAD, "assessed", 100), (m.Small.VOID, "assessed", 0), (m.Small.BLOCK, "blocked", None)],
)
def test_a_small_group_leaves_voids_or_blocks(policy, status, composite):
    found = one_ballot(
        form(group("领导", 50), group("群众", 50, 3, policy)),
        {("领导", "总体"): {"好": 1}, ("群众", "总体"): {"差": 2}},
        missing=m.Missing.ZERO,
    )

    assert (found.status, found.composite) == (status, composite)


def test_a_group_without_weight_is_subject_to_no_policy():
    found = one_ballot(form(group("领导", 100), group("列席", 0)), {("领导", "总体"): {"较好": 1}})

    assert (found.blocked, found.composite) == ((), 85)


def test_highest_and_lowest_marks_are_dropped_only_from_enough_marks():
    marks = m.Row("总体", m.Scale("", (), F(0), F(10), F(1)), F(100))
    the_form = form(group("领导", 50), group("群众", 50), rows=(marks,))
    source = m.BallotSource("票", m.Measure.MEAN, drop_highest=1, drop_lowest=2, drop_from=4)

    found = one_ballot(
        the_form, {("领导", "总体"): {0: 1, 4: 1, 7: 1, 10: 1}, ("群众", "总体"): {0: 2, 9: 1}}, source
    )

    assert found.steps["g/测评/总体/领导"] == 7
    assert found.steps["g/测评/总体/群众"] == 3
    assert found.composite == 50


@pytest.mark.parametrize(
    ("votes", "median"), [({"好": 2, "差": 1}, 100), ({"好": 1, "较好": 1}, F("92.5")), ({"较好": 1}, 85)]
)
def test_the_median_is_the_middle_mark_or_the_mean_of_the_middle_two(votes, median):
    found = one_ballot(
        form(group("全体", 100)), {("全体", "总体"): votes}, m.BallotSource("票", m.Measure.MEDIAN)
    )

    assert found.composite == median


def test_a_rate_is_a_share_of_the_counted_marks_and_counts_out_of_a_hundred():
    found = one_ballot(
        form(group("全体", 100)),
        {("全体", "总体"): {"好": 1, "较好": 1, "差": 1, "不了解": 9}},
        m.BallotSource("票", m.Measure.RATE, ("好", "较好")),
    )

    assert found.composite == F("66.67")


def test_rows_weigh_after_each_is_brought_to_its_own_full_mark():
    rows = (
        m.Row("德", m.Scale("", (), F(0), F(20), F(1)), F(20)),
        m.Row("能", OPTIONS, F(80)),
        m.Row("记", OPTIONS, F(0)),
    )
    found = one_ballot(
        form(group("全体", 100), rows=rows), {("全体", "德"): {15: 1}, ("全体", "能"): {"较好": 1}}
    )

    assert found.composite == F(
        "83"
    )  # (20 × 75 + 80 × 85) / 100; the row without weight has no marks and harms nobody


def test_every_step_is_rounded_once_in_the_declared_way():
    scale = m.Scale("三分", (m.Option("好", F(1)), m.Option("中", F(1, 3))))
    rows = (m.Row("总体", scale, F(100)),)
    rules = book(
        part("测评", 100, MEAN),
        forms=(form(group("全体", 100), rows=rows),),
        fields=(),
        precision=1,
        rounding=m.Rounding.UP,
    )

    found = recount(records(rules, {"D1": {"votes": {("全体", "总体"): {"中": 1}}}}), rules)[0]

    assert (found.steps["g/测评/总体/全体"], found.composite) == (F("0.4"), 40)


@pytest.mark.parametrize(
    ("missing", "status", "composite"),
    [
        (m.Missing.BLOCK, "blocked", None),
        (m.Missing.RESPREAD, "assessed", 80),
        (m.Missing.ZERO, "assessed", 32),
        (m.Missing.FULL, "assessed", 92),
    ],
)
def test_a_missing_figure_is_never_zero_but_by_a_declared_policy(missing, status, composite):
    rules = book(number("甲项", 40), number("乙项", 60, missing))

    found = recount(records(rules, {"D1": {"甲项": 80}}), rules)[0]

    assert (found.status, found.composite) == (status, composite)


def test_nobody_is_scored_on_nothing():
    rules = book(number("甲项", 100, m.Missing.RESPREAD))

    found = recount(records(rules, {"D1": {}}), rules)[0]

    assert (found.status, found.blocked, found.composite) == ("blocked", ("base",), None)


def test_a_part_without_weight_blocks_nobody_and_is_still_looked_at():
    gate = m.Gate(
        "参考", m.Condition("below", m.Subject(component="参考项"), F(60)), negated=False, at_most="一般"
    )
    rules = book(number("主项", 100), number("参考项", 0), gates=(gate,))

    low, none = recount(records(rules, {"D1": {"主项": 95, "参考项": 50}, "D2": {"主项": 95}}), rules)

    assert (low.composite, low.grade) == (95, "一般")
    assert (none.blocked, none.composite) == (("gate/参考",), None)


def test_surveys_grades_and_numbers_come_to_a_hundred_marks():
    labels = ("优", "良", "免")
    source = m.FieldSource("等次", "grade", points=(("优", F(10)), ("良", F(8)), ("免", None)))
    fields = (m.Field("等次", "label", labels=labels), m.Field("满意", "survey"), m.Field("成绩", "number"))
    parts = (
        part("等次", 20, source, m.Missing.RESPREAD),
        part("满意", 30, m.FieldSource("满意", "survey", minimum=3), m.Missing.RESPREAD),
        part("成绩", 50, m.FieldSource("成绩", "number", full=F(120))),
    )
    rules = book(*parts, fields=fields)

    both, neither = recount(
        records(
            rules,
            {
                "D1": {"等次": "良", "满意": (2, 3), "成绩": 90},
                "D2": {"等次": "免", "满意": (1, 2), "成绩": 90},
            },
        ),
        rules,
    )

    assert both.components == {"等次": 80, "满意": F("66.67"), "成绩": 75}
    assert (neither.components, neither.composite) == ({"等次": None, "满意": None, "成绩": 75}, 75)


def test_a_checklist_deducts_from_the_full_mark_and_awards_from_nothing():
    visits = m.Item("迟报", points=F(2), cap=F(5))
    award = m.Item(
        "支部", scale=m.Scale("档", (m.Option("好", F(10)), m.Option("免", None))), categories=("机关",)
    )
    rules = book(
        part("检查", 100, m.ChecklistSource(F(10), (visits, award))), categories=("乡镇", "机关"), fields=()
    )
    late = [("检查", "迟报", 1 * MICRO), ("检查", "迟报", 2 * MICRO)]

    town, organ, silent, skipped = recount(
        records(rules, {
            "D1": {"category": "乡镇", "checks": late},
            "D2": {"category": "机关", "checks": [("检查", "支部", 0), late[0]]},
            "D3": {"category": "机关", "checks": late},
            "D4": {"category": "机关", "checks": [("检查", "支部", 1)]},
        }),
        rules,
    )  # fmt: skip

    assert (town.composite, organ.composite, silent.blocked, skipped.blocked) == (
        50,
        80,
        ("检查",),
        ("检查",),
    )


def test_a_computed_rank_looks_at_the_same_organiser_and_keys_only():
    source = m.RankSource("增速", True, False, ("category",), (F(100), F(90)), F(60))
    rules = book(part("增速", 100, source), categories=("甲类", "乙类"))

    found = recount(
        records(rules, {
            "D1": {"category": "甲类", "增速": 3}, "D2": {"category": "甲类", "增速": 3}, "D3": {"category": "甲类", "增速": 9},
            "D4": {"category": "乙类", "增速": 50}, "D5": {"category": "甲类", "增速": 1, "organiser": "别处"},
        }),
        rules,
    )  # fmt: skip

    assert [one.composite for one in found] == [100, 100, 60, 100, 100]


def test_bonuses_are_capped_by_item_by_block_and_by_the_ceiling():
    items = (m.Item("表彰", points=F(2), cap=F(3)), m.Item("典型", points=F(1)))
    bonus = m.Adjustment("加分", bonus=True, items=items, cap=F(4), highest_only=False, proof_required=False)
    minus = m.Adjustment("扣分", bonus=False, items=items, cap=None, highest_only=True, proof_required=False)
    rules = book(number("成绩"), adjustments=(bonus, minus))
    both = [("加分", "表彰", 5 * MICRO), ("加分", "典型", 2 * MICRO)]
    worse = [("扣分", "表彰", 1 * MICRO), ("扣分", "典型", 1 * MICRO)]

    found = recount(
        records(
            rules,
            {
                "D1": {"成绩": 80, "claims": both},
                "D2": {"成绩": 99, "claims": both},
                "D3": {"成绩": 1, "claims": worse},
            },
        ),
        rules,
    )

    assert [one.composite for one in found] == [84, 100, 0]


def test_a_written_rank_gives_its_points_and_none_gives_nothing():
    source = m.RankSource("名次", False, True, (), (F(100), F(90)), F(60))
    rules = book(part("名次", 100, source, m.Missing.ZERO))

    found = recount(records(rules, {"D1": {"名次": 2}, "D2": {"名次": 3}, "D3": {}}), rules)

    assert [one.composite for one in found] == [90, 60, 0]


def test_a_row_without_any_marks_leaves_the_component_missing():
    rows = (m.Row("德", OPTIONS, F(50)), m.Row("能", OPTIONS, F(50)))
    found = one_ballot(
        form(group("全体", 100, 1, m.Small.RESPREAD), rows=rows),
        {("全体", "德"): {"好": 1}},
        missing=m.Missing.RESPREAD,
    )

    assert (found.components, found.blocked) == ({"测评": None}, ("base",))


def test_a_share_counts_the_marks_of_the_groups_and_rows_named_as_they_came_in():
    rows = (m.Row("德", OPTIONS, F(50)), m.Row("能", OPTIONS, F(50)))
    the_form = form(group("领导", 50, 5, m.Small.MERGE, "群众"), group("群众", 50), rows=rows)
    votes = {
        ("领导", "德"): {"差": 1},
        ("领导", "能"): {"差": 1},
        ("群众", "德"): {"好": 2, "不了解": 4},
        ("群众", "能"): {"好": 1},
    }

    def capped(*groups: str) -> bool:
        share = m.Subject(share=m.Share("票", ("差",), ("德",), groups))
        gate = m.Gate("差评", m.Condition("above", share, F(30)), negated=False, at_most="差")
        rules = book(part("测评", 100, MEAN), forms=(the_form,), fields=(), gates=(gate,))
        return recount(records(rules, {"D1": {"votes": votes}}), rules)[0].steps["gate/差评"]

    assert (capped(), capped("群众"), capped("领导")) == (True, False, True)


def test_gates_may_look_at_the_composite_and_at_labels():
    fields = (m.Field("成绩", "number"), m.Field("整改", "label", labels=("完成", "未完成")))
    done = m.Gate(
        "整改", m.Condition("is", m.Subject(field="整改"), labels=("完成",)), negated=True, at_most="一般"
    )
    high = m.Gate(
        "高分", m.Condition("at_least", m.Subject(composite=True), F(95)), negated=False, at_most="较好"
    )
    rules = book(number("成绩"), fields=fields, gates=(done, high))

    found = recount(
        records(
            rules,
            {
                "D1": {"成绩": 94, "整改": "完成"},
                "D2": {"成绩": 95, "整改": "完成"},
                "D3": {"成绩": 95, "整改": "未完成"},
            },
        ),
        rules,
    )

    assert [one.grade for one in found] == ["好", "较好", "一般"]
