"""Kills a laptop that serves a ballot, again and again, and goes on from its copy: python -m bench.hall_kill [20]

Each time every process of `shuzhi hall` is killed at a random moment while eight phones are casting, its folder is
deleted, and `shuzhi hall --from` starts in an empty folder from the second medium alone. Fails when an accepted
ballot is missing at the end, one is counted twice, one that was refused is in the box, or a note that was written
a second before is gone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from shuzhi.project.tests import hall_kill

SLIPS_A_DEATH = 60


def main(arguments: list[str]) -> int:
    deaths = int(arguments[0]) if arguments else 20
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = hall_kill.play(Path(folder), deaths, slips=min(SLIPS_A_DEATH * deaths, 1500))
    print(
        f"{report.laptops - 1} laptops killed in {time.monotonic() - began:.0f} s; told {dict(report.told)}; "
        f"{report.in_box} in the box, {report.lost} accepted lost, {report.doubled} doubled, "
        f"{report.unasked} refused but counted, {report.notes_lost} notes lost"
    )
    return int(not report.is_sound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
