"""Reads a written result back and says, cell by cell, where the recount arrives at something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from shuzhi.scoring.recount import Recounted
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.tables.cells import exact
from shuzhi.scoring.tables.faults import Desk, InputFaults, Place
from shuzhi.scoring.tables.grids import Cell, Grid, blank, letters
from shuzhi.scoring.tables.names import key
from shuzhi.scoring.tables.workbooks import workbook_grids
from shuzhi.scoring.workbook.results import HEADINGS

SHEETS = ("结果与等次建议", "Result")
NOTES = ("说明", "Notes")
STATUS = {
    key(word): status
    for status, words in {
        "assessed": ("参加", "assessed"),
        "excluded": ("不参加考核", "excluded"),
        "blocked": ("暂停", "blocked"),
    }.items()
    for word in words
}
DIGEST = re.compile(r"[0-9a-f]{64}")
SIGN = re.compile(r"（[+−]）$")


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of the result that the recount does not confirm."""

    cell: str
    code: str
    what: str
    written: str
    recounted: str

    def text(self, lang: str) -> str:
        """The difference as a sentence."""
        if lang == "zh":
            return f"{self.cell} {self.code} {self.what}：表中“{self.written}”，复算“{self.recounted}”"
        return f"{self.cell} {self.code} {self.what}: written “{self.written}”, recounted “{self.recounted}”"


@dataclass(frozen=True, slots=True)
class Written:
    """The sheet of results as it stands in the file."""

    grid: Grid
    heading: int
    columns: dict[str, int]
    digests: frozenset[str]


def read_written(path: Path) -> Written:
    """The result in a workbook; raises ``InputFaults`` when there is none."""
    desk = Desk()
    grids = workbook_grids(path, desk)
    desk.close()
    grid = next((grid for grid in grids if grid.name in SHEETS), None)
    codes = {key(word) for word in HEADINGS["code"]}
    heading = (
        None
        if grid is None
        else next(
            (at for at, row in enumerate(grid.rows) if any(key(str(cell)) in codes for cell in row)), None
        )
    )
    if grid is None or heading is None:
        desk.wrong(
            Place(path.name),
            ("不是计分结果文件", "this is not a result workbook"),
            ("应有“结果与等次建议”表", "It should have the sheet “Result”"),
        )
        raise InputFaults(tuple(desk.faults))
    notes = [cell for one in grids if one.name in NOTES for row in one.rows for cell in row]
    digests = frozenset(cell for cell in notes if isinstance(cell, str) and DIGEST.fullmatch(cell))
    columns = {SIGN.sub("", str(cell)): at for at, cell in enumerate(grid.rows[heading]) if not blank(cell)}
    return Written(grid, heading, columns, digests)


def differences(written: Written, recounted: Sequence[Recounted], rulebook: Rulebook) -> list[Difference]:
    """Every cell that the recount does not confirm, and every reporter who is missing on either side."""
    ours = {(str(one.traits["organiser"] or ""), one.code): one for one in recounted}
    found: list[Difference] = []
    seen: set[tuple[str, str]] = set()
    for row in range(written.heading + 1, len(written.grid.rows)):
        code = _text(_cell(written, row, "code"))
        if not code:
            continue
        organiser = _text(_cell(written, row, "organiser"))
        where = next((one for one in ours if one[1] == code and organiser in ("", one[0])), None)
        if where is None:
            found.append(Difference(_ref(written, row, "code"), code, "", code, "—"))
            continue
        seen.add(where)
        found += _row(written, row, ours[where], rulebook)
    found += [
        Difference("—", code, "", "—", one.status)
        for (organiser, code), one in ours.items()
        if (organiser, code) not in seen
    ]
    return found


def _row(written: Written, row: int, one: Recounted, rulebook: Rulebook) -> list[Difference]:
    found = []
    for name, expected in _expected(one, rulebook).items():
        at = _column(written, name)
        if at is None:
            continue
        line = written.grid.rows[row]
        value = line[at] if at < len(line) else None
        if not _same(name, value, expected):
            told = str(expected if expected is not None else "")
            title = str(written.grid.rows[written.heading][at])
            found.append(
                Difference(f"{written.grid.name}!{letters(at)}{row + 1}", one.code, title, _text(value), told)
            )
    return found


def _expected(one: Recounted, rulebook: Rulebook) -> Mapping[str, str | Fraction | int | None]:
    """What the recount puts into each column of the sheet."""
    values: dict[str, str | Fraction | int | None] = {
        "status": one.status,
        "base": one.steps.get("base"),
        "composite": one.composite,
        "band": one.steps.get("band"),
        "grade": one.grade,
        "rank": one.rank,
    }
    for formula in rulebook.formulas:
        for part in formula.parts:
            values[part.path] = one.components.get(part.path)
    return values


def _column(written: Written, name: str) -> int | None:
    for word in HEADINGS.get(name, (name,)):
        if word in written.columns:
            return written.columns[word]
    return None


def _cell(written: Written, row: int, name: str) -> Cell:
    at = _column(written, name)
    line = written.grid.rows[row]
    return line[at] if at is not None and at < len(line) else None


def _ref(written: Written, row: int, name: str) -> str:
    return f"{written.grid.name}!{letters(_column(written, name) or 0)}{row + 1}"


def _text(value: Cell) -> str:
    if isinstance(value, float):
        return format(exact(value).normalize(), "f")
    return "" if value is None else str(value)


def _same(name: str, value: Cell, expected: str | Fraction | int | None) -> bool:
    if expected is None:
        return blank(value)
    if isinstance(expected, str):
        return (STATUS.get(key(_text(value))) if name == "status" else _text(value)) == expected
    try:
        return Fraction(_text(value)) == expected
    except ValueError:
        return False
