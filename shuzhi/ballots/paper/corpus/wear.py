"""What happens to a sheet before it is read: folds, stains, streaks, scanners, telephones. Seeded."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Canvas = NDArray[np.uint8]
Shade = NDArray[np.float32]
Rng = np.random.Generator


# Shades are painted this much smaller than the page, and laid over it softly.
COARSE = 4


def folded(page: Canvas, rng: Rng) -> Canvas:
    """Creases at the half or the thirds, as letters are folded, or once anywhere."""
    height, width = (side // COARSE for side in page.shape[:2])
    ways = ([0.5], [1 / 3, 2 / 3], [rng.uniform(0.2, 0.8)])
    depth = np.zeros((height, width), np.float32)
    for share in ways[int(rng.integers(len(ways)))]:
        y = share * height + rng.normal(0, 0.003 * height)
        depth += _crease(depth.shape, (0, y), (width, y + rng.normal(0, 2)), rng)
    if rng.random() < 0.3:
        x = width / 2 + rng.normal(0, 2)
        depth += _crease(depth.shape, (x, 0), (x + rng.normal(0, 2), height), rng)
    return _shaded(page, depth)


def _crease(size: tuple[int, ...], start: tuple[float, float], end: tuple[float, float], rng: Rng) -> Shade:
    line = np.zeros(size, np.uint8)
    ends = [(round(x * 16), round(y * 16)) for x, y in (start, end)]
    cv2.line(line, ends[0], ends[1], 255, int(rng.integers(1, 4)), cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(line, (0, 0), float(rng.uniform(0.4, 1.2)))
    return np.asarray(soft * (float(rng.uniform(0.1, 0.5)) / 255), np.float32)


def stained(page: Canvas, rng: Rng) -> Canvas:
    """The ring of a coffee cup and a pale spot, anywhere on the sheet."""
    height, width = (side // COARSE for side in page.shape[:2])
    centre = (int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.2, 0.8) * height))
    radius = int(rng.uniform(0.06, 0.2) * width)
    ring, spot = np.zeros((2, height, width), np.uint8)
    cv2.circle(ring, centre, radius, 255, int(rng.integers(2, 6)), cv2.LINE_AA)
    cv2.circle(spot, centre, radius, 255, -1, cv2.LINE_AA)
    blurred = np.asarray(cv2.GaussianBlur(ring, (0, 0), float(rng.uniform(0.6, 1.3))), np.float32)
    depth = blurred / 255 * float(rng.uniform(0.08, 0.3)) + spot / 255 * float(rng.uniform(0.02, 0.12))
    return _shaded(page, depth, (1.0, 0.6, 0.35))


def spattered(page: Canvas, rng: Rng) -> Canvas:
    """Drops of tea, as small as a box and smaller."""
    height, width = (side // COARSE for side in page.shape[:2])
    depth = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(3, 25))):
        drop = np.zeros((height, width), np.uint8)
        centre = (int(rng.uniform(0.05, 0.95) * width), int(rng.uniform(0.1, 0.9) * height))
        cv2.circle(drop, centre, int(rng.integers(1, 6)), 255, -1, cv2.LINE_AA)
        depth = np.maximum(depth, drop * np.float32(rng.uniform(0.08, 0.3) / 255))
    return _shaded(page, np.asarray(cv2.GaussianBlur(depth, (0, 0), 0.5), np.float32), (1.0, 0.6, 0.35))


def _shaded(page: Canvas, depth: NDArray[Any], tint: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Canvas:
    """Every colour keeps its share of the light."""
    shares = [np.asarray(255 * (1 - np.minimum(depth * colour, 0.95)), np.uint8) for colour in tint]
    whole = cv2.resize(cv2.merge(shares), page.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(page, whole, scale=1 / 255), np.uint8)


def scanned(page: Canvas, dpi: int, angle: float, rng: Rng) -> Canvas:
    """Lies in the scanner at an angle, on white or on grey, at a resolution."""
    shrink = dpi / 300
    small = cv2.resize(page, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix = matrix + np.array([[0, 0, x] for x in rng.normal(0, 0.004 * width, 2)])
    beyond = int(rng.choice([255, 240, 205, 90, 20]))
    return np.asarray(
        cv2.warpAffine(small, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(beyond,) * 3),
        np.uint8,
    )


def streaked(picture: Canvas, rng: Rng) -> Canvas:
    """Dirt on the glass of the feeder: straight lines along the way of the paper."""
    worn = picture.copy()
    for _ in range(int(rng.integers(1, 4))):
        x = int(rng.uniform(0.05, 0.95) * picture.shape[1])
        wide = int(rng.integers(1, 4))
        keep = float(rng.uniform(0.25, 0.85))
        strip = worn[:, x : x + wide]
        strip[:] = (strip * keep).astype(np.uint8)
    return worn


def noisy(picture: Canvas, rng: Rng, *, blur: float, noise: float, fade: float) -> Canvas:
    """Out of focus, with less black and white than there was, and grainy."""
    soft = cv2.GaussianBlur(picture, (0, 0), blur) if blur > 0.2 else picture
    black, white = fade * rng.uniform(20, 90), 255 - fade * rng.uniform(0, 50)
    levels = np.rint(black + np.arange(256) * ((white - black) / 255)).astype(np.uint8)
    soft = cv2.LUT(soft, levels)
    grain = np.rint(rng.standard_normal((731, 743), dtype=np.float32) * np.float32(noise)).astype(np.int16)
    repeats = [-(-side // own) for side, own in zip(picture.shape[:2], grain.shape, strict=True)]
    whole = np.tile(grain, repeats)[: picture.shape[0], : picture.shape[1]]
    return np.asarray(cv2.add(soft, cv2.merge([whole] * 3), dtype=cv2.CV_8U), np.uint8)


def photographed(page: Canvas, rng: Rng) -> Canvas:
    """Held over a table: perspective, a bent sheet, a shadow, the colour of the lamp."""
    page = _bent(page, rng)
    height, width = page.shape[:2]
    out_w, out_h = (int(value * rng.uniform(0.95, 1.25)) for value in (width * 0.9, height * 0.9))
    margin = 0.05
    square = np.array(
        [[margin, margin], [1 - margin, margin], [1 - margin, 1 - margin], [margin, 1 - margin]]
    )
    square = square + rng.uniform(-0.035, 0.035, (4, 2))
    centre = square.mean(axis=0)
    turn = np.radians(rng.uniform(-5, 5))
    turned = (square - centre) @ np.array(
        [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    ) * 0.97 + centre
    target = (turned * np.array([out_w, out_h])).astype(np.float32)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    desk = tuple(int(value) for value in rng.integers(20, 190, 3))
    photo = cv2.warpPerspective(page, matrix, (out_w, out_h), flags=cv2.INTER_AREA, borderValue=desk)
    light = _light(rng)
    colours = cv2.merge([np.asarray(light * share * 255, np.uint8) for share in rng.uniform(0.88, 1.0, 3)])
    lamp = cv2.resize(colours, (out_w, out_h), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.multiply(photo, lamp, scale=1 / 255), np.uint8)


def _bent(page: Canvas, rng: Rng) -> Canvas:
    """A sheet that does not lie quite flat: up to half a millimetre off along its length."""
    height, width = page.shape[:2]
    depth = rng.uniform(0, 0.5) * 300 / 25.4
    along = np.arange(height, dtype=np.float32)
    wave = np.sin(along / height * np.pi * rng.uniform(0.8, 1.6) + rng.uniform(0, 3)) * depth
    across = np.arange(width, dtype=np.float32)
    columns = np.add.outer(wave.astype(np.float32), across)
    lines = np.repeat(along[:, None], width, axis=1)
    return np.asarray(
        cv2.remap(page, columns, lines, cv2.INTER_LINEAR, borderValue=(255, 255, 255)), np.uint8
    )


def _light(rng: Rng) -> Shade:
    """Falls from one side; the hand throws a shadow with a soft edge."""
    y, x = np.mgrid[0:1:64j, 0:1:64j]
    slope = rng.uniform(-0.2, 0.2, 2)
    light = 0.9 + slope[0] * (x - 0.5) + slope[1] * (y - 0.5)
    if rng.random() < 0.6:
        angle, at = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3)
        edge = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) - at
        light -= rng.uniform(0.1, 0.4) / (1 + np.exp(-edge * rng.uniform(12, 60)))
    return np.asarray(np.clip(light, 0.25, 1), np.float32)
