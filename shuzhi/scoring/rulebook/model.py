"""The rulebook as frozen values: what a YAML file means once it has been read and found sound.

Nothing here computes. Every number is an exact Fraction; every name is the office's own.
``docs/scoring.md`` says what each value does to a score; ``docs/rulebook.md`` how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class Rounding(StrEnum):
    """How a value that needs more digits than the declared precision is brought back to it."""

    HALF_UP = "half up"  # ties away from zero
    HALF_EVEN = "half even"
    UP = "up"  # away from zero
    DOWN = "down"  # toward zero


class Small(StrEnum):
    """What happens to a voter group with fewer counted marks than its minimum."""

    BLOCK = "block"
    RESPREAD = "respread"
    MERGE = "merge"
    VOID = "void"


class Missing(StrEnum):
    """What happens to a component without a value."""

    BLOCK = "block"
    RESPREAD = "respread"
    ZERO = "zero"
    FULL = "full"


class Measure(StrEnum):
    """How the marks of one group on one row become one figure."""

    MEAN = "mean"
    MEDIAN = "median"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Option:
    """A choice on a ballot row; ``points`` is None when the choice leaves the denominator (不计入)."""

    name: str
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Scale:
    """Either named options or a range of marks ``low..high`` in steps of ``step``."""

    name: str
    options: tuple[Option, ...] = ()
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(100)
    step: Fraction = Fraction(1)

    @property
    def numeric(self) -> bool:
        """True for a range of marks, False for named options."""
        return not self.options

    @property
    def full(self) -> Fraction:
        """The most one mark can be worth: the best option's points, or the top of the range."""
        if self.numeric:
            return self.high
        return max(option.points for option in self.options if option.points is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ballot form: what is rated, on which scale, with which weight among the rows."""

    name: str
    scale: Scale
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Group:
    """A voter group (票类): weight among the groups, least number of counted marks, and the policy below it."""

    name: str
    label: str
    weight: Fraction
    minimum: int
    when_small: Small
    merge_into: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A ballot form (票种): rows by groups. ``secret`` forms carry no rater; others name him; nobody rates himself."""

    name: str
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """A figure imported for each reporter: a number in ``low..high``, one of ``labels``, or a survey's pair."""

    name: str
    kind: str  # "number" | "label" | "survey"
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(100)
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A checklist or adjustment line. Exactly one of: ``points`` (each occurrence) or ``scale`` (an award)."""

    name: str
    points: Fraction | None = None
    cap: Fraction | None = None
    scale: Scale | None = None
    categories: tuple[str, ...] = ()  # empty: every category


@dataclass(frozen=True, slots=True)
class BallotSource:
    form: str
    measure: Measure
    rate_of: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()  # empty: all rows of the form
    drop_highest: int = 0
    drop_lowest: int = 0
    drop_from: int = 0  # marks are dropped only in groups with at least this many counted marks


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A number, a label mapped to points, or a survey rate, taken from one field."""

    field: str
    kind: str  # "number" | "grade" | "survey"
    full: Fraction = Fraction(100)  # number: the value worth 100
    points: tuple[
        tuple[str, Fraction | None], ...
    ] = ()  # grade: label → points; None leaves the component missing
    minimum: int = 0  # survey: least number of valid answers


@dataclass(frozen=True, slots=True)
class ChecklistSource:
    full: Fraction
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RankSource:
    """Points by rank. ``computed`` ranks the field within ``within``; otherwise the field itself holds the rank."""

    field: str
    computed: bool
    high_first: bool
    within: tuple[str, ...]
    points: tuple[Fraction, ...]  # hundred-mark points of rank 1, 2, …
    rest: Fraction  # every later rank


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the score with its weight; a leaf has a source, a node has parts."""

    name: str
    path: str  # "日常考核/党建检查"
    weight: Fraction
    when_missing: Missing
    source: BallotSource | FieldSource | ChecklistSource | RankSource | None = None
    parts: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """The components for the reporters of some categories (empty: every category not named elsewhere)."""

    name: str
    categories: tuple[str, ...]
    parts: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The share of some options among the counted marks of a form, all given groups and rows together, in per cent."""

    form: str
    options: tuple[str, ...]
    rows: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition or tie-break looks at: exactly one of the four is set, or ``composite``."""

    composite: bool = False
    component: str = ""
    field: str = ""
    attribute: str = ""
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison (``op`` with ``value`` or ``labels``), or all/any of several conditions."""

    op: str  # "at_least" "above" "at_most" "below" "is" "is_not" "all" "any"
    subject: Subject | None = None
    value: Fraction = Fraction(0)
    labels: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A block of bonus or deduction items added to the composite, with its own cap."""

    name: str
    bonus: bool
    items: tuple[Item, ...]
    cap: Fraction | None
    highest_only: bool
    proof_required: bool
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Who is not assessed: by condition, or listed by name in the reporters table."""

    name: str
    reason: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and its lower line (None when the rulebook draws no lines)."""

    name: str
    at_least: Fraction | None
    by_decision: bool = False  # never computed, only given by the committee (rulebooks without lines)


@dataclass(frozen=True, slots=True)
class Gate:
    """When the condition holds (``negated``: when it does not), the grade is capped or raised."""

    name: str
    condition: Condition
    negated: bool  # written with "unless"
    at_most: str = ""
    at_least: str = ""
    when_missing: str = "block"  # "block" | "apply" | "ignore"
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Veto:
    """A listed fact that caps the grade; ``proof_required`` needs a document and a date."""

    name: str
    at_most: str
    proof_required: bool
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """Bounds how many may hold one of ``grades`` in a cohort: a ceiling on the best, or a floor under the rest."""

    name: str
    grades: tuple[str, ...]
    ceiling: bool
    share: Fraction | None  # 0.30 for 30%
    number: int | None
    by: tuple[str, ...]
    minimum: int
    pool: tuple[tuple[str, ...], ...]
    rounding: Rounding
    count_vetoed: bool = True


@dataclass(frozen=True, slots=True)
class Tie:
    """A key that orders equal composites."""

    subject: Subject
    high_first: bool = True


@dataclass(frozen=True, slots=True)
class Ranking:
    """Whether and how ranks are given; ``mode`` "shared" 1 2 2 4, "dense" 1 2 2 3, "single" 1 2 3 4, "none"."""

    mode: str = "none"
    within: tuple[str, ...] = ()
    vetoed_last: bool = True


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may leave the committee: see docs/scoring.md, section 12."""

    group_minimum: int = 5
    unit_minimum: int = 10
    unanimity_below: int = 15
    decimals: int = 2
    publish_scores: bool = True
    publish_ranks: bool = False
    publish_groups: bool = False


@dataclass(frozen=True, slots=True)
class LevelCaps:
    """The most that one unit of a level may be asked in a year; no score depends on it."""

    level: str
    caps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One year's rules, complete. ``digest`` is the SHA-256 of the canonical text of the file."""

    title: str
    version: str
    source: str
    sample: bool
    total: Fraction
    precision: int
    rounding: Rounding
    display: int
    forms: tuple[Form, ...]
    fields: tuple[Field, ...]
    attributes: tuple[str, ...]
    categories: tuple[str, ...]
    formulas: tuple[Formula, ...]
    adjustments: tuple[Adjustment, ...]
    floor: Fraction
    ceiling: Fraction
    exclusions: tuple[Exclusion, ...]
    grades: tuple[Grade, ...]
    gates: tuple[Gate, ...]
    vetoes: tuple[Veto, ...]
    quotas: tuple[Quota, ...]
    ties: tuple[Tie, ...]
    ranking: Ranking
    disclosure: Disclosure
    notes: tuple[str, ...] = field(default=())
    burden: tuple[LevelCaps, ...] = field(default=())
    digest: str = ""
