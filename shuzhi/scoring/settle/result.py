"""What a source gives for a whole block."""

from __future__ import annotations

from dataclasses import dataclass, field

from shuzhi.scoring.block import Ints


@dataclass(frozen=True, slots=True)
class LeafResult:
    """Values (MISSING where there is none), state (0 has a value, 1 missing, 2 blocked), and columns that explain them."""

    value: Ints
    state: Ints
    columns: dict[str, Ints] = field(default_factory=dict)
