"""Formulas, base, adjustments and composite (docs/scoring.md, section 5)."""

from __future__ import annotations

import numpy as np

from shuzhi.scoring.block import MISSING, Flags
from shuzhi.scoring.plan.steps import AdjustStep, FormulaStep, PartStep
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Missing
from shuzhi.scoring.settle.frame import Frame
from shuzhi.scoring.settle.leaves import item_amount
from shuzhi.scoring.settle.result import LeafResult

BLOCKED = 2


def run_formula(frame: Frame, formula: FormulaStep, leaves: list[LeafResult], here: Flags) -> None:
    """Writes values, states and blocks of a formula's parts and its base, for the reporters it concerns."""
    everywhere = None if here.all() else here
    values: list[Ints] = []
    states: list[Ints] = []
    blocked = np.zeros(frame.size, np.bool_)
    for part in formula.parts:
        value, state = _raw(frame, part, leaves, values, states)
        frame.merge(f"state/{part.path}", state, everywhere)
        value, state = _policy(frame, part, value, state)
        frame.merge(f"v/{part.path}", np.where(state > 0, MISSING, value), everywhere)
        if part.live and (state == BLOCKED).any():
            stops = here & (state == BLOCKED)
            frame.block_where(part.path, stops & ~_inherited(part, states, frame.size))
            blocked |= stops
        values.append(value)
        states.append(state)
    above, below = weighted(formula.top, values, states, frame.size)
    none = below == 0
    base = frame.divide(above * formula.up, np.where(none, 1, below * formula.down), signed=formula.signed)
    frame.block_where("base", here & none & ~blocked)
    frame.merge("base", np.where(none | blocked, MISSING, base), everywhere)


def _raw(
    frame: Frame, part: PartStep, leaves: list[LeafResult], values: list[Ints], states: list[Ints]
) -> tuple[Ints, Ints]:
    """A part's value and state before its own policy."""
    if part.leaf >= 0:
        return leaves[part.leaf].value, leaves[part.leaf].state
    above, below = weighted(part.parts, values, states, frame.size)
    value = frame.divide(above, np.maximum(below, 1), signed=part.signed)
    state = np.where(below == 0, 1, 0)
    for number, weight in part.parts:
        if weight:
            state = np.where(states[number] == BLOCKED, BLOCKED, state)
    return value, state


def _policy(frame: Frame, part: PartStep, value: Ints, state: Ints) -> tuple[Ints, Ints]:
    """The value and state that the parent and the conditions see."""
    missing = state == 1
    if not missing.any() or part.when_missing is Missing.RESPREAD:
        return value, state
    if part.when_missing is Missing.BLOCK:
        return value, np.where(missing, BLOCKED, state)
    full = 100 * frame.plan.scale if part.when_missing is Missing.FULL else 0
    return np.where(missing, full, value), np.where(missing, 0, state)


def _inherited(part: PartStep, states: list[Ints], size: int) -> Flags:
    """Where a node is blocked only because one of its own parts is: that part is the reason."""
    found = np.zeros(size, np.bool_)
    for number, weight in part.parts:
        if weight:
            found |= states[number] == BLOCKED
    return found


def weighted(
    parts: tuple[tuple[int, int], ...], values: list[Ints], states: list[Ints], size: int
) -> tuple[Ints, Ints]:
    """Sum of weights times values over the parts that have a value, and the sum of those weights."""
    above, below = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for number, weight in parts:
        if weight:
            has = states[number] == 0
            above += np.where(has, values[number] * weight, 0)
            below += weight * has
    return above, below


def run_composite(frame: Frame) -> None:
    """Writes every adjustment and the composite."""
    step = frame.plan.composite
    base = frame.columns["base"]
    missing = base == MISSING
    above = np.where(missing, 0, base) * step.fine
    for adjustment in step.adjustments:
        amount = _adjustment(frame, adjustment)
        show = frame.divide(amount, adjustment.down, signed=adjustment.signed)
        frame.columns[f"adj/{adjustment.name}"] = show
        above = above + adjustment.sign * amount
    value = np.clip(frame.divide(above, step.fine, signed=step.signed), step.floor, step.ceiling)
    frame.write("composite", value, missing)


def _adjustment(frame: Frame, step: AdjustStep) -> Ints:
    total = np.zeros(frame.size, np.int64)
    for part in step.items:
        amount, _ = item_amount(part, frame.block.entries[f"adjustment/{step.name}", part.name])
        here = frame.concerned(part.categories)
        amount = amount if here is None else np.where(here, amount, 0)
        total = np.maximum(total, amount) if step.highest_only else total + amount
    total = total if step.cap is None else np.minimum(total, step.cap)
    here = frame.concerned(step.categories)
    return total if here is None else np.where(here, total, 0)
