"""Our engine against the same job in SQL, in paired rounds on the same machine in the same minutes.

usage: python -m bench.settle_country REPORTERS [--rounds 5] [--postgres 0] [--processes 2] [--folder DIR]

Every round runs each engine once, in turn first and last, each in a process of its own from start to exit, with a
warm file cache. Results are compared column by column through hashes. PostgreSQL's time leaves out loading.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import duckdb

from bench import engine_postgres, statements
from bench.generate import generate

HERE = Path(__file__).parent
SAMPLING = 0.1
GRADES = ("好", "较好", "一般", "差")


@dataclass(slots=True)
class Runs:
    """What an engine needed in each round: seconds, and the most memory one process of it held."""

    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)  # processor seconds of all its processes
    peak: list[int] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Runs the rounds, compares the results, prints the ratios."""
    asked = _asked(arguments)
    records = asked.folder / str(asked.reporters)
    if not (records / "ballots_测评.parquet").exists():
        print(f"making {asked.reporters:,} reporters …")
        print(f"{generate(asked.reporters, records):,} ballots")
    outs = {name: asked.folder / f"out-{name}-{asked.reporters}" for name in ("shuzhi", "duckdb", "postgres")}
    runs = {"shuzhi": Runs(), "duckdb": Runs()}
    for number in range(asked.rounds):
        for name in sorted(runs, reverse=bool(number % 2)):
            shutil.rmtree(outs[name], ignore_errors=True)
            _run(
                name,
                [str(records), str(outs[name]), *([str(asked.processes)] if name == "shuzhi" else [])],
                runs[name],
            )
        pair = [runs[name].seconds[-1] for name in ("shuzhi", "duckdb")]
        print(
            f"round {number + 1}: shuzhi {pair[0]:.2f} s, DuckDB {pair[1]:.2f} s, ratio {pair[0] / pair[1]:.2f}"
        )
    equal = _equal(outs["shuzhi"], outs["duckdb"])
    _report(asked.reporters, runs)
    if asked.postgres:
        equal &= _postgres(records, outs, runs["shuzhi"], asked.postgres)
    if not asked.keep:
        for out in outs.values():
            shutil.rmtree(out, ignore_errors=True)
    return 0 if equal else 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reporters", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", type=int, default=0, metavar="ROUNDS")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shuzhi-bench")
    parser.add_argument("--keep", action="store_true", help="leave the results in the folder")
    return parser.parse_args(arguments)


def _run(name: str, arguments: list[str], runs: Runs) -> None:
    """One engine from start to exit, its processes watched."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", f"bench.engine_{name}", *arguments], cwd=HERE.parent)
    most = [0]
    watcher = threading.Thread(target=_watch, args=(process, most))
    watcher.start()
    _, code, used = os.wait4(process.pid, 0)
    runs.seconds.append(time.perf_counter() - began)
    runs.busy.append(used.ru_utime + used.ru_stime)
    process.returncode = os.waitstatus_to_exitcode(code)
    watcher.join()
    runs.peak.append(most[0])
    if code:
        sys.exit(f"{name} failed")


def _watch(process: subprocess.Popen[bytes], most: list[int]) -> None:
    """Samples the memory that is a process's own (its share of shared pages), for it and its children."""
    while process.returncode is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            own = [process.pid, *map(int, children.read_text().split())]
        except OSError:
            return
        most[0] = max([most[0], *map(_proportional, own)])
        time.sleep(SAMPLING)


def _proportional(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def _report(reporters: int, runs: dict[str, Runs]) -> None:
    ours, theirs = runs["shuzhi"], runs["duckdb"]
    ratios = [a / b for a, b in zip(ours.seconds, theirs.seconds, strict=True)]
    print(f"{reporters:,} reporters, medians of {len(ratios)} rounds:")
    for name, each in runs.items():
        low, high = min(each.seconds), max(each.seconds)
        spread = f"[{low:.2f}–{high:.2f}], {median(each.busy):.1f} processor seconds"
        print(
            f"  {name}: {median(each.seconds):.2f} s {spread}, {max(each.peak) / 1e6:.0f} MB in one process at most"
        )
    print(f"  ratio to DuckDB: {median(ratios):.2f} [{min(ratios):.2f}–{max(ratios):.2f}]")
    print(f"  per reporter: {median(ours.seconds) / reporters * 1e6:.2f} µs")


def _postgres(records: Path, outs: dict[str, Path], ours: Runs, rounds: int) -> bool:
    """PostgreSQL beside our engine again, round by round."""
    with engine_postgres.server() as address:
        print(f"PostgreSQL loaded in {engine_postgres.load(address, records):.0f} s")
        ratios = []
        for number in range(rounds):
            theirs = engine_postgres.settle(address)
            shutil.rmtree(outs["shuzhi"], ignore_errors=True)
            _run("shuzhi", [str(records), str(outs["shuzhi"])], ours)
            ratios.append(theirs / ours.seconds[-1])
            both = f"PostgreSQL {theirs:.1f} s, shuzhi {ours.seconds[-1]:.2f} s"
            print(f"round {number + 1}: {both}: {ratios[-1]:.0f} times")
        print(f"  PostgreSQL takes {median(ratios):.0f} times as long")
        shutil.rmtree(outs["postgres"], ignore_errors=True)
        engine_postgres.export(address, outs["postgres"])
    return _equal(outs["shuzhi"], outs["postgres"])


def _equal(ours: Path, theirs: Path) -> bool:
    """Hashes of every column by reporter, and of the roll-up, on both sides."""
    connection = duckdb.connect()
    names = ["organiser", *(name for _, name in statements.columns())]
    hashes = ", ".join(f'bit_xor(hash(code, "{name}"::varchar))' for name in names)
    found = [
        connection.execute(f"select count(*), {hashes} from '{path}'").fetchone() or ()
        for path in (f"{ours}/part-*.parquet", f"{theirs}/settled.parquet")
    ]
    different = [name for name, a, b in zip(["count", *names], *found, strict=True) if a != b]
    levels = [
        connection.execute(
            f"select count(*), bit_xor(hash(level, key, {columns})) from '{path}/rollup.parquet'"
        ).fetchone()
        for path, columns in (
            (ours, ", ".join(f'"{grade}"::bigint' for grade in GRADES)),
            (theirs, ", ".join(f"grade{at}::bigint" for at in range(len(GRADES)))),
        )
    ]
    different += ["rollup"] if levels[0] != levels[1] else []
    print(
        f"  {theirs.name}: "
        + (f"DIFFERENT in {different}" if different else f"equal in {len(names)} columns and the roll-up")
    )
    return not different


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
