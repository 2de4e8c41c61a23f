"""A sheet as it lies in the file: rows of raw values, with what the file says about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from shuzhi.scoring.tables.faults import Place

Cell = str | int | float | bool | Decimal | dt.date | dt.time | dt.timedelta | None

UNCACHED = "uncached"  # a formula whose result the file does not hold
ERRONEOUS = "erroneous"  # a formula that ended in an error such as #N/A
PERCENT = "percent"  # shown with a percent sign, stored as a hundredth


def letters(column: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def blank(cell: Cell) -> bool:
    """True for nothing, and for text of nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\u3000\xa0"))


@dataclass(slots=True)
class Grid:
    """Rows of cells counted from 0, and marks on some of them."""

    name: str
    rows: list[list[Cell]]
    lettered: bool = True
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, column, last row, column
    hidden: list[int] = field(default_factory=list)
    hidden_sheet: bool = False
    date_1904: bool = False

    def place(self, row: int | None = None, column: int | None = None, heading: str = "") -> Place:
        """The place of a cell, for messages."""
        cell = (
            f"{letters(column)}{row + 1}" if self.lettered and row is not None and column is not None else ""
        )
        return Place(self.name, None if row is None else row + 1, heading, cell)

    @property
    def empty(self) -> bool:
        """True when no cell holds anything."""
        return all(blank(cell) for row in self.rows for cell in row)
