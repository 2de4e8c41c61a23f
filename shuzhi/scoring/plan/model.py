"""The plan: a rulebook as a flat list of frozen steps over named columns of whole numbers; and the steps that judge."""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.plan.steps import CompositeStep, FormulaStep, Leaf
from shuzhi.scoring.rulebook.model import Condition, Rounding, Rulebook, Share


@dataclass(frozen=True, slots=True)
class Limits:
    """What the proof against overflow relied on. Records beyond a limit are refused, never wrapped around."""

    marks: int  # marks of one group on one row for one reporter
    occurrences: int  # total entered for one checklist or adjustment item of one reporter, in micros
    asked: int  # valid answers of one survey
    reporters: int  # reporters of one organiser


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the greatest value a column can hold."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ShareStep:
    """A share of options among the counted marks, in step values of a hundred. ``rows``: (row, chosen options)."""

    name: str
    form: str
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    groups: tuple[int, ...]
    up: int


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison made ready: ``column`` names the subject, whole-number bounds or labels say when it holds."""

    kind: str  # "number" "label" "attribute"
    column: str
    low: int | None = None  # holds when value ≥ low
    high: int | None = None  # holds when value ≤ high
    labels: tuple[int | str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Combination:
    """All or any of several tests, three-valued."""

    every: bool
    parts: tuple[Test | Combination, ...]


Check = Test | Combination


@dataclass(frozen=True, slots=True)
class ExclusionStep:
    """Listed by its ordinal in the reporters table, or caught by the check."""

    name: str
    when: Check | None


@dataclass(frozen=True, slots=True)
class GateStep:
    """A floor or a ceiling for the grade under a condition; grades are ordinals, -1 where there is none."""

    name: str
    check: Check
    negated: bool
    at_most: int
    at_least: int
    when_missing: str
    categories: tuple[str, ...]
    condition: Condition


@dataclass(frozen=True, slots=True)
class VetoStep:
    """A listed fact that caps the grade."""

    name: str
    at_most: int


@dataclass(frozen=True, slots=True)
class QuotaStep:
    """Places for grade ``line`` or better in each cohort; whoever is beyond them falls to the grade below."""

    name: str
    ceiling: bool
    line: int
    up: int  # share numerator; 0 with a number
    down: int
    number: int
    rounding: Rounding
    levels: tuple[tuple[str, ...], ...]
    minimum: int
    count_vetoed: bool


@dataclass(frozen=True, slots=True)
class TieKey:
    """A column that orders equal composites."""

    column: str
    high_first: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a block needs to be settled, and the proof that it fits into 64 bits."""

    rulebook: Rulebook
    scale: int
    limits: Limits
    leaves: tuple[Leaf, ...]
    formulas: tuple[FormulaStep, ...]
    composite: CompositeStep
    shares: tuple[ShareStep, ...]
    share_columns: tuple[tuple[Share, str], ...]
    exclusions: tuple[ExclusionStep, ...]
    lines: tuple[int, ...]  # least composite of each grade but the lowest; empty without lines
    gates: tuple[GateStep, ...]
    vetoes: tuple[VetoStep, ...]
    quotas: tuple[QuotaStep, ...]
    ties: tuple[TieKey, ...]
    reasons: tuple[str, ...]  # everything that can block a reporter: component paths, "gate/NAME", "base"
    spans: tuple[tuple[str, Span], ...]  # what each kind of column can hold, by its name or a stem of it

    def span(self, column: str) -> Span:
        """What a column can hold: the entry of the longest stem of its name."""
        known = dict(self.spans)
        stem = column
        while stem not in known:
            stem = stem.rpartition("/")[0]
        return known[stem]
