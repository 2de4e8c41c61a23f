"""Invented records for a country: N reporters with 10 to 30 ballots each, five rows, four voter groups, four options.

usage: python -m bench.generate REPORTERS FOLDER
The tree: a village has 8 reporters, a township 15 villages, a county 14 townships, a city 9 counties, a province
11 cities. The township organises. About one mark in a hundred is blank; one reporter in ten has a deduction, one in a
hundred a veto.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20261123
LEVELS = {"village": 8, "township": 15, "county": 14, "city": 9, "province": 11}
CATEGORIES = ("机关", "村社区", "国企", "学校")
ROWS = ("总体", "党建", "发展", "服务", "廉洁")
GROUPS = 4
STRETCH = 50_000
ROW_GROUP = 250_000


def generate(reporters: int, folder: Path) -> int:
    """Writes the folder; gives the number of ballots. The same numbers give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    quality = rng.normal(0, 1, reporters)
    _reporters(reporters, folder, rng)
    _fields(quality, folder, rng)
    _facts(reporters, folder, rng)
    return _ballots(quality, folder, rng)


def _labels(prefix: str, ordinals: npt.NDArray[np.int64]) -> pa.Array:
    first = int(ordinals[0])
    names = pa.array([f"{prefix}{number:07d}" for number in range(first, int(ordinals[-1]) + 1)])
    return pa.DictionaryArray.from_arrays(pa.array((ordinals - first).astype(np.int32)), names).cast(
        pa.string()
    )


def _reporters(reporters: int, folder: Path, rng: np.random.Generator) -> None:
    category = rng.integers(0, len(CATEGORIES), reporters)
    writer = None
    for start in range(0, reporters, ROW_GROUP):
        row = np.arange(start, min(reporters, start + ROW_GROUP))
        node = row
        columns = {"reporter": pa.array(row.astype(np.uint32)), "code": _labels("R", row)}
        for level, below in LEVELS.items():
            node = node // below
            columns[level] = _labels(level[0].upper(), node)
        columns["organiser"] = columns["township"]
        columns["category"] = pa.array(CATEGORIES).take(pa.array(category[row]))
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(folder / "reporters.parquet", table.schema, compression="snappy")
        writer.write_table(table)
    if writer:
        writer.close()


def _fields(quality: npt.NDArray[np.float64], folder: Path, rng: np.random.Generator) -> None:
    hundredths = np.clip(8500 + 600 * quality + rng.normal(0, 400, len(quality)), 0, 10000).astype(np.int64)
    table = pa.table(
        {
            "reporter": pa.array(np.arange(len(quality), dtype=np.uint32)),
            "指标": _decimals(hundredths),
        }
    )
    pq.write_table(table, folder / "fields.parquet", compression="snappy", row_group_size=ROW_GROUP)


def _decimals(hundredths: npt.NDArray[np.int64]) -> pa.Array:
    words = np.zeros((len(hundredths), 2), np.int64)
    words[:, 0] = hundredths
    buffers = [None, pa.py_buffer(words.tobytes())]
    return pa.Array.from_buffers(pa.decimal128(5, 2), len(hundredths), buffers)


def _facts(reporters: int, folder: Path, rng: np.random.Generator) -> None:
    deducted = np.flatnonzero(rng.random(reporters) < 0.1)
    many = rng.integers(1, 500, len(deducted))
    vetoed = np.flatnonzero(rng.random(reporters) < 0.01)
    claims = {
        "reporter": pa.array(deducted.astype(np.uint32)),
        "adjustment": pa.array(["通报扣分"] * len(deducted)),
        "item": pa.array(["通报"] * len(deducted)),
        "value": _decimals(many),
    }
    vetoes = {"reporter": pa.array(vetoed.astype(np.uint32)), "veto": pa.array(["失职问责"] * len(vetoed))}
    for name, columns in (("adjustments", claims), ("vetoes", vetoes)):
        pq.write_table(
            pa.table(columns), folder / f"{name}.parquet", compression="snappy", row_group_size=ROW_GROUP
        )


def _ballots(quality: npt.NDArray[np.float64], folder: Path, rng: np.random.Generator) -> int:
    number = rng.integers(10, 31, len(quality))
    writer, written = None, 0
    for start in range(0, len(quality), STRETCH):
        mine = number[start : start + STRETCH]
        table = pa.table(_stretch(start, mine, quality[start : start + STRETCH], rng))
        writer = writer or pq.ParquetWriter(
            folder / "ballots_测评.parquet", table.schema, compression="snappy"
        )
        writer.write_table(table, row_group_size=ROW_GROUP)
        written += table.num_rows
    if writer:
        writer.close()
    return written


def _stretch(
    start: int, number: npt.NDArray[np.int64], quality: npt.NDArray[np.float64], rng: np.random.Generator
) -> dict[str, pa.Array]:
    reporter = np.repeat(np.arange(start, start + len(number), dtype=np.uint32), number)
    size = len(reporter)
    groups = np.array([0, 1, 1, 2, 2, 2, 3, 3, 3, 3], np.uint8)
    columns = {"reporter": pa.array(reporter), "group": pa.array(groups[rng.integers(0, 10, size)])}
    lean = np.repeat(quality.astype(np.float32), number) * 0.5
    for row in ROWS:
        drawn = rng.standard_normal(size, dtype=np.float32) - lean
        option = 1 + (drawn > 0.3).astype(np.uint8) + (drawn > 1.2) + (drawn > 2.0)
        option[rng.random(size, dtype=np.float32) < 0.01] = 0
        columns[row] = pa.array(option.astype(np.uint8))
    return columns


if __name__ == "__main__":
    target = Path(sys.argv[2])
    ballots = generate(int(sys.argv[1]), target)
    sizes = {path.name: f"{path.stat().st_size / 1e6:.1f} MB" for path in sorted(target.iterdir())}
    print(f"{int(sys.argv[1]):,} reporters, {ballots:,} ballots", sizes)
