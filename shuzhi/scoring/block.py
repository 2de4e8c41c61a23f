"""A block: the records of whole organisers as dense columns of whole numbers, ready for the plan.

The reporter is the innermost axis everywhere, so that one instruction works on a long run of reporters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shuzhi.scoring.rounding import Ints

MISSING = np.iinfo(np.int64).min

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Marks of one row of a form, [mark, group, reporter]. ``marks`` holds the numbers in micros of a numeric row."""

    counts: Counts
    marks: Ints | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A text column as ordinals of its labels: -1 for an empty cell. Every label occurs, and once."""

    codes: Ints
    labels: pa.StringArray

    def ordinals(self, names: Sequence[str]) -> list[int]:
        """The ordinals of those names that occur."""
        found = pc.index_in(pa.array(names, pa.string()), value_set=self.labels)
        return [at for at in found.to_pylist() if at is not None]


@dataclass(frozen=True, slots=True)
class Block:
    """Reporters of whole organisers in canonical order, and what was recorded about each.

    ``first`` is the row of the first reporter among all inputs. ``fields`` and ``entries`` hold MISSING where
    nothing stands; ``entries`` are totals by ("component/PATH" or "adjustment/NAME", item). ``identity`` keeps the
    reporters' own table for the result.
    """

    first: int
    organiser: Ints  # ordinals from 0 in order of appearance
    keys: dict[str, Key]
    excluded: Ints  # ordinal of the listed exclusion, -1
    tallies: dict[str, tuple[Tally, ...]]
    fields: dict[str, Ints]
    entries: dict[tuple[str, str], Ints]
    vetoes: dict[str, Flags]
    identity: pa.Table

    def __len__(self) -> int:
        return len(self.organiser)

    def part(self, start: int, stop: int) -> Block:
        """The reporters from ``start`` to ``stop`` (ends of organisers) as a block of their own, without copying."""
        cut = slice(start, stop)
        organiser = self.organiser[cut]
        return replace(
            self,
            first=self.first + start,
            organiser=organiser - organiser[:1],
            keys={name: replace(key, codes=key.codes[cut]) for name, key in self.keys.items()},
            excluded=self.excluded[cut],
            tallies={
                form: tuple(replace(tally, counts=tally.counts[:, :, cut]) for tally in tallies)
                for form, tallies in self.tallies.items()
            },
            fields={name: values[cut] for name, values in self.fields.items()},
            entries={name: values[cut] for name, values in self.entries.items()},
            vetoes={name: flags[cut] for name, flags in self.vetoes.items()},
            identity=self.identity.slice(start, stop - start),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """What the plan computed: one whole-number column a name, aligned with the reporters of the block."""

    values: dict[str, Ints]

    def __getitem__(self, name: str) -> Ints:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def given(self, name: str, row: int) -> int | None:
        """A reporter's value, None where there is none."""
        if name not in self.values:
            return None
        value = int(self.values[name][row])
        return None if value == MISSING else value

    def to_arrow(self, types: dict[str, pa.DataType] | None = None) -> pa.Table:
        """The columns as an Arrow table; MISSING becomes a null."""
        known = types or {}
        return pa.table(
            {name: _arrow(column, known.get(name, pa.int64())) for name, column in self.values.items()}
        )


def _arrow(column: Ints, kind: pa.DataType) -> pa.Array:
    missing = column == MISSING
    narrow = column.astype(
        kind.to_pandas_dtype(), copy=False
    )  # the least int64 ends in zeros: a narrow null is a 0
    return pa.array(narrow, type=kind, mask=missing if missing.any() else None)


def joined(parts: list[Columns]) -> Columns:
    """The columns of consecutive blocks as one."""
    return Columns({name: np.concatenate([part[name] for part in parts]) for name in parts[0].values})


def ends_of_organisers(organiser: Ints) -> Ints:
    """The row after the last reporter of each organiser."""
    if not len(organiser):
        return organiser
    return np.append(np.flatnonzero(np.diff(organiser)) + 1, len(organiser)).astype(np.int64)


def stretches(ends: Ints, size: int) -> list[tuple[int, int]]:
    """Consecutive runs of whole organisers, each closed at the first end at or beyond ``size`` reporters."""
    found, start, last = [], 0, int(ends[-1]) if len(ends) else 0
    while start < last:
        stop = int(ends[min(int(np.searchsorted(ends, start + size)), len(ends) - 1)])
        found.append((start, stop))
        start = stop
    return found
