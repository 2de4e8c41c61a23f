"""Columns of records as whole numbers and ordinals, with a refusal for what cannot be meant."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuzhi.scoring.block import MISSING, Key
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints


def key_of(column: pa.ChunkedArray | pa.Array) -> Key:
    """A text column as ordinals; an empty text is an empty cell."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = coded if pa.types.is_dictionary(coded.type) else coded.cast(pa.string()).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    labels = coded.dictionary.cast(pa.string())
    seen = np.bincount(codes + 1, minlength=len(labels) + 1)[1:] > 0
    seen &= ~pc.equal(labels, "").to_numpy(zero_copy_only=False)
    if seen.all():
        return Key(codes, labels)
    place = np.append(np.where(seen, np.cumsum(seen) - 1, -1), -1)
    return Key(place[codes], labels.filter(pa.array(seen)))


def ordinals(key: Key, names: list[str], where: str) -> Ints:
    """Ordinals of the rulebook's own names instead of those of the column."""
    labels = key.labels.to_pylist()
    unknown = [label for label in labels if label not in names]
    if unknown:
        raise Refused(where, f"考核办法中没有“{unknown[0]}”。", f"the rulebook knows no '{unknown[0]}'.")
    return np.array([*(names.index(label) for label in labels), -1], np.int64)[key.codes]


def numbers(column: pa.ChunkedArray) -> Ints:
    """A column as int64, MISSING for a null."""
    return np.asarray(column.cast(pa.int64()).fill_null(MISSING).to_numpy(), np.int64)


def rows_of(column: pa.ChunkedArray, size: int, where: str) -> Ints:
    """The rows of the reporters that a table's lines belong to."""
    if column.null_count:
        raise Refused(where, "有一行没有写明是谁的。", "a row belongs to nobody.")
    rows = numbers(column)
    if len(rows) and not (rows.min() >= 0 and rows.max() < size):
        raise Refused(where, "有一行指向不存在的述职人。", "a row points at a reporter who is not there.")
    return rows


def inside(values: Ints, low: int, high: int, where: str) -> None:
    """That no value lies outside what was proved or declared."""
    if len(values) and not (low <= int(values.min()) and int(values.max()) <= high):
        worst = int(values.min()) if int(values.min()) < low else int(values.max())
        raise Refused(
            where,
            f"数值 {worst} 超出 {low} 到 {high} 的范围。",
            f"the value {worst} is outside {low} to {high}.",
        )
