"""Parquet files in the order of the reporters, read forward; no row is decoded twice by one reader."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from shuzhi.scoring.refusal import Refused


def opened(path: Path, texts: tuple[str, ...] = ()) -> pq.ParquetFile:
    """The file, or a refusal when it is empty, cut short or no Parquet file. ``texts`` are read as ordinals."""
    try:
        return pq.ParquetFile(path, memory_map=True, read_dictionary=list(texts))
    except (OSError, pa.ArrowInvalid) as error:
        raise Refused(path.name, "不是完整的 Parquet 文件。", "is not a complete Parquet file.") from error


class Forward(ABC):
    """Rows of a file handed out in order, a row group at a time; what is not yet asked for is kept."""

    def __init__(self, path: Path, columns: tuple[str, ...], texts: tuple[str, ...] = ()) -> None:
        self.name = path.name
        self.names: list[str] = opened(path).schema_arrow.names
        missing = [name for name in columns if name not in self.names]
        if missing:
            raise Refused(self.name, f"缺少“{missing[0]}”一列。", f"column '{missing[0]}' is missing.")
        self.file = opened(path, texts)
        self.columns = list(columns)
        self.rest: pa.Table | None = None
        self.tables: Iterator[pa.Table] = iter(())

    def read(self, number: int) -> pa.Table:
        """One row group, decoded."""
        try:
            return self.file.read_row_group(number, columns=self.columns, use_threads=False)
        except (OSError, pa.ArrowInvalid) as error:
            raise Refused(self.name, "数据页损坏。", "has a damaged data page.") from error

    def rows(self, stop: int) -> pa.Table:
        """Everything up to ``stop`` that was not handed out before."""
        taken: list[pa.Table] = []
        while (table := self.rest if self.rest is not None else next(self.tables, None)) is not None:
            cut = self.place(table, stop)
            taken.append(table.slice(0, cut))
            self.rest = table.slice(cut) if cut < table.num_rows else None
            if self.rest is not None:
                break
        if not taken:
            return self.file.schema_arrow.empty_table().select(self.columns)
        return pa.concat_tables(taken).unify_dictionaries().combine_chunks()

    @abstractmethod
    def place(self, table: pa.Table, stop: int) -> int:
        """How many rows of the table come before ``stop``."""


class ByRow(Forward):
    """A file with one row for each reporter, without a number of its own."""

    def __init__(
        self, path: Path, columns: tuple[str, ...], texts: tuple[str, ...], first: int, last: int
    ) -> None:
        super().__init__(path, columns, texts)
        self.next = first
        self.tables = self._tables(first, last)

    def _tables(self, first: int, last: int) -> Iterator[pa.Table]:
        start = 0
        for number in range(self.file.metadata.num_row_groups):
            stop = start + self.file.metadata.row_group(number).num_rows
            if stop > first and start < last:
                yield self.read(number).slice(max(0, first - start))
            start = stop

    def place(self, table: pa.Table, stop: int) -> int:
        """Rows are reporters; the rest of a table starts where the last stop was."""
        cut = min(int(table.num_rows), stop - self.next)
        self.next += cut
        return cut


class ByReporter(Forward):
    """A file with any number of rows for a reporter, sorted by the column ``reporter``."""

    def __init__(
        self, path: Path, columns: tuple[str, ...], first: int, last: int, texts: tuple[str, ...] = ()
    ) -> None:
        super().__init__(path, ("reporter", *columns), texts)
        self.first = first
        self.tables = (self._checked(number) for number in self._groups(first, last))

    def _groups(self, first: int, last: int) -> list[int]:
        """The row groups that may hold rows of the reporters, by the statistics in the file's foot."""
        found = []
        before = -1
        for number, (low, high) in enumerate(reach(self.file, self.name)):
            if low < before:
                raise self._unsorted()
            before = high
            if high >= first and low < last:
                found.append(number)
        return found

    def _unsorted(self) -> Refused:
        return Refused(self.name, "没有按述职人排序。", "is not sorted by reporter.")

    def _checked(self, number: int) -> pa.Table:
        """One row group from the first reporter on."""
        table = self.read(number).combine_chunks()
        if table.column("reporter").null_count:
            raise Refused(self.name, "有一行没有写明是谁的。", "a row belongs to nobody.")
        reporters = reporters_of(table)
        if (reporters[1:] < reporters[:-1]).any():
            raise self._unsorted()
        return table.slice(int(np.searchsorted(reporters, self.first)))

    def place(self, table: pa.Table, stop: int) -> int:
        """Rows of reporters before ``stop``."""
        return int(np.searchsorted(reporters_of(table), stop))


def reporters_of(table: pa.Table) -> npt.NDArray[np.int64]:
    """The reporter numbers of a table of one chunk."""
    return np.asarray(table.column("reporter").to_numpy())


def reach(file: pq.ParquetFile, name: str) -> list[tuple[int, int]]:
    """The least and the greatest reporter of every row group that has rows."""
    at = file.schema_arrow.names.index("reporter")
    found: list[tuple[int, int]] = []
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        known = group.column(at).statistics
        if group.num_rows and (known is None or not known.has_min_max or not isinstance(known.min, int)):
            raise Refused(
                name, "“reporter”列缺少统计或不是整数。", "'reporter' has no statistics or is not whole."
            )
        found.append((known.min, known.max) if group.num_rows else (found[-1][1] if found else 0,) * 2)
    return found
