"""The steps from records to the composite: sources, parts of formulas, adjustments.

Nothing here computes. Every constant is a whole number already brought to the scale of its step, so that
running a step takes only sums, products, comparisons and one rounded quotient.
"""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.rulebook.model import Measure, Missing, Small


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A voter group in a ballot step, and what happens when it is small. ``target`` is -1 unless it merges."""

    name: str
    index: int
    weight: int
    minimum: int
    when_small: Small
    target: int


@dataclass(frozen=True, slots=True)
class RowPart:
    """A row in a ballot step. A group figure is ``sum of points × up / (marks × down)``.

    ``points`` belongs to the options in order (None: not counted); it is empty for a numeric row, whose marks are
    their own points.
    ``chosen`` holds the options of a rate. ``factor`` is the row's share in the component value.
    """

    name: str
    index: int
    points: tuple[int | None, ...]
    chosen: tuple[bool, ...]
    up: int
    down: int
    factor: int


@dataclass(frozen=True, slots=True)
class BallotStep:
    """Marks of a form → component value."""

    name: str
    form: str
    measure: Measure
    rows: tuple[RowPart, ...]
    groups: tuple[GroupPart, ...]
    drop_highest: int
    drop_lowest: int
    drop_from: int
    divisor: int
    signed: bool


@dataclass(frozen=True, slots=True)
class NumberStep:
    """``field × up / down``."""

    name: str
    field: str
    up: int
    down: int
    signed: bool


@dataclass(frozen=True, slots=True)
class LabelStep:
    """A label's step value by its ordinal; None leaves the component missing."""

    name: str
    field: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class SurveyStep:
    """``favourable × up / asked``; missing below ``minimum`` answers."""

    name: str
    field: str
    up: int
    minimum: int


@dataclass(frozen=True, slots=True)
class ItemPart:
    """A checklist or adjustment item: ``points`` × entered micros, or ``table`` by option; at most ``cap``.

    ``award`` tells the items read from a scale, entered once. ``categories`` are empty for an item that concerns all.
    ``least`` and ``most`` bound what may be entered.
    """

    name: str
    points: int
    table: tuple[int | None, ...]
    cap: int | None
    award: bool
    categories: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """Start, awards and deductions, clamped to ``full`` → component value ``× up / down``."""

    name: str
    items: tuple[ItemPart, ...]
    full: int
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class RankStep:
    """Step values by rank, ``rest`` beyond them. A computed rank orders the field within the keys."""

    name: str
    field: str
    computed: bool
    high_first: bool
    within: tuple[str, ...]
    values: tuple[int, ...]
    rest: int


Leaf = BallotStep | NumberStep | LabelStep | SurveyStep | ChecklistStep | RankStep


@dataclass(frozen=True, slots=True)
class PartStep:
    """A component within one formula: a leaf's value or the weighted mean of ``parts``, then its policy.

    ``leaf`` is the number of the leaf step, -1 for a node. ``live`` is False under a weight of 0: nothing can block.
    """

    path: str
    leaf: int
    parts: tuple[tuple[int, int], ...]  # (number of the part step in this formula, weight)
    when_missing: Missing
    live: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class FormulaStep:
    """The parts of a formula, children first, and the base ``Σ weight × value × up / (Σ weight × down)``."""

    name: str
    categories: tuple[str, ...]  # empty: every category not named elsewhere
    parts: tuple[PartStep, ...]
    top: tuple[tuple[int, int], ...]
    up: int
    down: int
    signed: bool


@dataclass(frozen=True, slots=True)
class AdjustStep:
    """A block of bonuses or deductions on the fine scale of the composite."""

    name: str
    sign: int
    items: tuple[ItemPart, ...]
    cap: int | None
    highest_only: bool
    categories: tuple[str, ...]
    down: int  # from the fine scale to step values, for show
    signed: bool


@dataclass(frozen=True, slots=True)
class CompositeStep:
    """Base and adjustments on the fine scale, rounded once, clamped."""

    adjustments: tuple[AdjustStep, ...]
    fine: int
    floor: int
    ceiling: int
    signed: bool
