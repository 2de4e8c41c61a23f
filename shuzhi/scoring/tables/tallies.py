"""Ballots and count sheets → tallies: how many marks of each kind a reporter has from a group on a row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from shuzhi.scoring.rulebook.model import Form
from shuzhi.scoring.tables.names import Names

SCHEMA = pa.schema(
    [
        ("reporter", pa.int32()),
        ("group", pa.int16()),
        ("row", pa.int16()),
        ("mark", pa.int64()),
        ("count", pa.int64()),
    ]
)


@dataclass(slots=True)
class Tally:
    """What has been counted of one form, and from which sheet, before the two shapes are compared."""

    form: Form
    people: tuple[str, ...] = ()  # the reporters' codes, for messages
    counts: Counter[tuple[int, int, int, int]] = field(default_factory=Counter)  # reporter, group, row, mark
    ballots: Counter[tuple[int, int]] = field(
        default_factory=Counter
    )  # reporter, group: ballots with any mark
    from_ballots: set[tuple[int, int]] = field(default_factory=set)
    from_counts: set[tuple[int, int]] = field(default_factory=set)
    sheets: dict[str, str] = field(default_factory=dict)  # "ballots" or "counts" → the sheet's name

    def table(self) -> pa.Table:
        """The canonical Arrow table: sorted, one line for each kind of mark, no empty counts."""
        lines = sorted((where, count) for where, count in self.counts.items() if count)
        cells = np.array([(*where, count) for where, count in lines], dtype=np.int64).reshape(-1, 5)
        arrays = [pa.array(cells[:, at], SCHEMA.field(at).type) for at in range(5)]
        return pa.Table.from_arrays(arrays, schema=SCHEMA)

    def voters(self) -> Counter[tuple[int, int]]:
        """The ballots of each reporter and group as far as known: on a count sheet, the fullest row."""
        known = Counter(self.ballots)
        rows: Counter[tuple[int, int, int]] = Counter()
        for (reporter, group, row, _), count in self.counts.items():
            rows[reporter, group, row] += count
        for (reporter, group, _), count in rows.items():
            known[reporter, group] = max(known[reporter, group], count)
        return known


def group_names(form: Form) -> Names:
    """The groups of a form by name, by label, and with 票 or 类 behind the name."""
    others = [(group.label, group.name) for group in form.groups]
    others += [(group.name + tail, group.name) for group in form.groups for tail in ("票", "类", "类票")]
    return Names((group.name for group in form.groups), others)


def group_ordinals(form: Form) -> dict[str, int]:
    """The ordinal of each group."""
    return {group.name: at for at, group in enumerate(form.groups)}
