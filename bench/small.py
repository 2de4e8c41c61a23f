"""The benchmarks small enough for every test run: equal results, nothing lost; ratios for reading.

usage: python -m bench.small

Nothing is asserted about time, which other programs on the machine decide. What must hold is that our engine and the
SQL agree in every column; and that of the phones at the ballot door none gets an error, every accepted ballot is in
the box and can be opened, none is there twice, a page stays below 60 kB and a state below 300 bytes.
"""

from __future__ import annotations

import sys
import tempfile

from bench import settle_country
from bench.casting import __main__ as casting

REPORTERS = "50000"


def main() -> int:
    """One round of each in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="shuzhi-bench-") as folder:
        fault = settle_country.main([REPORTERS, "--rounds", "1", "--folder", folder])
    return max(fault, casting.main(["--small", "--postgres"]))


if __name__ == "__main__":
    sys.exit(main())
