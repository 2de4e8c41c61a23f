"""Numbers of a Parquet column as micros, exactly."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shuzhi.scoring.block import MISSING, Flags
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints

PLACES = 6
LARGEST = 9_000_000_000_000  # units: what fits into micros


def in_micros(column: pa.ChunkedArray, where: str) -> Ints:
    """Whole numbers, decimals, or floats that stand for a decimal of at most six places; MISSING for a null."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = array.type
    if pa.types.is_integer(kind):
        units = array.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        fits = np.abs(units) <= LARGEST
        micros = np.where(fits, units, 0) * MICRO
    elif pa.types.is_decimal(kind):
        micros, fits = _decimals(array)
    elif pa.types.is_floating(kind):
        micros, fits = _floats(array)
    else:
        raise Refused(where, "必须是数值。", "must be numbers.")
    known = array.is_valid().to_numpy(zero_copy_only=False)
    if not fits[known].all():
        raise Refused(
            where, "有数值太大，或小数超过六位。", "a number is too large or has more than six places."
        )
    return np.where(known, micros, MISSING)


def _decimals(array: pa.Array) -> tuple[Ints, Flags]:
    wide = array.cast(pa.decimal128(38, max(PLACES, array.type.scale)))
    words = np.frombuffer(wide.buffers()[1], np.int64).reshape(-1, 2)[wide.offset : wide.offset + len(wide)]
    fits = (words[:, 0] >> 63) == words[:, 1]  # the high word only repeats the sign
    beyond = 10 ** (wide.type.scale - PLACES)
    whole = words[:, 0] // beyond
    return whole, fits & (whole * beyond == words[:, 0])


def _floats(array: pa.Array) -> tuple[Ints, Flags]:
    """The nearest micro, when the float is what that decimal is written as."""
    units = array.cast(pa.float64()).fill_null(0).to_numpy(zero_copy_only=False)
    fits = np.abs(units) <= LARGEST
    micros = np.rint(np.where(fits, units, 0) * MICRO).astype(np.int64)
    return micros, fits & (micros / MICRO == units)
