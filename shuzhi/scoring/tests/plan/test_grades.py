"""Sections 7 to 11 of docs/scoring.md through the plan, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shuzhi.scoring.cohorts import dense, merit, scopes
from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.plan.settling import column, grades, reasons, settled
from shuzhi.scoring.tests.recount.office import F, book, number, records

BEST = m.Quota("限好", ("好",), True, F(1, 3), None, (), 0, (), m.Rounding.DOWN)
FLOOR = m.Quota("保底", ("一般", "差"), False, None, 1, (), 0, (), m.Rounding.DOWN)
FIELDS = (m.Field("甲", "number"), m.Field("乙", "number"), m.Field("段", "label", labels=("一", "二")))


def rules(**changes):
    return book(number("甲"), **({"fields": FIELDS} | changes))


def scores(*values, **more):
    return {
        f"D{at}": {"甲": value} | {key: each[at] for key, each in more.items()}
        for at, value in enumerate(values)
    }


def test_lines_are_half_open():
    found = settled(rules(), scores(90, "89.99", 75, 60, "59.99", 0))

    assert list(grades(found).values()) == ["好", "较好", "较好", "一般", "差", "差"]
    assert column(found, "band") == [0, 1, 1, 2, 3, 3]


def test_without_lines_everybody_starts_at_the_best():
    plain = tuple(m.Grade(name, None) for name in ("好", "较好", "差"))

    assert grades(settled(rules(grades=plain, quotas=(BEST,)), scores(9, 8, 7))) == {
        "D0": "好",
        "D1": "较好",
        "D2": "较好",
    }


def gate(condition, **changes):
    return m.Gate("门", condition, **({"negated": False, "at_most": "一般"} | changes))


def below(value, **subject):
    return m.Condition("below", m.Subject(**subject), F(value))


@pytest.mark.parametrize(
    ("condition", "caught"),
    [
        (below(60, field="乙"), True),
        (m.Condition("at_least", m.Subject(field="乙"), F(50)), True),
        (m.Condition("above", m.Subject(field="乙"), F(50)), False),
        (m.Condition("at_most", m.Subject(field="乙"), F(50)), True),
        (below(96, composite=True), True),
        (below(95, component="甲"), False),
        (m.Condition("is", m.Subject(field="段"), labels=("一",)), True),
        (m.Condition("is_not", m.Subject(field="段"), labels=("一",)), False),
        (m.Condition("is", m.Subject(attribute="区"), labels=("东",)), True),
        (m.Condition("is", m.Subject(attribute="区"), labels=("西",)), False),
        (m.Condition("is_not", m.Subject(attribute="区"), labels=("西", "南")), True),
        (m.Condition("all", parts=(below(60, field="乙"), below(10, composite=True))), False),
        (m.Condition("any", parts=(below(60, field="乙"), below(10, composite=True))), True),
    ],
)
def test_a_gate_catches_whom_its_condition_holds_for(condition, caught):
    told = {"D1": {"甲": 95, "乙": 50, "段": "一", "区": "东"}}
    found = settled(rules(gates=(gate(condition),), attributes=("区",)), told)

    assert grades(found) == {"D1": "一般" if caught else "好"}
    assert column(found, "gate/门") == [int(caught)]


UNKNOWN = below(60, field="乙")
TRUE, FALSE = below(96, field="甲"), below(10, field="甲")


@pytest.mark.parametrize(
    ("condition", "policy", "found"),
    [
        (UNKNOWN, "block", None),
        (UNKNOWN, "apply", "一般"),
        (UNKNOWN, "ignore", "好"),
        (m.Condition("all", parts=(UNKNOWN, FALSE)), "apply", "好"),
        (m.Condition("all", parts=(UNKNOWN, TRUE)), "apply", "一般"),
        (m.Condition("any", parts=(UNKNOWN, TRUE)), "ignore", "一般"),
        (m.Condition("any", parts=(UNKNOWN, FALSE)), "ignore", "好"),
        (m.Condition("is", m.Subject(attribute="区"), labels=("东",)), "ignore", "好"),
        (m.Condition("is_not", m.Subject(field="段"), labels=("一",)), "ignore", "好"),
    ],
)
def test_a_missing_part_of_a_condition_decides_only_when_it_must(condition, policy, found):
    settlement = settled(
        rules(gates=(gate(condition, when_missing=policy),), attributes=("区",)), {"D1": {"甲": 95, "区": ""}}
    )

    assert grades(settlement) == {"D1": found}
    assert reasons(settlement) == (["gate/门"] if found is None else [])


def test_unless_turns_a_gate_round_and_categories_bound_it():
    unless = gate(m.Condition("at_least", m.Subject(field="乙"), F(60)), negated=True, categories=("村",))
    told = {
        "D1": {"甲": 95, "乙": 50, "category": "村"},
        "D2": {"甲": 95, "乙": 50},
        "D3": {"甲": 95, "乙": 60, "category": "村"},
    }

    assert list(grades(settled(rules(gates=(unless,)), told)).values()) == ["一般", "好", "好"]


def test_floors_come_before_gates_and_vetoes_come_last():
    always = below(1000, composite=True)
    floor = replace(gate(always, at_most="", at_least="较好"), name="保")
    cap = replace(gate(below(40, composite=True)), name="限")
    rule = rules(gates=(cap, floor), vetoes=(m.Veto("失职", "差", proof_required=False),))
    told = {"D1": {"甲": 50}, "D2": {"甲": 30}, "D3": {"甲": 95}, "D4": {"甲": 95, "vetoes": ["失职"]}}

    assert list(grades(settled(rule, told)).values()) == ["较好", "一般", "好", "差"]


def test_a_ceiling_lowers_those_beyond_its_places_by_one_grade():
    found = settled(rules(quotas=(BEST,)), scores(95, 94, 93, 92, 70, 60))

    assert list(grades(found).values()) == ["好", "好", "较好", "较好", "一般", "一般"]
    assert column(found, "quota/限好/places") == [2] * 6
    assert column(found, "quota/限好/size") == [6] * 6
    assert column(found, "quota/限好/position") == [1, 2, 3, 4, None, None]
    assert column(found, "quota/限好/lowered") == [0, 0, 1, 1, 0, 0]
    assert column(found, "quota/限好/cohort") == [1] * 6


@pytest.mark.parametrize(
    ("how", "places"), [(m.Rounding.DOWN, 1), (m.Rounding.UP, 2), (m.Rounding.HALF_UP, 2)]
)
def test_a_share_is_rounded_as_the_quota_says(how, places):
    quota = replace(BEST, share=F(3, 10), rounding=how)

    assert (
        column(settled(rules(quotas=(quota,)), scores(95, 94, 93, 92, 91)), "quota/限好/places")
        == [places] * 5
    )


def test_a_floor_fills_the_lowest_grades_from_below_and_never_asks_for_more_than_there_are():
    assert list(grades(settled(rules(quotas=(FLOOR,)), scores(95, 94, 80))).values()) == ["好", "好", "一般"]
    many = replace(FLOOR, number=9)
    assert list(grades(settled(rules(quotas=(many,)), scores(95, 94, 80))).values()) == ["一般"] * 3


def test_a_floor_of_a_share_counts_like_a_ceiling_of_the_rest():
    quota = replace(FLOOR, number=None, share=F(1, 2), rounding=m.Rounding.UP)

    assert list(grades(settled(rules(quotas=(quota,)), scores(95, 94, 93))).values()) == [
        "好",
        "一般",
        "一般",
    ]


def test_cohorts_are_cut_by_keys_and_never_cross_an_organiser():
    told = {
        "D1": {"甲": 95, "organiser": "乙", "category": "村"},
        "D2": {"甲": 94, "organiser": "乙", "category": "村"},
        "D3": {"甲": 93, "organiser": "乙", "category": "企"},
        "D4": {"甲": 92, "organiser": "甲", "category": "村"},
    }
    found = settled(rules(quotas=(replace(BEST, share=None, number=1, by=("category", "organiser")),)), told)

    assert list(grades(found).values()) == ["好", "较好", "好", "好"]
    assert column(found, "quota/限好/cohort") == [1, 1, 3, 1]


def test_small_cohorts_are_pooled_until_they_are_large_enough():
    told = scores(95, 94, 93, 92, 91, category=["村", "村", "村", "企", "校"])
    quota = replace(BEST, share=None, number=1, by=("category",), minimum=3, pool=((),))

    found = settled(rules(quotas=(quota,)), told)

    assert column(found, "quota/限好/cohort") == [1, 1, 1, 4, 4]
    assert column(found, "quota/限好/size") == [3, 3, 3, 2, 2]
    assert list(grades(found).values()) == ["好", "较好", "较好", "好", "较好"]


def test_blocked_reporters_are_counted_excluded_ones_are_not_and_vetoed_ones_when_said():
    told = scores(95, 94, None, 93, 92) | {"D9": {"甲": 91, "vetoes": ["失职"]}}
    told["D4"]["excluded"] = "免"
    rule = rules(
        quotas=(BEST, replace(BEST, name="另", count_vetoed=False)),
        vetoes=(m.Veto("失职", "差", proof_required=False),),
        exclusions=(m.Exclusion("免", "", None),),
    )
    found = settled(rule, told)

    assert column(found, "quota/限好/size") == [5, 5, 5, 5, None, 5]
    assert column(found, "quota/另/size") == [4, 4, 4, 4, None, 4]
    assert column(found, "veto/失职") == [0, 0, 0, 0, 0, 1]


def test_those_who_tie_at_the_line_are_listed_and_the_code_proposes():
    found = settled(rules(quotas=(replace(BEST, share=None, number=2),)), scores(95, 94, 94, 94, 93))

    assert column(found, "quota/限好/tie") == [0, 1, 1, 1, 0]
    assert list(grades(found).values()) == ["好", "好", "较好", "较好", "较好"]


def test_a_tie_beside_the_line_is_no_tie_at_it():
    found = settled(rules(quotas=(replace(BEST, share=None, number=2),)), scores(95, 95, 94, 94))

    assert column(found, "quota/限好/tie") == [0, 0, 0, 0]


def test_no_places_no_tie():
    found = settled(rules(quotas=(replace(BEST, share=None, number=0),)), scores(95, 95))

    assert (column(found, "quota/限好/tie"), list(grades(found).values())) == ([0, 0], ["较好", "较好"])


@pytest.mark.parametrize(("high", "order"), [(True, ["好", "较好", "较好"]), (False, ["较好", "好", "较好"])])
def test_tie_keys_order_equal_scores_and_missing_comes_last(high, order):
    ties = (m.Tie(m.Subject(field="乙"), high_first=high),)
    told = scores(95, 95, 95, 乙=[9, 8, None])

    assert (
        list(grades(settled(rules(quotas=(replace(BEST, number=1, share=None),), ties=ties), told)).values())
        == order
    )


@pytest.mark.parametrize(
    ("mode", "ranks"),
    [
        ("shared", [1, 2, 2, 4, None]),
        ("dense", [1, 2, 2, 3, None]),
        ("single", [1, 2, 3, 4, None]),
        ("none", [None] * 5),
    ],
)
def test_ranks_are_shared_as_the_policy_says(mode, ranks):
    found = settled(rules(ranking=m.Ranking(mode)), scores(95, 90, 90, 80, None))

    assert column(found, "rank") == ranks
    assert column(found, "rank_of") == [None] * 5 if mode == "none" else [4, 4, 4, 4, None]


def test_ranks_stay_within_their_keys_and_put_the_vetoed_last_when_said():
    told = scores(95, 90, 80, category=["村", "企", "村"]) | {
        "D9": {"甲": 99, "category": "村", "vetoes": ["失职"]}
    }
    vetoes = (m.Veto("失职", "差", proof_required=False),)

    last = settled(rules(vetoes=vetoes, ranking=m.Ranking("shared", ("category", "organiser"))), told)
    first = settled(rules(vetoes=vetoes, ranking=m.Ranking("dense", ("category",), vetoed_last=False)), told)

    assert column(last, "rank") == [1, 1, 2, 3]
    assert column(first, "rank") == [2, 1, 3, 1]


def test_more_keys_than_bits_order_the_same():
    rng = np.random.default_rng(5)
    wide = [rng.integers(0, 3, 500) * 2**40 for _ in range(3)]
    keys = [(values, bool(at % 2)) for at, values in enumerate(wide)]
    narrow = [(values >> 40, high) for values, high in keys]

    found, expected = merit(keys, 500), merit(narrow, 500)

    assert np.array_equal(found.order, expected.order)
    assert np.array_equal(found.tie, expected.tie)


def test_scopes_of_very_many_labels_stay_countable():
    names = [f"属{at}" for at in range(12)]
    told = {
        f"D{at}": {"甲": at} | {name: f"{at % 4}" if name == "属0" else f"值{at}" for name in names}
        for at in range(40)
    }
    rule = rules(attributes=tuple(names))
    block = settle_inputs(records(rule, told), rule).block

    found = scopes(block, tuple(names) * 3)

    assert len(set(found.tolist())) == 40
    assert int(found.max()) < 40 + 8 * 40 + 1024
    assert dense(np.array([0, 10**9, 0])).tolist() == [0, 1, 0]
