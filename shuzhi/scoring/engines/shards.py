"""A portion of a country's compact folder as a block: ballots counted by whole-number bins, never as floats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shuzhi.scoring.block import MISSING, Block, Flags, Key, Tally
from shuzhi.scoring.cells import inside, key_of, ordinals
from shuzhi.scoring.engines.numbers import in_micros
from shuzhi.scoring.engines.sorted_files import ByReporter, ByRow, reporters_of
from shuzhi.scoring.entries import check_entries, read_entries
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.reading import check_block, excluded_ordinals, read_vetoes
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Form, Row

STRIDE = 16_384  # reporters counted at once: their bins stay in the cache
NAMES = ("code", "unit", "person")
FACTS = {
    "checklist": ("component", "item", "value"),
    "adjustments": ("adjustment", "item", "value"),
    "vetoes": ("veto",),
}


@dataclass(slots=True)
class Shard:
    """The records of reporters ``first`` to ``last``, read forward."""

    folder: Path
    plan: Plan
    first: int
    last: int
    start: int = field(init=False)
    people: ByRow = field(init=False)
    files: dict[str, ByReporter] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.start = self.first
        texts = ("organiser", "category", "form", "excluded", *self.plan.rulebook.attributes)
        known = present(self.folder / "reporters.parquet")
        wanted = ("code", *(name for name in (*NAMES[1:], *texts[:4]) if name in known), *texts[4:])
        path = self.folder / "reporters.parquet"
        self.people = ByRow(path, wanted, wanted[1:], self.first, self.last)
        for form in self.plan.rulebook.forms:
            self._open(f"ballots_{form.name}", ("group", *(row.name for row in form.rows)))
        self._open("fields", tuple(_field_columns(self.plan)))
        for stem, columns in FACTS.items():
            self._open(stem, columns, columns[:2])

    def _open(self, stem: str, columns: tuple[str, ...], texts: tuple[str, ...] = ()) -> None:
        path = self.folder / f"{stem}.parquet"
        if path.exists():
            self.files[stem] = ByReporter(path, columns, self.first, self.last, texts)

    def block(self, stop: int) -> Block:
        """The reporters from where the last block ended up to ``stop``."""
        start, size = self.start, stop - self.start
        people = self.people.rows(stop)
        found = read_entries(
            self._facts("checklist", stop), self._facts("adjustments", stop), self.plan, size
        )
        names = ("category", "form", *self.plan.rulebook.attributes)
        organiser = _key(people, "organiser", size)
        block = Block(
            first=start,
            organiser=in_order(people.column("code"), organiser, start),
            keys={"organiser": organiser} | {name: _key(people, name, size) for name in names},
            excluded=excluded_ordinals(_text(people, "excluded", size), self.plan),
            tallies={form.name: self._tallies(form, stop) for form in self.plan.rulebook.forms},
            fields=self._fields(stop),
            entries=found.totals,
            vetoes=read_vetoes(self._facts("vetoes", stop), self.plan, size),
            identity=pa.table({name: _text(people, name, size) for name in NAMES}),
        )
        check_block(block, self.plan)
        check_entries(block, found, self.plan)
        self.start = stop
        return block

    def _facts(self, stem: str, stop: int) -> pa.Table:
        """Rows of a sparse table, numbered within the block."""
        if stem not in self.files:
            return pa.table({name: pa.array([], pa.string()) for name in ("reporter", *FACTS[stem])})
        table = self.files[stem].rows(stop)
        table = table.set_column(0, "reporter", pa.array(reporters_of(table).astype(np.int64) - self.start))
        if "value" in table.column_names:
            at = table.schema.get_field_index("value")
            table = table.set_column(at, "value", pa.array(in_micros(table.column("value"), stem)))
        return table

    def _fields(self, stop: int) -> dict[str, Ints]:
        columns = _field_columns(self.plan)
        size = stop - self.start
        if not columns:
            return {}
        if "fields" not in self.files:
            raise Refused("fields.parquet", "缺少这个文件。", "this file is missing.")
        table = self.files["fields"].rows(stop)
        rows = reporters_of(table).astype(np.int64) - self.start
        if (rows[1:] == rows[:-1]).any():
            raise Refused("fields.parquet", "有述职人出现了两次。", "a reporter stands twice.")
        found = {}
        for name, labels in columns.items():
            values = _values(table.column(name), labels, name)
            found[name] = column = np.full(size, MISSING, np.int64)
            column[rows] = values
        return found

    def _tallies(self, form: Form, stop: int) -> tuple[Tally, ...]:
        size = stop - self.start
        stem = f"ballots_{form.name}"
        if stem not in self.files:
            return tuple(_bins(form, row, size, np.dtype(np.uint8)) for row in form.rows)
        table = self.files[stem].rows(stop)
        rows = reporters_of(table).astype(np.int64) - self.start
        group = ordinals_of(table.column("group"), len(form.groups) - 1, f"{form.name}: group", blank=False)
        marks = [
            ordinals_of(table.column(row.name), _width(row), f"{form.name}: {row.name}") for row in form.rows
        ]
        most = int(np.bincount(rows, minlength=1).max())
        kind = next(np.dtype(kind) for kind in (np.uint8, np.uint16, np.uint32) if most <= np.iinfo(kind).max)
        tallies = tuple(_bins(form, row, size, kind) for row in form.rows)
        for low in range(0, size, STRIDE):
            high = min(size, low + STRIDE)
            start, end = np.searchsorted(rows, (low, high))
            key = group[start:end] * np.int64(high - low) + (rows[start:end] - low)
            for tally, mark in zip(tallies, marks, strict=True):
                _count(tally, mark[start:end], key, low, high)
        return tallies


def _count(tally: Tally, mark: npt.NDArray[Any], key: Ints, low: int, high: int) -> None:
    """Adds the marks of one stretch of reporters; ordinal 0 is a blank and has a bin of its own that is left out."""
    options, groups, _ = tally.counts.shape
    width = groups * (high - low)
    bins = np.bincount(mark * np.int64(width) + key, minlength=(options + 1) * width)
    tally.counts[:, :, low:high] = bins.reshape(options + 1, groups, high - low)[1:]


def present(path: Path) -> list[str]:
    """The columns of a file."""
    return list(ByRow(path, (), (), 0, 0).names)


def _width(row: Row) -> int:
    """The greatest ordinal of a mark: options from 1, or steps of the range from 1."""
    if not row.scale.numeric:
        return len(row.scale.options)
    return int((row.scale.high - row.scale.low) / row.scale.step) + 1


def _bins(form: Form, row: Row, size: int, kind: np.dtype[Any]) -> Tally:
    counts = np.zeros((_width(row), len(form.groups), size), kind)
    if not row.scale.numeric:
        return Tally(counts)
    low, step = int(row.scale.low * MICRO), int(row.scale.step * MICRO)
    return Tally(counts, low + step * np.arange(_width(row), dtype=np.int64))


def ordinals_of(column: pa.ChunkedArray, most: int, where: str, *, blank: bool = True) -> npt.NDArray[Any]:
    """Ordinals as they stand in the file; an empty cell is a blank."""
    if not pa.types.is_integer(column.type) or (column.null_count and not blank):
        raise Refused(where, "必须是整数序号。", "must be whole ordinals.")
    values = np.asarray((column.fill_null(0) if column.null_count else column).to_numpy())
    inside(values, 0, most, where)
    return values


def _field_columns(plan: Plan) -> dict[str, tuple[str, ...] | str]:
    """The columns of the fields table: labels of a label field, else "number" or "count"."""
    found: dict[str, tuple[str, ...] | str] = {}
    for known in plan.rulebook.fields:
        if known.kind == "survey":
            found |= {known.name: "count", f"{known.name}#asked": "count"}
        else:
            found[known.name] = known.labels if known.kind == "label" else "number"
    return found


def _values(column: pa.ChunkedArray, kind: tuple[str, ...] | str, where: str) -> Ints:
    if kind == "number":
        return in_micros(column, where)
    if kind == "count":
        if not pa.types.is_integer(column.type):
            raise Refused(where, "必须是整数。", "must be whole numbers.")
        return np.asarray(column.cast(pa.int64()).fill_null(MISSING).to_numpy())
    found = ordinals(key_of(column), list(kind), where)
    return np.where(found < 0, MISSING, found)


def _text(people: pa.Table, name: str, size: int) -> pa.Array:
    if name not in people.column_names:
        return pa.nulls(size, pa.string())
    column = people.column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _key(people: pa.Table, name: str, size: int) -> Key:
    return key_of(_text(people, name, size))


def in_order(code: pa.ChunkedArray, organiser: Key, first: int) -> Ints:
    """Ordinals of the organisers; a refusal unless reporters are ordered by organiser, then code, each once."""
    code = code.cast(pa.string()).combine_chunks()
    if code.null_count:
        raise Refused("reporters.parquet", "有述职人没有代码。", "a reporter has no code.")
    opens = np.ones(len(code), np.bool_)
    opens[1:] = np.diff(organiser.codes) != 0
    labels = ["" if at < 0 else organiser.labels[int(at)].as_py() for at in organiser.codes[opens]]
    rising: Flags = np.ones(len(code), np.bool_)
    rising[1:] = pc.less(code.slice(0, len(code) - 1), code.slice(1)).to_numpy(zero_copy_only=False)
    if not (rising | opens).all() or not strictly_rising(iter(labels)):
        raise Refused(
            f"reporters.parquet, {first + 1:,}…",
            "述职人没有按组织方、代码排序，或有重复。",
            "reporters are not sorted by organiser, then code, or one stands twice.",
        )
    return np.cumsum(opens) - 1


def strictly_rising(labels: Iterator[str]) -> bool:
    """That each label comes after the one before, in code-point order."""
    before = next(labels, "")
    for label in labels:
        if label <= before:
            return False
        before = label
    return True
