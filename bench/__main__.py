"""All figures of docs/benchmarks.md, one after another. usage: python -m bench"""

from __future__ import annotations

import sys

from bench import county, editor, settle_country, similarity

SIZES = (["50000", "--postgres", "3"], ["500000", "--postgres", "3"], ["5200000", "--postgres", "1"])


def main() -> int:
    """The county first, near-duplicates, the editor, then the country in three sizes."""
    county.main([])
    similarity.main([])
    editor.main(["--postgres"])
    return max(settle_country.main(arguments) for arguments in SIZES)


if __name__ == "__main__":
    sys.exit(main())
