"""Opens a workbook that may be anything: old, locked, cut off or built to fill the memory."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
LARGEST_FILE = 30 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
MERGE = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')
# A formula whose result the program that wrote it has not stored: its cell would read as empty.
UNSOLVED = re.compile(
    rb'<c\b[^>]*\br="([A-Z]+\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


class NotReadableError(Exception):
    """The file is no workbook that can be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first one on, and the cells that cannot be read as they stand."""

    name: str
    rows: list[tuple[Any, ...]]
    merged: list[str]
    unsolved: list[str]


def sheets_of(content: bytes) -> Iterator[Sheet]:
    """The sheets of the workbook, in their order."""
    archive = _archive(content)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        for page in book.worksheets:
            # openpyxl knows merged cells only when it holds the whole sheet in memory; the file itself tells.
            inside = archive.read(getattr(page, "_worksheet_path", ""))
            yield Sheet(page.title, _rows_of(page), _found(MERGE, inside), _found(UNSOLVED, inside))
    except NotReadableError:
        raise
    except Exception as error:
        # Whatever a damaged file makes the reader stumble over, the answer to the person is the same.
        raise NotReadableError(
            _("The workbook is damaged. Open it in a spreadsheet program and save it again as .xlsx.")
        ) from error


def _rows_of(page: Any) -> list[tuple[Any, ...]]:
    rows = list(islice(page.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise NotReadableError(
            _("Sheet %(sheet)s has more than %(rows)d rows; split it, or delete the empty rows at its end.")
            % {"sheet": page.title, "rows": MOST_ROWS}
        )
    return rows


def _archive(content: bytes) -> zipfile.ZipFile:
    if len(content) > LARGEST_FILE:
        raise NotReadableError(_("The file is larger than 30 MB; split it."))
    if content.startswith(OLE):
        if LOCKED in content:
            raise NotReadableError(_("The workbook is locked with a password; save it without one."))
        raise NotReadableError(_("This is an old .xls workbook; open it and save it as .xlsx."))
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        if content.startswith(b"PK"):
            raise NotReadableError(_("The file is cut off; copy or download it again.")) from error
        raise NotReadableError(_("This is no workbook; save the table as .xlsx.")) from error
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise NotReadableError(_("Unpacked, the file would be larger than 400 MB; it is not opened."))
    return archive


def _found(pattern: re.Pattern[bytes], inside: bytes) -> list[str]:
    return [match.decode() for match in pattern.findall(inside)]
