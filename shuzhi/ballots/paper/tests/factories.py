"""Printed sheets as pictures, with marks where a test wants them."""

from functools import lru_cache

import cv2
import numpy as np
import pypdfium2

from shuzhi.ballots.paper import (
    Box,
    Imprint,
    KnownForm,
    Layout,
    PageReading,
    Picture,
    new_numbers,
    pdf_of,
    read,
)
from shuzhi.ballots.paper.corpus import hands
from shuzhi.ballots.sheet import Sheet, SheetGroup, SheetReporter, SheetRow

FORM = "0123456789abcdef" * 2
KEY = b"a key"
GRADES = SheetRow("总体评价", ("好", "较好", "一般", "差"))
DPI = 200


def sheet_of(*rows: SheetRow, people: int = 5, groups: int = 2) -> Sheet:
    return Sheet(
        "述职测评",
        "测评票",
        tuple(SheetReporter(f"{at:02}", f"述职人{at}", f"某街道{at}", "书记") for at in range(people)),
        rows or (GRADES,),
        tuple(SheetGroup(name, f"{name}类") for name in "ABCDEF"[:groups]),
    )


def known_of(*layouts: Layout, form: str = FORM, key: bytes = KEY) -> dict[str, KnownForm]:
    return {form: KnownForm(layouts, key)}


@lru_cache(maxsize=16)
def printed(layout: Layout, page: int = 1, form: str = FORM, key: bytes = KEY, dpi: int = DPI) -> np.ndarray:
    """One printed page in colours."""
    document = pypdfium2.PdfDocument(pdf_of(layout, new_numbers(1), key, form=form))
    try:
        return np.ascontiguousarray(document[page - 1].render(scale=dpi / 72).to_numpy()[:, :, :3])
    finally:
        document.close()


def boxes_of(layout: Layout, reporter: int, row: int = 0, part: int = 0) -> list[Box]:
    return [
        box
        for page in layout.pages
        for box in page.boxes
        if (box.reporter, box.row, box.part) == (reporter, row, part)
    ]


def marked(
    layout: Layout, *places: tuple[int, int], page: int = 1, style: str = "tick", row: int = 0
) -> np.ndarray:
    """A page at 300 dpi with (reporter, option) marked."""
    canvas = printed(layout, page, dpi=hands.DPI).copy()
    for reporter, option in places:
        box = boxes_of(layout, reporter, row)[option]
        hands.marked(canvas, box, style, hands.PENS[0], np.random.default_rng([reporter, option]))
    return canvas


def grey(picture: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture)


def reading_of(picture: np.ndarray, known: dict[str, KnownForm]) -> PageReading:
    return read(Picture(grey(picture), 1), known)


def imprint(layout: Layout, number: str | None = None, page: int = 1, form: str = FORM) -> Imprint:
    return Imprint(form, layout.group, page, len(layout.pages), number or new_numbers(1)[0])
