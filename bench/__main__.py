"""All figures of docs/benchmarks.md, one after another. usage: python -m bench"""

from __future__ import annotations

import sys

from bench import attacker, county, editor, kills, paper, secrecy, settle_country, similarity
from bench.casting import __main__ as casting

SIZES = (["50000", "--postgres", "3"], ["500000", "--postgres", "3"], ["5200000", "--postgres", "1"])


def main() -> int:
    """The county, near-duplicates, the editor, the ballot in its parts, then the country in three sizes."""
    county.main([])
    similarity.main([])
    editor.main(["--postgres"])
    faults = [
        casting.main(["--postgres"]),
        kills.main(["200"]),
        secrecy.main([]),
        attacker.main(["--full"]),
        paper.main(["--full"]),
    ]
    return max(*faults, *(settle_country.main(arguments) for arguments in SIZES))


if __name__ == "__main__":
    sys.exit(main())
