"""Compact ballots: reporters by row number, groups and options by ordinal; counted in columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook.model import Form
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.tallies import SCHEMA


def read_compact(table: pa.Table, form: Form, reporters: int, desk: Desk) -> pa.Table:
    """The tally of a compact table; ordinals beyond the form are faults."""
    place = Place(f"ballots_{form.name}")
    missing = [name for name in ("group", *(row.name for row in form.rows)) if name not in table.column_names]
    for name in missing:
        desk.wrong(
            place, (f"缺少“{name}”列", f"the column “{name}” is missing"), ("请补上这一列", "Add the column")
        )
    if missing:
        return SCHEMA.empty_table()
    reporter = table["reporter"].to_numpy().astype(np.int64)
    group = table["group"].to_numpy().astype(np.int64)
    _within(place, "reporter", reporter, reporters, desk)
    _within(place, "group", group, len(form.groups), desk)
    parts = [
        _counted(reporter, group, at, table[row.name].to_numpy().astype(np.int64), len(form.groups))
        for at, row in enumerate(form.rows)
    ]
    for row in form.rows:
        if not row.scale.numeric:
            _within(place, row.name, table[row.name].to_numpy(), len(row.scale.options) + 1, desk)
    cells = np.concatenate(parts)
    for at, row in enumerate(form.rows):
        if row.scale.numeric:
            mine = cells[:, 2] == at
            cells[mine, 3] = int(row.scale.low * MICRO) + cells[mine, 3] * int(row.scale.step * MICRO)
    order = np.lexsort((cells[:, 3], cells[:, 2], cells[:, 1], cells[:, 0]))
    cells = cells[order]
    return pa.Table.from_arrays(
        [pa.array(cells[:, at], SCHEMA.field(at).type) for at in range(5)], schema=SCHEMA
    )


def _within(place: Place, column: str, values: np.ndarray, end: int, desk: Desk) -> None:
    highest = int(values.max(initial=0))
    if highest >= end:
        row = int(np.argmax(values >= end)) + 1
        desk.wrong(
            Place(place.sheet, row, column),
            (f"序号超出范围（最大 {end - 1}）", f"the ordinal is beyond {end - 1}"),
            ("请核对导出程序", "Check the program that made the file"),
            highest,
        )


def _counted(reporter: np.ndarray, group: np.ndarray, row: int, marks: np.ndarray, groups: int) -> np.ndarray:
    """Lines of reporter, group, row, mark (from 0), count; a zero is a blank cell."""
    given = marks > 0
    width = int(marks.max(initial=0)) + 1
    joined = (reporter[given] * groups + group[given]) * width + (marks[given] - 1)
    kinds, counts = np.unique(joined, return_counts=True)
    person, kind = np.divmod(kinds, groups * width)
    which, mark = np.divmod(kind, width)
    return np.stack([person, which, np.full_like(person, row), mark, counts.astype(np.int64)], axis=1)
