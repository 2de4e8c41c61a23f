"""Lines that the scanner drew: dirt on its glass leaves them from one end of the page to the other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzhi.ballots.paper.pictures import Grey

SHRINK = 8
LEAST_DEPTH = 9
LEAST_LENGTH = 0.55


def streaks_in(grey: Grey) -> Grey | None:
    """A picture of all streaks, 255 where one lies; None when there are none."""
    upright = _columns(grey)
    lying = _columns(np.ascontiguousarray(grey.T))
    if not upright.any() and not lying.any():
        return None
    mask = np.zeros(grey.shape, np.uint8)
    mask[:, upright] = 255
    mask[lying, :] = 255
    return mask


def _columns(grey: Grey) -> NDArray[np.bool_]:
    """Which columns are darker than their neighbours over most of the page, and one point to either side."""
    height, width = grey.shape
    lines = cv2.resize(grey, (width, max(1, height // SHRINK)), interpolation=cv2.INTER_AREA)
    reach = max(9, width // 110) | 1
    beside = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    deep = cv2.subtract(beside, lines) >= LEAST_DEPTH
    columns = deep.mean(axis=0) >= LEAST_LENGTH
    around = max(1, width // 1100)
    return np.convolve(columns, np.ones(2 * around + 1), mode="same") > 0
