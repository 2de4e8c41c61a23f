"""From a picture to the sheet as it was printed: geometry checked, paper white, ink as darkness from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzhi.ballots.paper import measures
from shuzhi.ballots.paper.finding import Code, Points, mark_points
from shuzhi.ballots.paper.pictures import Grey
from shuzhi.ballots.paper.results import Refused

Dark = NDArray[np.float32]

# Points per millimetre of the flattened sheet, about 200 dpi, and the part of it that can carry boxes.
SCALE = 8.0
LEFT, TOP, RIGHT, BOTTOM = 8.0, 48.0, 202.0, 262.0
MOST_RESIDUAL = 0.5
MOST_CODE_SHIFT = 2.0
MOST_TURN = 15.0
MOST_PERSPECTIVE = 1.35
LEAST_POINTS_PER_MM = 4.8
LEAST_CONTRAST = 0.3


@dataclass(frozen=True, slots=True)
class Geometry:
    """How millimetres on the sheet become points in the picture."""

    matrix: Points
    turned: float
    points_per_mm: float
    residual: float

    def to_picture(self, millimetres: Points) -> Points:
        placed = cv2.perspectiveTransform(millimetres.reshape(-1, 1, 2), self.matrix)
        return np.asarray(placed, np.float64).reshape(-1, 2)

    def to_sheet(self, points: Points) -> Points:
        placed = cv2.perspectiveTransform(points.reshape(-1, 1, 2), np.linalg.inv(self.matrix))
        return np.asarray(placed, np.float64).reshape(-1, 2)


def geometry_of(corners: Points, codes: list[Code]) -> Geometry | Refused:
    """The one map that fits all sixteen corners and the codes; or why there is none to be trusted."""
    printed = mark_points()
    matrix = np.asarray(cv2.findHomography(printed, corners, 0)[0], np.float64)
    if matrix.shape != (3, 3):
        return Refused.GEOMETRY
    sides = np.linalg.norm(corners.reshape(4, 4, 2) - np.roll(corners.reshape(4, 4, 2), 1, axis=1), axis=2)
    per_mm = sides / measures.CORNER
    top = corners[4] - corners[0]
    turned = float(np.degrees(np.arctan2(top[1], top[0])))
    geometry = Geometry(matrix, turned, float(per_mm.mean()), 0.0)
    back = geometry.to_sheet(corners)
    residual = float(np.linalg.norm(back - printed, axis=1).max())
    if per_mm.mean(axis=1).min() < LEAST_POINTS_PER_MM:
        return Refused.SMALL
    if _is_skewed(corners, turned):
        return Refused.SKEWED
    if residual > MOST_RESIDUAL or not all(_in_place(code, geometry) for code in codes):
        return Refused.GEOMETRY
    return Geometry(geometry.matrix, turned, geometry.points_per_mm, residual)


def _is_skewed(corners: Points, turned: float) -> bool:
    off = abs((turned + 45) % 90 - 45)
    a, b, c, d = corners[0], corners[4], corners[8], corners[12]
    top, bottom = np.linalg.norm(b - a), np.linalg.norm(d - c)
    left, right = np.linalg.norm(c - a), np.linalg.norm(d - b)
    ratio = max(top / bottom, bottom / top, left / right, right / left)
    return bool(off > MOST_TURN or ratio > MOST_PERSPECTIVE)


def _in_place(code: Code, geometry: Geometry) -> bool:
    centre = geometry.to_sheet(np.array([code.centre]))[0]
    half = measures.CODE / 2
    places = np.array([[x + half, y + half] for x, y in measures.CODES])
    return bool(np.linalg.norm(places - centre, axis=1).min() < MOST_CODE_SHIFT)


def flattened(grey: Grey, geometry: Geometry) -> Grey:
    """The part of the sheet that carries boxes, as printed."""
    ratio = geometry.points_per_mm / SCALE
    shrink = 1.0
    if ratio > 1.25:
        shrink = 1.1 / ratio
        grey = np.asarray(
            cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
        )
    to_sheet = np.array([[1 / SCALE, 0, LEFT + 0.5 / SCALE], [0, 1 / SCALE, TOP + 0.5 / SCALE], [0, 0, 1.0]])
    # Points are counted from their middle, so shrinking moves them by a fraction.
    resized = np.array([[shrink, 0, (shrink - 1) / 2], [0, shrink, (shrink - 1) / 2], [0, 0, 1.0]])
    matrix = resized @ geometry.matrix @ to_sheet
    size = (round((RIGHT - LEFT) * SCALE), round((BOTTOM - TOP) * SCALE))
    flat = cv2.warpPerspective(
        grey, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255
    )
    return np.asarray(flat, np.uint8)


def darkness(flat: Grey, contrast: float) -> Dark:
    """0 is the paper there, 1 the black of the printer; shadows and stains wider than a box are paper."""
    small = cv2.resize(flat, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    wide = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, wide), (0, 0), 2)
    level = cv2.resize(paper, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = cv2.divide(flat.astype(np.float32), np.maximum(level, 1).astype(np.float32))
    dark = np.clip((1.0 - share) / contrast, 0.0, 1.2)
    return np.asarray(cv2.GaussianBlur(dark, (3, 3), 0), np.float32)


def contrast_of(grey: Grey, geometry: Geometry) -> float:
    """How much darker than the paper beside it the printed black of the corner marks is, from 0 to 1."""
    size, gap = measures.CORNER, 0.67
    inside = [(gap, size / 2), (size - gap, size / 2), (size / 2, gap), (size / 2, size - gap)]
    outside = [(-1.5, size / 2), (size / 2, -1.5), (-1.5, -1.5), (size + 1.5, -1.5)]
    black = _level(grey, geometry, inside)
    white = _level(grey, geometry, outside)
    return float(np.median(1.0 - black / np.maximum(white, 1.0)))


def _level(grey: Grey, geometry: Geometry, places: list[tuple[float, float]]) -> Points:
    """For each corner mark the median grey at these places of it."""
    spots = np.array([[x + dx, y + dy] for x, y in measures.CORNERS for dx, dy in places])
    points = np.rint(geometry.to_picture(spots)).astype(int)
    height, width = grey.shape
    xs, ys = points[:, 0].clip(1, width - 2), points[:, 1].clip(1, height - 2)
    values = np.mean([grey[ys + dy, xs + dx] for dx in (-1, 0, 1) for dy in (-1, 0, 1)], axis=0)
    return np.asarray(np.median(values.reshape(4, -1), axis=1), np.float64)
