"""Worn paper ballots whose truth is known, read by the reader of the product. usage: python -m bench.paper [--full]

Asserted: nothing misread without a word; doubtful and refused shares and the time of a sheet within their limits.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from shuzhi.ballots.paper import KnownForm, pages_in, read
from shuzhi.ballots.paper.corpus import FORM, KEY, Kind, Tally, layouts, worn_sheets

# Pages of a kind: about 94 boxes a page, so the full round has more than 30,000 boxes.
SMALL, FULL = 24, 115
CHUNK = 58
# The reader was tuned on seeds 1 to 3; this one it had not seen.
SEED = 20261123


@dataclass
class Limits:
    doubtful: float
    refused: float


LIMITS = {Kind.CLEAN: Limits(0.02, 0.01), Kind.HARD: Limits(0.10, 0.05), Kind.PHONE: Limits(0.20, 0.05)}
MOST_SECONDS = 0.25
# In a small round a single sheet that was filled with a weak pen is a twentieth of all rows.
SMALL_ALLOWANCE = 1.5


@dataclass
class Round:
    tally: Tally = field(default_factory=Tally)
    seconds: list[float] = field(default_factory=list)

    def join(self, other: Round) -> None:
        self.tally.join(other.tally)
        self.seconds += other.seconds


def chunk(kind: Kind, pages: int, seed: int, keep: str) -> Round:
    """So many pages on one core; pages that were misread are kept when a folder is named."""
    cv2.setNumThreads(1)
    done = Round()
    forms = layouts()
    known = {FORM: KnownForm(forms, KEY)}
    for at, sheet in enumerate(worn_sheets(forms, kind, pages, seed)):
        started = time.process_time()
        reading = read(next(pages_in(sheet.data)), known)
        done.seconds.append(time.process_time() - started)
        before = len(done.tally.silent)
        done.tally.add(reading, sheet, f"{kind} {seed}/{at} {' '.join(sheet.wear)}")
        if keep and (reading.refusal or len(done.tally.silent) > before):
            Path(keep, f"{kind}-{seed}-{at}.jpg").write_bytes(sheet.data)
    return done


def measure(kind: Kind, pages: int, seed: int, processes: int, keep: str = "") -> Round:
    """One kind of wear, in chunks with seeds of their own."""
    jobs = [(kind, min(CHUNK, pages - first), seed * 1000 + first, keep) for first in range(0, pages, CHUNK)]
    whole = Round()
    if processes == 1:
        for job in jobs:
            whole.join(chunk(*job))
        return whole
    with ProcessPoolExecutor(processes) as pool:
        for part in pool.map(chunk, *zip(*jobs, strict=True)):
            whole.join(part)
    return whole


def report(kind: Kind, done: Round) -> bool:
    """Prints the line of docs/benchmarks.md; whether everything asked for was reached."""
    tally, seconds = done.tally, sorted(done.seconds)
    median, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    limits = LIMITS[kind]
    most_doubtful = limits.doubtful * (1 if tally.pages >= FULL else SMALL_ALLOWANCE)
    print(
        f"{kind:6} {tally.pages:5} pages {tally.boxes:6} boxes {tally.cells:6} rows | "
        f"silently wrong {len(tally.silent)} | doubtful rows {tally.doubtful_share:.2%} | "
        f"refused {tally.refused_share:.2%} {dict(tally.refused)} | "
        f"{median * 1000:.0f} ms a sheet, 95th {late * 1000:.0f} ms"
    )
    print("       why doubtful/how filled:", ", ".join(f"{why} {n}" for why, n in tally.why.most_common(9)))
    for line in tally.silent:
        print("       WRONG", line)
    return (
        not tally.silent and tally.doubtful_share <= most_doubtful and tally.refused_share <= limits.refused
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more than 30,000 boxes")
    parser.add_argument("--pages", type=int, default=0, help="so many pages of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", default="", help="a folder for pages that were refused or misread")
    asked = parser.parse_args(arguments)
    pages = asked.pages or (FULL if asked.full else SMALL)
    good = True
    for kind in Kind:
        done = measure(kind, pages, asked.seed, asked.processes, asked.keep)
        good &= report(kind, done)
        good &= sorted(done.seconds)[len(done.seconds) // 2] < MOST_SECONDS
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
