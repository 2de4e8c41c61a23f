"""What a settlement is, whoever dealt out its blocks."""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.block import Block, Columns
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.plan import Plan


@dataclass(frozen=True, slots=True)
class Settlement:
    """Records, plan and result of one settlement, with the digests that stand in every file made from it.

    ``inputs`` are in canonical order: reporter ``i`` of ``inputs``, ``block`` and ``columns`` is the same one.
    """

    inputs: Inputs
    plan: Plan
    block: Block
    columns: Columns
    rulebook_digest: str
    input_digest: str
    result_digest: str
    version: str

    def __len__(self) -> int:
        return len(self.block)
