"""The only place that divides. Everything else adds and multiplies whole numbers.

A quotient is exact until it is rounded once, in the declared way; see ``docs/scoring.md``, section 1.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzhi.scoring.rulebook.model import Rounding

Ints = npt.NDArray[np.int64]

LARGEST = 2**63 - 1


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """The whole number nearest to an exact value, in the declared rounding."""
    size = abs(exact)
    low = floor(size)
    rest = size - low
    half = Fraction(1, 2)
    match rounding:
        case Rounding.DOWN:
            whole = low
        case Rounding.UP:
            whole = ceil(size)
        case Rounding.HALF_UP:
            whole = low + (rest >= half)
        case _:  # half even
            whole = low + (rest > half or (rest == half and low % 2 == 1))
    return whole if exact >= 0 else -whole


def quotient(above: Ints, below: Ints | int, rounding: Rounding, *, signed: bool) -> Ints:
    """``above / below`` rounded once; ``below`` is at least 1. ``signed`` is False where nothing can be negative."""
    if not signed:
        return _of_sizes(above, below, rounding)
    sizes = _of_sizes(np.abs(above), below, rounding)
    return np.where(above < 0, -sizes, sizes)


def _of_sizes(above: Ints, below: Ints | int, rounding: Rounding) -> Ints:
    """The quotient of numbers that are not negative."""
    whole: Any
    match rounding:
        case Rounding.DOWN:
            whole = above // below
        case Rounding.UP:
            whole = (above + (below - 1)) // below
        case Rounding.HALF_UP:
            whole = (above + (below >> 1)) // below
        case _:  # half even
            whole = above // below
            twice = (above - whole * below) << 1
            whole = whole + ((twice > below) | ((twice == below) & ((whole & 1) == 1)))
    return np.asarray(whole)


def first_at_least(line: Fraction, scale: int) -> int:
    """The least scaled whole number that is not below the line."""
    return ceil(line * scale)


def last_at_most(line: Fraction, scale: int) -> int:
    """The greatest scaled whole number that is not above the line."""
    return floor(line * scale)
