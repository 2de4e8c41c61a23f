"""What a source gives for a whole block."""

from __future__ import annotations

from dataclasses import dataclass, field

from shuzhi.scoring.rounding import Ints


@dataclass(frozen=True, slots=True)
class LeafResult:
    """Values (MISSING where there is none), state (0 a value, 1 missing, 2 blocked), columns that explain."""

    value: Ints
    state: Ints
    columns: dict[str, Ints] = field(default_factory=dict)
