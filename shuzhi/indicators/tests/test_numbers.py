"""Figures are exact: what is typed is what is stored, shown, summed and exported."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.indicators.states import (
    MOST_DIGITS,
    NumberError,
    is_period,
    number_text,
    period_before,
    period_of_day,
    periods_of,
    scaled_from,
    value_of,
)

figures = st.integers(-(10**MOST_DIGITS) + 1, 10**MOST_DIGITS - 1)
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


@given(figures, st.integers(0, 6))
def test_a_figure_reads_back_as_it_was_shown(scaled, decimals):
    assert scaled_from(number_text(scaled, decimals), decimals) == scaled
    assert scaled_from(number_text(scaled, decimals, grouped=False), decimals) == scaled


@given(figures, st.integers(0, 6))
def test_full_width_digits_mean_the_same(scaled, decimals):
    shown = number_text(scaled, decimals, grouped=False).translate(FULL_WIDTH)

    assert scaled_from(shown, decimals) == scaled


@given(figures, st.integers(0, 6))
def test_the_value_is_the_exact_decimal(scaled, decimals):
    assert value_of(scaled, decimals) * 10**decimals == scaled


@given(st.lists(figures, max_size=50), st.integers(0, 6))
def test_a_sum_of_wholes_is_the_sum_of_decimals(figures_, decimals):
    assert value_of(sum(figures_), decimals) == sum((value_of(one, decimals) for one in figures_), Decimal(0))


def test_the_sum_of_a_country_fits_into_64_bits():
    assert (10**MOST_DIGITS - 1) * 922_000 < 2**63


@pytest.mark.parametrize(
    ("text", "decimals", "scaled"),
    [
        ("1,234", 0, 1234),
        ("１２３４", 0, 1234),
        ("１，２３４．５", 1, 12345),
        (" 1 234 ", 0, 1234),
        ("3.10", 1, 31),
        ("-0.5", 2, -50),
        ("−7", 0, -7),
        ("0", 3, 0),
        ("+12", 0, 12),
    ],
)
def test_what_is_taken(text, decimals, scaled):
    assert scaled_from(text, decimals) == scaled


@pytest.mark.parametrize(
    "text",
    ["", "约100", "1,23", "1e5", "=1+1", "1.2.3", "95%", "0.123", "12,345.", "9" * 14, "NaN", "½", "1/2"],
)
def test_what_is_refused(text):
    with pytest.raises(NumberError):
        scaled_from(text, 2)


def test_a_percent_sign_is_taken_where_the_unit_is_per_cent():
    assert [scaled_from(text, 1, percent=True) for text in ("95%", "95.5％", "95.5")] == [950, 955, 955]


def test_periods_name_their_kind_and_their_order():
    from datetime import date

    assert [is_period(period, "month") for period in ("2026-11", "2026-13", "2026", "2026-1")] == [
        True, False, False, False,
    ]  # fmt: skip
    assert periods_of(2026, "quarter") == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert [period_of_day(date(2026, 11, 23), kind) for kind in ("year", "quarter", "month")] == [
        "2026", "2026Q4", "2026-11",
    ]  # fmt: skip
    assert [period_before(period) for period in ("2026", "2026Q3", "2026-11")] == [
        "2025",
        "2025Q3",
        "2025-11",
    ]
