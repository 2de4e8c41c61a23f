"""The codes and the corner marks of a sheet, found in a picture before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from shuzhi.ballots.paper import measures
from shuzhi.ballots.paper.pictures import Grey
from shuzhi.ballots.paper.signing import PREFIX

Points = NDArray[np.float64]

# Corner marks are looked for in a picture of about this height: as fast as it gets while each cell has 7 points.
SEARCH_HEIGHT = 1750
_LOCAL = zxingcpp.Binarizer.LocalAverage
_GLOBAL = zxingcpp.Binarizer.GlobalHistogram


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    centre: tuple[float, float]

    @property
    def is_ours(self) -> bool:
        return self.text.startswith(PREFIX)


def codes_in(grey: Grey) -> list[Code]:
    """The codes on the page, ours first looked for; harder and harder until one of ours is read."""
    others: list[Code] = []
    for picture, scale, at, binarizer in _attempts(grey):
        found = [
            Code(code.text, _centre(code.position, scale, at))
            for code in zxingcpp.read_barcodes(
                picture,
                formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
                try_invert=False,
                try_downscale=False,
                binarizer=binarizer,
            )
        ]
        if ours := [code for code in found if code.is_ours]:
            return ours
        others = others or found
    return others


def _attempts(grey: Grey) -> Iterator[tuple[NDArray[Any], float, tuple[int, int], Any]]:
    """As it is; another threshold; half the size; without specks; each corner enlarged."""
    yield grey, 1.0, (0, 0), _LOCAL
    yield grey, 1.0, (0, 0), _GLOBAL
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    yield half, 0.5, (0, 0), _LOCAL
    yield cv2.medianBlur(grey, 5), 1.0, (0, 0), _LOCAL
    for picture, at in _quarters(grey):
        larger = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        yield larger, 2.0, at, _LOCAL
        yield cv2.GaussianBlur(larger, (0, 0), 1.5), 2.0, at, _LOCAL


def _quarters(grey: Grey) -> Iterator[tuple[Grey, tuple[int, int]]]:
    height, width = grey.shape
    tall, wide = height * 2 // 5, width * 2 // 5
    for y in (0, height - tall):
        for x in (0, width - wide):
            yield np.ascontiguousarray(grey[y : y + tall, x : x + wide]), (x, y)


def _centre(position: Any, scale: float, at: tuple[int, int]) -> tuple[float, float]:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    x = sum(corner.x for corner in corners) / 4 / scale + at[0]
    y = sum(corner.y for corner in corners) / 4 / scale + at[1]
    return x, y


def corners_in(grey: Grey) -> Points | None:
    """The sixteen corners of the four marks, in the order of `mark_points`; None when a mark is missing."""
    scale = min(1.0, SEARCH_HEIGHT / max(grey.shape))
    small = grey if scale == 1 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for treated, least, most in _CORNER_ATTEMPTS:
        found = _marks_in(np.asarray(treated(np.asarray(small, np.uint8)), np.uint8), least, most)
        if all(number in found for number in measures.CORNER_IDS):
            rough = np.concatenate([found[number] for number in measures.CORNER_IDS]) / scale
            return _refined(grey, rough)
    return None


def _soft(picture: Grey) -> NDArray[Any]:
    return cv2.GaussianBlur(picture, (0, 0), 1.2)


def _without_lines(picture: Grey) -> NDArray[Any]:
    """Streaks of the scanner are thinner than any cell of a mark."""
    for kernel in ((1, 5), (5, 1)):
        picture = np.asarray(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones(kernel, np.uint8)), np.uint8)
    return picture


# What is done to the picture, and the least and the widest neighbourhood of its threshold.
_CORNER_ATTEMPTS: tuple[tuple[Callable[[Grey], NDArray[Any]], int, int], ...] = (
    (np.asarray, 23, 23),
    (np.asarray, 9, 57),
    (_without_lines, 23, 39),
    (_soft, 15, 63),
)


def mark_points() -> Points:
    """Where the sixteen corners of the marks stand on the sheet, in millimetres."""
    size = measures.CORNER
    square = ((0.0, 0.0), (size, 0.0), (size, size), (0.0, size))
    return np.array([[x + dx, y + dy] for x, y in measures.CORNERS for dx, dy in square])


def _marks_in(picture: Grey, least: int, most: int) -> dict[int, Points]:
    """By number, the corners of each mark that stands there exactly once."""
    corners, numbers, _ = _detector(least, most).detectMarkers(picture)
    if numbers is None:
        return {}
    flat = [int(number) for number in numbers.ravel()]
    return {
        number: np.asarray(points, np.float64).reshape(4, 2)
        for number, points in zip(flat, corners, strict=True)
        if flat.count(number) == 1
    }


@lru_cache(maxsize=8)
def _detector(least: int, most: int) -> Any:
    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin = least
    settings.adaptiveThreshWinSizeMax = most
    settings.adaptiveThreshWinSizeStep = 16
    settings.minMarkerPerimeterRate = 0.04
    settings.maxMarkerPerimeterRate = 0.4
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_NONE
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(measures.CORNER_FAMILY), settings)


def _refined(grey: Grey, rough: Points) -> Points:
    """The corners to a fraction of a point, each within half a millimetre of where it was first seen."""
    side = float(np.linalg.norm(rough[0] - rough[1]))
    window = max(2, round(side / measures.CORNER * 0.55))
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.02)
    points = rough.astype(np.float32).reshape(-1, 1, 2)
    fine = cv2.cornerSubPix(grey, points, (window, window), (-1, -1), until)
    return np.asarray(fine, np.float64).reshape(-1, 2)
