"""How much ink stands in a box and around it, after the box was found where it really lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzhi.ballots.paper import measures
from shuzhi.ballots.paper.flattening import LEFT, SCALE, TOP, Dark
from shuzhi.ballots.paper.layout import Box

# In points of the flattened sheet.
SEARCH = round(1.0 * SCALE)
HALF_BOX = measures.BOX / 2 * SCALE
INSIDE = round(HALF_BOX - 0.45 * SCALE)
AROUND = round(HALF_BOX + 1.25 * SCALE)
RING_FROM = round(HALF_BOX + 0.4 * SCALE)
PATCH = round(HALF_BOX + 2.6 * SCALE)

# Darkness from which a point may be ink, from which it is at least pale ink, and from which it surely is ink.
TRACE = 0.12
PALE = 0.22
INK = 0.36
# A line that runs through a box and beyond it, as steep as a sheet may lie.
MOST_SLANT = 7
LINE_SHARE = 0.86


@dataclass(frozen=True, slots=True)
class Ink:
    """Shares of the inside from 0 to 1: possible ink, pale ink, sure ink, the mean; `beside` of each side outside.

    `extent` is how far pale ink reaches, in millimetres; `rim` the share of possible ink all around the outline;
    `crossed` that a line runs through the box and beyond.
    """

    trace: float
    pale: float
    sure: float
    mean: float
    extent: float
    beside: tuple[float, float, float, float]
    rim: float
    crossed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """How far the boxes of a cell lie from where they were printed, and how clearly they were found."""

    dx: int
    dy: int
    strength: float

    @property
    def at_the_edge(self) -> bool:
        return max(abs(self.dx), abs(self.dy)) >= SEARCH


def located(dark: Dark, boxes: Sequence[Box]) -> Found:
    """The one shift within a millimetre at which the outlines of all these boxes fit best."""
    kernel = _outline()
    reach = len(kernel) // 2 + SEARCH
    total = np.zeros((2 * SEARCH + 1, 2 * SEARCH + 1), np.float32)
    for box in boxes:
        x, y = centre_of(box)
        patch = np.minimum(dark[y - reach : y + reach + 1, x - reach : x + reach + 1], 1.0)
        total += cv2.filter2D(patch, cv2.CV_32F, kernel)[
            reach - SEARCH : reach + SEARCH + 1, reach - SEARCH : reach + SEARCH + 1
        ]
    at = int(total.argmax())
    dy, dx = divmod(at, 2 * SEARCH + 1)
    return Found(dx - SEARCH, dy - SEARCH, float(total.flat[at]) / len(boxes))


def centre_of(box: Box) -> tuple[int, int]:
    return round((box.x - LEFT) * SCALE - 0.5), round((box.y - TOP) * SCALE - 0.5)


@lru_cache(maxsize=1)
def _outline() -> Dark:
    """Positive on the outline, negative beside it on both sides: a stroke across it cancels out."""
    reach = round(HALF_BOX + 5)
    axis = np.arange(-reach, reach + 1, dtype=np.float32)
    away = np.maximum(abs(axis)[:, None], abs(axis)[None, :]) - HALF_BOX
    on, off = abs(away) <= 1.1, (abs(away) >= 2.9) & (abs(away) <= 4.5)
    return np.asarray(on / on.sum() - off / off.sum(), np.float32)


def ink_of(dark: Dark, streaks: NDArray[np.bool_] | None, box: Box, found: Found, trace: float) -> Ink:
    """What stands in and around one box; points under a streak of the scanner do not count."""
    x, y = centre_of(box)
    x, y = x + found.dx, y + found.dy
    window = (slice(y - AROUND, y + AROUND + 1), slice(x - AROUND, x + AROUND + 1))
    patch = dark[window]
    usable = np.ones(patch.shape, bool) if streaks is None else ~streaks[window]
    inner = (slice(AROUND - INSIDE, AROUND + INSIDE + 1),) * 2
    line = np.zeros(patch.shape, bool)
    if (patch[inner] > TRACE).mean() > 0.01:
        line = _line_through(patch, usable)
        usable &= ~line
    counted = usable[inner]
    area = max(int(counted.sum()), 1)
    inside = np.where(counted, patch[inner], 0)
    return Ink(
        trace=float((inside > trace).sum()) / area,
        sure=float((inside > INK).sum()) / area,
        mean=float(inside.sum()) / area,
        pale=float((inside > max(PALE, trace + 0.06)).sum()) / area,
        extent=_extent(inside > PALE),
        beside=_beside(patch, usable, trace),
        rim=_rim(patch, usable, trace),
        crossed=bool(line[inner].any()) or area < inside.size * 0.5,
    )


def _extent(spots: NDArray[np.bool_]) -> float:
    """The longer side of the space that these points take, in millimetres."""
    sides = [np.flatnonzero(spots.any(axis=axis)) for axis in (0, 1)]
    return float(max((side[-1] - side[0] + 1 for side in sides if len(side)), default=0)) / SCALE


def _beside(patch: Dark, usable: NDArray[np.bool_], trace: float) -> tuple[float, float, float, float]:
    """Above, below, left, right of the outline: how much may be ink."""
    gap = AROUND - RING_FROM
    spots = (patch > max(trace, 0.2)) & usable
    middle = slice(gap, -gap)
    sides = (spots[: gap + 1], spots[-gap - 1 :], spots[middle, : gap + 1], spots[middle, -gap - 1 :])
    above, below, left, right = (float(side.mean()) for side in sides)
    return above, below, left, right


def _rim(patch: Dark, usable: NDArray[np.bool_], trace: float) -> float:
    away = abs(np.arange(len(patch)) - AROUND)
    outside = np.maximum(away[:, None], away[None, :]) >= RING_FROM
    return float((patch > trace)[outside & usable].mean())


def _line_through(patch: Dark, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The points of straight lines from one end of the patch to the other: a streak or a fold, not a mark."""
    found = np.zeros(patch.shape, bool)
    for turned in (False, True):
        spots = ((patch > TRACE + 0.03) & usable).T if turned else (patch > TRACE + 0.03) & usable
        rows, columns = _slanted(len(spots))
        wide = np.pad(spots, ((0, 0), (MOST_SLANT, MOST_SLANT)))
        share = wide[rows[None, :, None], columns].mean(axis=1)
        hits = np.argwhere(share >= LINE_SHARE)
        if not len(hits):
            continue
        mask = np.zeros(wide.shape, bool)
        for slant, column in hits:
            mask[rows, columns[slant, :, column]] = True
        near = cv2.dilate(mask[:, MOST_SLANT:-MOST_SLANT].astype(np.uint8), np.ones((1, 3), np.uint8)) > 0
        found |= near.T if turned else near
    return found


@lru_cache(maxsize=2)
def _slanted(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column numbers of every slanted line; rows on the outline are left out."""
    away = abs(abs(np.arange(size) - size // 2) - HALF_BOX)
    rows = np.flatnonzero(away > 2.5)
    slants = np.arange(-MOST_SLANT, MOST_SLANT + 1)
    drift = np.rint((rows - size // 2) / (size // 2) * slants[:, None]).astype(np.int64)
    columns = drift[:, :, None] + np.arange(size)[None, None, :] + MOST_SLANT
    return rows, columns
