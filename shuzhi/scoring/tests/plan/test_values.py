"""Sections 4 to 7 of docs/scoring.md through the plan, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.plan.settling import column, grades, reasons, settled, values
from shuzhi.scoring.tests.recount.office import OPTIONS, F, book, form, group, number, part

LABELS = m.Field("评定", "label", labels=("优", "良", "未评"))
POINTS = (("优", F(95)), ("良", F(80)), ("未评", None))
SURVEY = m.Field("满意度", "survey")


def composite(rules, told):
    return column(settled(rules, {"D1": told}), "composite")[0]


def test_a_number_is_brought_to_a_hundred():
    assert composite(book(part("指标", 100, m.FieldSource("指标", "number", full=F(30)))), {"指标": 20}) == F(
        "66.67"
    )


def test_a_number_below_zero_is_allowed_where_its_range_is():
    rules = book(number("增速"), fields=(m.Field("增速", "number", F(-50), F(100)),), floor=F(-100))

    assert composite(rules, {"增速": "-2.505"}) == F("-2.51")


@pytest.mark.parametrize(("label", "value"), [("优", 100), ("良", F("84.21")), ("未评", None), (None, None)])
def test_a_label_is_worth_its_points(label, value):
    rules = book(part("评定", 100, m.FieldSource("评定", "grade", points=POINTS)), fields=(LABELS,))

    assert composite(rules, {"评定": label}) == value


@pytest.mark.parametrize(
    ("pair", "value"),
    [((20, 30), F("66.67")), ((0, 0), None), ((None, 30), None), ((9, None), None), ((19, 29), None)],
)
def test_a_survey_needs_both_numbers_and_enough_answers(pair, value):
    rules = book(part("满意度", 100, m.FieldSource("满意度", "survey", minimum=30)), fields=(SURVEY,))

    assert composite(rules, {"满意度": pair}) == value


LATE = m.Item("迟报", points=F(2), cap=F(5))
REPORT = m.Item(
    "总结", scale=m.Scale("档", (m.Option("好", F(10)), m.Option("中", F(6)), m.Option("免", None)))
)
MARK = m.Item("台账", scale=m.Scale("分", low=F(0), high=F(10)), categories=("机关",))


@pytest.mark.parametrize(
    ("checks", "category", "value"),
    [
        ([("查", "迟报", 1 * MICRO), ("查", "迟报", 1 * MICRO)], "村", 96),
        ([("查", "迟报", 9 * MICRO)], "村", 95),
        ([("查", "迟报", 0)], "村", 100),
        ([], "村", None),
        ([("查", "台账", 7 * MICRO), ("查", "迟报", MICRO)], "机关", 5),
        ([("查", "迟报", MICRO)], "机关", None),
    ],
)
def test_a_checklist_deducts_from_full_or_awards_from_nothing(checks, category, value):
    rules = book(part("查", 100, m.ChecklistSource(F(100), (LATE, MARK))), fields=())

    assert composite(rules, {"checks": checks, "category": category}) == value


@pytest.mark.parametrize(("option", "value"), [(0, 100), (1, 60), (2, None)])
def test_an_item_may_be_awarded_by_options(option, value):
    rules = book(part("查", 100, m.ChecklistSource(F(10), (REPORT,))), fields=())

    assert composite(rules, {"checks": [("查", "总结", option)]}) == value


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ([("查", "总结", 0), ("查", "总结", 1)], "rated twice"),
        ([("查", "总结", 3)], "outside 0 to 2"),
        ([("查", "别的", 0)], "knows no '别的'"),
        ([("查", "迟报", -MICRO)], "outside 0"),
    ],
)
def test_entries_that_cannot_be_meant_are_refused(checks, said):
    rules = book(part("查", 100, m.ChecklistSource(F(10), (REPORT, LATE))), fields=())

    with pytest.raises(Refused, match=said):
        settled(rules, {"D1": {"checks": checks}})


def test_an_item_belongs_to_its_own_component():
    rules = book(
        part("甲", 50, m.ChecklistSource(F(10), (LATE,))),
        part("乙", 50, m.ChecklistSource(F(10), (REPORT,))),
        fields=(),
    )

    with pytest.raises(Refused, match="does not belong"):
        settled(rules, {"D1": {"checks": [("乙", "迟报", 0)]}})


def test_the_same_name_may_mean_another_checklist_in_another_formula():
    formulas = (
        m.Formula("村", ("村",), (part("查", 100, m.ChecklistSource(F(10), (LATE,))),)),
        m.Formula("其他", (), (part("查", 100, m.ChecklistSource(F(10), (replace(REPORT, name="迟报"),))),)),
    )
    told = {
        "D1": {"category": "村", "checks": [("查", "迟报", 2 * MICRO)]},
        "D2": {"category": "机关", "checks": [("查", "迟报", 1)]},
    }

    assert column(settled(book(formulas=formulas, fields=()), told), "v/查") == [60, 60]


def test_a_rank_is_computed_within_its_keys_and_leaves_out_the_excluded():
    source = m.RankSource(
        "产值", computed=True, high_first=True, within=("category",), points=(F(100), F(90)), rest=F(50)
    )
    rules = book(
        part("名次", 100, source),
        fields=(m.Field("产值", "number"),),
        exclusions=(m.Exclusion("免", "", None),),
    )
    told = {
        "D1": {"产值": 9, "category": "村"},
        "D2": {"产值": 9, "category": "村"},
        "D3": {"产值": 8, "category": "村"},
        "D4": {"产值": 99, "category": "村", "excluded": "免"},
        "D5": {"产值": 1, "category": "社区"},
        "D6": {"category": "村"},
    }

    assert column(settled(rules, told), "v/名次") == [100, 100, 50, 100, 100, None]


def test_a_given_rank_reads_its_points_and_low_may_come_first():
    given = m.RankSource(
        "名次", computed=False, high_first=True, within=(), points=(F(100), F(90)), rest=F(50)
    )
    low = m.RankSource("名次", computed=True, high_first=False, within=(), points=(F(100), F(90)), rest=F(50))
    told = {"D1": {"名次": 2}, "D2": {"名次": 7}}

    assert column(settled(book(part("名次", 100, given)), told), "composite") == [90, 50]
    assert column(settled(book(part("名次", 100, low)), told), "composite") == [100, 90]
    with pytest.raises(Refused, match="whole number"):
        settled(book(part("名次", 100, given)), {"D1": {"名次": "1.5"}})


@pytest.mark.parametrize(
    ("policy", "found", "why"),
    [
        (m.Missing.BLOCK, None, ["缺"]),
        (m.Missing.RESPREAD, 80, []),
        (m.Missing.ZERO, 40, []),
        (m.Missing.FULL, 90, []),
    ],
)
def test_a_missing_part_follows_its_policy(policy, found, why):
    settlement = settled(book(number("有", 50), number("缺", 50, policy)), {"D1": {"有": 80}})

    assert (column(settlement, "composite"), reasons(settlement)) == ([found], why)


def node(name, weight, *parts, missing=m.Missing.BLOCK):
    return m.Component(
        name, name, F(weight), missing, None, tuple(replace(one, path=f"{name}/{one.name}") for one in parts)
    )


def test_a_node_is_the_mean_of_the_parts_that_remain():
    tree = node("树", 50, number("甲", 30), number("乙", 20, m.Missing.RESPREAD))
    rules = book(tree, number("丙", 50), fields=tuple(m.Field(name, "number") for name in "甲乙丙"))

    assert values(rules, {"D1": {"甲": 70, "乙": 90, "丙": 60}}, "v/树", "composite") == {
        "v/树": 78,
        "composite": 69,
    }
    assert values(rules, {"D1": {"甲": 70, "丙": 60}}, "v/树", "composite") == {"v/树": 70, "composite": 65}


def test_a_node_without_parts_follows_its_own_policy():
    tree = node("树", 50, number("甲", 50, m.Missing.RESPREAD), missing=m.Missing.FULL)
    rules = book(tree, number("丙", 50), fields=tuple(m.Field(name, "number") for name in "甲丙"))

    assert values(rules, {"D1": {"丙": 60}}, "v/树", "composite", "state/树") == {
        "v/树": 100,
        "composite": 80,
        "state/树": 1,
    }


def test_the_reason_for_a_block_is_where_it_began():
    tree = node("树", 50, number("甲", 50))
    rules = book(tree, number("丙", 50), fields=tuple(m.Field(name, "number") for name in "甲丙"))
    found = settled(rules, {"D1": {"丙": 60}})

    assert (reasons(found), column(found, "state/树"), column(found, "status")) == (["树/甲"], [2], [2])


def test_a_part_of_weight_nothing_is_seen_but_never_blocks():
    rules = book(number("甲", 100), number("看", 0))

    assert values(rules, {"D1": {"甲": 70, "看": 30}}, "composite", "v/看") == {"composite": 70, "v/看": 30}
    assert composite(rules, {"甲": 70}) == 70


def test_when_nothing_remains_the_base_blocks():
    found = settled(book(number("甲", 100, m.Missing.RESPREAD)), {"D1": {}})

    assert (reasons(found), column(found, "base")) == (["base"], [None])


def test_a_category_without_a_formula_is_blocked():
    rules = book(number("甲"), formulas=(m.Formula("村", ("村",), (number("甲"),)),))
    found = settled(
        rules, {"D1": {"甲": 90, "category": "村"}, "D2": {"甲": 90, "category": "社区"}, "D3": {"甲": 90}}
    )

    assert column(found, "composite") == [90, None, None]
    assert reasons(found, 2) == ["base"]


def test_the_base_is_brought_to_the_total():
    assert composite(book(number("甲"), total=F(150), ceiling=F(150)), {"甲": 80}) == 120


PRAISE = m.Adjustment(
    "加分", bonus=True, items=(m.Item("表彰", points=F(1), cap=F(2)), m.Item("典型", points=F(3))), cap=F(4),
    highest_only=False, proof_required=False,
)  # fmt: skip
BLAME = m.Adjustment(
    "扣分", bonus=False, items=(m.Item("通报", scale=m.Scale("分", high=F(5))),), cap=None, highest_only=False,
    proof_required=False, categories=("村",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "changes", "found"),
    [
        ([("加分", "表彰", 5 * MICRO)], {}, 82),
        ([("加分", "表彰", 5 * MICRO), ("加分", "典型", MICRO)], {}, 84),
        ([("加分", "表彰", 5 * MICRO), ("加分", "典型", MICRO)], {"highest_only": True}, 83),
        ([("加分", "典型", MICRO // 3)], {}, 81),
        ([("扣分", "通报", 5 * MICRO // 2)], {}, F("77.5")),
    ],
)
def test_adjustments_know_caps_and_the_highest_only(claims, changes, found):
    rules = book(number("甲"), adjustments=(replace(PRAISE, **changes), BLAME))

    assert composite(rules, {"甲": 80, "claims": claims, "category": "村"}) == found


def test_adjustments_are_summed_exactly_and_rounded_once_with_the_base():
    third = m.Item("零头", points=F(1, 3))
    rules = book(number("甲"), adjustments=(m.Adjustment("加分", True, (third,), None, False, False),))

    found = values(
        rules, {"D1": {"甲": 80, "claims": [("加分", "零头", 2 * MICRO)]}}, "adj/加分", "composite"
    )

    assert found == {"adj/加分": F("0.67"), "composite": F("80.67")}


def test_adjustments_for_other_categories_do_not_count_and_the_limits_hold():
    rules = book(number("甲"), adjustments=(PRAISE, replace(BLAME, items=(m.Item("通报", points=F(50)),))))
    told = {
        "D1": {"甲": 99, "category": "机关", "claims": [("加分", "典型", MICRO), ("扣分", "通报", MICRO)]},
        "D2": {"甲": 20, "category": "村", "claims": [("扣分", "通报", MICRO)]},
    }

    assert column(settled(rules, told), "composite") == [100, 0]


def test_items_for_a_category_count_for_it_alone():
    only = replace(PRAISE, items=(m.Item("典型", points=F(3), categories=("村",)),))
    told = {"D1": {"甲": 50, "category": "村"}, "D2": {"甲": 50, "category": "机关"}}
    told = {code: one | {"claims": [("加分", "典型", MICRO)]} for code, one in told.items()}

    assert column(settled(book(number("甲"), adjustments=(only,)), told), "composite") == [53, 50]


def test_the_first_exclusion_in_written_order_is_reported_and_nothing_else_is_computed():
    new = m.Exclusion("新任", "不满半年", m.Condition("below", m.Subject(field="任职月"), F(6)))
    away = m.Exclusion("外派", "", None)
    rules = book(
        number("甲"), fields=(m.Field("甲", "number"), m.Field("任职月", "number")), exclusions=(new, away)
    )
    told = {
        "D1": {"甲": 90, "任职月": 5, "excluded": "外派"},
        "D2": {"任职月": 6, "excluded": "外派"},
        "D3": {"甲": 90},
    }
    found = settled(rules, told)

    assert column(found, "exclusion") == [0, 1, None]
    assert column(found, "status") == [1, 1, 0]
    assert column(found, "base") == [None, None, 90]
    assert grades(found) == {"D1": None, "D2": None, "D3": "好"}


def test_an_exclusion_nobody_declared_is_refused():
    with pytest.raises(Refused, match="knows no '病假'"):
        settled(book(number("甲")), {"D1": {"甲": 90, "excluded": "病假"}})


def share(**changes):
    return m.Share("票", ("差",), **changes)


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (share(), 50),
        (share(groups=("乙",)), 100),
        (share(rows=("别的",)), None),
        (m.Share("票", ("不了解",)), 0),
    ],
)
def test_a_share_looks_at_the_counted_marks_it_names(one, value):
    rows = (m.Row("总体", OPTIONS, F(100)), m.Row("别的", OPTIONS, F(0)))
    the_form = form(group("甲", 100), group("乙", 0), rows=rows)
    gate = m.Gate(
        "门",
        m.Condition("above", m.Subject(share=one), F(33)),
        negated=False,
        at_most="差",
        when_missing="ignore",
    )
    rules = book(
        part("测评", 100, m.BallotSource("票", m.Measure.MEAN)), forms=(the_form,), fields=(), gates=(gate,)
    )
    told = {"D1": {"votes": {("甲", "总体"): {"好": 2, "不了解": 9}, ("乙", "总体"): {"差": 2}}}}
    found = settled(rules, told)

    assert column(found, found.plan.shares[0].name) == [value]
    assert grades(found) == {"D1": "差" if value and value > 33 else "好"}


def test_formulas_share_a_component_from_the_same_source():
    formulas = (
        m.Formula("村", ("村",), (number("甲", 60), number("乙", 40))),
        m.Formula("其他", (), (number("甲"),)),
    )
    rules = book(formulas=formulas, fields=(m.Field("甲", "number"), m.Field("乙", "number")))
    told = {"D1": {"甲": 90, "乙": 40, "category": "村"}, "D2": {"甲": 90}}
    found = settled(rules, told)

    assert len(found.plan.leaves) == 2
    assert column(found, "composite") == [70, 90]
    assert column(found, "v/乙") == [40, None]
