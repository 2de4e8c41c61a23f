"""Sections 6 to 11 of docs/scoring.md, worked by hand, and what is said against a written result."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from shuzhi.scoring.recount import Difference, against, recount
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.recount.office import F, book, number, records

SCORE = m.Subject(field="成绩")


def grades(reporters, **changes):
    rules = book(number("成绩"), **changes)
    return {one.code: one for one in recount(records(rules, reporters), rules)}


def marked(**scores):
    return {code: {"成绩": score} for code, score in scores.items()}


def test_a_line_belongs_to_the_grade_above_it():
    found = grades(marked(A="90", B="89.99", C="75", D="0"))

    assert [one.grade for one in found.values()] == ["好", "较好", "较好", "差"]


def test_caps_win_over_floors_and_vetoes_over_both():
    lift = m.Gate("保底", m.Condition("at_least", SCORE, F(50)), negated=False, at_least="较好")
    cap = m.Gate("限高", m.Condition("at_least", SCORE, F(55)), negated=True, at_most="一般")
    found = grades(
        {"A": {"成绩": 52}, "B": {"成绩": 58}, "C": {"成绩": 95, "vetoes": ["案件"]}},
        gates=(cap, lift),
        vetoes=(m.Veto("案件", "差", proof_required=True),),
    )

    assert [(one.steps["band"], one.grade) for one in found.values()] == [
        ("差", "一般"),
        ("差", "较好"),
        ("好", "差"),
    ]


@pytest.mark.parametrize(("policy", "grade"), [("block", None), ("apply", "一般"), ("ignore", "好")])
def test_a_gate_without_its_figure_follows_its_policy(policy, grade):
    fields = (m.Field("成绩", "number"), m.Field("信访", "number"))
    gate = m.Gate(
        "信访",
        m.Condition("above", m.Subject(field="信访"), F(3)),
        negated=False,
        at_most="一般",
        when_missing=policy,
    )

    found = grades(marked(A=95), fields=fields, gates=(gate,))["A"]

    assert (found.grade, found.status) == (grade, "blocked" if grade is None else "assessed")


def test_all_and_any_know_what_a_missing_part_leaves_open():
    low, other = m.Condition("below", SCORE, F(60)), m.Condition("above", m.Subject(field="信访"), F(3))
    fields = (m.Field("成绩", "number"), m.Field("信访", "number"))
    sure = m.Gate("或", m.Condition("any", parts=(other, low)), negated=False, at_most="一般")
    found = grades(marked(A=50, B=95), fields=fields, gates=(sure,))

    assert (found["A"].blocked, found["B"].blocked) == ((), ("gate/或",))

    never = m.Gate("且", m.Condition("all", parts=(other, low)), negated=False, at_most="一般")
    found = grades(marked(A=50, B=95), fields=fields, gates=(never,))

    assert (found["A"].blocked, found["B"].blocked) == (("gate/且",), ())


def test_the_excluded_count_nowhere():
    quota = m.Quota("好", ("好",), True, F(1, 2), None, (), 0, (), m.Rounding.DOWN)
    rules = {
        "exclusions": (
            m.Exclusion("任职不足", "", m.Condition("is", m.Subject(attribute="form"), labels=("新任",))),
        )
    }
    found = grades(
        marked(A=99, B=98) | {"C": {"成绩": 97, "form": "新任"}},
        quotas=(quota,),
        ranking=m.Ranking("single"),
        **rules,
    )

    assert [(one.status, one.grade, one.rank) for one in found.values()] == [
        ("assessed", "好", 1),
        ("assessed", "较好", 2),
        ("excluded", None, None),
    ]
    assert found["C"].exclusion == "任职不足"


def test_a_ceiling_lowers_beyond_its_places_and_lists_ties_at_the_line():
    quota = m.Quota("好", ("好",), True, F(30, 100), None, (), 0, (), m.Rounding.HALF_UP)
    found = grades(marked(A=99, B=95, C=95, D=95, E=80), quotas=(quota,))

    assert {code: one.grade for code, one in found.items()} == {
        "A": "好",
        "B": "好",
        "C": "较好",
        "D": "较好",
        "E": "较好",
    }
    cohort = (0, "甲")
    assert found["A"].steps["quota/好"] == (cohort, 5, 2, 1, False, False)
    assert found["C"].steps["quota/好"] == (cohort, 5, 2, 3, True, True)
    assert found["E"].steps["quota/好"] == (cohort, 5, 2)


def test_a_floor_under_the_rest_is_a_ceiling_on_what_stands_above_it():
    quota = m.Quota("后三档", ("一般", "差"), False, F(1, 2), None, (), 0, (), m.Rounding.UP)
    found = grades(marked(A=99, B=95, C=80, D=70, E=80), quotas=(quota,))

    assert [one.grade for one in found.values()] == ["好", "好", "一般", "一般", "一般"]


def test_small_cohorts_are_pooled_and_the_vetoed_counted_or_not():
    def quota(*, count_vetoed: bool) -> m.Quota:
        return m.Quota(
            "好", ("好",), True, F(1, 2), None, ("category",), 3, ((),), m.Rounding.DOWN, count_vetoed
        )

    people = {
        "A": ("甲", 99),
        "B": ("甲", 98),
        "C": ("甲", 97),
        "D": ("乙", 96),
        "E": ("乙", 95),
        "G": ("丙", 94),
    }
    reporters = {code: {"category": category, "成绩": score} for code, (category, score) in people.items()}
    reporters["C"]["vetoes"] = ["案件"]
    rules = {"categories": ("甲", "乙", "丙"), "vetoes": (m.Veto("案件", "一般", proof_required=False),)}

    counted = grades(reporters, quotas=(quota(count_vetoed=True),), **rules)
    uncounted = grades(reporters, quotas=(quota(count_vetoed=False),), **rules)

    assert {code: one.steps["quota/好"][:3] for code, one in counted.items()} == {
        **dict.fromkeys("ABC", ((0, "甲", "甲"), 3, 1)),
        **dict.fromkeys("DEG", ((1, "甲"), 3, 1)),
    }
    assert {one.steps["quota/好"][:3] for one in uncounted.values()} == {((1, "甲"), 5, 2)}
    assert [one.grade for one in uncounted.values()] == ["好", "好", "一般", "较好", "较好", "较好"]


def test_a_quota_acts_on_the_grades_left_by_the_one_before():
    first = m.Quota("好", ("好",), True, None, 1, (), 0, (), m.Rounding.DOWN)
    second = m.Quota("较好以上", ("好", "较好"), True, None, 2, (), 0, (), m.Rounding.DOWN)

    found = grades(marked(A=99, B=98, C=97, D=80), quotas=(first, second))

    assert [one.grade for one in found.values()] == ["好", "较好", "一般", "一般"]


@pytest.mark.parametrize(
    ("mode", "ranks"),
    [("shared", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3]), ("single", [1, 2, 3, 4]), ("none", [None] * 4)],
)
def test_equal_reporters_share_a_rank_as_the_mode_says(mode, ranks):
    found = grades(marked(A=99, B=95, C=95, D=90), ranking=m.Ranking(mode))

    assert [one.rank for one in found.values()] == ranks


def test_tie_keys_decide_before_the_code_with_the_missing_last_and_the_vetoed_behind():
    fields = (m.Field("成绩", "number"), m.Field("信访", "number"))
    reporters = {
        "A": {"成绩": 95},
        "B": {"成绩": 95, "信访": 4},
        "C": {"成绩": 95, "信访": 2},
        "D": {"成绩": 99, "vetoes": ["案件"]},
    }
    ties = (m.Tie(m.Subject(field="信访"), high_first=False),)
    vetoes = (m.Veto("案件", "较好", proof_required=False),)

    found = grades(reporters, fields=fields, ties=ties, vetoes=vetoes, ranking=m.Ranking("shared"))

    assert {code: one.rank for code, one in found.items()} == {"C": 1, "B": 2, "A": 3, "D": 4}


def test_a_written_result_is_held_against_the_recount_figure_by_figure():
    rules = book(number("成绩"), ranking=m.Ranking("single"))
    ours = recount(records(rules, marked(A=99, B="87.5") | {"C": {}}), rules)
    right = [
        {"code": "A", "composite": "99.00", "grade": "好", "status": "assessed", "rank": 1},
        {"code": "B", "composite": "87.5", "grade": "较好", "status": "assessed", "rank": "2"},
        {"code": "C", "composite": "", "grade": "", "status": "blocked", "rank": None},
    ]

    assert against(ours, right) == []

    wrong = [
        right[0] | {"composite": "99.01", "rank": 2},
        right[2] | {"composite": "0"},
        {"code": "Z", "status": "assessed"},
    ]

    assert against(ours, wrong) == [
        Difference("A", "composite", "99", "99.01"),
        Difference("A", "rank", "1", "2"),
        Difference("B", "status", "assessed", ""),
        Difference("B", "composite", "87.5", ""),
        Difference("B", "grade", "较好", ""),
        Difference("B", "rank", "2", ""),
        Difference("C", "composite", "", "0"),
        Difference("Z", "status", "", "assessed"),
    ]


def test_two_organisers_may_use_the_same_codes():
    rules = book(number("成绩"))
    told = records(rules, {"A": {"成绩": 99}, "B": {"成绩": 80, "organiser": "乙"}})
    codes = told.reporters.set_column(0, "code", pa.array(["A", "A"]))
    ours = recount(replace(told, reporters=codes), rules)
    rows = [
        {"organiser": "甲", "code": "A", "composite": "99", "grade": "好", "status": "assessed"},
        {"organiser": "乙", "code": "A", "composite": "八十", "grade": "较好", "status": "assessed"},
    ]

    assert against(ours, rows) == [Difference("A", "composite", "80", "八十")]
