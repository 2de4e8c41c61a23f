"""A workbook with the house's look and with bytes that depend on its content alone.

Text stays text: nothing a person typed becomes a formula or a link. A Chinese font is named in every format, because
the default font of a workbook has no Chinese letters.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shuzhi import __version__

Target = Path | str | BinaryIO

FONT = "微软雅黑"
RED = "#9E1B1E"
INK = "#1F2328"
GREY = "#6B7280"
HEAD = "#F1F1EE"
LINE = "#C9C9C4"
GRADE_COLOURS = ("#1B7F3B", "#1F5FA8", "#B26A00", "#B3261E", "#5B4B8A", "#4B5563")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(
    tzinfo=None
)  # a fixed date: the same content gives the same bytes
EXACT_DIGITS = 15  # what a double holds of a decimal
A4 = 9


class Book:
    """A workbook being written; formats are made once and shared."""

    def __init__(self, title: str) -> None:
        """An empty workbook in memory."""
        self._stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        self.file = xlsxwriter.Workbook(self._stream, options)
        self.file.set_properties({"title": title, "comments": f"Shuzhi {__version__}", "created": EPOCH})
        self.file.set_size(2400, 1400)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """The format with these properties over the house's own."""
        merged = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"} | properties
        known = tuple(sorted(merged.items()))
        if known not in self._formats:
            self._formats[known] = self.file.add_format(merged)
        return self._formats[known]

    def head(self, **properties: Any) -> Format:
        """The format of a heading cell."""
        look = {
            "bold": True,
            "bg_color": HEAD,
            "border": 1,
            "border_color": LINE,
            "text_wrap": True,
            "align": "center",
        }
        return self.format(**(look | properties))

    def cell(self, **properties: Any) -> Format:
        """The format of a cell in a table."""
        return self.format(**({"border": 1, "border_color": LINE} | properties))

    def sheet(self, name: str, *, landscape: bool = True, colour: str = "", grid: bool = False) -> Worksheet:
        """A worksheet that prints on A4, one page wide, with its page number."""
        sheet = self.file.add_worksheet(name)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&C&P / &N&R{name.replace('&', '&&')}")
        sheet.set_default_row(20)
        sheet.hide_gridlines(1 if grid else 2)
        if colour:
            sheet.set_tab_color(colour)
        return sheet

    def content(self) -> bytes:
        """The finished workbook's bytes."""
        self.file.close()
        return self._stream.getvalue()

    def save(self, target: Target) -> None:
        """Writes the finished workbook: to a stream, or to a file that appears whole or not at all."""
        content = self.content()
        if isinstance(target, str | Path):
            atomically(Path(target), lambda file: file.write(content))
        else:
            target.write(content)


def atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Writes a file beside its place and moves it there, so that a failure leaves nothing or the old file."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def width(text: str) -> float:
    """The width of a text in a column: a Chinese letter takes two."""
    return max(
        (sum(2.0 if ord(letter) > 0x2E7F else 1.05 for letter in line) for line in text.split("\n")),
        default=0.0,
    )


def decimal_text(value: Fraction, places: int | None = None) -> str:
    """A value as a plain decimal text; with ``places`` padded to them."""
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    text = format(decimal.normalize(), "f")
    if places is None:
        return text
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest:0<{places}}" if places else whole


def write_number(sheet: Worksheet, row: int, column: int, value: Fraction, look: Format) -> None:
    """A number as a number, or as text where a double would lose a digit."""
    text = decimal_text(value)
    if len(text.replace(".", "").lstrip("-0")) > EXACT_DIGITS:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_number(row, column, float(text), look)
