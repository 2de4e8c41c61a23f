"""``python -m shuzhi.scoring.cases FILE…``: runs files of worked cases; exit code 1 when one does not hold."""

from __future__ import annotations

import sys

from shuzhi.scoring.cases import failures, read_cases
from shuzhi.scoring.rulebook.faults import RulebookFaults, format_faults


def main(arguments: list[str]) -> int:
    """Prints one line for each case, and under it what differs."""
    wrong = 0
    for path in arguments:
        try:
            rulebook, cases = read_cases(path)
        except RulebookFaults as error:
            sys.stdout.write(format_faults(error.faults, "zh", path) + "\n")
            return 2
        for case in cases:
            differences = failures(case, rulebook)
            wrong += bool(differences)
            sys.stdout.write(f"{'不符' if differences else '相符'}  {case.name}\n")
            sys.stdout.writelines(f"      {line}\n" for line in differences)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
