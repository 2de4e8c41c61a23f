"""How many tables of each group fit what would be published, counted from below: what is counted surely fits.

Everything the check leaves out can only add tables, so a group it calls safe is safe. An observer is taken to know
every other part of the composite and the marks counted in each group on each row; a voter also knows his own ballot,
so the tables of other groups, and of the own group on other rows, keep one mark of every option that was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
import numpy.typing as npt

from shuzhi.scoring.disclosure.cells import FAR, Cell, Ints

ENOUGH = 3
MOST_PAIRS = 60_000
MOST_HELP = 20_000
NOTHING = np.zeros(1, np.int64)


@dataclass(frozen=True)
class Row:
    """The groups of a form on one row; ``totals``: how many marks each option got over all of them is known."""

    cells: tuple[Cell, ...]
    totals: bool

    @cached_property
    def reach(self) -> Ints:
        """Amounts by which this row alone could move the composite, sorted; 0 is always among them."""
        if not self.totals:
            found = [cell.reach for cell in self.cells if cell.step]
        else:
            found = [_swaps(one, other) for at, one in enumerate(self.cells) for other in self.cells[:at]]
        return np.unique(np.concatenate([NOTHING, *found]))


@dataclass(frozen=True)
class Case:
    """All rows that a publication speaks about, and how far the composite may move unnoticed (in billionths)."""

    rows: tuple[Row, ...]
    low: int = -FAR
    high: int = FAR
    enough: int = ENOUGH

    def exposed(self) -> Iterator[Cell]:
        """The groups on rows for which too few tables surely fit, found as they are asked for."""
        for at, row in enumerate(self.rows):
            for cell in row.cells:
                if cell.protected and cell.number and not self._hides(at, cell):
                    yield cell

    def _hides(self, at: int, cell: Cell) -> bool:
        row = self.rows[at]
        tables = cell.tables
        fits = (tables == cell.truth).all(1)
        if not fits.any():
            return False
        looks = self._with_totals(row, cell) if row.totals else self._without(row, cell)
        helps = self._helps(at)
        for waiting in looks:
            for help_ in (NOTHING,) if not self._narrow else (NOTHING, *helps):
                fits |= waiting.fits(self, help_)
                if _enough(cell, tables[fits], self.enough):
                    return True
        return _enough(cell, tables[fits], self.enough)

    @property
    def _narrow(self) -> bool:
        return self.low > -FAR or self.high < FAR

    def _helps(self, at: int) -> list[Ints]:
        """What other rows could add to make up for a change in this one: one of them, or two."""
        found = [row.reach for number, row in enumerate(self.rows) if number != at and len(row.reach) > 1]
        found.sort(key=len, reverse=True)
        if len(found) > 1 and len(found[0]) * len(found[1]) <= MOST_HELP:
            found.insert(1, np.unique(found[0][:, None] + found[1][None]))
        return found[:3]

    def _without(self, row: Row, cell: Cell) -> Iterator[Look]:
        """The other groups of the row move freely: alone, one of them, two of them."""
        moves = cell.moves(cell.tables)
        yield Look(moves, NOTHING)
        others = [other.reach for other in row.cells if other is not cell and len(other.reach) > 1]
        others.sort(key=len, reverse=True)
        for reach in others:
            yield Look(moves, reach)
        if len(others) > 1 and len(others[0]) * len(others[1]) <= MOST_HELP:
            yield Look(moves, np.unique(others[0][:, None] + others[1][None]))

    def _with_totals(self, row: Row, cell: Cell) -> Iterator[Look]:
        """What this group gives away another one takes, or two others share."""
        others = sorted((one for one in row.cells if one is not cell and one.number), key=lambda o: o.number)
        for last in others:
            yield _shared(cell, None, last)
        for at, second in enumerate(others):
            for last in others[at + 1 :]:
                yield _shared(cell, second, last)

    def within(self, moves: Ints, help_: Ints) -> npt.NDArray[np.bool_]:
        """Which moves, together with some of the help, stay unnoticed."""
        low = np.searchsorted(help_, self.low - moves, "left")
        high = np.searchsorted(help_, self.high - moves, "right")
        return np.asarray(low < high)


@dataclass(frozen=True)
class Look:
    """One way to look for fitting tables: how each table moves the composite, and what may be added to that.

    With ``possible`` the moves are a table by other table; only the possible pairs count.
    """

    moves: Ints
    reach: Ints
    possible: npt.NDArray[np.bool_] | None = None

    def fits(self, case: Case, help_: Ints) -> npt.NDArray[np.bool_]:
        """Which tables surely fit."""
        help_ = help_ if len(self.reach) == 1 else _joined(self.reach, help_)
        found = case.within(self.moves, help_)
        return found if self.possible is None else np.asarray((found & self.possible).any(1))


def _joined(reach: Ints, help_: Ints) -> Ints:
    if len(help_) == 1:
        return reach
    if len(reach) * len(help_) <= MOST_HELP:
        return np.unique(reach[:, None] + help_[None])
    return np.union1d(reach, help_)


def _shared(cell: Cell, second: Cell | None, last: Cell) -> Look:
    """Every table of the cell with every one of the second group; the last group takes what is left."""
    tables = cell.tables
    others = second.anchored if second is not None else np.zeros((1, tables.shape[1]), np.int64)
    start = second.truth if second is not None else np.zeros(tables.shape[1], np.int64)
    most = max(1, MOST_PAIRS // max(1, len(tables)))
    if len(others) > most:
        others = others[np.argsort(np.abs(others - start).sum(1), kind="stable")[:most]]
    left = last.truth - (tables - cell.truth)[:, None] - (others - start)[None]
    possible = (left >= last.kept).all(-1) & last.allowed(left)
    moves = cell.moves(tables)[:, None] + last.moves(left)
    if second is not None:
        moves = moves + second.moves(others)[None]
    return Look(moves, NOTHING, possible)


def _swaps(one: Cell, other: Cell) -> Ints:
    """What it does to the composite when two groups exchange one mark."""
    options = range(len(one.counts))
    given = [
        (mine, theirs)
        for mine in options
        for theirs in options
        if mine != theirs and one.counts[mine] > 1 and other.counts[theirs] > 1
    ]
    if not given or one.fixed or other.fixed or one.keeps or other.keeps:
        return NOTHING
    eye = np.eye(len(one.counts), dtype=np.int64)
    mine, theirs = np.array(given).T
    return one.moves(one.truth - eye[mine] + eye[theirs]) + other.moves(other.truth + eye[mine] - eye[theirs])


def _enough(cell: Cell, tables: Ints, enough: int) -> bool:
    """So many tables for everybody outside, and for each voter who knows his own; or all there are, if fewer."""
    number, options = cell.number, len(cell.counts)
    if len(tables) < min(enough, comb(number + options - 1, options - 1)):
        return False
    if number < 2:
        return True
    needed = min(enough, comb(number + options - 2, options - 1))
    return all(int((tables[:, at] > 0).sum()) >= needed for at, count in enumerate(cell.counts) if count)
