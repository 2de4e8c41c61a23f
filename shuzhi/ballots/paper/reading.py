"""One page read: which sheet it is, whether it is whole and straight, and what stands in its boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from shuzhi.ballots.paper import judging, marks
from shuzhi.ballots.paper.finding import Code, codes_in, corners_in
from shuzhi.ballots.paper.flattening import (
    LEAST_CONTRAST,
    SCALE,
    Dark,
    Geometry,
    contrast_of,
    darkness,
    flattened,
    geometry_of,
)
from shuzhi.ballots.paper.layout import Box, Layout
from shuzhi.ballots.paper.pictures import Grey, Picture
from shuzhi.ballots.paper.results import BoxReading, CellReading, Doubt, PageReading, Refused
from shuzhi.ballots.paper.signing import Imprint, NotACode, is_signed, read_payload
from shuzhi.ballots.paper.streaks import streaks_in

CROP = round(3.9 * SCALE)
# A page lower than this is no sheet at any resolution.
LEAST_SIDE = 400
# Where more cells than this share are not where they belong, the sheet is bent and nothing on it is believed.
MOST_LOST = 0.2


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form whose sheets are expected: layouts in the order of the groups, and the key they were signed with."""

    layouts: tuple[Layout, ...]
    key: bytes


@dataclass(frozen=True, slots=True)
class _Ground:
    """The flattened sheet: as seen, as darkness, where the scanner's streaks lie, from where on a point is a trace."""

    flat: Grey
    dark: Dark
    streaks: NDArray[np.bool_] | None
    trace: float


def read(picture: Picture, known: Mapping[str, KnownForm]) -> PageReading:
    """What the page says, or why it is refused by name. `known` is by form id."""
    grey = picture.grey
    if min(grey.shape) < LEAST_SIDE:
        return PageReading(Refused.SMALL)
    codes = codes_in(grey)
    imprint = _imprint(codes, known)
    if isinstance(imprint, Refused):
        return PageReading(imprint)
    layout = known[imprint.form].layouts[imprint.group]
    told = PageReading(None, imprint.form, layout.group_name, imprint.number, imprint.page, imprint.pages)
    corners = corners_in(grey)
    geometry = Refused.CORNER if corners is None else geometry_of(corners, codes)
    if isinstance(geometry, Refused):
        return replace(told, refusal=geometry)
    contrast = contrast_of(grey, geometry)
    if contrast < LEAST_CONTRAST:
        return replace(told, refusal=Refused.PALE)
    cells = _cells(_ground(grey, geometry, contrast), layout, imprint.page)
    bent = sum(cell.doubt == Doubt.LOST for cell in cells) > MOST_LOST * len(cells)
    return (
        replace(told, refusal=Refused.GEOMETRY)
        if bent
        else replace(told, turned=geometry.turned, cells=cells)
    )


def _imprint(codes: Sequence[Code], known: Mapping[str, KnownForm]) -> Imprint | Refused:
    """The one imprint that all codes of ours carry, if it is a known form's and rightly signed."""
    if not codes:
        return Refused.NO_CODE
    texts = {code.text for code in codes if code.is_ours}
    if len(texts) > 1:
        return Refused.MIXED
    try:
        imprint = read_payload(next(iter(texts), ""))
    except NotACode:
        return Refused.FOREIGN
    form = known.get(imprint.form)
    if form is None:
        return Refused.FOREIGN
    layout = form.layouts[imprint.group] if imprint.group < len(form.layouts) else None
    if layout and imprint.pages == len(layout.pages) and is_signed(texts.pop(), form.key, layout.seal):
        return imprint
    return Refused.SIGNATURE


def _ground(grey: Grey, geometry: Geometry, contrast: float) -> _Ground:
    flat = flattened(grey, geometry)
    dark = darkness(flat, contrast)
    found = streaks_in(grey)
    streaks = None if found is None else 255 - flattened(255 - found, geometry) > 60
    noise = float(np.median(np.abs(cv2.Laplacian(dark[::3, ::3], cv2.CV_32F)))) / 3
    return _Ground(flat, dark, streaks, max(marks.TRACE, 5 * noise))


def _cells(ground: _Ground, layout: Layout, page: int) -> tuple[CellReading, ...]:
    boxes = sorted(
        layout.pages[page - 1].boxes, key=lambda box: (box.reporter, box.row, box.part, box.option)
    )
    return tuple(
        _cell(ground, layout, list(own)) for _, own in groupby(boxes, key=lambda box: (box.reporter, box.row))
    )


def _cell(ground: _Ground, layout: Layout, boxes: list[Box]) -> CellReading:
    parts = [list(own) for _, own in groupby(boxes, key=lambda box: box.part)]
    verdicts = []
    readings = []
    for part in parts:
        found = marks.located(ground.dark, part)
        inks = [marks.ink_of(ground.dark, ground.streaks, box, found, ground.trace) for box in part]
        verdicts.append(judging.verdict(found, inks))
        readings += [_box(ground, box, ink) for box, ink in zip(part, inks, strict=True)]
    both = judging.together(verdicts, layout.scales[boxes[0].row])
    picture = _around(ground.flat, boxes)
    return CellReading(
        boxes[0].reporter, boxes[0].row, both.state, both.choice, both.doubt, tuple(readings), picture
    )


def _box(ground: _Ground, box: Box, ink: marks.Ink) -> BoxReading:
    state = judging.box_state(ink)
    return BoxReading(box.part, box.option, box.label, state, ink.sure, _around(ground.flat, [box]))


def _around(flat: Grey, boxes: Sequence[Box]) -> Grey:
    """These boxes with as much around them as belongs to them."""
    centres = [marks.centre_of(box) for box in boxes]
    xs, ys = [x for x, _ in centres], [y for _, y in centres]
    return flat[min(ys) - CROP : max(ys) + CROP + 1, min(xs) - CROP : max(xs) + CROP + 1]
