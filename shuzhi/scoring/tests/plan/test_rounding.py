"""The one place that divides."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.scoring.rounding import first_at_least, last_at_most, quotient, rounded
from shuzhi.scoring.rulebook.model import Rounding

whole = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2.5", [3, 2, 3, 2]),
        ("3.5", [4, 4, 4, 3]),
        ("-2.5", [-3, -2, -3, -2]),
        ("-0.4", [0, 0, -1, 0]),
        ("7", [7] * 4),
    ],
)
def test_halves_go_where_each_rounding_sends_them(value, expected):
    assert [rounded(Fraction(value), how) for how in Rounding] == expected


@pytest.mark.parametrize("how", Rounding)
@given(above=st.lists(whole, min_size=1, max_size=20), below=st.integers(1, 10**12))
def test_columns_round_as_fractions_do(how, above, below):
    found = quotient(np.array(above, np.int64), below, how, signed=True)

    assert found.tolist() == [rounded(Fraction(each, below), how) for each in above]


@pytest.mark.parametrize("how", Rounding)
@given(pairs=st.lists(st.tuples(st.integers(0, 10**15), st.integers(1, 10**6)), min_size=1, max_size=20))
def test_a_denominator_may_differ_from_row_to_row(how, pairs):
    above, below = (np.array(side, np.int64) for side in zip(*pairs, strict=True))

    found = quotient(above, below, how, signed=False)

    assert found.tolist() == [rounded(Fraction(*pair), how) for pair in pairs]


def test_a_line_between_two_steps_is_met_from_the_step_above():
    assert (first_at_least(Fraction(1, 3), 10_000), last_at_most(Fraction(1, 3), 10_000)) == (3334, 3333)
