"""The workbook of a topic list: two sheets, topics and their parts, read with every fault at once."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuzhi.cycles.rules.rows import (
    COLUMNS,
    PART_COLUMNS,
    PARTS,
    TOPICS,
    Fault,
    RawTopic,
    TopicBook,
    understand,
)
from shuzhi.scoring.tables.cells import exact
from shuzhi.scoring.tables.faults import Desk
from shuzhi.scoring.tables.grids import ERRONEOUS, UNCACHED, Cell, Grid
from shuzhi.scoring.tables.names import key, nearest
from shuzhi.scoring.tables.workbooks import workbook_grids

LARGEST = 5 * 1024 * 1024
HEADINGS_WITHIN = 10
Columns = dict[str, tuple[str, str, bool]]
Line = tuple[int, dict[str, str]]


def read_topic_book(content: bytes) -> TopicBook:
    """Everything the workbook says about topics; with a fault anywhere nothing of it may be taken."""
    book = TopicBook()
    desk = Desk(lang="en" if (get_language() or "").startswith("en") else "zh")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "topics.xlsx"
        path.write_bytes(content)
        grids = workbook_grids(path, desk)
    for fault in desk.faults:
        said = fault.message_zh if desk.lang == "zh" else fault.message_en
        book.faults.append(Fault(_place(fault.sheet, fault.row or 0), fault.column, str(fault.value), said))
    lines: dict[str, list[Line]] = {}
    for names, columns in ((TOPICS, COLUMNS), (PARTS, PART_COLUMNS)):
        wanted = {key(name) for name in names}
        found = [grid for grid in grids if key(grid.name) in wanted]
        for grid in found[1:]:
            book.faults.append(Fault(grid.name, "", "", _("the sheet is there twice")))
        lines[names[0]] = _lines(found[0], columns, book) if found else []
    if not lines[TOPICS[0]] and not book.faults:
        said = _("no topics: write them into a sheet named %(name)s") % {"name": TOPICS[0]}
        book.faults.append(Fault("", "", "", said))
    return understand(_with_parts(lines[TOPICS[0]], lines[PARTS[0]], book), book)


def _with_parts(topics: list[Line], parts: list[Line], book: TopicBook) -> list[RawTopic]:
    rows = [RawTopic(_place(TOPICS[0], number), dict(cells)) for number, cells in topics]
    by_code = {row.cells.get("code", ""): row for row in reversed(rows)}
    for number, cells in parts:
        owner = by_code.get(cells["code"])
        if owner is None:
            said = _("no topic has this number")
            place = _place(PARTS[0], number)
            book.faults.append(Fault(place, PART_COLUMNS["code"][0], cells["code"], said))
        elif cells["text"]:
            owner.parts.append(cells["text"])
    return rows


def _lines(grid: Grid, columns: Columns, book: TopicBook) -> list[Line]:
    """The filled lines below the headings, by the fields of the columns."""
    known = {key(text): name for name, (zh, en, _needed) in columns.items() for text in (zh, en)}
    hits = [sum(key(_text(cell)) in known for cell in row) for row in grid.rows[:HEADINGS_WITHIN]]
    if not hits or not max(hits):
        wanted = "、".join(zh for zh, _en, _needed in columns.values())
        book.faults.append(Fault(grid.name, "", "", _("no headings; write: %(names)s") % {"names": wanted}))
        return []
    line = hits.index(max(hits))
    places = _places(grid, line, columns, known, book)
    for first, _left, last, _right in grid.merged:
        if last > line:
            said = _("merged cells; undo the merging and fill every cell")
            book.faults.append(Fault(_place(grid.name, first + 1), "", "", said))
    found: list[Line] = []
    for number, row in enumerate(grid.rows[line + 1 :], start=line + 1):
        if any(_text(cell) for cell in row):
            cells = {name: _cell(grid, number, at, columns[name][0], book) for name, at in places.items()}
            found.append((number + 1, cells))
    return found


def _places(
    grid: Grid, line: int, columns: Columns, known: dict[str, str], book: TopicBook
) -> dict[str, int]:
    places: dict[str, int] = {}
    where = _place(grid.name, line + 1)
    for at, cell in enumerate(grid.rows[line]):
        text = _text(cell)
        name = known.get(key(text))
        if name in places:
            book.faults.append(Fault(where, text, text, _("the column is there twice")))
        elif name:
            places[name] = at
        elif text:
            near = nearest(text, [zh for zh, _en, _needed in columns.values()])
            said = _("no such column; did you mean %(near)s?") if near else _("no such column; delete it")
            book.faults.append(Fault(where, text, text, said % {"near": near}))
    for name, (zh, _en, needed) in columns.items():
        if needed and name not in places:
            book.faults.append(Fault(where, zh, "", _("the column is missing")))
    return places if all(name in places for name, one in columns.items() if one[2]) else {}


def _cell(grid: Grid, row: int, at: int, heading: str, book: TopicBook) -> str:
    if grid.marks.get((row, at)) in (UNCACHED, ERRONEOUS):
        said = _("a formula without a sound result; paste its value")
        book.faults.append(Fault(_place(grid.name, row + 1), heading, "", said))
        return ""
    line = grid.rows[row]
    return _text(line[at] if at < len(line) else None)


def _place(sheet: str, row: int) -> str:
    return _("%(sheet)s, line %(row)d") % {"sheet": sheet, "row": row} if row else sheet


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, int | float):
        shown = format(exact(cell), "f")
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    return str(cell).strip("\u200b\ufeff \t\r\n\u3000\xa0")
