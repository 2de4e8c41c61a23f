"""Section 3 of docs/scoring.md through the plan, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.plan.settling import column, reasons, settled, values
from shuzhi.scoring.tests.recount.office import OPTIONS, F, book, form, group, part

MEAN = m.BallotSource("票", m.Measure.MEAN)
MEDIAN = m.BallotSource("票", m.Measure.MEDIAN)
NUMERIC = m.Row("打分", m.Scale("分", low=F(0), high=F(10), step=F(1, 2)), F(100))


def rules(the_form: m.Form, source: m.BallotSource = MEAN, missing: m.Missing = m.Missing.BLOCK, **changes):
    return book(part("测评", 100, source, missing), forms=(the_form,), fields=(), **changes)


def votes(**groups):
    return {"D1": {"votes": {(name, "总体"): marks for name, marks in groups.items()}}}


def test_means_are_weighted_by_group_and_uncounted_options_leave_the_denominator():
    told = votes(甲={"好": 1, "较好": 2, "不了解": 5}, 乙={"好": 1, "差": 1})

    found = values(
        rules(form(group("甲", 60), group("乙", 40))),
        told,
        "n/票/总体/甲",
        "g/测评/总体/甲",
        "row/测评/总体",
        "composite",
    )

    assert found == {"n/票/总体/甲": 3, "g/测评/总体/甲": 90, "row/测评/总体": 74, "composite": 74}


@pytest.mark.parametrize(
    ("policy", "composite", "blocked", "state"),
    [
        (m.Small.RESPREAD, 100, [], 0),
        (m.Small.VOID, None, ["测评"], 1),
        (m.Small.BLOCK, None, ["测评"], 2),
    ],
)
def test_an_empty_group_does_what_its_policy_says(policy, composite, blocked, state):
    found = settled(rules(form(group("甲", 60), group("乙", 40, 1, policy))), votes(甲={"好": 3}))

    assert column(found, "composite") == [composite]
    assert reasons(found) == blocked
    assert column(found, "state/测评") == [state]
    assert column(found, "g/测评/总体/乙") == [None]


def test_a_small_group_takes_its_marks_and_its_weight_along():
    told = votes(甲={"差": 1}, 乙={"好": 3}, 丙={"好": 1})
    small = form(group("甲", 20, 2, m.Small.MERGE, "乙"), group("乙", 30), group("丙", 50))

    assert values(rules(small), told, "g/测评/总体/乙", "composite") == {
        "g/测评/总体/乙": 75,
        "composite": F("87.5"),
    }


def test_a_merging_group_with_marks_enough_stands_on_its_own():
    told = votes(甲={"差": 2}, 乙={"好": 3})
    small = form(group("甲", 50, 2, m.Small.MERGE, "乙"), group("乙", 50))

    assert values(rules(small), told, "composite") == {"composite": 50}


def test_a_group_of_weight_nothing_neither_counts_nor_blocks():
    told = votes(甲={"好": 1})

    assert values(rules(form(group("甲", 100), group("乙", 0))), told, "composite") == {"composite": 100}


def test_without_any_group_the_component_is_missing():
    found = settled(rules(form(group("甲", 1, 1, m.Small.RESPREAD))), {"D1": {}})

    assert (column(found, "state/测评"), column(found, "row/测评/总体")) == ([1], [None])


@pytest.mark.parametrize(
    ("marks", "median"),
    [({1: 1, 3: 1, 9: 1}, 30), ({1: 1, 3: 1, 4: 1, 9: 1}, 35), ({2: 5}, 20), ({"0.5": 1, 1: 1}, F("7.5"))],
)
def test_the_median_is_the_middle_mark_or_the_mean_of_the_two(marks, median):
    told = {"D1": {"votes": {("甲", "打分"): marks}}}

    assert values(rules(form(group("甲", 1), rows=(NUMERIC,)), MEDIAN), told, "composite") == {
        "composite": median
    }


@pytest.mark.parametrize(
    ("source", "figure"),
    [
        (replace(MEAN, drop_highest=1, drop_lowest=1, drop_from=5), F(4)),
        (replace(MEAN, drop_highest=1, drop_lowest=1, drop_from=6), F("4.8")),
        (replace(MEAN, drop_highest=3, drop_lowest=2), F("4.8")),
        (replace(MEDIAN, drop_lowest=1), F("4.5")),
    ],
)
def test_the_highest_and_lowest_marks_are_dropped_when_there_are_enough(source, figure):
    told = {"D1": {"votes": {("甲", "打分"): {2: 1, 3: 1, 4: 1, 5: 1, 10: 1}, ("乙", "打分"): {}}}}
    the_form = form(group("甲", 1), group("乙", 1, 1, m.Small.RESPREAD), rows=(NUMERIC,))

    found = values(rules(the_form, source), told, "g/测评/打分/甲")["g/测评/打分/甲"]

    assert found == figure


def test_a_rate_counts_the_named_options_among_the_counted_marks():
    source = m.BallotSource("票", m.Measure.RATE, rate_of=("好", "较好"), drop_highest=1)
    told = votes(甲={"好": 1, "较好": 1, "差": 1, "不了解": 7})

    assert values(rules(form(group("甲", 1)), source), told, "composite") == {"composite": F("66.67")}


def test_rows_are_weighted_after_being_brought_to_a_hundred():
    rows = (m.Row("总体", OPTIONS, F(60)), replace(NUMERIC, weight=F(40)), m.Row("不计", OPTIONS, F(0)))
    told = {"D1": {"votes": {("甲", "总体"): {"较好": 1}, ("甲", "打分"): {8: 1}}}}

    assert values(rules(form(group("甲", 1), rows=rows)), told, "composite") == {"composite": 83}


def test_points_below_nothing_are_allowed_and_rounded_away_from_zero():
    scale = m.Scale("正负", (m.Option("加", F(10)), m.Option("减", F(-10))))
    the_form = form(group("甲", 1), rows=(m.Row("总体", scale, F(100)),))
    told = votes(甲={"加": 1, "减": 2})

    assert values(rules(the_form, floor=F(-100)), told, "g/测评/总体/甲", "composite") == {
        "g/测评/总体/甲": F("-3.33"),
        "composite": F("-33.3"),
    }
