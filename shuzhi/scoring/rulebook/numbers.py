"""Exact numbers as offices write them: 30, 30%, 1/3, ３０．５, １，０００, and back to text."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

MOST_DIGITS = 12
MOST_PLACES = 6
LARGEST_DENOMINATOR = 1000

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_RATIO = re.compile(r"([+-]?[0-9]+)\s*/\s*([0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([ ,][0-9]{3})+(\.[0-9]+)?")
# Full-width forms of the printable ASCII characters, and what else Chinese keyboards put into numbers.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D, 0xA0: 0x20}


class NotANumber(ValueError):  # noqa: N818
    """The text is no number; ``kind`` is the fault to report."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def parse(text: str) -> Fraction:
    """The exact value of a number, fraction or percentage; spaces and full-width forms are accepted."""
    plain = text.translate(_NARROW).strip()
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").rstrip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    if sum(character.isdigit() for character in plain) > MOST_DIGITS:
        raise NotANumber("number_too_long")
    if match := _RATIO.fullmatch(plain):
        return _ratio(int(match[1]), int(match[2]), percent=percent)
    if not _DECIMAL.fullmatch(plain):
        raise NotANumber("not_a_number")
    value = Fraction(plain) / (100 if percent else 1)
    if (places(value) or 0) > MOST_PLACES:
        raise NotANumber("number_too_long")
    return value


def _ratio(above: int, below: int, *, percent: bool) -> Fraction:
    if percent:
        raise NotANumber("not_a_number")
    if not 0 < below <= LARGEST_DENOMINATOR:
        raise NotANumber("bad_fraction")
    return Fraction(above, below)


def places(value: Fraction) -> int | None:
    """Decimal places needed to write the value exactly; None when no finite number of places is enough."""
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def write(value: Fraction) -> str:
    """The shortest exact text: 30, 0.5, 1/3."""
    if (places(value) or 0) > MOST_PLACES or places(value) is None:
        return f"{value.numerator}/{value.denominator}"
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction) -> str:
    """A share as a percentage: 30%, or 1/3 where a percentage would not be exact."""
    return f"{write(value * 100)}%" if places(value) is not None else write(value)
