"""What a worked case tells, as the canonical input tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyarrow as pa

from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.rulebook.words import COLUMNS

TALLY = ("reporter", "group", "row", "mark", "count")


@dataclass(slots=True)
class Told:
    """The records read so far; reporters are numbered by the place of their code."""

    book: Rulebook
    codes: tuple[str, ...]
    traits: dict[str, dict[str, str]] = field(default_factory=dict)
    tallies: dict[str, Counter[tuple[int, int, int, int]]] = field(default_factory=dict)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: dict[str, list[tuple[int, str, str, int]]] = field(default_factory=dict)
    vetoes: list[tuple[int, str]] = field(default_factory=list)

    def inputs(self) -> Inputs:
        """The canonical tables."""
        return Inputs(
            reporters=self._reporters_table(),
            tallies={form.name: self._tally(form.name) for form in self.book.forms},
            fields=self._fields_table(),
            checklist=_listed(("reporter", "component", "item", "value"), self.entries.get("checklist", [])),
            adjustments=_listed(
                ("reporter", "adjustment", "item", "value", "proof"),
                [(*entry, "用例") for entry in self.entries.get("adjustments", [])],
            ),
            vetoes=_listed(
                ("reporter", "veto", "proof", "date", "authority"),
                [(*entry, "用例", "2026-01-01", "") for entry in self.vetoes],
            ),
            turnout=_listed(("form", "group", "issued", "returned", "invalid"), []),
        )

    def _reporters_table(self) -> pa.Table:
        names = ["unit", "person", *COLUMNS.chinese, "excluded", *self.book.attributes]
        columns: dict[str, list[str | None]] = {"code": list(self.codes)}
        for name in names:
            columns[name] = [self.traits.get(code, {}).get(name) for code in self.codes]
        columns["unit"] = [unit or code for unit, code in zip(columns["unit"], self.codes, strict=True)]
        columns["organiser"] = [organiser or "" for organiser in columns["organiser"]]
        return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})

    def _tally(self, form: str) -> pa.Table:
        lines = [(*where, count) for where, count in sorted(self.tallies.get(form, {}).items()) if count]
        kinds = (pa.int32(), pa.int16(), pa.int16(), pa.int64(), pa.int64())
        columns = [pa.array([line[at] for line in lines], kind) for at, kind in enumerate(kinds)]
        return pa.table(dict(zip(TALLY, columns, strict=True)))

    def _fields_table(self) -> pa.Table:
        columns: dict[str, pa.Array] = {}
        for one in self.book.fields:
            names = (one.name, f"{one.name}#asked") if one.kind == "survey" else (one.name,)
            for name in names:
                values = [self.fields.get(code, {}).get(name) for code in self.codes]
                columns[name] = pa.array(values, pa.int32() if one.kind == "label" else pa.int64())
        return pa.table(columns)


def _listed(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pa.Table:
    numeric = {"reporter": pa.int32(), "value": pa.int64(), "issued": pa.int64(), "returned": pa.int64()}
    numeric["invalid"] = pa.int64()
    return pa.table(
        {
            name: pa.array([row[at] for row in rows], numeric.get(name, pa.string()))
            for at, name in enumerate(names)
        }
    )


def shown(value: Fraction | None) -> str:
    """A figure as messages show it."""
    return "缺" if value is None else numbers.write(value)
