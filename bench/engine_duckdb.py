"""One settlement by DuckDB, in a process of its own. usage: python bench/engine_duckdb.py FOLDER OUT"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import statements


def main(folder: str, out: Path) -> None:
    """Writes every column to one Parquet file and the roll-up to another."""
    out.mkdir(parents=True)
    settings = {
        "threads": 2,
        "memory_limit": "10GB",
        "preserve_insertion_order": False,
        "temp_directory": str(out / "spill"),
    }
    connection = duckdb.connect(config=settings)
    connection.execute("create temp table settled as " + statements.settlement(statements.duckdb(folder)))
    names = ", ".join(["code", "organiser", *(f'{ours}::{_kind(ours)} as "{theirs}"' for ours, theirs in statements.columns())])
    connection.execute(f"copy (select {names} from settled) to '{out}/settled.parquet' (compression snappy)")
    connection.execute(f"copy ({statements.rollup('settled')}) to '{out}/rollup.parquet' (compression snappy)")


def _kind(column: str) -> str:
    flags = ("status", "band", "gate", "veto", "lowered", "tie", "grade")
    return "tinyint" if column in flags else "integer"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
