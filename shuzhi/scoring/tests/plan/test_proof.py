"""No accepted rulebook can overflow, and what the proof relied on is checked before anything is computed."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from shuzhi.scoring.block import MISSING
from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.plan import compile_plan
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.plan.settling import column, settled
from shuzhi.scoring.tests.recount.office import OPTIONS, F, book, form, group, number, part
from tests.scoring.records import random_inputs
from tests.scoring.rulebooks import random_rulebook

MEAN = m.BallotSource("票", m.Measure.MEAN)
MANY = 1_000_000


def ballots(**changes):
    return book(
        part("测评", 100, MEAN), forms=(form(group("甲", 60), group("乙", 40)),), fields=(), **changes
    )


def test_an_ordinary_rulebook_is_proved_for_a_million_marks_a_group():
    plan = compile_plan(ballots(precision=6))

    assert plan.limits.marks == MANY
    assert plan.span("n/票/总体/甲").high == MANY
    assert plan.span("g/测评/总体/甲").high == 100_000_000
    assert (
        plan.span("quota/无/lowered").high == plan.limits.reporters
    )  # a stem stands for all columns under it


def test_awkward_weights_lower_the_limit_before_they_are_refused():
    weights = [F(1, prime) for prime in (997, 991, 983, 977, 971)]
    rows = tuple(m.Row(f"行{at}", OPTIONS, weight) for at, weight in enumerate(weights))
    rules = book(part("测评", 100, MEAN), forms=(form(group("甲", 1), rows=rows),), fields=(), precision=6)

    with pytest.raises(Refused, match="测评: may exceed 64-bit") as refusal:
        compile_plan(rules)

    assert "64 位整数" in refusal.value.zh
    assert compile_plan(replace(rules, precision=2)).limits.marks == MANY


def test_points_with_a_large_denominator_are_proved_for_fewer_marks():
    scale = m.Scale("细", (m.Option("好", F(100)), m.Option("差", F(1, 999_983))))
    rows = (m.Row("总体", scale, F(100)),)
    rules = book(part("测评", 100, MEAN), forms=(form(group("甲", 1), rows=rows),), fields=(), precision=6)

    assert compile_plan(rules).limits.marks == 10_000


def test_the_largest_provable_input_is_still_exact():
    told = {"D1": {"votes": {("甲", "总体"): {"好": MANY - 1, "差": 1}, ("乙", "总体"): {"较好": MANY}}}}

    found = settled(ballots(precision=6), told)

    assert column(found, "g/测评/总体/甲") == [F("99.9999")]
    assert column(found, "composite") == [F("93.99994")]


def test_more_marks_than_proved_are_refused():
    told = {"D1": {"votes": {("甲", "总体"): {"好": MANY, "差": 1}}}}

    with pytest.raises(Refused, match="more than 1,000,000 marks"):
        settled(ballots(), told)


def test_a_field_outside_its_range_is_refused():
    with pytest.raises(Refused, match="指标: the value 101000000 is outside"):
        settled(book(number("指标")), {"D1": {"指标": 101}})


def test_lines_may_be_drawn_where_no_step_lies():
    grades = (m.Grade("好", F(200, 3)), m.Grade("差", F(0)))

    assert compile_plan(book(number("指标"), grades=grades)).lines == (6667,)


def nothing() -> m.Component:
    return part("空", 100, None)


def checklist(full: int) -> m.Component:
    return part("查", 100, m.ChecklistSource(F(full), ()))


def over(**changes):
    return m.Quota(
        **({"name": "限额", "grades": ("好",), "ceiling": True, "share": F(1, 3), "number": None, "by": (), "minimum": 0,
            "pool": (), "rounding": m.Rounding.DOWN} | changes)
    )  # fmt: skip


def gate(condition: m.Condition, **changes):
    return m.Gate("门", condition, negated=False, **({"at_most": "差"} | changes))


def subject(**what):
    return m.Subject(**what)


NUMERIC = (m.Row("总体", m.Scale("分"), F(100)),)
NEGATIVE = (m.Row("总体", m.Scale("负", (m.Option("差", F(0)),)), F(100)),)
WRONG = {
    "neither a source nor parts": lambda: book(nothing(), fields=()),
    "no field is named '无'": lambda: book(number("无"), fields=()),
    "the full mark must be above 0": lambda: book(checklist(0), fields=()),
    "no form is named '票'": lambda: book(part("测评", 100, MEAN), fields=()),
    "no row with a weight above 0": lambda: book(
        part("测评", 100, m.BallotSource("票", m.Measure.MEAN, rows=("别的",))),
        forms=(form(group("甲", 1)),),
        fields=(),
    ),
    "every voter group has a weight of 0": lambda: book(
        part("测评", 100, MEAN), forms=(form(group("甲", 0)),), fields=()
    ),
    "merges into a merging group": lambda: book(
        part("测评", 100, MEAN),
        forms=(form(group("甲", 1, 1, m.Small.MERGE, "乙"), group("乙", 1, 1, m.Small.MERGE, "甲")),),
        fields=(),
    ),
    "has no rate": lambda: book(
        part("测评", 100, m.BallotSource("票", m.Measure.RATE, rate_of=("好",))),
        forms=(form(group("甲", 1), rows=NUMERIC),),
        fields=(),
    ),
    "the full mark of '总体' must be above 0": lambda: book(
        part("测评", 100, MEAN), forms=(form(group("甲", 1), rows=NEGATIVE),), fields=()
    ),
    "score: no part has a weight above 0": lambda: book(number("指标", 0)),
    "树: no part has a weight above 0": lambda: book(
        m.Component("树", "树", F(100), m.Missing.BLOCK, None, (number("指标", 0),)),
        fields=(m.Field("指标", "number"),),
    ),
    "more places than the precision": lambda: book(number("指标"), floor=F(1, 3)),
    "a rank needs a number": lambda: book(
        part("名次", 100, m.RankSource("段", True, True, (), (F(100),), F(0))),
        fields=(m.Field("段", "label", labels=("甲",)),),
    ),
    "fields and attributes only": lambda: book(
        number("指标"),
        exclusions=(
            m.Exclusion(
                "新任", "", m.Condition("any", parts=(m.Condition("below", subject(composite=True), F(1)),))
            ),
        ),
    ),
    "this grade has no line": lambda: book(
        number("指标"), grades=(m.Grade("好", F(90)), m.Grade("中", None), m.Grade("差", F(0)))
    ),
    "no grade is named '优'": lambda: book(
        number("指标"), vetoes=(m.Veto("否", "优", proof_required=False),)
    ),
    "the condition has no subject": lambda: book(number("指标"), gates=(gate(m.Condition("below")),)),
    "is no number and cannot be compared": lambda: book(
        number("指标"), gates=(gate(m.Condition("below", subject(attribute="区"), F(1))),), attributes=("区",)
    ),
    "no component is named '别项'": lambda: book(
        number("指标"), gates=(gate(m.Condition("below", subject(component="别项"), F(1))),)
    ),
    "额: may exceed 64-bit": lambda: book(
        number("指标"), fields=(m.Field("指标", "number"), m.Field("额", "number", F(0), F(10) ** 13))
    ),
    "refer to a survey through its component": lambda: book(
        number("指标"),
        fields=(m.Field("指标", "number"), m.Field("满意", "survey")),
        gates=(gate(m.Condition("below", subject(field="满意"), F(1))),),
    ),
    "'is' is for labels": lambda: book(
        number("指标"), gates=(gate(m.Condition("is", subject(field="指标"), labels=("1",))),)
    ),
    "is not one of the labels": lambda: book(
        number("指标"),
        fields=(m.Field("指标", "number"), m.Field("段", "label", labels=("甲",))),
        gates=(gate(m.Condition("is", subject(field="段"), labels=("乙",))),),
    ),
    "orders nothing": lambda: book(
        number("指标"), ties=(m.Tie(subject(attribute="区")),), attributes=("区",)
    ),
    "a ceiling names the best grades": lambda: book(number("指标"), quotas=(over(grades=("较好",)),)),
    "either a share or a number": lambda: book(number("指标"), quotas=(over(number=3),)),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_cannot_be_meant_is_refused_by_name(said):
    with pytest.raises(Refused, match=said):
        compile_plan(WRONG[said]())


def test_a_refusal_survives_the_way_back_from_a_worker():
    import pickle

    refusal = pickle.loads(pickle.dumps(Refused("何处", "何事", "what")))  # noqa: S301

    assert (refusal.where, refusal.zh, refusal.en) == ("何处", "何事", "what")


def test_columns_become_arrow_with_nulls():
    found = settled(book(number("指标", missing=m.Missing.BLOCK)), {"D1": {"指标": 80}, "D2": {}})

    table = found.columns.to_arrow({"status": pa.int8()})

    assert table.column("composite").to_pylist() == [8000, None]
    assert table.schema.field("status").type == pa.int8()
    assert np.array_equal(found.columns["status"], [0, 2])
    assert found.columns.given("没有这一列", 0) is None


def test_no_column_leaves_the_span_that_was_proved_for_it():
    for seed in range(43_000, 43_150):
        rng = random.Random(seed)
        rules = random_rulebook(rng)
        found = settle_inputs(random_inputs(rng, rules), rules)
        for name, values in found.columns.values.items():
            known = values[values != MISSING]
            span = found.plan.span(name)
            assert not len(known) or (span.low <= known.min() and known.max() <= span.high), (seed, name)
