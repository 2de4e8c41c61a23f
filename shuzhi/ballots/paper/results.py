"""What was read: boxes, cells, pages, and sets of pages; nothing here decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzhi.ballots.paper.layout import Layout, shown_mark

Grey = NDArray[np.uint8]


class BoxState(StrEnum):
    EMPTY = "empty"
    DOUBTFUL = "doubtful"
    MARKED = "marked"


class CellState(StrEnum):
    """A cell is one reporter on one row of the form. Blank: every box is surely empty."""

    BLANK = "blank"
    DOUBTFUL = "doubtful"
    MARKED = "marked"


class Doubt(StrEnum):
    """Why two people look at a cell."""

    FAINT = "faint"
    TWO = "two"
    CANCELLED = "cancelled"
    BESIDE = "beside"
    PART = "part"
    UNCLEAR = "unclear"
    LOST = "lost"


class Refused(StrEnum):
    """Why a page is not read at all."""

    NO_CODE = "no_code"
    FOREIGN = "foreign"
    SIGNATURE = "signature"
    MIXED = "mixed"
    CORNER = "corner"
    SKEWED = "skewed"
    SMALL = "small"
    PALE = "pale"
    GEOMETRY = "geometry"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class BoxReading:
    """One box; the score is the share of its inside that carries ink, from 0 to 1."""

    part: int
    option: int
    label: str
    state: BoxState
    score: float
    crop: Grey


@dataclass(frozen=True, slots=True)
class CellReading:
    """One reporter on one row. `picture` shows the boxes of this cell and nothing else of the ballot."""

    reporter: int
    row: int
    state: CellState
    choice: int | None
    doubt: Doubt | None
    boxes: tuple[BoxReading, ...]
    picture: Grey


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page. With a refusal there are no cells; what the code said is told as far as it was read."""

    refusal: Refused | None
    form: str = ""
    group: str = ""
    number: str = ""
    page: int = 0
    pages: int = 0
    cells: tuple[CellReading, ...] = ()
    turned: float = 0.0

    @property
    def boxes(self) -> tuple[BoxReading, ...]:
        return tuple(box for cell in self.cells for box in cell.boxes)

    @property
    def doubtful(self) -> tuple[CellReading, ...]:
        return tuple(cell for cell in self.cells if cell.state == CellState.DOUBTFUL)


@dataclass
class Gathering:
    """Pages as they come, put together into sets; a page that was seen before is refused as twice."""

    sets: dict[str, dict[int, PageReading]] = field(default_factory=dict)

    def add(self, reading: PageReading) -> Refused | None:
        """Takes a page in; says why not. Pages of one number on two forms or groups are mixed."""
        if reading.refusal:
            return reading.refusal
        pages = self.sets.setdefault(reading.number, {})
        other = next(iter(pages.values()), reading)
        if (other.form, other.group, other.pages) != (reading.form, reading.group, reading.pages):
            return Refused.MIXED
        if reading.page in pages:
            return Refused.TWICE
        pages[reading.page] = reading
        return None

    def missing(self) -> dict[str, list[int]]:
        """By sheet number, the pages that are not here yet."""
        found = {}
        for number, pages in self.sets.items():
            wanted = next(iter(pages.values())).pages if pages else 0
            if lacking := [page for page in range(1, wanted + 1) if page not in pages]:
                found[number] = lacking
        return found

    def complete(self) -> dict[str, list[PageReading]]:
        """By sheet number, the sets whose every page was read."""
        missing = self.missing()
        return {
            number: [pages[page] for page in sorted(pages)]
            for number, pages in self.sets.items()
            if pages and number not in missing
        }


def choices_of(
    layout: Layout, pages: Iterable[PageReading], decided: Mapping[tuple[int, int], int | None] | None = None
) -> list[list[int | str | None]]:
    """The filled ballot as `Sheet.write` takes it. `decided` has the cells that people settled.

    Raises ValueError when a doubtful cell has no decision or a cell was on no page.
    """
    decided = decided or {}
    found = {(cell.reporter, cell.row): cell for page in pages for cell in page.cells}
    choices: list[list[int | str | None]] = [[None] * len(layout.sheet.rows) for _ in layout.sheet.reporters]
    for reporter, row in layout.cells:
        cell = found.get((reporter, row))
        if cell is None or (cell.state == CellState.DOUBTFUL and (reporter, row) not in decided):
            raise ValueError((reporter, row))
        place = decided.get((reporter, row), cell.choice)
        choices[reporter][row] = None if place is None else _sent(layout, row, place)
    return choices


def _sent(layout: Layout, row: int, place: int) -> int | str:
    """An option's place, or a mark as written: what a phone would send."""
    line = layout.sheet.rows[row]
    return place if line.options else shown_mark(Fraction(line.low) + place * Fraction(line.step))


def png_of(picture: Grey) -> bytes:
    """A crop as a PNG file, for the page where people decide."""
    done, data = cv2.imencode(".png", picture)
    if not done:
        raise ValueError(picture.shape)
    return data.tobytes()
