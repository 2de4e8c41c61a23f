"""The country job with 50,000 reporters, small enough for every test run: equal results, and the ratio for reading.

usage: python -m bench.small

Nothing is asserted about time, which other programs on the machine decide; what must hold is that our engine and the
SQL agree in every column.
"""

from __future__ import annotations

import sys
import tempfile

from bench import settle_country

REPORTERS = "50000"


def main() -> int:
    """One round in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="shuzhi-bench-") as folder:
        return settle_country.main([REPORTERS, "--rounds", "1", "--folder", folder])


if __name__ == "__main__":
    sys.exit(main())
