"""A reading held against the truth: right, doubtful, or wrong without a word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from shuzhi.ballots.paper.corpus.sheets import Meant, Truth, WornSheet
from shuzhi.ballots.paper.results import CellReading, CellState, PageReading


@dataclass
class Tally:
    """Counts over many pages. `silent` must stay empty: what was taken for sure and is not what was meant."""

    pages: int = 0
    boxes: int = 0
    cells: int = 0
    doubtful: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)

    def add(self, reading: PageReading, sheet: WornSheet, name: str = "") -> None:
        self.pages += 1
        if reading.refusal:
            self.refused[reading.refusal] += 1
            return
        if reading.page != sheet.page or len(reading.cells) != len(sheet.truth):
            self.silent.append(f"{name}: another page")
        for cell in reading.cells:
            self._cell(cell, sheet.truth[cell.reporter, cell.row], name)

    def _cell(self, cell: CellReading, truth: Truth, name: str) -> None:
        self.cells += 1
        self.boxes += len(cell.boxes)
        if cell.state == CellState.DOUBTFUL:
            self.doubtful += 1
            self.why[f"{cell.doubt}/{truth.how}"] += 1
        elif not _is_right(cell, truth):
            self.silent.append(f"{name}: {cell.reporter}/{cell.row} {truth} read {cell.state} {cell.choice}")

    def join(self, other: Tally) -> None:
        self.pages += other.pages
        self.boxes += other.boxes
        self.cells += other.cells
        self.doubtful += other.doubtful
        self.refused += other.refused
        self.why += other.why
        self.silent += other.silent

    @property
    def doubtful_share(self) -> float:
        return self.doubtful / max(self.cells, 1)

    @property
    def refused_share(self) -> float:
        return self.refused.total() / max(self.pages, 1)


def _is_right(cell: CellReading, truth: Truth) -> bool:
    if truth.meant == Meant.UNKNOWN:
        return False
    wanted = CellState.MARKED if truth.meant == Meant.CHOICE else CellState.BLANK
    return cell.state == wanted and cell.choice == truth.choice
