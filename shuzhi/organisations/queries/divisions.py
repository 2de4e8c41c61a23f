"""Reads the administrative divisions: the shipped extract, or the files of the package they come from."""

import csv
import gzip
import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from shuzhi.organisations.states import KIND_BY_CODE_LENGTH

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "qingdao.csv.gz"
# The files of the package, each with the length of its codes; a code begins with the code above it.
FILES = {"provinces": 2, "cities": 4, "areas": 6, "streets": 9, "villages": 12}
ABOVE = {4: 2, 6: 4, 9: 6, 12: 9}


class Division(NamedTuple):
    code: str
    name: str

    @property
    def parent_code(self) -> str:
        return self.code[: ABOVE.get(len(self.code), 0)]


class DivisionFileError(Exception):
    """The files are not what the package promises; the text says which line and what to do."""


def shipped_provinces() -> Iterator[list[Division]]:
    """The shipped extract (Qingdao with its province), one province at a time, parents first."""
    with gzip.open(SHIPPED, "rt", encoding="utf-8", newline="") as text:
        rows = list(_rows(text, SHIPPED.name, None))
    yield from _by_province(rows)


def package_provinces(folder: Path) -> Iterator[list[Division]]:
    """The whole country from the unpacked package, one province at a time, parents first.

    All files are sorted by code, so that no more than one province is ever in memory.
    """
    home = folder / "dist" if (folder / "dist").is_dir() else folder
    missing = [f"{name}.csv" for name in FILES if not (home / f"{name}.csv").is_file()]
    if missing:
        raise DivisionFileError(
            f"{home}: {', '.join(missing)} not found; give the folder of the unpacked package."
        )
    slices = {name: _slices(home / f"{name}.csv", length) for name, length in FILES.items()}
    waiting = {name: next(pieces, None) for name, pieces in slices.items()}
    while waiting["provinces"] is not None:
        here = waiting["provinces"][0]
        province: list[Division] = []
        for name, pieces in slices.items():
            piece = waiting[name]
            if piece is not None and piece[0] < here:
                raise DivisionFileError(
                    f"{name}.csv: {piece[1][0].code} belongs to no province of provinces.csv."
                )
            if piece is not None and piece[0] == here:
                province += piece[1]
                waiting[name] = next(pieces, None)
        yield checked(province)
    for name, piece in waiting.items():
        if piece is not None:
            raise DivisionFileError(
                f"{name}.csv: {piece[1][0].code} belongs to no province of provinces.csv."
            )


def extract(folder: Path, code: str) -> bytes:
    """The division with that code, what is above it and all below it, as the file that is shipped."""
    found = [
        row
        for province in package_provinces(folder)
        if province[0].code == code[:2]
        for row in province
        if row.code.startswith(code) or code.startswith(row.code)
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Division._fields)
    writer.writerows(sorted(found))
    packed = io.BytesIO()
    # No time and no name inside, so that the same rows give the same bytes.
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as file:
        file.write(text.getvalue().encode())
    return packed.getvalue()


def checked(rows: list[Division]) -> list[Division]:
    """The rows, parents first; raises when a code is there twice or hangs in the air."""
    rows.sort(key=lambda row: (len(row.code), row.code))
    known: set[str] = set()
    for row in rows:
        if row.code in known:
            raise DivisionFileError(f"{row.code} {row.name}: the code is there twice.")
        if row.parent_code and row.parent_code not in known:
            raise DivisionFileError(
                f"{row.code} {row.name}: there is no division {row.parent_code} above it."
            )
        known.add(row.code)
    return rows


def _by_province(rows: list[Division]) -> Iterator[list[Division]]:
    for _province, piece in groupby(sorted(rows), key=lambda row: row.code[:2]):
        yield checked(list(piece))


def _slices(path: Path, length: int) -> Iterator[tuple[str, list[Division]]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        before = ""
        for province, rows in groupby(_rows(text, path.name, length), key=lambda row: row.code[:2]):
            if province <= before:
                raise DivisionFileError(
                    f"{path.name}: not sorted by code (province {province} after {before})."
                )
            before = province
            yield province, list(rows)


def _rows(text: io.TextIOBase | io.TextIOWrapper, name: str, length: int | None) -> Iterator[Division]:
    reader = csv.reader(text)
    headings = next(reader, [])
    if headings[:2] != ["code", "name"]:
        raise DivisionFileError(f"{name}: the first line must begin with code,name.")
    lengths = (length,) if length else tuple(KIND_BY_CODE_LENGTH)
    for line in reader:
        code, division = line[0], line[1].strip()
        if len(code) not in lengths or not (code.isascii() and code.isdigit()) or not division:
            raise DivisionFileError(f"{name}, line {reader.line_num}: {line[:2]} is not a code with a name.")
        yield Division(code, division)
