"""Filled and worn sheets whose truth is known, one after another from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from shuzhi.ballots.paper.corpus import hands, wear
from shuzhi.ballots.paper.layout import Box, Layout
from shuzhi.ballots.paper.printing import pdf_of
from shuzhi.ballots.paper.signing import new_numbers

Canvas = NDArray[np.uint8]
Cell = tuple[int, int]
FORM: Final = "5e" * 16
KEY: Final = b"a key of invented sheets"
# How many different sheet numbers are printed for one stretch of the corpus.
PRINTED: Final = 12


class Kind(StrEnum):
    """How a sheet came to the reader."""

    CLEAN = "clean"
    HARD = "hard"
    PHONE = "phone"


class Meant(StrEnum):
    """What a cell means: one choice, nothing, or nothing that could be told without asking."""

    CHOICE = "choice"
    BLANK = "blank"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Truth:
    meant: Meant
    choice: int | None = None
    how: str = ""


@dataclass(slots=True)
class WornSheet:
    """A picture file as it would be handed in, and what its voter meant."""

    data: bytes
    kind: Kind
    layout: Layout
    page: int
    truth: dict[Cell, Truth] = field(default_factory=dict)
    wear: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Voter:
    pen: hands.Pen
    style: str
    size: float
    habit: dict[str, float]


# How often a cell is: left blank, corrected, marked twice, marked beside the box, ringed, touched by the way.
_HABITS: Final = {
    Kind.CLEAN: {
        "blank": 0.05,
        "correct": 0.005,
        "two": 0.002,
        "missed": 0.0,
        "ringed": 0.0,
        "touched": 0.003,
    },
    Kind.HARD: {
        "blank": 0.06,
        "correct": 0.01,
        "two": 0.006,
        "missed": 0.004,
        "ringed": 0.004,
        "touched": 0.01,
    },
    Kind.PHONE: {
        "blank": 0.06,
        "correct": 0.01,
        "two": 0.006,
        "missed": 0.004,
        "ringed": 0.004,
        "touched": 0.01,
    },
}
_HARMS: Final = (("fold", 0.5, wear.folded), ("stain", 0.35, wear.stained), ("drops", 0.2, wear.spattered))
_WEAK_PENS: Final = {Kind.CLEAN: 0.0, Kind.HARD: 0.06, Kind.PHONE: 0.03}


def worn_sheets(layouts: Sequence[Layout], kind: Kind, count: int, seed: int) -> Iterator[WornSheet]:
    """So many pages, the layouts in turn; the same seed makes the same marks and the same wear."""
    blanks: list[tuple[Layout, int, pypdfium2.PdfPage]] = []
    for at in range(count):
        rng = np.random.default_rng([seed, at])
        if not blanks:
            stacks = zip(*(_printed(layout) for layout in layouts), strict=False)
            blanks = [blank for stack in stacks for blank in stack]
        layout, page, blank = blanks[at % len(blanks)]
        picture = blank.render(scale=hands.DPI / 72).to_numpy()
        yield _worn(layout, page, np.ascontiguousarray(picture[:, :, :3]), kind, rng)


def _printed(layout: Layout) -> Iterator[tuple[Layout, int, pypdfium2.PdfPage]]:
    numbers = new_numbers(max(1, PRINTED // len(layout.pages)))
    document = pypdfium2.PdfDocument(pdf_of(layout, numbers, KEY, form=FORM))
    for at in range(len(document)):
        yield layout, at % len(layout.pages) + 1, document[at]


def _worn(layout: Layout, page: int, canvas: Canvas, kind: Kind, rng: np.random.Generator) -> WornSheet:
    sheet = WornSheet(b"", kind, layout, page)
    voter = _voter(kind, rng)
    sheet.wear.append(voter.pen.name)
    cells: dict[Cell, list[Box]] = {}
    for box in layout.pages[page - 1].boxes:
        cells.setdefault((box.reporter, box.row), []).append(box)
    for cell, boxes in cells.items():
        sheet.truth[cell] = _fill(canvas, layout, boxes, voter, rng)
    picture = _spoiled(canvas, sheet, rng)
    sheet.data = _file(picture, sheet, rng)
    return sheet


def _voter(kind: Kind, rng: np.random.Generator) -> _Voter:
    pens = hands.WEAK_PENS if rng.random() < _WEAK_PENS[kind] else hands.PENS
    style = str(rng.choice(["tick", "tick", "tick", "cross", "ring", "spot", "dash"]))
    size = float(rng.uniform(0.8, 1.1) if kind == Kind.CLEAN else rng.uniform(0.6, 1.2))
    return _Voter(pens[int(rng.integers(len(pens)))], style, size, _HABITS[kind])


def _fill(canvas: Canvas, layout: Layout, boxes: list[Box], voter: _Voter, rng: np.random.Generator) -> Truth:
    """One cell filled in by this voter's habits."""
    parts = [[box for box in boxes if box.part == part] for part in range(boxes[0].part, boxes[-1].part + 1)]
    chance, habits = rng.random(), voter.habit
    for what, share in habits.items():
        if chance < share:
            return _odd(canvas, what, parts, voter, rng)
        chance -= share
    scale = layout.scales[boxes[0].row]
    while True:
        chosen = [int(rng.integers(len(part))) for part in parts]
        if (place := scale.place(chosen)) is not None:
            break
    for part, option in zip(parts, chosen, strict=True):
        hands.marked(canvas, part[option], voter.style, voter.pen, rng, voter.size)
    return Truth(Meant.CHOICE, place, voter.style)


def _odd(canvas: Canvas, what: str, parts: list[list[Box]], voter: _Voter, rng: np.random.Generator) -> Truth:
    """What is not one plain mark. Where only a person can tell, nothing but a doubt is right."""
    if what == "blank":
        return Truth(Meant.BLANK, None, what)
    first = parts[0]
    a, b = (int(at) for at in rng.choice(len(first), 2, replace=False))
    pen, style = voter.pen, voter.style
    if what == "touched":
        hands.touched(canvas, first[a], pen, rng)
        return Truth(Meant.BLANK, None, what)
    if what == "ringed":
        hands.ringed(canvas, first[a], pen, rng)
    elif what == "missed":
        hands.missed(canvas, first[a], style, pen, rng)
    else:
        hands.marked(canvas, first[a], style, pen, rng, voter.size)
    if what == "correct":
        hands.filled(canvas, first[b], pen, rng)
    if what == "two":
        hands.marked(canvas, first[b], style, pen, rng, voter.size)
    unknown = what == "two" or len(parts) > 1
    return Truth(Meant.UNKNOWN, None, what) if unknown else Truth(Meant.CHOICE, a, what)


def _spoiled(canvas: Canvas, sheet: WornSheet, rng: np.random.Generator) -> Canvas:
    """The way from the table to the file."""
    if sheet.kind == Kind.CLEAN:
        picture = wear.scanned(canvas, int(rng.choice([200, 200, 240, 300])), _angle(rng, 2.0, sheet), rng)
        return wear.noisy(
            picture, rng, blur=rng.uniform(0, 0.7), noise=rng.uniform(0, 4), fade=rng.uniform(0, 0.4)
        )
    for name, likely, harm in (
        ("fold", 0.5, wear.folded),
        ("stain", 0.35, wear.stained),
        ("drops", 0.2, wear.spattered),
    ):
        if rng.random() < likely:
            canvas = harm(canvas, rng)
            sheet.wear.append(name)
    if sheet.kind == Kind.PHONE:
        picture = wear.photographed(canvas, rng)
        return wear.noisy(
            picture, rng, blur=rng.uniform(0.6, 1.8), noise=rng.uniform(1, 6), fade=rng.uniform(0, 0.5)
        )
    dpi = int(rng.choice([150, 200, 200, 300]))
    sheet.wear.append(f"{dpi} dpi")
    picture = wear.scanned(canvas, dpi, _angle(rng, 5.0, sheet), rng)
    picture = wear.noisy(
        picture,
        rng,
        blur=rng.uniform(0.3, 1.1) * dpi / 200,
        noise=rng.uniform(1, 10),
        fade=rng.uniform(0.1, 1),
    )
    if rng.random() < 0.3:
        picture = wear.streaked(picture, rng)
        sheet.wear.append("streaks")
    return picture


def _angle(rng: np.random.Generator, most: float, sheet: WornSheet) -> float:
    angle = float(rng.uniform(-most, most))
    if rng.random() < 0.15:
        sheet.wear.append("upside down")
        return angle + 180
    return angle


def _file(picture: Canvas, sheet: WornSheet, rng: np.random.Generator) -> bytes:
    if rng.random() < 0.4:
        sheet.wear.append("grey")
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    quality = {Kind.CLEAN: (80, 96), Kind.HARD: (40, 75), Kind.PHONE: (60, 90)}[sheet.kind]
    level = int(rng.integers(*quality))
    sheet.wear.append(f"JPEG {level}")
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, level])[1].tobytes())
