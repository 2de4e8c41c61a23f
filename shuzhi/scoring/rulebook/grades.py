"""Grades and their lines, written as lower lines, as bands ``"[75, 90)"`` or as a plain list."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.model import Grade
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Sequence, Text
from shuzhi.scoring.rulebook.table import Table

FEWEST_GRADES = 2
MOST_GRADES = 10
MOST_LINE = 1_000_000

_BAND = re.compile(r"\s*([\[(【])\s*([^,、]+?)\s*[,、]\s*([^\])】]+?)\s*([\])】])\s*")


@dataclass(frozen=True, slots=True)
class Band:
    """One grade as written: its lower end, and its upper end where a band was written."""

    name: Text
    low: Fraction | None = None
    low_in: bool = True
    high: Fraction | None = None
    high_in: bool = False
    by_decision: bool = False
    sound: bool = True


def grades(
    desk: Desk, node: Node, where: Where, floor: Fraction, ceiling: Fraction
) -> tuple[tuple[Grade, ...], list[Band]]:
    """The grades, best first; with lines, the lowest grade's line is the floor of the composite."""
    bands = _bands(desk, node, where)
    if len(bands) < FEWEST_GRADES:
        desk.fault(node, where, "few_grades")
    lined = any(band.low is not None for band in bands)
    if lined:
        _check(desk, where, bands, floor, ceiling)
    found = [
        Grade(band.name.value, band.low if lined else None, by_decision=band.by_decision) for band in bands
    ]
    if lined and found:
        found[-1] = Grade(found[-1].name, floor)
    return tuple(found), bands


def _bands(desk: Desk, node: Node, where: Where) -> list[Band]:
    if isinstance(node, Sequence):
        texts = [text for item in node.items if (text := desk.text(item, where))]
        if len(texts) > MOST_GRADES:
            desk.fault(texts[MOST_GRADES], where, "too_many", limit=str(MOST_GRADES))
        return [Band(text) for text in desk.fresh_names(texts, where)]
    named = desk.named(node, where, MOST_GRADES)
    return [_band(desk, name, value, (*where, name.value)) for name, value in named]


def _band(desk: Desk, name: Text, node: Node, where: Where) -> Band:
    if isinstance(node, Mapping):
        table = Table(desk, node, words.GRADE, where, name)
        low = table.number("from", -MOST_LINE, MOST_LINE)
        by_decision = table.flag("by_decision", default=False)
        if by_decision and "from" in table:
            desk.fault(table.key("by_decision"), where, "line_by_decision")
            by_decision = False
        return Band(name, low, by_decision=by_decision, sound=low is not None or "from" not in table)
    if isinstance(node, Sequence):
        desk.fault(node, where, "band_unquoted")
        return Band(name, sound=False)
    if not node.value:
        return Band(name)
    folded = unicodedata.normalize("NFKC", node.value)
    if match := _BAND.fullmatch(folded):
        low, high = (
            desk.number(Text(match[part], node.place), where, -MOST_LINE, MOST_LINE) for part in (2, 3)
        )
        sound = low is not None and high is not None
        return Band(name, low, match[1] != "(", high, match[4] != ")", sound=sound)
    low = desk.number(node, where, -MOST_LINE, MOST_LINE)
    return Band(name, low, sound=low is not None)


def _check(desk: Desk, where: Where, bands: list[Band], floor: Fraction, ceiling: Fraction) -> None:
    for band in bands[:-1]:
        if band.low is None and band.sound:
            kind = "by_decision_with_lines" if band.by_decision else "line_missing"
            desk.fault(band.name, (*where, band.name.value), kind, name=band.name.value)
    if bands[-1].by_decision:
        desk.fault(
            bands[-1].name,
            (*where, bands[-1].name.value),
            "by_decision_with_lines",
            name=bands[-1].name.value,
        )
    for band in bands:
        _check_band(desk, (*where, band.name.value), band)
    for better, worse in pairwise(bands):
        _check_pair(desk, (*where, worse.name.value), better, worse, last=worse is bands[-1])
    _check_ends(desk, where, bands, floor, ceiling)


def _check_band(desk: Desk, where: Where, band: Band) -> None:
    if band.low is None:
        return
    desk.fits(band.name, where, band.low)
    if not band.low_in:
        desk.fault(band.name, where, "band_open_below", low=numbers.write(band.low))
    if band.high is not None and band.high <= band.low:
        desk.fault(
            band.name, where, "range_reversed", low=numbers.write(band.low), high=numbers.write(band.high)
        )


def _check_pair(desk: Desk, where: Where, better: Band, worse: Band, *, last: bool) -> None:
    """Neighbours meet: no score between them without a grade, none with two."""
    if better.low is None or not better.low_in or (worse.low is None and not last):
        return
    names = {"better": better.name.value, "worse": worse.name.value}
    line = numbers.write(better.low)
    if worse.low is not None and worse.low == better.low:
        desk.fault(worse.name, where, "lines_equal", line=line, **names)
    elif worse.low is not None and worse.low > better.low:
        desk.fault(worse.name, where, "lines_rise", line=line, lower=numbers.write(worse.low), **names)
    elif worse.high is not None:
        high = numbers.write(worse.high)
        if worse.high < better.low or (worse.high == better.low and not worse.high_in and not better.low_in):
            desk.fault(worse.name, where, "band_gap", high=high, line=line, **names)
        elif worse.high > better.low or (worse.high_in and better.low_in):
            desk.fault(worse.name, where, "band_overlap", high=high, line=line, **names)


def _check_ends(desk: Desk, where: Where, bands: list[Band], floor: Fraction, ceiling: Fraction) -> None:
    first, last = bands[0], bands[-1]
    if first.high is not None and (first.high < ceiling or (first.high == ceiling and not first.high_in)):
        desk.fault(
            first.name, (*where, first.name.value), "band_top_open", name=first.name.value,
            high=numbers.write(first.high), ceiling=numbers.write(ceiling),
        )  # fmt: skip
    if last.low is not None and last.low > floor:
        desk.fault(
            last.name, (*where, last.name.value), "band_bottom_open", name=last.name.value,
            low=numbers.write(last.low), floor=numbers.write(floor),
        )  # fmt: skip
    for band in bands:
        if band.low is not None and band.low > ceiling:
            desk.fault(
                band.name, (*where, band.name.value), "line_above_ceiling", name=band.name.value,
                line=numbers.write(band.low), ceiling=numbers.write(ceiling),
            )  # fmt: skip
