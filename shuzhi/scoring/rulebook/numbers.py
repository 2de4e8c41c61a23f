"""Exact numbers as offices write them: 30, 30%, 1/3, ３０．５, １ ０００, and back to text."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

MOST_DIGITS = 12
MOST_PLACES = 6
LARGEST_DENOMINATOR = 1000

_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")
_RATIO = re.compile(r"([+-]?\d+)/(\d+)")


class NotANumber(ValueError):  # noqa: N818
    """The text is no number; ``kind`` is the fault to report."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def parse(text: str) -> Fraction:
    """The exact value of a number, fraction or percentage; spaces and full-width forms are accepted."""
    plain = _plain(text)
    percent = plain.endswith("%")
    plain = plain.removesuffix("%")
    if sum(character.isdigit() for character in plain) > MOST_DIGITS:
        raise NotANumber("number_too_long")
    value = _value(plain)
    return value / 100 if percent else value


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").replace("。", ".")
    return "".join(folded.replace("％", "%").replace(",", "").split())


def _value(plain: str) -> Fraction:
    if match := _DECIMAL.fullmatch(plain):
        if match[1] and len(match[1].rstrip("0")) - 1 > MOST_PLACES:
            raise NotANumber("number_too_long")
        return Fraction(plain)
    if match := _RATIO.fullmatch(plain):
        if not 0 < int(match[2]) <= LARGEST_DENOMINATOR:
            raise NotANumber("bad_fraction")
        return Fraction(int(match[1]), int(match[2]))
    raise NotANumber("not_a_number")


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
    if places(value) is None:
        return f"{value.numerator}/{value.denominator}"
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction) -> str:
    """A share as a percentage: 30%, or 1/3 where a percentage would not be exact."""
    return f"{write(value * 100)}%" if places(value) is not None else write(value)
