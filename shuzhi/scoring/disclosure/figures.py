"""The nouns of publication: what the committee knows of a reporter, what was said before, what everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Words = tuple[str, str]
Bound = Fraction | None


@dataclass(frozen=True, slots=True)
class GroupMarks:
    """The counted marks of one voter group of a secret form: for every row, how many of each option or number.

    ``values`` holds what one such mark adds to the composite, row by row; an empty row plays no part in it.
    ``keeps`` names, row by row, sets of options whose marks in this very group a rule has spoken about.
    """

    form: str
    group: str
    label: str
    rows: tuple[tuple[int, ...], ...]
    values: tuple[tuple[Fraction, ...], ...] = ()
    keeps: tuple[tuple[frozenset[int], ...], ...] = ()

    @property
    def most(self) -> int:
        """The counted marks of the fullest row."""
        return max((sum(row) for row in self.rows), default=0)

    @property
    def least(self) -> int:
        """The counted marks of the emptiest row that has any."""
        return min((sum(row) for row in self.rows if sum(row)), default=0)

    @property
    def unanimous(self) -> bool:
        """True when all marks on some row are the same."""
        return any(sum(row) and max(row) == sum(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier publication of the same reporter said; ``composite`` is the exact one behind it."""

    composite: Fraction | None
    decimals: int
    groups: tuple[tuple[str, str], ...]
    counts: tuple[str, ...]
    same_ballots: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """What the committee knows of one reporter.

    ``low`` and ``high`` bound how far the composite could lie from where it is without another grade; ``slack`` is
    what rounding in between can hide; ``totals`` names the rows whose option counts a rule speaks about; ``bent``
    says that a median or dropped marks stand between marks and composite, so that no sum tells what fits.
    """

    grade: str
    composite: Fraction | None
    rank: int | None
    groups: tuple[GroupMarks, ...]
    low: Bound = None
    high: Bound = None
    slack: Fraction = Fraction(0)
    totals: frozenset[tuple[str, int]] = frozenset()
    bent: bool = False
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody may know. ``groups`` and ``counts`` name the groups and forms whose figures may be shown."""

    grade: str
    composite: Fraction | None
    decimals: int
    rank: int | None
    groups: tuple[tuple[str, str], ...]
    counts: tuple[str, ...]
    withheld: tuple[Words, ...]


def half_up(value: Fraction, places: int) -> Fraction:
    """The value with so many decimals, ties away from zero: for show only."""
    scaled = abs(value) * 10**places * 2 + 1
    whole = scaled.numerator // (scaled.denominator * 2)
    return Fraction(whole if value >= 0 else -whole, 10**places)
