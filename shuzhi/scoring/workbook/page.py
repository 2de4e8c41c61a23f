"""A table on a sheet: title, sentence beneath, headings, rows, widths, print set-up; the same look everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlsxwriter.worksheet import Worksheet

from shuzhi.scoring.workbook.book import GRADE_COLOURS, GREY, RED, Book, width, write_number
from shuzhi.scoring.workbook.view import View

WIDEST = 46
Value = str | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: heading, number format (empty: text), alignment, least and greatest width."""

    text: str
    numbers: str = ""
    align: str = "left"
    least: float = 6
    most: float = WIDEST
    grade: bool = False


@dataclass(slots=True)
class Page:
    """A sheet of the result being written."""

    book: Book
    view: View
    lang: str
    sheet: Worksheet
    row: int = 0
    _widths: dict[int, float] = field(default_factory=dict)

    def say(self, zh: str, en: str) -> str:
        """The text in the language of the result."""
        return zh if self.lang == "zh" else en

    def title(self, text: str, beneath: Sequence[str] = ()) -> None:
        """The title and the sentences under it."""
        self.sheet.set_row(0, 30)
        self.sheet.write_string(0, 0, text, self.book.format(bold=True, font_size=15, font_color=RED))
        for at, line in enumerate(beneath, 1):
            self.sheet.write_string(at, 0, line, self.book.format(font_color=GREY))
        self.row = len(beneath) + 1

    def table(
        self, heads: Sequence[Head], rows: Sequence[Sequence[Value]], *, filtered: bool = True
    ) -> tuple[int, int]:
        """A table from the current row on; gives its first and last data row (from 0)."""
        top = self.row
        for at, head in enumerate(heads):
            self.sheet.write_string(top, at, head.text, self.book.head())
            self._fit(at, min(width(head.text) + 3, 10 if head.numbers else 16), head)
        self.sheet.set_row(top, 34)
        looks = [self._look(head) for head in heads]
        for number, row in enumerate(rows, top + 1):
            for at, (head, value) in enumerate(zip(heads, row, strict=True)):
                self._put(number, at, head, value, looks[at])
            self._height(number, heads, row)
        last = top + len(rows)
        if filtered and rows:
            self.sheet.autofilter(top, 0, last, len(heads) - 1)
        self.row = last + 1
        return top + 1, last

    def _look(self, head: Head) -> Any:
        if head.numbers:
            return self.book.cell(num_format=head.numbers, align="right")
        return self.book.cell(align=head.align, text_wrap=True)

    def _put(self, row: int, at: int, head: Head, value: Value, look: Any) -> None:
        if value is None:
            self.sheet.write_blank(row, at, None, look)
        elif isinstance(value, Fraction | int):
            write_number(self.sheet, row, at, Fraction(value), look)
            self._fit(at, len(str(value)) if isinstance(value, int) else 9, head)
        else:
            mark = self.grade_look(value) if head.grade and value else look
            self.sheet.write_string(row, at, value, mark)
            self._fit(at, width(value) + 2, head)

    def _height(self, row: int, heads: Sequence[Head], values: Sequence[Value]) -> None:
        """Rows grow with the text that wraps in their widest cell."""
        lines = 1
        for head, value in zip(heads, values, strict=True):
            if isinstance(value, str):
                lines = max(
                    lines, sum(-(-int(width(part) + 1) // int(head.most)) or 1 for part in value.split("\n"))
                )
        if lines > 1:
            self.sheet.set_row(row, 16 * lines + 4)

    def _fit(self, at: int, needed: float, head: Head) -> None:
        known = max(self._widths.get(at, head.least), min(needed, head.most))
        self._widths[at] = known
        self.sheet.set_column(at, at, known)

    def grade_look(self, name: str) -> Any:
        """A grade in its colour, and always in its own character too."""
        ordinal = self.view.grades.index(name) if name in self.view.grades else len(GRADE_COLOURS) - 1
        colour = GRADE_COLOURS[min(ordinal, len(GRADE_COLOURS) - 1)]
        return self.book.cell(bold=True, align="center", font_color=colour)

    def points(self) -> str:
        """The number format of scores."""
        places = self.view.rulebook.display
        return "0." + "0" * places if places else "0"
