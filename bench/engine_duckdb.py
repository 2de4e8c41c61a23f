"""One settlement by DuckDB, in a process of its own. usage: python -m bench.engine_duckdb FOLDER OUT"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from bench import statements


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
    at = statements.duckdb(folder)
    connection.execute("create temp table voted as " + statements.voted(at))
    connection.execute("create temp table judged as " + statements.judged(at))
    columns = [f'{theirs}::{_kind(theirs)} as "{ours}"' for theirs, ours in statements.columns()]
    names = ", ".join(["p.code", "p.organiser", *columns])
    connection.execute(
        f"copy ({statements.joined(at, names)}) to '{out}/settled.parquet' (compression snappy)"
    )
    connection.execute(f"copy ({statements.rollup(at)}) to '{out}/rollup.parquet' (compression snappy)")


def _kind(column: str) -> str:
    flags = ("status", "band", "gate", "veto", "lowered", "tie", "grade")
    return "tinyint" if column in flags else "integer"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
