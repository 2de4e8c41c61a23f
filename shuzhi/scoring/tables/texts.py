"""A CSV file as a grid: its encoding and its separator are found out, and said; a mixture is a fault."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from shuzhi.scoring.tables.faults import Desk, Place, Words
from shuzhi.scoring.tables.grids import Cell, Grid, blank
from shuzhi.scoring.tables.names import key

SEPARATORS = ",\t;|，；"
SEPARATOR_NAMES: dict[str, Words] = {
    "\t": ("制表符", "tabs"),
    ";": ("分号", "semicolons"),
    "|": ("竖线", "bars"),
    "，": ("全角逗号", "full-width commas"),
    "；": ("全角分号", "full-width semicolons"),
}
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
MOST_BYTES = 512 * 1024 * 1024
AGAIN: Words = ("请从原软件重新导出为 UTF-8 的 CSV", "Export it again as CSV in UTF-8")


def csv_grid(path: Path, headings: set[str], desk: Desk) -> Grid | None:
    """The rows of a CSV file; ``headings`` are the keys by which the right separator is known."""
    place = Place(path.name)
    if path.stat().st_size > MOST_BYTES:
        desk.wrong(place, ("文件过大", "the file is too large"), ("请改用 Parquet", "Use Parquet"))
        return None
    content = path.read_bytes()
    text = _decoded(content, place, desk)
    if text is None:
        return None
    separator = _separator(text, headings)
    if separator != ",":
        zh, en = SEPARATOR_NAMES[separator]
        desk.note((f"“{path.name}”以{zh}分列", f"{path.name} is separated by {en}"))
    return _parsed(path, text, separator, desk)


def _decoded(content: bytes, place: Place, desk: Desk) -> str | None:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _strictly(content, encoding, place, desk)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    chinese = [_reads_as_utf8(line) for line in content.splitlines() if not line.isascii()]
    if any(chinese):
        _mixed(content, place, desk)
        return None
    text = _strictly(content, "gb18030", place, desk)
    if text is not None:
        desk.note((f"“{place.sheet}”按 GB18030 编码读取", f"{place.sheet} was read as GB18030"))
    return text


def _strictly(content: bytes, encoding: str, place: Place, desk: Desk) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, UnicodeError) as trouble:
        start = getattr(trouble, "start", 0)
        row = content[:start].count(b"\n") + 1
        desk.wrong(
            Place(place.sheet, row),
            (f"文字编码有误，不是完整的 {encoding.upper()}", f"the text is not sound {encoding.upper()}"),
            AGAIN,
        )
        return None


def _reads_as_utf8(line: bytes) -> bool:
    """True when a line is UTF-8 that holds Chinese; three-byte letters are hardly ever GB18030 by chance."""
    try:
        return bool(CHINESE.search(line.decode("utf-8")))
    except UnicodeDecodeError:
        return False


def _mixed(content: bytes, place: Place, desk: Desk) -> None:
    """One fault for each stretch of lines in the other encoding, the first five of them."""
    lines = content.splitlines()
    other = [row for row, line in enumerate(lines, 1) if not line.isascii() and not _reads_as_utf8(line)]
    shown = "、".join(str(row) for row in other[:8]) + ("…" if len(other) > 8 else "")
    desk.wrong(
        Place(place.sheet, other[0] if other else None),
        (
            f"同一文件混有 UTF-8 和其他编码（第 {shown} 行不是 UTF-8）",
            f"UTF-8 and another encoding are mixed in one file (not UTF-8: rows {shown.replace('、', ', ')})",
        ),
        AGAIN,
    )


def _separator(text: str, headings: set[str]) -> str:
    """The separator by which most headings are recognised in the first lines; else a comma."""
    best, most = ",", 0
    for separator in SEPARATORS:
        for line in text.splitlines()[:20]:
            known = sum(key(part.strip('"')) in headings for part in line.split(separator))
            if known > most:
                best, most = separator, known
    return best


def _parsed(path: Path, text: str, separator: str, desk: Desk) -> Grid | None:
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows.extend(list(line) for line in reader)
    except csv.Error:
        desk.wrong(
            Place(path.name, reader.line_num),
            ("引号不成对或有非法字符", "a quotation mark is not closed, or a character is not allowed"),
            AGAIN,
        )
        return None
    width = next((len(line) for line in rows if sum(not blank(cell) for cell in line) > 1), 0)
    for number, line in enumerate(rows, 1):
        if any(not blank(cell) for cell in line[width:]) and width:
            desk.wrong(
                Place(path.name, number),
                (
                    f"有 {len(line)} 列，表头只有 {width} 列",
                    f"has {len(line)} columns where the heading has {width}",
                ),
                ("含分隔符的内容请加引号", "Put quotation marks around text that holds the separator"),
                separator.join(str(cell) for cell in line),
            )
    return Grid(path.name, rows, lettered=False)
