"""Where every box of a form stands on paper, in millimetres: the same for printing and for reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, zip_longest

from shuzhi.ballots.paper import measures
from shuzhi.ballots.paper.columns import Run, spread
from shuzhi.ballots.paper.measures import MOST_ACROSS
from shuzhi.ballots.sheet import Sheet, SheetRow

MOST_PAGES = 60
# Widths are counted in half characters: a Chinese character is two, a Latin letter one.
MOST_LABEL = 32


class UnfitForm(ValueError):  # noqa: N818 - reads as what the form is
    """This form cannot be put on paper; `why` is a code, `subject` the row it is about."""

    def __init__(self, why: str, subject: str = "") -> None:
        super().__init__(f"{why}: {subject}" if subject else why)
        self.why = why
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its centre in millimetres, the cell it belongs to, and what a mark in it says.

    A long scale of marks is written in two parts, tens and ones: `part` 0 and 1.
    """

    page: int
    x: float
    y: float
    reporter: int
    row: int
    part: int
    option: int
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A heading over one column of boxes, with the room it has."""

    x: float
    label: str
    width: float


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over the boxes of one form row in one bay; `top` is where the bay's first line begins."""

    row: int
    parts: int
    left: float
    right: float
    top: float
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A reporter's name before its boxes."""

    reporter: int
    y: float
    part: int
    parts: int


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    boxes: tuple[Box, ...]
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How a row is written in boxes: one part of options, or a coarse and a fine part that are added.

    `first` is the first coarse box, `base` how many fine ones make a coarse one, `lowest` the row's lowest mark,
    all counted in steps.
    """

    parts: tuple[tuple[str, ...], ...]
    steps: int
    base: int = 0
    first: int = 0
    lowest: int = 0

    def place(self, chosen: Sequence[int]) -> int | None:
        """The place on the row's scale, from 0; None where the sum is no mark of the row."""
        place = (
            chosen[0]
            if len(self.parts) == 1
            else (self.first + chosen[0]) * self.base + chosen[1] - self.lowest
        )
        return place if 0 <= place < self.steps else None


@dataclass(frozen=True)
class Layout:
    """All pages of one voter's set for one group."""

    sheet: Sheet
    group: int
    pages: tuple[Page, ...]
    scales: tuple[Scale, ...]

    @staticmethod
    def of(sheet: Sheet, group: str) -> Layout:
        """The one layout of this form; raises UnfitForm with the reason when it has none."""
        place = next((at for at, known in enumerate(sheet.groups) if known.name == group), None)
        if place is None:
            raise UnfitForm("group", group)
        if not sheet.reporters or not sheet.rows:
            raise UnfitForm("empty")
        scales = tuple(scale_of(row) for row in sheet.rows)
        pages = tuple(_pages(sheet, scales))
        if len(pages) > MOST_PAGES:
            raise UnfitForm("pages", str(len(pages)))
        return Layout(sheet, place, pages, scales)

    @property
    def group_name(self) -> str:
        return self.sheet.groups[self.group].name

    @cached_property
    def seal(self) -> bytes:
        """What the signature of every sheet covers: another form or another layout makes it void."""
        boxes = [
            [box.page, box.x, box.y, self.sheet.reporters[box.reporter].code, self.sheet.rows[box.row].name,
             box.part, box.label]
            for page in self.pages
            for box in page.boxes
        ]  # fmt: skip
        text = json.dumps([boxes, measures.CORNERS, measures.BOX, self.group_name], ensure_ascii=False)
        return hashlib.sha256(text.encode()).digest()

    @cached_property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """Every (reporter, row), in the order of the filled ballot."""
        rows = range(len(self.sheet.rows))
        return tuple((who, row) for who in range(len(self.sheet.reporters)) for row in rows)


def scale_of(row: SheetRow) -> Scale:
    """How a row is put into boxes; raises UnfitForm when it cannot."""
    if row.options:
        if len(row.options) > MOST_ACROSS:
            raise UnfitForm("options", row.name)
        return Scale((row.options,), len(row.options))
    low, step = Fraction(row.low), Fraction(row.step)
    if row.steps <= MOST_ACROSS:
        return Scale((tuple(shown_mark(low + at * step) for at in range(row.steps)),), row.steps)
    return _in_two_parts(row, low, step)


def _in_two_parts(row: SheetRow, low: Fraction, step: Fraction) -> Scale:
    """Tens and ones, or wholes and their fractions, whose sum is the mark."""
    lowest = low / step
    if lowest.denominator != 1 or low < 0:
        raise UnfitForm("scale", row.name)
    per_whole = 1 / step
    base = int(per_whole) if per_whole.denominator == 1 and 1 < per_whole <= MOST_ACROSS else 10
    first, last = int(lowest) // base, (int(lowest) + row.steps - 1) // base
    if last - first + 1 > MOST_ACROSS:
        raise UnfitForm("scale", row.name)
    coarse = tuple(shown_mark(at * base * step) for at in range(first, last + 1))
    fine = tuple(("+" if at else "") + shown_mark(at * step) for at in range(base))
    return Scale((coarse, fine), row.steps, base, first, int(lowest))


def shown_mark(number: Fraction) -> str:
    """The number as plain digits, as a voter would write it."""
    if number.denominator == 1:
        return str(number.numerator)
    for places in range(1, 7):
        scaled = number * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            return ("-" if number < 0 else "") + f"{digits[:-places]}.{digits[-places:]}"
    return f"{number.numerator}/{number.denominator}"


@dataclass(frozen=True, slots=True)
class _Slot:
    """A form row (or one of its parts) over the columns it stands in."""

    row: int
    part: int
    parts: int
    columns: tuple[Column, ...]
    left: float
    right: float


# A strip is what one reporter has side by side; one with two lines has its parts below each other.
_Strip = tuple[tuple[_Slot, ...], ...]


def _pages(sheet: Sheet, scales: Sequence[Scale]) -> Iterator[Page]:
    strips = list(_strips(sheet, scales))
    bays = list(_filled_bays(len(sheet.reporters), strips))
    for first in range(0, len(bays), len(measures.BAYS)):
        number = first // len(measures.BAYS) + 1
        yield _page(number, bays[first : first + len(measures.BAYS)])


def _filled_bays(reporters: int, strips: Sequence[_Strip]) -> Iterator[tuple[_Strip, range]]:
    """Which strip and which reporters stand in which bay, bay after bay."""
    at = 0
    for strip in strips:
        done = 0
        while done < reporters:
            room = len(measures.BAYS[at % len(measures.BAYS)]) // len(strip)
            yield strip, range(done, min(done + room, reporters))
            done += room
            at += 1


def _page(number: int, bays: Sequence[tuple[_Strip, range]]) -> Page:
    boxes: list[Box] = []
    headings: list[Heading] = []
    lines: list[Line] = []
    for centres, (strip, reporters) in zip(measures.BAYS, bays, strict=False):
        top = centres[0] - measures.PITCH / 2
        headings += _headings(strip, top)
        for nth, reporter in enumerate(reporters):
            for part, slots in enumerate(strip):
                y = centres[nth * len(strip) + part]
                lines.append(Line(reporter, y, part, len(strip)))
                boxes += [
                    Box(number, column.x, y, reporter, slot.row, slot.part, option, column.label)
                    for slot in slots
                    for option, column in enumerate(slot.columns)
                ]
    return Page(number, tuple(boxes), tuple(headings), tuple(lines))


def _headings(strip: _Strip, top: float) -> list[Heading]:
    """One heading over each row; where two lines belong together it has the labels of both."""
    if len(strip) == 1:
        return [Heading(slot.row, slot.parts, slot.left, slot.right, top, slot.columns) for slot in strip[0]]
    (first,), (second,) = strip
    longer = max(first.columns, second.columns, key=len)
    labels = zip_longest(first.columns, second.columns)
    columns = tuple(
        Column(column.x, "\n".join(one.label if one else " " for one in both), column.width)
        for column, both in zip(longer, labels, strict=True)
    )
    right = max(first.right, second.right)
    return [Heading(first.row, first.parts, first.left, right, top, columns)]


def _strips(sheet: Sheet, scales: Sequence[Scale]) -> Iterator[_Strip]:
    """Two short rows share a strip when their labels have room there; a long one has a strip of its own."""
    at = 0
    while at < len(sheet.rows):
        if len(scales[at].parts) == 2:
            yield tuple(((_wide(at, part, scales[at], sheet.rows[at].name)),) for part in (0, 1))
        elif at + 1 < len(sheet.rows) and (pair := _pair(at, scales)):
            yield (pair,)
            at += 1
        else:
            yield ((_wide(at, 0, scales[at], sheet.rows[at].name),),)
        at += 1


def _pair(at: int, scales: Sequence[Scale]) -> tuple[_Slot, _Slot] | None:
    if len(scales[at + 1].parts) != 1:
        return None
    left = _slot(at, 0, scales[at], measures.LEFT_RUNS)
    right = _slot(at + 1, 0, scales[at + 1], measures.RIGHT_RUNS)
    return (left, right) if left and right else None


def _wide(row: int, part: int, scale: Scale, name: str) -> _Slot:
    slot = _slot(row, part, scale, measures.LEFT_RUNS + measures.RIGHT_RUNS)
    if slot is None:
        raise UnfitForm("labels", name)
    return slot


def _slot(row: int, part: int, scale: Scale, runs: Sequence[Run]) -> _Slot | None:
    labels = scale.parts[part]
    # The parts of a long scale stand below each other, under one heading.
    centres = spread(runs, max(map(len, scale.parts)))[: len(labels)]
    if not centres:
        return None
    width = min((b - a for a, b in pairwise(centres)), default=30.0)
    if any(not fits(label, width) for label in labels):
        return None
    headed = tuple(Column(x, label, width) for x, label in zip(centres, labels, strict=True))
    half = measures.PITCH / 2
    return _Slot(row, part, len(scale.parts), headed, centres[0] - half, centres[-1] + half)


def half_characters(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def fits(label: str, width: float) -> bool:
    """Whether a label can stand over a column: at most two lines of letters two millimetres high."""
    longest = max((half_characters(word) for word in label.split()), default=0)
    unbroken = longest if label.isascii() else 2
    return half_characters(label) <= min(MOST_LABEL, 2 * int(width - 0.8)) and unbroken <= width - 0.8
