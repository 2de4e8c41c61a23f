"""Caps on what units are asked in a year; they limit the office, no score depends on them."""

from __future__ import annotations

from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.model import LevelCaps
from shuzhi.scoring.rulebook.nodes import Node
from shuzhi.scoring.rulebook.table import Table

HIGHEST = {"prefilled": 100, "minutes": 600, "characters": 100_000}
HIGHEST_COUNT = 1000


def burden(desk: Desk, node: Node | None, where: Where) -> tuple[LevelCaps, ...]:
    """The caps of each level named, in the order of the levels and of the caps."""
    if node is None:
        return ()
    levels = Table(desk, node, words.BURDEN, where)
    found = []
    for level in words.BURDEN.chinese:
        inner = levels.node(level)
        if inner is None:
            continue
        table = Table(desk, inner, words.CAPS, levels.path(level))
        caps = tuple(
            (name, table.whole(name, 0, HIGHEST.get(name, HIGHEST_COUNT), 0))
            for name in words.CAPS.chinese
            if name in table
        )
        found.append(LevelCaps(level, caps))
    return tuple(found)
