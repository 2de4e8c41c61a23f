"""What has been computed so far about one block."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from shuzhi.scoring.block import MISSING, Block, Flags
from shuzhi.scoring.concern import concerned, counted_marks
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.rounding import Ints, quotient
from shuzhi.scoring.rulebook.model import Rounding


@dataclass(slots=True)
class Frame:
    """The block, the plan, and the columns written so far."""

    block: Block
    plan: Plan
    columns: dict[str, Ints] = field(default_factory=dict)
    numbers: dict[tuple[str, int], Ints] = field(default_factory=dict)

    def number(self, form: str, row: int) -> Ints:
        """The counted marks of each group [group, reporter] on a row of a form, as they came in."""
        key = (form, row)
        if key not in self.numbers:
            known = next(each for each in self.plan.rulebook.forms if each.name == form)
            self.numbers[key] = counted_marks(known.rows[row], self.block.tallies[form][row])
        return self.numbers[key]

    @property
    def size(self) -> int:
        """How many reporters there are."""
        return len(self.block)

    @property
    def rounding(self) -> Rounding:
        """The rulebook's rounding."""
        return self.plan.rulebook.rounding

    def write(self, name: str, values: Ints, missing: Flags | None = None) -> None:
        """A new column; values flagged as missing become MISSING."""
        self.columns[name] = values if missing is None else np.where(missing, MISSING, values)

    def merge(self, name: str, values: Ints, here: Flags | None) -> None:
        """Writes the values where ``here`` holds, beside what others wrote to the same column elsewhere."""
        if here is None:
            self.columns[name] = values
        else:
            before = self.columns.get(name)
            self.columns[name] = np.where(here, values, MISSING if before is None else before)

    def block_where(self, reason: str, here: Flags) -> None:
        """One more reason for which reporters are blocked."""
        if here.any():
            self.columns[f"blocked/{reason}"] = self.columns[f"blocked/{reason}"] | here

    def concerned(self, categories: tuple[str, ...]) -> Flags | None:
        """Whom a rule for some categories concerns; None for everybody."""
        return concerned(self.block, categories)

    def divide(self, above: Ints, below: Ints | int, *, signed: bool) -> Ints:
        """One quotient, rounded once."""
        return quotient(above, below, self.rounding, signed=signed)
