"""A county on one workbook: 60 reporters, 150 voters, from file to result.

usage: python -m bench.county [--rounds 5]

Each round runs the whole ``shuzhi settle`` command from start to exit, and once more, inside this process, reading,
settling and writing on their own. The settlement alone is what a change of a rule costs in what-if.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.tables import read_inputs
from shuzhi.scoring.tests.workbook.county import RULES, write_county
from shuzhi.scoring.workbook.result import write_result

REPORTERS, VOTERS = 60, 150


def main(arguments: list[str]) -> None:
    """Prints the medians and what share of the whole each part is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args(arguments).rounds
    with tempfile.TemporaryDirectory() as folder:
        workbook = write_county(Path(folder) / "county.xlsx", REPORTERS, VOTERS)
        found = [_round(Path(workbook), Path(folder)) for _ in range(rounds)]
    times = {name: median(each[name] for each in found) for name in found[0]}
    for name, seconds in times.items():
        print(f"  {name}: {seconds:.3f} s ({seconds / times['command']:.2f} of the command)")


def _round(workbook: Path, folder: Path) -> dict[str, float]:
    out = folder / "result.xlsx"
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "shuzhi.scoring.cli", "settle", str(workbook), "--rulebook", str(RULES)]
    command += ["--out", str(out)]
    found = {"command": _timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))}
    rulebook = load(RULES)
    kept: list[object] = []
    found["reading"] = _timed(lambda: kept.append(read_inputs(workbook, rulebook)))
    found["settlement"] = _timed(lambda: kept.append(settle_inputs(kept[0], rulebook)))  # type: ignore[arg-type]
    found["writing"] = _timed(lambda: write_result(kept[1], folder / "again.xlsx", "zh"))  # type: ignore[arg-type]
    return found


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
