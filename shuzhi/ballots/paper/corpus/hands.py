"""How people mark boxes: pens, ticks, crosses, rings, spots, corrections, slips of the hand. Seeded, with the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzhi.ballots.paper.layout import Box

Canvas = NDArray[np.uint8]
Strokes = list[NDArray[np.float64]]
DPI: Final = 300
MM: Final = DPI / 25.4


@dataclass(frozen=True, slots=True)
class Pen:
    """Colour in blue, green, red; width in millimetres; how much of the paper it covers."""

    name: str
    colour: tuple[int, int, int]
    width: tuple[float, float]
    cover: tuple[float, float]


PENS: Final = (
    Pen("black gel", (30, 30, 30), (0.40, 0.70), (0.90, 1.0)),
    Pen("blue ballpoint", (150, 60, 35), (0.35, 0.60), (0.80, 0.95)),
    Pen("red pen", (50, 45, 190), (0.40, 0.70), (0.85, 1.0)),
    Pen("pencil", (75, 75, 75), (0.45, 0.80), (0.75, 0.90)),
    Pen("marker", (40, 30, 30), (0.90, 1.40), (0.90, 1.0)),
)
WEAK_PENS: Final = (
    Pen("faint pencil", (120, 120, 120), (0.40, 0.60), (0.40, 0.65)),
    Pen("dry ballpoint", (170, 90, 60), (0.25, 0.40), (0.55, 0.80)),
    Pen("light blue", (215, 150, 90), (0.40, 0.60), (0.80, 0.95)),
)


def marked(
    canvas: Canvas, box: Box, style: str, pen: Pen, rng: np.random.Generator, size: float = 1.0
) -> None:
    """One mark in one box."""
    strokes = STYLES[style](rng)
    offset = rng.normal(0, 0.3, 2)
    shaky = [np.array([box.x, box.y]) + offset + size * _shaken(stroke, rng) for stroke in strokes]
    _draw(canvas, shaky, pen, rng)


def filled(canvas: Canvas, box: Box, pen: Pen, rng: np.random.Generator) -> None:
    """A box filled all over: the printed way to cancel."""
    rows = np.arange(-2.3, 2.31, 0.28)
    zigzag = [
        (x + rng.normal(0, 0.15), y)
        for at, y in enumerate(rows)
        for x in ((-2.2, 2.2) if at % 2 else (2.2, -2.2))
    ]
    wide = Pen(pen.name, pen.colour, (0.55, 0.75), pen.cover)
    _draw(canvas, [np.array([box.x, box.y]) + np.array(zigzag)], wide, rng)


def ringed(canvas: Canvas, box: Box, pen: Pen, rng: np.random.Generator) -> None:
    """A circle around the outside of a box."""
    angles = np.linspace(0, 2 * np.pi * rng.uniform(0.92, 1.05), 40) + rng.uniform(0, 6)
    radius = rng.uniform(3.0, 3.9, 2)
    circle = np.stack([np.cos(angles) * radius[0], np.sin(angles) * radius[1]], axis=1)
    _draw(canvas, [np.array([box.x, box.y]) + _shaken(circle, rng)], pen, rng)


def touched(canvas: Canvas, box: Box, pen: Pen, rng: np.random.Generator) -> None:
    """A dot where the pen came to rest, which means nothing; a wide one nobody could tell from a mark."""
    pen = Pen(pen.name, pen.colour, (min(0.4, pen.width[0]), min(0.7, pen.width[1])), pen.cover)
    at = np.array([box.x, box.y]) + rng.uniform(-1.8, 1.8, 2)
    _draw(canvas, [np.array([at, at + rng.uniform(-0.25, 0.25, 2)])], pen, rng)


def missed(canvas: Canvas, box: Box, style: str, pen: Pen, rng: np.random.Generator) -> None:
    """A mark that fell outside its box, to the left or below."""
    strokes = STYLES[style](rng)
    away = (
        np.array([rng.uniform(-4.2, -3.4), 0.0])
        if rng.random() < 0.5
        else np.array([0.0, rng.uniform(3.4, 4.2)])
    )
    _draw(canvas, [np.array([box.x, box.y]) + away + 0.45 * stroke for stroke in strokes], pen, rng)


def _tick(rng: np.random.Generator) -> Strokes:
    start = (rng.uniform(-1.9, -0.9), rng.uniform(-0.6, 0.4))
    knee = (rng.uniform(-0.7, 0.2), rng.uniform(0.9, 1.9))
    end = (rng.uniform(1.1, 2.9), rng.uniform(-2.8, -1.1))
    return [np.array([start, knee, end])]


def _cross(rng: np.random.Generator) -> Strokes:
    a, b, c, d = rng.uniform(1.1, 2.1, 4)
    return [np.array([(-a, -b), (c, d)]), np.array([(-b, c), (d, -a)])]


def _ring(rng: np.random.Generator) -> Strokes:
    angles = np.linspace(0, 2 * np.pi * rng.uniform(0.85, 1.1), 30) + rng.uniform(0, 6)
    wide, tall = rng.uniform(1.1, 2.1, 2)
    return [np.stack([np.cos(angles) * wide, np.sin(angles) * tall], axis=1)]


def _spot(rng: np.random.Generator) -> Strokes:
    turns = np.linspace(0, 1, 40)
    radius = rng.uniform(0.8, 1.5)
    angles = turns * 2 * np.pi * radius / 0.35
    return [np.stack([np.cos(angles) * turns * radius, np.sin(angles) * turns * radius], axis=1)]


def _dash(rng: np.random.Generator) -> Strokes:
    half, slope = rng.uniform(1.1, 1.9), rng.uniform(-1.2, 1.2)
    return [np.array([(-half, slope), (half, -slope)])]


STYLES: Final[dict[str, Callable[[np.random.Generator], Strokes]]] = {
    "tick": _tick,
    "cross": _cross,
    "ring": _ring,
    "spot": _spot,
    "dash": _dash,
}


def _shaken(stroke: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """More points on the way, each a little off, and the whole a little turned."""
    at = np.linspace(0, len(stroke) - 1, max(12, 4 * len(stroke)))
    smooth = np.stack([np.interp(at, np.arange(len(stroke)), stroke[:, axis]) for axis in (0, 1)], axis=1)
    smooth += np.cumsum(rng.normal(0, 0.02, smooth.shape), axis=0)
    turn = rng.normal(0, 0.12)
    turned = smooth @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(turned, np.float64)


def _draw(canvas: Canvas, strokes: Sequence[NDArray[Any]], pen: Pen, rng: np.random.Generator) -> None:
    points = np.concatenate(list(strokes)) * MM
    low = np.maximum(np.floor(points.min(axis=0)).astype(int) - 20, 0)
    high = np.ceil(points.max(axis=0)).astype(int) + 20
    view = canvas[low[1] : high[1], low[0] : high[0]]
    ink = np.zeros(view.shape[:2], np.uint8)
    width = max(1, round(rng.uniform(*pen.width) * MM))
    for stroke in strokes:
        path = np.rint((stroke * MM - low) * 16).astype(np.int32)
        cv2.polylines(ink, [path], False, 255, width, cv2.LINE_AA, 4)
    grain = rng.uniform(0.9, 1.0, ink.shape)
    alpha = (ink / 255.0 * rng.uniform(*pen.cover) * grain)[:, :, None]
    view[:] = np.rint(view * (1 - alpha) + np.array(pen.colour) * alpha).astype(np.uint8)
