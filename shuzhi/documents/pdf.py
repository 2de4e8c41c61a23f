"""A document as PDF, by Typst. Content goes in as data, never as source: nothing in it can be run or read."""

import json
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from typing import Any

import typst

from shuzhi.documents import measures
from shuzhi.documents.blocks import Document, clean
from shuzhi.documents.faces import chinese_families, fonts_used, latin_used
from shuzhi.documents.setting import HEADINGS, LOOKS, Foot, Grid, Line, Setting, Style, set_document

PAGE = {
    "width": measures.PAGE_WIDTH,
    "height": measures.PAGE_HEIGHT,
    "top": measures.TOP,
    "bottom": measures.BOTTOM,
    "left": measures.LEFT,
    "right": measures.RIGHT,
    "foot": measures.FOOT_GAP,
    "size": measures.SIZE,
    "small": measures.SMALL_SIZE,
    "table": measures.TABLE_SIZE,
    "pitch": measures.PITCH,
    "table-pitch": measures.TABLE_PITCH,
    "rule-gap": measures.RULE_GAP,
    "red": measures.RED,
}


def pdf_of(document: Document) -> bytes:
    """The PDF; the same document gives the same bytes on one machine, whatever the clock says."""
    content = json.dumps(_content(document), ensure_ascii=False)
    made = typst.compile(
        _layout(),
        sys_inputs={"document": content},
        format="pdf",
        timestamp=int(document.meta.made.timestamp()),
    )
    return bytes(made)


@lru_cache(maxsize=1)
def _layout() -> bytes:
    return resources.files("shuzhi.documents").joinpath("data/layout.typ").read_bytes()


def _content(document: Document) -> dict[str, Any]:
    meta = document.meta
    return {
        "title": clean(document.title).replace("\n", ""),
        "author": clean(meta.author),
        "subject": clean(meta.subject),
        "lang": "zh" if meta.chinese else "en",
        "region": "CN" if meta.chinese else None,
        "page": PAGE,
        "latin": latin_used(),
        "others": chinese_families(),
        "faces": {use.face: {"family": use.taken, "weight": use.weight} for use in fonts_used()},
        "looks": {style: _look(style) for style in Style},
        "items": [_item(setting) for setting in set_document(document)],
    }


def _look(style: Style) -> dict[str, Any]:
    look = LOOKS[style]
    level = HEADINGS.index(style) + 1 if style in HEADINGS else 0
    return {**asdict(look), "tracking": look.tracking, "level": level}


def _item(setting: Setting) -> dict[str, Any]:
    match setting:
        case Line():
            runs = [{**asdict(run), "face": run.face or ""} for run in setting.runs]
            return {**asdict(setting), "kind": "line", "runs": runs}
        case Grid():
            return {**asdict(setting), "kind": "grid"}
        case Foot():
            return {"kind": "foot", "lines": [_item(line) for line in setting.lines]}
    return {"kind": "break"}
