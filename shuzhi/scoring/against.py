"""A written result held against the recount, figure by figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

FIGURES = ("status", "composite", "grade", "rank")


class Difference(NamedTuple):
    """Where the two disagree; empty text where one of them says nothing."""

    code: str
    what: str
    recounted: str
    written: str


def against(recounted: Iterable[Any], result_rows: Iterable[Mapping[str, Any]]) -> list[Difference]:
    """What rows of code, status, composite, grade and rank say otherwise; a code on one side only differs in all."""
    ours = {one.code: one for one in recounted}
    theirs = {str(row["code"]): row for row in result_rows}
    found = []
    for code in sorted(ours.keys() | theirs.keys()):
        for what in FIGURES:
            mine, written = getattr(ours.get(code), what, None), theirs.get(code, {}).get(what)
            written = "" if written is None else str(written)
            number = isinstance(mine, Fraction | int) and written
            if (Fraction(written) != mine) if number else (written != _shown(mine)):
                found.append(Difference(code, what, _shown(mine), written))
    return found


def _shown(value: Fraction | int | str | None) -> str:
    if isinstance(value, Fraction):
        return f"{Decimal(value.numerator) / value.denominator:f}"
    return "" if value is None else str(value)
