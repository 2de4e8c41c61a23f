"""The marks of one group on one row: which other tables it could have given, and how each would move the composite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import comb, gcd, lcm

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

UNIT = 10**9  # composites are compared in billionths; rounding down is covered by `ROOM`
ROOM = 16
MOST_TABLES = 3_000
MOST_SUMS = 40_000
NEAR_OPTIONS = 12
FAR = 2**60


@dataclass(frozen=True)
class Cell:
    """One group on one row. ``fixed``: its own figure is published, so only tables of the same sum fit."""

    form: str
    row: int
    group: str
    counts: tuple[int, ...]
    values: tuple[Fraction, ...]
    keeps: tuple[frozenset[int], ...] = ()
    fixed: bool = False
    protected: bool = True

    @cached_property
    def number(self) -> int:
        """The counted marks."""
        return sum(self.counts)

    @cached_property
    def truth(self) -> Ints:
        """The counts as they are."""
        return np.array(self.counts, np.int64)

    @cached_property
    def step(self) -> Fraction:
        """The largest amount of which every difference between two options is a multiple; 0 when there is none."""
        return _common(value - self.values[0] for value in self.values) if self.values else Fraction(0)

    @cached_property
    def points(self) -> Ints:
        """The options' worth in such steps, the least being 0."""
        if not self.step:
            return np.zeros(len(self.counts), np.int64)
        least = min(self.values)
        return np.array([int((value - least) / self.step) for value in self.values], np.int64)

    @cached_property
    def tables(self) -> Ints:
        """The tables that could stand here, one a line: all of them, or the near ones when there are too many."""
        number, options = self.number, len(self.counts)
        if comb(number + options - 1, options - 1) <= MOST_TABLES:
            found = all_tables(number, options)
        else:
            found = near_tables(self.counts)
        return found[self.allowed(found)]

    def allowed(self, tables: Ints) -> npt.NDArray[np.bool_]:
        """Which tables agree with what a rule or a published figure of this group says."""
        fits = np.ones(tables.shape[:-1], np.bool_)
        if self.fixed:
            # Without points in the composite the figure shown is unknown here: then every option's count is kept.
            worth = self.points if self.step else None
            fits &= (
                (tables == self.truth).all(-1)
                if worth is None
                else (tables @ worth == int(self.truth @ worth))
            )
        for options in self.keeps:
            chosen = sorted(options)
            fits &= tables[..., chosen].sum(-1) == int(self.truth[chosen].sum())
        return fits

    def moves(self, tables: Ints) -> Ints:
        """What each table would add to the composite, in billionths."""
        return self._billionths(tables @ self.points - int(self.truth @ self.points))

    @cached_property
    def reach(self) -> Ints:
        """All amounts by which this cell could move the composite, sorted."""
        if not self.step:
            return np.zeros(1, np.int64)
        most = int(self.points.max()) * self.number
        if self.fixed or self.keeps or most > MOST_SUMS:
            return np.unique(self.moves(self.anchored))
        free = self.number - int(self.kept.sum())
        sums = sums_of(free, tuple(self.points.tolist())) + int(self.kept @ self.points)
        return self._billionths(sums - int(self.truth @ self.points))

    @cached_property
    def kept(self) -> Ints:
        """One mark of every option that was given: whoever gave it knows that it is there."""
        return np.minimum(self.truth, 1)

    @cached_property
    def anchored(self) -> Ints:
        """The tables that no voter of this group can rule out by his own mark."""
        return self.tables[(self.tables >= self.kept).all(1)]

    def _billionths(self, steps: Ints) -> Ints:
        above, below = self.step.numerator * UNIT, self.step.denominator
        most = int(np.abs(steps).max(initial=0))
        if most * above < FAR:
            return np.asarray(steps * above // below, np.int64)
        exact = [min(max(int(step) * above // below, -FAR), FAR) for step in steps.ravel()]
        return np.array(exact, np.int64).reshape(steps.shape)


def _common(differences: Iterable[Fraction]) -> Fraction:
    found = [abs(one) for one in differences if one]
    if not found:
        return Fraction(0)
    below = lcm(*(one.denominator for one in found))
    return Fraction(gcd(*(int(one * below) for one in found)), below)


@lru_cache(maxsize=256)
def all_tables(number: int, options: int) -> Ints:
    """Every way to give so many marks to so many options."""
    if options == 1:
        return np.array([[number]], np.int64)
    parts = []
    for first in range(number + 1):
        rest = all_tables(number - first, options - 1)
        parts.append(np.column_stack([np.full(len(rest), first), rest]))
    return np.concatenate(parts).astype(np.int64)


def near_tables(counts: tuple[int, ...]) -> Ints:
    """The tables that differ from this one in at most two marks; on a long scale each of them by one step."""
    options = len(counts)
    near = options > NEAR_OPTIONS
    steps = [
        (giving, taking)
        for giving in range(options)
        if counts[giving]
        for taking in range(options)
        if giving != taking and (not near or abs(giving - taking) == 1)
    ]
    moved = np.zeros((len(steps) + 1, options), np.int64)
    for line, (giving, taking) in enumerate(steps, start=1):
        moved[line, giving], moved[line, taking] = -1, 1
    twice = (moved[:, None] + moved[None]).reshape(-1, options) + np.array(counts, np.int64)
    return np.unique(twice[(twice >= 0).all(1)], axis=0)


@lru_cache(maxsize=256)
def sums_of(number: int, points: tuple[int, ...]) -> Ints:
    """Every sum that so many marks of these points can make, sorted: a set of bits, shifted once a mark."""
    reached = 1
    for _ in range(number):
        step = 0
        for worth in set(points):
            step |= reached << worth
        reached = step
    data = reached.to_bytes(reached.bit_length() // 8 + 1, "little")
    return np.flatnonzero(np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")).astype(np.int64)
