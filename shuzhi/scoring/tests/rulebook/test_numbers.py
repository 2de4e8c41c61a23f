from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.scoring.rulebook import numbers


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("30", Fraction(30)),
        ("30%", Fraction(3, 10)),
        ("30 %", Fraction(3, 10)),
        ("１２．５％", Fraction(1, 8)),
        ("1/3", Fraction(1, 3)),
        (" ２ ／ ３ ", Fraction(2, 3)),
        ("-0.5", Fraction(-1, 2)),
        ("−5", Fraction(-5)),
        ("+7", Fraction(7)),
        ("1,000", Fraction(1000)),
        ("1，000.25", Fraction(4001, 4)),
        ("12 000", Fraction(12000)),
        ("33.333333", Fraction(33333333, 1000000)),
    ],
)
def test_numbers_are_read_exactly_as_offices_write_them(written, value):
    assert numbers.parse(written) == value


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "not_a_number"),
        ("三十", "not_a_number"),
        ("1 2", "not_a_number"),
        ("1,5", "not_a_number"),
        ("10²", "not_a_number"),
        ("½", "not_a_number"),
        ("٣", "not_a_number"),
        ("1e3", "not_a_number"),
        ("0x10", "not_a_number"),
        ("nan", "not_a_number"),
        ("1/3%", "not_a_number"),
        ("1.", "not_a_number"),
        ("1/0", "bad_fraction"),
        ("1/1001", "bad_fraction"),
        ("0.1234567", "number_too_long"),
        ("0.00001%", "number_too_long"),
        ("1234567890123", "number_too_long"),
    ],
)
def test_what_is_ambiguous_or_inexact_is_refused(written, kind):
    with pytest.raises(numbers.NotANumber) as caught:
        numbers.parse(written)

    assert caught.value.kind == kind


@given(st.fractions(min_value=-10_000, max_value=10_000, max_denominator=1000))
def test_what_is_written_is_read_back(value):
    assert numbers.parse(numbers.write(value)) == value


def refusal(text):
    """Why the text is no number; None when it is one."""
    try:
        numbers.parse(text)
    except numbers.NotANumber as error:
        return error.kind
    return None


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_named_fault(text):
    assert refusal(text) in {None, "not_a_number", "bad_fraction", "number_too_long"}


def test_shares_are_written_as_percentages_where_that_is_exact():
    assert [numbers.percent(Fraction(3, 10)), numbers.percent(Fraction(1, 3))] == ["30%", "1/3"]
