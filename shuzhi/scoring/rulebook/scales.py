"""Scales: named options with points, or a range of marks."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.model import Option, Scale
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Sequence, Text
from shuzhi.scoring.rulebook.table import Table, pair

MOST_POINTS = 1_000_000
MOST_OPTIONS = 20
MOST_SETS = 40
MOST_STEPS = 100_000

OPTION_SET = ("选项组", "option set")
OPTION = ("选项", "option")

# Stands in for a scale whose faults are being reported; nothing that depends on it is judged.
PLACEHOLDER = Scale("", (Option("", Fraction(1)),))


def option_sets(desk: Desk, node: Node | None, where: Where) -> dict[str, Scale]:
    """The file's named sets of options."""
    if node is None:
        return {}
    named = desk.named(node, where, MOST_SETS)
    return {name.value: option_set(desk, name.value, value, (*where, name.value)) for name, value in named}


def option_set(desk: Desk, name: str, node: Node, where: Where) -> Scale:
    """One set: option → points, or ``skip`` for a choice that leaves the denominator."""
    options = [
        Option(option.value, _points(desk, value, (*where, option.value)))
        for option, value in desk.named(node, where, MOST_OPTIONS, slash=True)
    ]
    counted = [option.points for option in options if option.points is not None]
    if options and not counted:
        desk.fault(node, where, "nothing_counted")
    elif options and max(counted) == 0:
        desk.fault(node, where, "all_zero")
    elif options:
        return Scale(name, tuple(options))
    return PLACEHOLDER


def _points(desk: Desk, node: Node, where: Where) -> Fraction | None:
    text = desk.text(node, where)
    if text is None:
        return Fraction(0)
    if words.SKIP.find(text.value):
        return None
    value = desk.number(text, where, 0, MOST_POINTS)
    desk.fits(text, where, value)
    return Fraction(0) if value is None else value


def marks(desk: Desk, node: Node, where: Where) -> Scale:
    """A range ``[low, high]`` or ``[low, high, step]``; the step is 1 where none is written."""
    if not isinstance(node, Sequence) or len(node.items) not in {2, 3}:
        desk.fault(node, where, "not_marks")
        return PLACEHOLDER
    ends = pair(desk, Sequence(node.items[:2], node.place), where, 0, MOST_POINTS)
    step: Fraction | None = Fraction(1)
    if len(node.items) == 3:
        text = desk.text(node.items[2], where)
        step = desk.number(text, where, Fraction(1, 10**numbers.MOST_PLACES), MOST_POINTS) if text else None
    if ends is None or step is None:
        return PLACEHOLDER
    count = (ends[1] - ends[0]) / step
    if count.denominator != 1 or count > MOST_STEPS:
        desk.fault(
            node, where, "bad_step", low=numbers.write(ends[0]), high=numbers.write(ends[1]),
            step=numbers.write(step), limit=str(MOST_STEPS),
        )  # fmt: skip
        return PLACEHOLDER
    return Scale("", (), ends[0], ends[1], step)


def scale_of(desk: Desk, table: Table, sets: dict[str, Scale]) -> Scale | None:
    """The scale a mapping names with ``options`` or ``marks``; None when it has neither."""
    if "options" in table and "marks" in table:
        table.one_of("options", "marks")
    if "options" in table:
        return chosen(desk, table.entries["options"][1], table.path("options"), sets)
    return marks(desk, table.entries["marks"][1], table.path("marks")) if "marks" in table else None


def chosen(desk: Desk, node: Node, where: Where, sets: dict[str, Scale]) -> Scale:
    """An option set named, or written in place."""
    if isinstance(node, Mapping):
        return option_set(desk, "", node, where)
    if not isinstance(node, Text) or not node.value:
        desk.fault(node, where, "not_option_set")
        return PLACEHOLDER
    return sets[node.value] if desk.known(node, sets, where, OPTION_SET) else PLACEHOLDER
