"""What may leave the committee: small groups stay inside, and subtraction gives nothing back."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.scoring.disclosure import Figures, GroupMarks, disclose, half_up
from shuzhi.scoring.rulebook.model import Disclosure

OPEN = Disclosure(publish_groups=True, publish_ranks=True)


def group(name, *rows, form="测评"):
    return GroupMarks(form, name, name, tuple(rows))


def valued(one, share):
    """Every row counts alike; the options are worth 100, 85, 70."""
    points = (100, 85, 70)
    values = tuple(
        tuple(Fraction(share * worth, sum(row) or 1) / len(one.rows) for worth in points[: len(row)])
        for row in one.rows
    )
    return replace(one, values=values)


def figures(*groups, composite=Fraction("87.6543")):
    share = Fraction(1, len(groups))
    return Figures("好", composite, 3, tuple(valued(one, share) for one in groups))


BIG_A, BIG_B = group("A", (20, 5, 1)), group("B", (30, 8, 2))


def test_large_groups_show_everything_that_the_rulebook_publishes():
    shown = disclose(figures(BIG_A, BIG_B), OPEN)

    assert (shown.grade, shown.composite, shown.decimals, shown.rank) == ("好", Fraction("87.65"), 2, 3)
    assert (shown.groups, shown.counts, shown.withheld) == ((("测评", "A"), ("测评", "B")), ("测评",), ())


def test_the_default_policy_shows_the_score_but_no_rank_and_no_group():
    shown = disclose(figures(BIG_A, BIG_B), Disclosure())

    assert (shown.composite, shown.rank, shown.groups, shown.counts) == (Fraction("87.65"), None, (), ())
    assert [reason for reason, _ in shown.withheld] == [
        "各票类得分：按公开规定不公布",
        "名次：按公开规定不公布",
    ]


def test_a_score_is_withheld_below_the_unit_minimum():
    shown = disclose(figures(group("A", (3, 2)), group("B", (2, 2))), Disclosure(unit_minimum=10))

    assert shown.composite is None
    assert shown.withheld[0] == (
        "得分：“测评”有效票 9 张，不足 10 张",
        "Score: 9 counted ballots of “测评”, fewer than 10",
    )


def test_ballots_are_counted_on_the_fullest_row():
    rows = group("A", (3, 2, 1), (7, 6, 2))

    assert disclose(figures(rows), Disclosure(unit_minimum=15)).composite is not None


def test_a_small_group_makes_the_score_whole_points_and_hides_the_counts():
    shown = disclose(figures(BIG_A, group("B", (4, 3, 0))), OPEN)

    assert (shown.composite, shown.decimals, shown.counts) == (88, 0, ())
    assert "得分的小数：测评·B不足 10 票" in [reason for reason, _ in shown.withheld]


def test_the_next_smallest_group_covers_a_group_that_stands_alone():
    groups = group("A", (2, 1)), group("B", (12, 9)), group("C", (30, 10))

    shown = disclose(figures(*groups), replace(OPEN, publish_scores=False))

    assert shown.groups == (("测评", "C"),)
    assert [reason for reason, _ in shown.withheld if reason.startswith("测评·")] == [
        "测评·A：除本人外不足 5 票",
        "测评·B：以免由公布的数据推算出个人意见",
    ]


def test_beside_a_score_a_large_groups_figure_can_give_a_small_one_away():
    groups = group("A", (2, 1)), group("B", (12, 12)), group("C", (30, 20))

    shown = disclose(figures(*groups), OPEN)

    assert (shown.grade, shown.composite, shown.groups, shown.counts) == ("好", 88, (), ())
    assert "测评·C：以免由公布的数据推算出个人意见" in [reason for reason, _ in shown.withheld]


def test_two_withheld_groups_cover_each_other():
    groups = group("A", (2, 1)), group("B", (1, 3)), group("C", (30, 10))

    assert disclose(figures(*groups), replace(OPEN, publish_scores=False)).groups == (("测评", "C"),)


def test_an_empty_group_neither_shows_nor_covers():
    groups = group("A", (0, 0)), group("B", (2, 2)), group("C", (20, 10)), group("D", (9, 8))

    assert disclose(figures(*groups), OPEN).groups == (("测评", "C"),)


def test_a_small_group_of_one_mind_is_withheld_a_large_one_is_not():
    small, large = group("A", (14, 0), (7, 7)), group("B", (15, 0), (8, 7))

    shown = disclose(figures(small, large, group("C", (20, 20), (20, 20))), OPEN)

    assert shown.groups == (("测评", "C"),)
    assert (
        "测评·A：以免由公布的数据推算出个人意见",
        "测评·A: so that no ballot can be inferred from what is shown",
    ) in shown.withheld


def test_nothing_of_the_ballot_is_shown_of_a_reporter_without_a_score():
    shown = disclose(Figures("", None, None, (BIG_A, BIG_B)), OPEN)

    assert (shown.composite, shown.groups, shown.counts) == (None, (), ())
    assert shown.withheld == (
        ("测评数据：没有评定等次，不公布", "Figures of the ballot: no grade was computed"),
    )


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("87.655", 2, "87.66"),
        ("87.6549", 2, "87.65"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-1.24", 1, "-1.2"),
    ],
)
def test_display_rounds_half_up(value, places, expected):
    assert half_up(Fraction(value), places) == Fraction(expected)


rows = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))


@given(st.lists(rows, min_size=1, max_size=5))
def test_never_exactly_one_filled_group_of_a_form_stays_hidden(marks):
    groups = [group(f"G{number}", counts) for number, counts in enumerate(marks)]
    filled = [one for one in groups if one.most]

    shown = disclose(figures(*groups), OPEN)

    hidden = len(filled) - len(shown.groups)
    assert hidden != 1 or len(filled) == 1


@given(st.lists(rows, min_size=1, max_size=5))
def test_no_shown_group_is_small_or_of_one_mind(marks):
    groups = {f"G{number}": group(f"G{number}", counts) for number, counts in enumerate(marks)}

    for _, name in disclose(figures(*groups.values()), OPEN).groups:
        assert groups[name].least >= 5
        assert not groups[name].unanimous or groups[name].least >= 15
