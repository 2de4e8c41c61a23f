"""Texts as letters: what is compared is the wording, not spaces, signs, widths or cases.

One table over the basic plane does all of it in one look-up: a letter becomes its compatible, lower-case form,
and everything that is neither letter nor digit becomes 0 and is left out. Each letter keeps its place in the text, so
that what was found can be shown where it stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
PLANE = 0x10000


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text: ``codes[i]`` stands at ``places[i]`` of the text."""

    codes: Codes
    places: Places

    def __len__(self) -> int:
        return len(self.codes)


@cache
def table() -> Codes:
    """For every code point of the basic plane its compared form, 0 for what is left out."""
    found = np.zeros(PLANE, np.uint32)
    for code in range(PLANE):
        form = unicodedata.normalize("NFKC", chr(code)).lower()
        # A sign that stands for several letters (㎡, ½) counts as its first one: places stay one to one.
        if form and form[0].isalnum():
            found[code] = ord(form[0])
    return found


def code_points(text: str) -> Codes:
    """The code points of a text; lone halves of pairs count as unknown signs."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def compared(codes: Codes) -> Codes:
    """The compared form of code points; letters beyond the basic plane stand for themselves."""
    plain = table()[np.minimum(codes, PLANE - 1)]
    beyond = codes >= PLANE
    return np.where(beyond, codes, plain) if beyond.any() else plain


def letters_of(text: str) -> Letters:
    """The letters of one text."""
    codes = compared(code_points(text))
    places = np.flatnonzero(codes)
    return Letters(codes[places], places)


def letters_of_many(texts: Sequence[str]) -> tuple[Codes, Places]:
    """The letters of many texts in one run, and where each text ends in it."""
    points = [code_points(text) for text in texts]
    codes = compared(np.concatenate(points)) if points else np.zeros(0, np.uint32)
    kept = np.concatenate([[0], np.cumsum(codes > 0)])
    ends = np.cumsum([len(each) for each in points])
    return codes[codes > 0], kept[ends] if points else np.zeros(0, np.int64)
