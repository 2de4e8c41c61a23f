"""Parquet files: an ordinary table becomes a grid, a compact ballot table stays in columns."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq

from shuzhi.scoring.tables.containers import SEND_AGAIN
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.grids import Cell, Grid


def parquet_table(path: Path, desk: Desk) -> pa.Table | None:
    """The file's columns; nothing and a fault when it is damaged."""
    try:
        return pq.read_table(path)
    except (pa.ArrowException, OSError):
        desk.wrong(
            Place(path.name), ("不是完整的 Parquet 文件", "this is not a sound Parquet file"), SEND_AGAIN
        )
        return None


def is_compact(table: pa.Table) -> bool:
    """True for a ballot table that names reporters by row number and options by ordinal."""
    return "reporter" in table.column_names and pa.types.is_unsigned_integer(
        table.schema.field("reporter").type
    )


def parquet_grid(path: Path, table: pa.Table) -> Grid:
    """The table as a grid whose first row holds the column names."""
    columns = [cast("list[Cell]", column.to_pylist()) for column in table.columns]
    rows: list[list[Cell]] = [list(table.column_names), *(list(line) for line in zip(*columns, strict=True))]
    return Grid(path.name, rows, lettered=False)
