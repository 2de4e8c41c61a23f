"""A workbook or a CSV of another system into lines of text: every fault of the file at once."""

import datetime as dt
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuzhi.indicators.rules.rows import FACTS, FORMS, Book, Column, Fault, Row, SheetForm
from shuzhi.scoring.tables.cells import exact
from shuzhi.scoring.tables.faults import Desk
from shuzhi.scoring.tables.grids import ERRONEOUS, PERCENT, UNCACHED, Cell, Grid
from shuzhi.scoring.tables.names import key
from shuzhi.scoring.tables.texts import csv_grid
from shuzhi.scoring.tables.workbooks import workbook_grids

LARGEST = 30 * 1024 * 1024
HEADINGS_WITHIN = 10
BY_NAME = {key(name): form for form in FORMS for name in (form.zh, form.en)}


def read_file(name: str, content: bytes) -> Book:
    """Everything the file says. A CSV holds one table: the figures, unless its name says otherwise."""
    book = Book()
    if len(content) > LARGEST:
        book.faults.append(Fault(name, None, "", "", _("the file is larger than 30 MB"), _("Split it.")))
        return book
    desk = Desk(lang="en" if (get_language() or "").startswith("en") else "zh")
    for form, grid in _grids(name, content, desk, book):
        if book.rows[form.key]:
            book.faults.append(Fault(grid.name, None, "", "", _("the sheet is there twice"), _("Keep one.")))
            continue
        _read(form, grid, book)
    at = 0 if desk.lang == "zh" else 1
    for fault in desk.faults:
        reason, advice = (fault.message_zh, fault.mend_zh) if at == 0 else (fault.message_en, fault.mend_en)
        book.faults.append(Fault(fault.sheet, fault.row, fault.column, fault.value, reason, advice))
    book.notes += desk.understood()
    if not book.faults and not any(book.rows.values()):
        names = "、".join(form.zh for form in FORMS)
        advice = _("Name the sheets %(names)s and put headings above the lines.") % {"names": names}
        book.faults.append(Fault(name, None, "", "", _("no line that can be imported"), advice))
    return book


def _grids(name: str, content: bytes, desk: Desk, book: Book) -> list[tuple[SheetForm, Grid]]:
    with TemporaryDirectory() as folder:
        # The name comes from the browser; only its end and its letters are kept.
        path = Path(folder) / (Path(name.replace("\\", "/")).name[-80:] or "upload")
        path.write_bytes(content)
        if path.suffix.lower() in (".csv", ".txt", ".tsv"):
            grid = csv_grid(path, _headings(), desk)
            form = BY_NAME.get(key(path.stem), FACTS)
            return [] if grid is None else [(form, grid)]
        found = []
        for grid in workbook_grids(path, desk):
            if form_here := BY_NAME.get(key(grid.name)):
                found.append((form_here, grid))
            elif not grid.empty:
                book.notes.append(_("The sheet %(sheet)s was not read.") % {"sheet": grid.name})
        return found


def _headings() -> set[str]:
    return {key(text) for form in FORMS for column in form.columns for text in (column.zh, column.en)}


def _read(form: SheetForm, grid: Grid, book: Book) -> None:
    known = {key(text): column for column in form.columns for text in (column.zh, column.en)}
    hits = [sum(key(_text(cell)) in known for cell in row) for row in grid.rows[:HEADINGS_WITHIN]]
    if not hits or not max(hits):
        wanted = "、".join(form.required)
        advice = _("Write at least these headings: %(names)s.") % {"names": wanted}
        book.faults.append(Fault(grid.name, 1, "", "", _("no headings"), advice))
        return
    line = hits.index(max(hits))
    places = _places(form, grid, line, known, book)
    for first, _left, last, _right in grid.merged:
        if last > line:
            advice = _("Undo the merging and fill every cell.")
            book.faults.append(Fault(grid.name, first + 1, "", "", _("merged cells"), advice))
    if places is None:
        return
    for number, row in enumerate(grid.rows[line + 1 :], start=line + 1):
        if any(_text(cell) for cell in row):
            _line(form, grid, number, row, places, book)


def _places(
    form: SheetForm, grid: Grid, line: int, known: dict[str, Column], book: Book
) -> dict[str, tuple[int, Column]] | None:
    places: dict[str, tuple[int, Column]] = {}
    whole = True
    for at, cell in enumerate(grid.rows[line]):
        column = known.get(key(_text(cell)))
        if column is None:
            if _text(cell):
                said = {"sheet": grid.name, "heading": _text(cell)}
                book.notes.append(_("%(sheet)s: the column %(heading)s is not imported.") % said)
        elif column.key in places:
            whole = False
            book.faults.append(
                Fault(grid.name, line + 1, column.zh, "", _("the column is there twice"), _("Keep one."))
            )
        else:
            places[column.key] = (at, column)
    for column in form.columns:
        if column.required and column.key not in places:
            whole = False
            advice = _("Add it with this heading.")
            book.faults.append(Fault(grid.name, line + 1, column.zh, "", _("the column is missing"), advice))
    return places if whole else None


def _line(
    form: SheetForm,
    grid: Grid,
    number: int,
    row: list[Cell],
    places: dict[str, tuple[int, Column]],
    book: Book,
) -> None:
    cells: dict[str, str] = {}
    faults = len(book.faults)
    for name, (at, column) in places.items():
        mark = grid.marks.get((number, at), "")
        if mark in (UNCACHED, ERRONEOUS):
            reason = _("a formula without a stored result") if mark == UNCACHED else _("a formula in error")
            advice = _("Open the workbook, calculate and save it, or paste the values.")
            book.faults.append(Fault(grid.name, number + 1, column.zh, "", reason, advice))
            continue
        cells[name] = _text(row[at] if at < len(row) else None, percent=mark == PERCENT)
        if column.required and not cells[name]:
            advice = _("Fill it in, or delete the whole line.")
            book.faults.append(Fault(grid.name, number + 1, column.zh, "", _("empty"), advice))
    if len(book.faults) == faults:
        book.rows[form.key].append(Row(grid.name, number + 1, cells))


def _text(cell: Cell, *, percent: bool = False) -> str:
    """The cell as a person sees it: a number shown as 95% is stored as 0.95."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        number = exact(cell)
        number = number * 100 if percent else number
        # Trailing zeros are formatting, not content; the plain form never is 1E+3.
        shown = format(number, "f")
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        return f"{shown}%" if percent else shown
    # A formula typed as text stays text, but never leaves this house as one.
    return unicodedata.normalize("NFC", str(cell)).strip("\u200b\ufeff \t\r\n\u3000\xa0")
