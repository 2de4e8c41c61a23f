"""Sets of paper ballots as PDF, by Typst. Names and numbers go in as data, never as source."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import cv2
import numpy as np
import typst
import zxingcpp
from numpy.typing import NDArray

from shuzhi.ballots.paper import measures
from shuzhi.ballots.paper.layout import Heading, Layout, Line, Page
from shuzhi.ballots.paper.signing import Imprint, payload_of, shown_number
from shuzhi.ballots.paper.words import WORDS, Words

# The colours of the printed slips, group by group.
COLOURS = ("#9a1b1e", "#1d4f91", "#1a6b3c", "#7a4a00", "#5b2a86", "#0b6470")


def pdf_of(layout: Layout, numbers: Sequence[str], key: bytes, *, form: str, language: str = "zh") -> bytes:
    """One set of single-sided A4 pages for every sheet number; the sets are shuffled, each kept together.

    `form` is the 32 hexadecimal digits of the box form's id.
    """
    order = list(numbers)
    secrets.SystemRandom().shuffle(order)
    return _compiled(_content(layout, order, key, form, WORDS[language]))


def _compiled(content: dict[str, Any]) -> bytes:
    source = resources.files("shuzhi.ballots.paper").joinpath("data/sheet.typ").read_bytes()
    made = typst.compile(
        source, sys_inputs={"ballot": json.dumps(content, ensure_ascii=False)}, format="pdf", timestamp=0
    )
    return bytes(made)


def _content(layout: Layout, numbers: Sequence[str], key: bytes, form: str, words: Words) -> dict[str, Any]:
    sheet = layout.sheet
    return {
        "title": sheet.title,
        "form": sheet.form,
        "group": sheet.groups[layout.group].label or layout.group_name,
        "colour": COLOURS[layout.group % len(COLOURS)],
        "corners": [
            {"x": x, "y": y, "size": measures.CORNER, "svg": corner}
            for (x, y), corner in zip(measures.CORNERS, _corners(), strict=True)
        ],
        "codes": [{"x": x, "y": y, "size": measures.CODE} for x, y in measures.CODES],
        "box": measures.BOX,
        "outline": measures.OUTLINE,
        "pitch": measures.PITCH,
        "heading": measures.HEADING,
        "edge": measures.EDGE,
        "names": measures.NAMES_RIGHT,
        "right": measures.WIDTH - measures.EDGE,
        "words": words._asdict(),
        "pages": [_page(layout, page, words) for page in layout.pages],
        "sets": [_set(layout, number, key, form) for number in numbers],
    }


def _page(layout: Layout, page: Page, words: Words) -> dict[str, Any]:
    count = len(layout.pages)
    return {
        "place": words.page.format(page=page.number, pages=count),
        "whole": words.whole.format(pages=count) if count > 1 else "",
        "boxes": [[box.x, box.y] for box in page.boxes],
        "headings": [_heading(layout, heading, words) for heading in page.headings],
        "lines": [_line(layout, line, words) for line in page.lines],
    }


def _heading(layout: Layout, heading: Heading, words: Words) -> dict[str, Any]:
    name = layout.sheet.rows[heading.row].name
    if heading.parts > 1:
        name = f"{name}{words.added}"
    return {
        "name": name,
        "left": heading.left,
        "right": heading.right,
        "top": heading.top,
        "columns": [[column.x, column.label, column.width] for column in heading.columns],
    }


def _line(layout: Layout, line: Line, words: Words) -> dict[str, Any]:
    reporter = layout.sheet.reporters[line.reporter]
    return {
        "y": line.y,
        "part": words.parts[line.part] if line.parts > 1 else "",
        "first": line.part == 0,
        "last": line.part == line.parts - 1,
        "name": reporter.name if line.part == 0 else "",
        "unit": " ".join(filter(None, (reporter.unit, reporter.post))) if line.part == 0 else "",
    }


def _set(layout: Layout, number: str, key: bytes, form: str) -> dict[str, Any]:
    pages = len(layout.pages)
    imprints = (Imprint(form, layout.group, page.number, pages, number) for page in layout.pages)
    return {
        "number": shown_number(number),
        "codes": [_code(payload_of(imprint, key, layout.seal)) for imprint in imprints],
    }


def _code(payload: str) -> str:
    """A QR code of error correction Q as a drawing one unit a module."""
    made = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    modules = np.array(made.to_image(scale=1, add_quiet_zones=False)) == 0
    if len(modules) != measures.CODE_MODULES:
        raise ValueError(len(modules))
    return drawing_of(modules)


@lru_cache(maxsize=1)
def _corners() -> tuple[str, ...]:
    family = cv2.aruco.getPredefinedDictionary(measures.CORNER_FAMILY)
    return tuple(
        drawing_of(cv2.aruco.generateImageMarker(family, number, 6) == 0) for number in measures.CORNER_IDS
    )


def drawing_of(dark: NDArray[np.bool_]) -> str:
    """Dark modules as one path, so that no seam shows between them."""
    size = len(dark)
    runs = []
    for y, line in enumerate(dark):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(np.int8), [0]))))
        runs += [f"M{a} {y}h{b - a}v1h-{b - a}z" for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path shape-rendering="crispEdges" d="{"".join(runs)}"/></svg>'
    )
