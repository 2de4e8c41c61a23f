"""The organisation workbook into rows: every fault of every sheet at once, and what was understood."""

import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.organisations.forms.cells import (
    BETWEEN_HAN,
    CellError,
    choice_of,
    code_of,
    day_of,
    name_of,
    shown,
    yes_of,
)
from shuzhi.organisations.forms.opening import NotReadableError, Sheet, sheets_of
from shuzhi.organisations.rules.rows import (
    CATEGORY_WORDS,
    FORMS,
    KIND_WORDS,
    ORGANISATIONS,
    PEOPLE,
    SET_ASIDE,
    TREE_WORDS,
    Column,
    Fault,
    OrganisationRow,
    PersonRow,
    SheetForm,
    TenureRow,
    Understood,
    Workbook,
)

Reader = Callable[[object], Any]
HEADINGS_WITHIN = 10
KEPT_WHEN_EMPTY = {"tree", "source"}

READERS: dict[str, Reader] = {
    "code": code_of,
    "parent_code": code_of,
    "person_code": code_of,
    "organisation_code": code_of,
    "name": name_of(100),
    "short_name": name_of(40),
    "person_name": name_of(100),
    "organisation_name": name_of(100),
    "account": name_of(150),
    "post": name_of(60),
    "source": name_of(40),
    "tree": choice_of(TREE_WORDS, {key: key for key in TREE_WORDS}),
    "kind": choice_of(KIND_WORDS, {key: key for key in KIND_WORDS}),
    "category": choice_of(CATEGORY_WORDS, {key: key.replace("_", " ") for key in CATEGORY_WORDS}),
    "hidden": yes_of,
    "acting": yes_of,
    "since": day_of,
    "until": day_of,
}


def read_workbook(content: bytes) -> Workbook:
    """Everything the file says, with all its faults; a file that is no workbook is one fault."""
    book = Workbook()
    found: set[str] = set()
    try:
        for sheet in sheets_of(content):
            form = _form_of(sheet.name)
            if form is None:
                if any(any(cell is not None for cell in row) for row in sheet.rows):
                    book.understood.append(
                        Understood(sheet.name, 0, "", sheet.name, _("not read: none of our sheets"))
                    )
            elif form.zh in found:
                book.faults.append(
                    _sheet_fault(sheet.name, _("the sheet is there twice"), _("Keep one of them."))
                )
            else:
                found.add(form.zh)
                _SheetReader(sheet, form, book).read()
    except NotReadableError as error:
        return Workbook(faults=[Fault("", 0, "", "", str(error), "")])
    if not found:
        names = "、".join(form.zh for form in FORMS)
        advice = _("Name the sheets %(names)s; those you do not need may be left out.") % {"names": names}
        book.faults.append(_sheet_fault("", _("no sheet has one of our names"), advice))
    return book


class _SheetReader:
    """Reads one sheet into the workbook, cell by cell."""

    def __init__(self, sheet: Sheet, form: SheetForm, book: Workbook) -> None:
        self.sheet = sheet
        self.form = form
        self.book = book

    def read(self) -> None:
        for cells in self.sheet.merged:
            self._fault(
                _row_of(cells), cells, "", _("merged cells"), _("Undo the merging and fill every cell.")
            )
        for cell in self.sheet.unsolved:
            advice = _("Open the workbook in a spreadsheet program and save it, or paste the values.")
            self._fault(_row_of(cell), cell, "", _("a formula without a stored result"), advice)
        line, places = self._headings()
        if places is None:
            return
        for number, row in enumerate(self.sheet.rows[line + 1 :], start=line + 2):
            if any(shown(cell).strip() for cell in row):
                self._row(
                    number, {key: row[place] if place < len(row) else None for key, place in places.items()}
                )

    def _headings(self) -> tuple[int, dict[str, int] | None]:
        """The line of the headings and the place of every column; titles above them are passed over."""
        known = {_folded(heading): column for column in self.form.columns for heading in column.headings}
        lines = self.sheet.rows[:HEADINGS_WITHIN]
        hits = [sum(_folded(cell) in known for cell in row) for row in lines]
        if not hits or max(hits) == 0:
            wanted = "、".join(column.zh for column in self.form.columns)
            self._fault(
                1, "", "", _("no headings"), _("Write these headings: %(names)s.") % {"names": wanted}
            )
            return 0, None
        line = hits.index(max(hits))
        places: dict[str, int] = {}
        whole = True
        for place, cell in enumerate(lines[line]):
            whole &= self._heading(line + 1, place, cell, known, places)
        for column in self.form.columns:
            if (column.required or column.expected) and column.key not in places:
                whole = False
                self._fault(
                    line + 1, column.zh, "", _("the column is missing"), _("Add it with this heading.")
                )
        return line, places if whole else None

    def _heading(
        self, row: int, place: int, cell: object, known: dict[str, Column], places: dict[str, int]
    ) -> bool:
        text = _folded(cell)
        column = known.get(text)
        if column is None:
            filled = any(place < len(line) and shown(line[place]).strip() for line in self.sheet.rows[row:])
            if text in SET_ASIDE or (not text and not filled):
                if filled:
                    self._understood(row, shown(cell), shown(cell), _("the column is not imported"))
                return True
            if not filled:
                return True
            near = get_close_matches(text, known, n=1, cutoff=0.5)
            advice = (
                _("Did you mean %(near)s?") % {"near": known[near[0]].zh}
                if near
                else _("Rename or delete it.")
            )
            self._fault(row, shown(cell), shown(cell), _("no column of this sheet"), advice)
            return False
        if column.key in places:
            self._fault(row, shown(cell), shown(cell), _("the column is there twice"), _("Keep one of them."))
            return False
        places[column.key] = place
        return True

    def _row(self, number: int, cells: dict[str, Any]) -> None:
        values: dict[str, Any] = {}
        whole = True
        for column in (column for column in self.form.columns if column.key in cells):
            raw = cells[column.key]
            try:
                values[column.key] = value = READERS[column.key](raw)
            except CellError as error:
                whole = False
                self._fault(number, column.zh, shown(raw), error.reason, error.advice)
                continue
            if column.required and value in ("", None):
                whole = False
                self._fault(
                    number, column.zh, shown(raw), _("empty"), _("Fill it in, or delete the whole row.")
                )
            elif isinstance(raw, int | float) and str(value) == shown(raw):
                self._understood(number, column.zh, shown(raw), _("%(value)s, as text") % {"value": value})
            elif _is_other(raw, value):
                self._understood(number, column.zh, shown(raw), _said(value))
        if whole:
            self._keep(number, values)

    def _keep(self, number: int, values: dict[str, Any]) -> None:
        if self.form is ORGANISATIONS:
            for key in KEPT_WHEN_EMPTY & values.keys():
                values[key] = values[key] or None
            self.book.organisations.append(OrganisationRow(number, **values))
        elif self.form is PEOPLE:
            self.book.people.append(PersonRow(number, **values))
        elif values["until"] is not None and values["until"] <= values["since"]:
            advice = _("The last column is the first day out of the post; correct one of the two.")
            self._fault(
                number, "免职日期", values["until"].isoformat(), _("not after the day it begins"), advice
            )
        else:
            self.book.tenures.append(TenureRow(number, **values))

    def _fault(self, row: int, column: str, value: str, reason: str, advice: str) -> None:
        self.book.faults.append(Fault(self.sheet.name, row, column, value, reason, advice))

    def _understood(self, row: int, column: str, value: str, taken_as: str) -> None:
        self.book.understood.append(Understood(self.sheet.name, row, column, value, taken_as))


def _form_of(name: str) -> SheetForm | None:
    text = _folded(name)
    return next((form for form in FORMS if text in (form.zh, form.en.lower())), None)


def _folded(cell: object) -> str:
    text = unicodedata.normalize("NFKC", shown(cell))
    return BETWEEN_HAN.sub("", " ".join(text.replace("*", "").split())).lower()


def _is_other(raw: object, value: object) -> bool:
    """Whether what was taken is not literally what stood in the cell."""
    if isinstance(value, bool) or (value in ("", None) and raw is None):
        return False
    return shown(raw) != _said(value) and not _is_word(value)


def _is_word(value: object) -> bool:
    return value in TREE_WORDS or value in KIND_WORDS or value in CATEGORY_WORDS


def _said(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)


def _row_of(cells: str) -> int:
    return int("".join(char for char in cells.partition(":")[0] if char.isdigit()))


def _sheet_fault(sheet: str, reason: str, advice: str) -> Fault:
    return Fault(sheet, 0, "", "", reason, advice)
