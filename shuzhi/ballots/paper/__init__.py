"""Ballots on paper: laid out, printed, signed, found again in a picture and read. Pure: no Django, no database.

`Layout.of` says where every box of a form stands, `pdf_of` prints sets of it, `pages_in` takes scans and
photographs apart, `read` reads one page. Never guessed: a page that is not surely ours, whole and straight is
refused by name, a box that is not surely empty or marked is doubtful and waits for two people.
`corpus` makes worn sheets whose truth is known, to prove it.
"""

from shuzhi.ballots.paper.layout import Box, Layout, Page, UnfitForm
from shuzhi.ballots.paper.pictures import Picture, UnreadableFile, count_of, pages_in
from shuzhi.ballots.paper.printing import pdf_of
from shuzhi.ballots.paper.reading import KnownForm, read
from shuzhi.ballots.paper.results import (
    BoxReading,
    BoxState,
    CellReading,
    CellState,
    Doubt,
    Gathering,
    PageReading,
    Refused,
    choices_of,
    png_of,
)
from shuzhi.ballots.paper.signing import Imprint, is_number, new_numbers, shown_number

__all__ = [
    "Box",
    "BoxReading",
    "BoxState",
    "CellReading",
    "CellState",
    "Doubt",
    "Gathering",
    "Imprint",
    "KnownForm",
    "Layout",
    "Page",
    "PageReading",
    "Picture",
    "Refused",
    "UnfitForm",
    "UnreadableFile",
    "choices_of",
    "count_of",
    "is_number",
    "new_numbers",
    "pages_in",
    "pdf_of",
    "png_of",
    "read",
    "shown_number",
]
