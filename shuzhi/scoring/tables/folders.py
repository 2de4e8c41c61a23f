"""A folder of CSV or Parquet: each file is a table named by its stem."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.tables.ballots import ballot_columns
from shuzhi.scoring.tables.catalogue import HEADINGS, option_names, survey_headings
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.grids import Grid
from shuzhi.scoring.tables.names import key
from shuzhi.scoring.tables.parquets import is_compact, parquet_grid, parquet_table
from shuzhi.scoring.tables.texts import csv_grid

READ = (".csv", ".parquet")


def folder_sources(folder: Path, rulebook: Rulebook, desk: Desk) -> Iterator[tuple[str, Grid | pa.Table]]:
    """The tables of the folder with the names they go by."""
    files = sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$"))
    )
    headings = known_headings(rulebook)
    if not any(path.suffix.lower() in READ for path in files):
        desk.wrong(
            Place(folder.name),
            ("文件夹里没有 CSV 或 Parquet 文件", "there is no CSV or Parquet file in the folder"),
            ("工作簿请直接给出 .xlsx 文件", "For a workbook give the .xlsx file itself"),
        )
    for path in files:
        if path.suffix.lower() == ".csv":
            grid = csv_grid(path, headings, desk)
            if grid is not None:
                yield path.stem, grid
        elif path.suffix.lower() == ".parquet":
            table = parquet_table(path, desk)
            if table is not None:
                yield path.stem, table if is_compact(table) else parquet_grid(path, table)
        else:
            desk.note(
                (f"文件夹中没有读取的文件：{path.name}", f"file in the folder that was not read: {path.name}")
            )


def known_headings(rulebook: Rulebook) -> set[str]:
    """The keys of every heading any table of this rulebook may have."""
    known = {key(text) for zh, en, others in HEADINGS.values() for text in (zh, en, *others)}
    known |= {key(name) for name in rulebook.attributes}
    for form in rulebook.forms:
        known |= {short for col in ballot_columns(form) for short in col.keys}
        known |= {key(name) for name in option_names(form)}
    for field in rulebook.fields:
        names = [
            field.name,
            f"{field.name}#asked",
            *survey_headings(field.name, "zh"),
            *survey_headings(field.name, "en"),
        ]
        known |= {key(name) for name in names}
    return known
