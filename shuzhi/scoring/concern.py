"""Whom a rule concerns: categories, formulas, and the sources a formula takes."""

from __future__ import annotations

import numpy as np

from shuzhi.scoring.block import Block, Flags, Tally
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Row


def among(block: Block, name: str, labels: tuple[str, ...]) -> Flags:
    """Who has one of the labels in a text column."""
    key = block.keys[name]
    wanted = key.ordinals(labels)
    return np.isin(key.codes, wanted) if wanted else np.zeros(len(block), np.bool_)


def concerned(block: Block, categories: tuple[str, ...]) -> Flags | None:
    """Whom a rule for some categories concerns; None for everybody."""
    return among(block, "category", categories) if categories else None


def formula_masks(block: Block, plan: Plan) -> list[Flags]:
    """Whom each formula concerns; a formula without categories takes those whom no other one names."""
    masks = [concerned(block, formula.categories) for formula in plan.formulas]
    named = np.zeros(len(block), np.bool_)
    for mask in masks:
        if mask is not None:
            named |= mask
    return [~named if mask is None else mask for mask in masks]


def leaf_masks(plan: Plan, formulas: list[Flags], size: int) -> list[Flags]:
    """Whose formula takes each source."""
    found = [np.zeros(size, np.bool_) for _ in plan.leaves]
    for formula, mask in zip(plan.formulas, formulas, strict=True):
        for part in formula.parts:
            if part.leaf >= 0:
                found[part.leaf] |= mask
    return found


def counted_marks(row: Row, tally: Tally) -> Ints:
    """The counted marks of each group [group, reporter] on a row, as they came in."""
    counted = [at for at, option in enumerate(row.scale.options) if option.points is not None]
    kept = tally.counts if tally.marks is not None else [tally.counts[at] for at in counted]
    total = np.zeros(tally.counts.shape[1:], np.int64)
    for count in kept:
        total += count
    return total
