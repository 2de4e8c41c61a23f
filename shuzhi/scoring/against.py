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
    """What rows of code, status, composite, grade and rank say otherwise; a code on one side only differs in all.

    Where the rows name the organiser, reporters are matched by organiser and code, else by code.
    """
    rows = list(result_rows)
    named = any("organiser" in row for row in rows)
    ours = {(one.traits["organiser"] if named else None, one.code): one for one in recounted}
    theirs = {(row.get("organiser"), str(row["code"])): row for row in rows}
    found = []
    for key in sorted(ours.keys() | theirs.keys(), key=str):
        for what in FIGURES:
            mine, written = getattr(ours.get(key), what, None), theirs.get(key, {}).get(what)
            written = "" if written is None else str(written)
            if not _same(mine, written):
                found.append(Difference(key[1], what, _shown(mine), written))
    return found


def _same(mine: Fraction | int | str | None, written: str) -> bool:
    """Numbers by value, so that 87.5 is 87.50; words as they stand."""
    if isinstance(mine, Fraction | int) and written:
        try:
            return Fraction(written) == mine
        except ValueError:
            return False
    return written == _shown(mine)


def _shown(value: Fraction | int | str | None) -> str:
    if isinstance(value, Fraction):
        return f"{Decimal(value.numerator) / value.denominator:f}"
    return "" if value is None else str(value)
