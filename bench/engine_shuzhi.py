"""One settlement by our own engine, in a process of its own.

usage: python -m bench.engine_shuzhi FOLDER OUT [PROCESSES]
"""

from __future__ import annotations

import sys
from pathlib import Path

from shuzhi.scoring.engines.compact import settle_folder
from shuzhi.scoring.rulebook.load import load

LEVELS = ("village", "township", "county", "city", "province")


def main(folder: Path, out: Path, processes: int) -> None:
    """Parts with every column, the roll-up and the summary."""
    rulebook = load(Path(__file__).with_name("rulebook.yaml"))
    settle_folder(folder, rulebook, out, processes=processes, rollups=LEVELS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
