"""A step of the explanation, and the reporter it is about."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.block import Block
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.explain.voice import Voice
from shuzhi.scoring.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Step:
    """What was computed, the formula with its numbers, the value, the rule. ``key`` names it in any language."""

    title: str
    formula: str
    value: str
    rule: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One reporter of a settlement, and the language to speak about him in."""

    settlement: Settlement
    row: int
    say: Voice

    @property
    def plan(self) -> Plan:
        return self.settlement.plan

    @property
    def block(self) -> Block:
        return self.settlement.block

    def raw(self, column: str) -> int | None:
        """A column's whole number, None for a missing one."""
        return self.settlement.columns.given(column, self.row)

    def exact(self, column: str) -> Fraction | None:
        """A step value as it is."""
        value = self.raw(column)
        return None if value is None else Fraction(value, self.plan.scale)

    def text(self, column: str) -> str:
        """A step value as written, or a dash."""
        value = self.exact(column)
        return "—" if value is None else numbers.write(value)

    def category(self) -> str:
        """The reporter's category, empty when there is none."""
        return self.label("category")

    def label(self, name: str) -> str:
        """The reporter's label in a text column."""
        key = self.block.keys[name]
        code = int(key.codes[self.row])
        return "" if code < 0 else str(key.labels[code].as_py())

    def grade(self, ordinal: int | None) -> str:
        """A grade's name."""
        return "—" if ordinal is None else self.plan.rulebook.grades[ordinal].name

    def concerns(self, categories: tuple[str, ...]) -> bool:
        """True when a rule for these categories concerns the reporter."""
        return not categories or self.category() in categories


def ratio(above: str, below: str) -> str:
    """A quotient as written on paper."""
    return f"({above}) ÷ {below}"


def plain(value: Fraction | int) -> str:
    """A number as offices write it; a fraction in brackets, so that it can stand in a formula."""
    text = numbers.write(Fraction(value))
    return f"({text})" if "/" in text else text
