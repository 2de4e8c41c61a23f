"""``python -m tests.scoring.ten_thousand``: plan and recount over ten thousand random rulebooks, figure by figure."""

from __future__ import annotations

import argparse
import sys

from tests.scoring.agreement import differences
from tests.scoring.strategies import seeds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000, help="how many rulebooks (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="the first one's number (default: %(default)s)")
    told = parser.parse_args()
    reporters = rulebooks = 0
    for seed, (rulebook, inputs) in seeds(told.seed, told.runs):
        found = differences(inputs, rulebook)
        reporters, rulebooks = reporters + inputs.reporters.num_rows, rulebooks + 1
        done = seed - told.seed + 1
        if found:
            sys.stdout.write("\n  ".join([f"\nseed {seed}: plan and recount differ", *found[:20]]) + "\n")
            return 1
        if done % 50 == 0 or done == told.runs:
            bar = "█" * (done * 30 // told.runs)
            sys.stdout.write(f"\r{bar:·<30} {done:,} of {told.runs:,} rulebooks, {reporters:,} reporters")
            sys.stdout.flush()
    sys.stdout.write(
        f"\nplan and recount agree on every figure of {rulebooks:,} rulebooks (seeds {told.seed} to"
        f" {told.seed + told.runs - 1}); {told.runs - rulebooks:,} were refused for want of 64 bits\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
