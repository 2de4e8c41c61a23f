"""A worked case, read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Expected:
    """What one reporter should get; only what is stated is compared. ``values`` maps names of section 13 to figures."""

    code: str
    line: int
    texts: tuple[tuple[str, str], ...] = ()  # status, exclusion, band, grade
    values: tuple[tuple[str, Fraction | None], ...] = ()  # composite, base, rank, v/…, g/…, adj/…
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()  # blocked, ties, lowered


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the records, and what should come out."""

    name: str
    line: int
    inputs: Inputs
    expected: tuple[Expected, ...]
