"""Printed ballots come back as scans: rendered from the PDF, filled in by hand, drawn in by a scanner."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import pypdfium2

from shuzhi.ballots.paper import Layout
from shuzhi.ballots.paper.corpus import hands, wear
from shuzhi.ballots.paper.corpus.hands import Canvas

# For every reporter the options that carry a mark on the one row of the form.
Marks = Sequence[Sequence[int]]


def pages_of(pdf: bytes) -> list[Canvas]:
    """Every page of the printed file as it comes out of the printer, at 300 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    scale = hands.DPI / 72
    pictures = [page.render(scale=scale).to_numpy()[:, :, :3] for page in document]
    return [np.ascontiguousarray(picture) for picture in pictures]


def filled(page: Canvas, layout: Layout, marks: Marks, rng: np.random.Generator) -> Canvas:
    """One sheet of one page, marked with a pen."""
    pen = hands.PENS[int(rng.integers(4))]
    style = str(rng.choice(["tick", "cross", "ring"]))
    for box in layout.pages[0].boxes:
        if box.option in marks[box.reporter]:
            hands.marked(page, box, style, pen, rng)
    return page


def scanned(page: Canvas, rng: np.random.Generator, angle: float = 0.0) -> bytes:
    """What the scanner makes of it: a JPEG of 200 dpi, a little askew and grainy."""
    picture = wear.scanned(page, 200, angle, rng)
    picture = wear.noisy(picture, rng, blur=0.4, noise=3, fade=0.2)
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes())


def blank_page() -> bytes:
    """A sheet of somebody's notepad in the stack."""
    return bytes(cv2.imencode(".jpg", np.full((2339, 1654), 250, np.uint8))[1].tobytes())


def as_files(scans: Mapping[str, bytes]) -> list[dict[str, object]]:
    """For the upload field of a page."""
    return [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in scans.items()]
