"""Lines of checklists and of bonus or deduction blocks."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.known import Known
from shuzhi.scoring.rulebook.model import Adjustment, Item
from shuzhi.scoring.rulebook.nodes import Node, Text
from shuzhi.scoring.rulebook.scales import MOST_POINTS, scale_of
from shuzhi.scoring.rulebook.table import Table

MOST_ITEMS = 200
MOST_BLOCKS = 40


def check_items(desk: Desk, known: Known, node: Node, where: Where) -> tuple[Item, ...]:
    """The lines of a checklist: deducting (``deduct``) or awarding (``options`` or ``marks``)."""
    named = desk.named(node, where, MOST_ITEMS, slash=True)
    return tuple(_check_item(desk, known, name, value, (*where, name.value)) for name, value in named)


def _check_item(desk: Desk, known: Known, name: Text, node: Node, where: Where) -> Item:
    table = Table(desk, node, words.CHECK_ITEM, where, name)
    if table.broken:
        return Item(name.value, points=Fraction(0))
    chosen = table.one_of("deduct", "options", "marks")
    categories = known.of_categories(table)
    if chosen in {"options", "marks"}:
        if "cap" in table:
            desk.fault(table.key("cap"), where, "cap_on_award")
        scale = scale_of(desk, table, known.sets)
        for option in scale.options if scale else ():
            if option.points is None:
                desk.fault(table.entries[chosen][1], table.path(chosen), "skip_in_award", name=option.name)
        return Item(name.value, scale=scale, categories=categories)
    points = table.number("deduct", 0, MOST_POINTS)
    return Item(name.value, points or Fraction(0), _cap(desk, table, points), None, categories)


def _cap(desk: Desk, table: Table, points: Fraction | None) -> Fraction | None:
    cap = table.number("cap", 0, MOST_POINTS)
    for key, value in (("deduct", points), ("points", points), ("cap", cap)):
        if key in table:
            desk.fits(table.entries[key][1], table.path(key), value)
    if cap is not None and points is not None and cap < points:
        desk.fault(
            table.entries["cap"][1], table.path("cap"), "cap_below_points",
            cap=numbers.write(cap), points=numbers.write(points),
        )  # fmt: skip
    return cap


def adjustments(desk: Desk, known: Known, node: Node | None, where: Where) -> tuple[Adjustment, ...]:
    """The blocks of bonuses and deductions added to the composite."""
    if node is None:
        return ()
    named = desk.named(node, where, MOST_BLOCKS)
    return tuple(_adjustment(desk, known, name, value, (*where, name.value)) for name, value in named)


def _adjustment(desk: Desk, known: Known, name: Text, node: Node, where: Where) -> Adjustment:
    table = Table(desk, node, words.ADJUSTMENT, where, name)
    if not table.broken:
        table.need("kind", "items")
    cap = table.number("cap", 0, MOST_POINTS)
    items: tuple[Item, ...] = ()
    if "items" in table:
        path = table.path("items")
        named = desk.named(table.entries["items"][1], path, MOST_ITEMS, slash=True)
        items = tuple(
            _adjustment_item(desk, known, item, value, (*path, item.value), cap) for item, value in named
        )
    return Adjustment(
        name.value,
        table.word("kind", words.KIND, "bonus") == "bonus",
        items,
        cap,
        table.flag("highest_only", default=False),
        table.word("proof", words.PROOF, "no") == "required",
        known.of_categories(table),
    )


def _adjustment_item(
    desk: Desk, known: Known, name: Text, node: Node, where: Where, cap: Fraction | None
) -> Item:
    if isinstance(node, Text):
        points = desk.number(node, where, 0, MOST_POINTS)
        desk.fits(node, where, points)
        item = Item(name.value, points or Fraction(0))
    else:
        table = Table(desk, node, words.ADJUSTMENT_ITEM, where, name)
        if table.broken:
            return Item(name.value, Fraction(0))
        categories = known.of_categories(table)
        if table.one_of("points", "marks") == "marks":
            if "cap" in table:
                desk.fault(table.key("cap"), where, "cap_on_award")
            return Item(name.value, scale=scale_of(desk, table, {}), categories=categories)
        points = table.number("points", 0, MOST_POINTS)
        item = Item(name.value, points or Fraction(0), _cap(desk, table, points), None, categories)
    if cap is not None and points is not None and cap < points:
        desk.fault(node, where, "cap_below_points", cap=numbers.write(cap), points=numbers.write(points))
    return item
