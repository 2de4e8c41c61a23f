"""Sheets as they come back: printed by the product, filled with a pen, drawn in by a scanner."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from django.conf import settings

from shuzhi.ballots import issuing
from shuzhi.ballots.paper import KnownForm, Layout, Picture, pages_in, read
from shuzhi.ballots.paper.layout import Box
from shuzhi.ballots.queries.paper import paper_key

Pen = Callable[[np.ndarray, Box, float], None]


def tick(grey: np.ndarray, box: Box, scale: float) -> None:
    """A cross from corner to corner."""
    x, y, reach = box.x * scale, box.y * scale, 2 * scale
    for lean in (1, -1):
        start, end = (int(x - reach), int(y - lean * reach)), (int(x + reach), int(y + lean * reach))
        cv2.line(grey, start, end, 20, 4)


def fill(pdf: bytes, layout: Layout, *answers: int, pen: Pen = tick) -> list[np.ndarray]:
    """Every page of the printed file, all sets alike: these options for every reporter on every row."""
    pictures = []
    for picture in pages_in(pdf):
        grey = picture.grey.copy()
        for box in layout.pages[(picture.page - 1) % len(layout.pages)].boxes:
            if box.option in answers:
                pen(grey, box, grey.shape[1] / 210)
        pictures.append(grey)
    return pictures


def png(grey: np.ndarray) -> bytes:
    return cv2.imencode(".png", grey)[1].tobytes()


def tiff(pictures: Sequence[np.ndarray]) -> bytes:
    return cv2.imencodemulti(".tiff", list(pictures))[1].tobytes()


def turned(grey: np.ndarray) -> np.ndarray:
    return cv2.rotate(grey, cv2.ROTATE_180)


def layout_for(session, group: str) -> Layout:
    return Layout.of(issuing.sheet_of(session.box_form), group)


def number_on(grey: np.ndarray, session) -> str:
    """The number of a sheet, by its code."""
    sheet = issuing.sheet_of(session.box_form)
    layouts = tuple(Layout.of(sheet, group.name) for group in sheet.groups)
    known = {session.box_form: KnownForm(layouts, paper_key(session))}
    return read(Picture(grey, 1), known).number


def kept_files() -> list[bytes]:
    """Whatever of the scans lies on the disk."""
    folder = settings.SCANS
    return [path.read_bytes() for path in folder.iterdir()] if folder.exists() else []
