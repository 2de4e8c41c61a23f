"""How many tables fit: against counting them all one by one, and in the corners."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from shuzhi.scoring.disclosure import Earlier, Figures, GroupMarks, average, disclose, disclose_all, openings
from shuzhi.scoring.disclosure.cells import UNIT, Cell, all_tables, near_tables, sums_of
from shuzhi.scoring.disclosure.fits import Case, Row
from shuzhi.scoring.disclosure.limits import spread
from shuzhi.scoring.rulebook.model import Disclosure

POINTS = (100, 85, 70)
OPEN = Disclosure(publish_groups=True, publish_ranks=True, unit_minimum=5)


def group(name, counts, share, **more):
    values = tuple(Fraction(share * worth, sum(counts)) for worth in POINTS[: len(counts)])
    return GroupMarks("测评", name, name, (tuple(counts),), (values,), **more)


def person(*groups, composite="87.6543", rank=None, **more):
    return Figures("好", Fraction(composite), rank, groups, **more)


def cell(name, counts, share=Fraction(1, 2)):
    one = group(name, counts, share)
    return Cell("测评", 0, name, one.rows[0], one.values[0])


def test_all_tables_are_all_and_each_once():
    found = all_tables(5, 4)

    assert len(found) == len({tuple(line) for line in found.tolist()}) == 56
    assert set(found.sum(1)) == {5}


def test_near_tables_hold_the_truth_and_move_two_marks_at_most():
    found = near_tables((40, 2, 0, 1))

    assert [40, 2, 0, 1] in found.tolist()
    assert np.abs(found - np.array([40, 2, 0, 1])).sum(1).max() == 4
    assert found.min() == 0


def test_sums_of_marks_are_those_that_one_finds_by_trying():
    tried = {sum(marks) for marks in product((0, 3, 7), repeat=4)}

    assert sums_of(4, (0, 3, 7)).tolist() == sorted(tried)


@pytest.mark.parametrize("decimals", [0, 1, 2])
@pytest.mark.parametrize("value", ["87.6543", "87.655", "0.5", "-0.5", "100"])
def test_what_is_shown_alike_lies_within_the_spread(value, decimals):
    low, high = spread(Fraction(value), decimals)

    assert high - low == Fraction(1, 10**decimals)
    assert low <= 0 <= high


def brute(cells, low, high, totals):
    """Every table of the first cell for which some tables of the others fit, one by one."""
    found = set()
    for tables in product(*(all_tables(one.number, len(one.counts)).tolist() for one in cells)):
        moved = sum(
            (Fraction(now - was) * value)
            for one, table in zip(cells, tables, strict=True)
            for now, was, value in zip(table, one.counts, one.values, strict=True)
        )
        same = not totals or np.array_equal(
            np.sum(tables, axis=0), np.sum([one.counts for one in cells], axis=0)
        )
        if same and low <= moved * UNIT <= high:
            found.add(tuple(tables[0]))
    return found


@pytest.mark.parametrize("totals", [False, True])
@pytest.mark.parametrize("width", [Fraction(1, 200), Fraction(1, 20), Fraction(1, 2)])
@pytest.mark.parametrize("counts", [((3, 1, 0), (4, 2, 1)), ((4, 0, 0), (5, 1, 0)), ((1, 2, 1), (3, 3, 2))])
def test_a_group_called_safe_has_three_tables_when_all_are_tried(counts, width, totals):
    cells = (cell("A", counts[0], Fraction(2, 5)), cell("B", counts[1], Fraction(3, 5)))
    low, high = int(-width * UNIT), int(width * UNIT)

    exposed = {one.group for one in Case((Row(cells, totals),), low, high).exposed()}

    assert "A" in exposed or len(brute(cells, low, high, totals)) >= 3
    assert "B" in exposed or len(brute(cells[::-1], low, high, totals)) >= 3


def test_a_score_of_the_best_mark_for_all_tells_every_ballot():
    shown = disclose(person(group("A", (12, 0, 0), 1), composite="100"), replace(OPEN, publish_groups=False))

    assert (shown.grade, shown.composite) == ("好", None)


def test_a_grade_that_only_one_table_reaches_is_withheld_too():
    shown = disclose(person(group("A", (12, 0, 0), 1), composite="100", low=Fraction(0)), OPEN)

    assert (shown.grade, shown.composite, shown.counts) == ("", None, ())
    assert shown.withheld[-1][0].startswith("等次：")


def test_two_editions_together_say_no_more_than_each():
    # 3 and 8 steps to the lower marks: between 86.5 and 88.5 many tables lie, on the edge at 87.5 only the true one.
    values = tuple(Fraction(3, 10) * Fraction(worth, 14) for worth in (100, 85, 60))
    voters = GroupMarks("测评", "A", "A", ((7, 5, 2),), (values,))
    policy = Disclosure(decimals=0, unit_minimum=5)
    said = Earlier(Fraction("87.49"), 0, (), ())

    first = disclose(person(voters, composite="87.49"), policy)
    second = disclose(person(voters, composite="87.51"), policy)
    both = disclose(person(voters, composite="87.51", earlier=(said,)), policy)

    assert (first.composite, second.composite, both.composite) == (87, 88, None)


def test_other_ballots_behind_a_second_edition_leave_the_grade():
    earlier = Earlier(Fraction("87"), 0, (), (), same_ballots=False)

    shown = disclose(person(group("A", (20, 9, 4), 1), earlier=(earlier,)), OPEN)

    assert (shown.grade, shown.composite, shown.groups, shown.counts) == ("好", None, (), ())


def test_ranks_stay_inside_as_soon_as_one_score_does():
    large = person(group("A", (20, 9, 4), 1), rank=2)
    told = person(group("A", (12, 0, 0), 1), composite="100", rank=1)

    shown = disclose_all([told, large], OPEN)

    assert [one.rank for one in shown] == [None, None]
    assert disclose(large, OPEN).rank == 2


def test_a_mean_is_made_of_what_is_published_and_of_nothing_else():
    large = disclose(person(group("A", (20, 9, 4), 1)), OPEN)
    small = disclose(person(group("A", (12, 0, 0), 1), composite="100"), OPEN)

    assert average([large, large], OPEN) == (large.composite, large.decimals)
    assert average([large, small], OPEN) is None
    assert average([], OPEN) is None


def test_a_median_is_shown_in_whole_points_and_only_of_large_groups():
    large, small = group("A", (20, 9, 4), 1), group("A", (5, 3, 1), 1)

    assert disclose(person(large, bent=True), OPEN).composite == 88
    assert disclose(person(small, bent=True), OPEN).composite is None


def test_opened_ballots_are_for_everybody_only_where_no_group_is_small_or_nearly_of_one_mind():
    wide, narrow, small = group("A", (20, 9, 4), 1), group("B", (20, 1, 0), 1), group("C", (2, 2, 1), 1)

    assert openings([person(wide)], OPEN) is None
    assert openings([person(wide, narrow)], OPEN) is not None
    assert openings([person(wide, small)], OPEN) is not None
