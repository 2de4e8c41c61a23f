"""Files of worked cases run and reported, one line for each case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shuzhi.scoring.cases.read import read_cases
from shuzhi.scoring.cases.run import failures
from shuzhi.scoring.rulebook.faults import RulebookFaults, format_faults

HOLD, DIFFER, FAULTY = 0, 1, 2


def report(paths: Iterable[Path | str], lang: str = "zh") -> tuple[int, str]:
    """The worst outcome (0 all hold, 1 some differ, 2 a file has faults) and the text to print."""
    code, lines = HOLD, []
    marks = ("holds  ", "DIFFERS") if lang == "en" else ("相符", "不符")
    for path in paths:
        try:
            rulebook, cases = read_cases(path)
        except RulebookFaults as error:
            lines.append(format_faults(error.faults, lang, str(path)))
            code = FAULTY
            continue
        for case in cases:
            differences = failures(case, rulebook, lang)
            code = max(code, DIFFER if differences else HOLD)
            lines.append(f"{marks[bool(differences)]}  {case.name}")
            lines += [f"      {difference}" for difference in differences]
    return code, "\n".join(lines)
