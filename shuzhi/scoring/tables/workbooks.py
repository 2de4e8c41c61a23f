"""Sheets of an .xlsx: values by calamine, and what calamine does not tell read from the sheet's own XML.

Calamine gives a cell of 95 % as 0.95, a formula without a stored result or with an error as nothing, and
lays out a dense table however far away a stray cell stands. The XML is scanned first, so that none is silent.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from shuzhi.scoring.tables.containers import SEND_AGAIN, open_workbook, read_entry
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.grids import ERRONEOUS, PERCENT, UNCACHED, Cell, Grid

MOST_CELLS = 20_000_000  # rows × columns that calamine may lay out for one sheet
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    OSError,
)  # what the readers raise when bytes are missing or wrong
ATTRIBUTE = r'\s{name}="([^"]*)"'
SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
ROW_NUMBER = re.compile(rb'\sr="(\d+)"')
HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
WIDE = re.compile(rb'\sr="([A-Z]{2,3})\d')
CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*?r="([A-Z]+)(\d+)"[^>]*)>')
STYLE = re.compile(rb'\ss="(\d+)"')
FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+)(\d+)"[^>]*><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(?!<(?:\w+:)?v>[^<])"
)
ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?r="([A-Z]+)(\d+)"')
CELL_XFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
XF = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
FORMAT = re.compile(rb'<(?:\w+:)?numFmt\s[^>]*numFmtId="(\d+)"[^>]*formatCode="([^"]*)"')


def workbook_grids(path: Path, desk: Desk) -> list[Grid]:
    """Every worksheet of the file, hidden ones too; nothing and a fault when it cannot be read."""
    container = open_workbook(path, desk)
    if container is None:
        return []
    with container:
        try:
            parts = _sheet_parts(container)
            texts = {name: read_entry(container, part) for name, part in parts.items()}
            styles = (
                read_entry(container, "xl/styles.xml") if "xl/styles.xml" in container.namelist() else b""
            )
            dates_1904 = b'date1904="1"' in read_entry(container, "xl/workbook.xml")
            if _too_wide(path, texts, desk):
                return []
            return _grids(path, texts, _percent_styles(styles), dates_1904=dates_1904)
        except DAMAGE:
            desk.wrong(
                Place(path.name),
                ("文件不完整或已损坏，打不开", "the file is truncated or damaged"),
                SEND_AGAIN,
            )
            return []


def _attribute(tag: str, name: str) -> str:
    found = re.search(ATTRIBUTE.format(name=name), tag)
    return _plain(found.group(1)) if found else ""


def _plain(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def _sheet_parts(container: zipfile.ZipFile) -> dict[str, str]:
    """Sheet names and the entries that hold them."""
    book = read_entry(container, "xl/workbook.xml").decode("utf-8-sig")
    links = read_entry(container, "xl/_rels/workbook.xml.rels").decode("utf-8-sig")
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in RELATION.findall(links)}
    parts: dict[str, str] = {}
    for tag in SHEET.findall(book):
        target = targets.get(_attribute(tag, r"(?:\w+:)?id"), "")
        entry = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if entry in container.namelist():
            parts[_attribute(tag, "name")] = entry
    return parts


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def _too_wide(path: Path, texts: dict[str, bytes], desk: Desk) -> bool:
    """A stray cell far away would make the reader lay out billions of empty ones."""
    wide = False
    for name, text in texts.items():
        numbers = [int(number) for tag in ROW.findall(text) for number in ROW_NUMBER.findall(tag)]
        rows = max(numbers, default=0)
        columns = max((_column(found) for found in set(WIDE.findall(text))), default=25) + 1
        if rows * columns > MOST_CELLS:
            wide = True
            desk.wrong(
                Place(name),
                (
                    f"表格伸展到 {rows:,} 行 × {columns:,} 列，远处有零星单元格",
                    f"the sheet stretches over {rows:,} rows × {columns:,} columns because of stray cells",
                ),
                (
                    "请删除数据以外的行和列（选中后“删除”），再保存",
                    f"Delete the rows and columns beyond the data, then save {path.name} again",
                ),
            )
    return wide


def _percent_styles(styles: bytes) -> set[bytes]:
    """The style numbers whose number format shows a percent sign."""
    formats = {b"9", b"10"} | {number for number, code in FORMAT.findall(styles) if b"%" in code}
    block = CELL_XFS.search(styles)
    if block is None:
        return set()
    found: set[bytes] = set()
    for position, tag in enumerate(XF.findall(block.group())):
        number = re.search(rb'numFmtId="(\d+)"', tag)
        if number and number.group(1) in formats:
            found.add(str(position).encode())
    return found


def _marks(text: bytes, percents: set[bytes]) -> dict[tuple[int, int], str]:
    marks = {(int(row) - 1, _column(column)): UNCACHED for column, row in FORMULA.findall(text)}
    if b't="e"' in text:
        marks |= {(int(row) - 1, _column(column)): ERRONEOUS for column, row in ERROR.findall(text)}
    if not any(b's="%s"' % style in text for style in percents):
        return marks
    for attributes, column, row in CELL.findall(text):
        style = STYLE.search(b" " + attributes)
        if style and style.group(1) in percents:
            marks.setdefault((int(row) - 1, _column(column)), PERCENT)
    return marks


def _hidden_rows(text: bytes) -> list[int]:
    rows = []
    for tag in ROW.findall(text):
        number = ROW_NUMBER.search(tag)
        if number and HIDDEN.search(tag):
            rows.append(int(number.group(1)) - 1)
    return rows


def _grids(path: Path, texts: dict[str, bytes], percents: set[bytes], *, dates_1904: bool) -> list[Grid]:
    grids: list[Grid] = []
    with CalamineWorkbook.from_path(path) as book:
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet or meta.name not in texts:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            text = texts[meta.name]
            grids.append(
                Grid(
                    meta.name,
                    cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False)),
                    marks=_marks(text, percents),
                    merged=[(*first, *last) for first, last in sheet.merged_cell_ranges or []],
                    hidden=_hidden_rows(text),
                    hidden_sheet=meta.visible != SheetVisibleEnum.Visible,
                    date_1904=dates_1904,
                )
            )
    return grids
