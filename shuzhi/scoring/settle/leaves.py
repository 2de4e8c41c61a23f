"""Sources other than ballots: fields, surveys, checklists, ranks (docs/scoring.md, section 4)."""

from __future__ import annotations

import numpy as np

from shuzhi.scoring.block import MISSING, Flags
from shuzhi.scoring.cohorts import carried, scopes
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.steps import (
    BallotStep,
    ChecklistStep,
    ItemPart,
    LabelStep,
    Leaf,
    NumberStep,
    RankStep,
    SurveyStep,
)
from shuzhi.scoring.rounding import Ints, quotient
from shuzhi.scoring.rulebook.model import Rounding
from shuzhi.scoring.settle.ballots import run_ballots
from shuzhi.scoring.settle.frame import Frame
from shuzhi.scoring.settle.result import LeafResult


def run_leaf(frame: Frame, step: Leaf, excluded: Flags) -> LeafResult:
    """The values of one source for every reporter of the block."""
    match step:
        case BallotStep():
            return run_ballots(frame, step)
        case NumberStep():
            return _number(frame, step)
        case LabelStep():
            return _label(frame, step)
        case SurveyStep():
            return _survey(frame, step)
        case ChecklistStep():
            return _checklist(frame, step)
        case _:
            return _rank(frame, step, excluded)


def _valued(values: Ints, missing: Flags) -> LeafResult:
    return LeafResult(np.where(missing, MISSING, values), missing.astype(np.int64))


def _number(frame: Frame, step: NumberStep) -> LeafResult:
    entered = frame.block.fields[step.field]
    missing = entered == MISSING
    value = frame.divide(np.where(missing, 0, entered) * step.up, step.down, signed=step.signed)
    return _valued(value, missing)


def _label(frame: Frame, step: LabelStep) -> LeafResult:
    entered = frame.block.fields[step.field]
    table = np.array([MISSING if value is None else value for value in (*step.values, None)], np.int64)
    value = table[np.where(entered == MISSING, len(step.values), entered)]
    return _valued(value, value == MISSING)


def _survey(frame: Frame, step: SurveyStep) -> LeafResult:
    favourable, asked = frame.block.fields[step.field], frame.block.fields[f"{step.field}#asked"]
    missing = (favourable == MISSING) | (asked < step.minimum)  # MISSING is below every minimum
    above = np.where(missing, 0, favourable) * step.up
    return _valued(frame.divide(above, np.where(missing, 1, asked), signed=False), missing)


def item_amount(part: ItemPart, entered: Ints) -> tuple[Ints, Flags]:
    """What an item amounts to, at most its cap, and who has an entry for it."""
    has = entered != MISSING
    if part.table:
        table = np.array([MISSING if points is None else points for points in part.table], np.int64)
        # what stands there for reporters of another formula means nothing here, but must not reach beyond the table
        amount = table[np.clip(entered, 0, len(table) - 1)]
        has = has & (amount != MISSING)
    else:
        amount = np.where(has, entered, 0) * part.points
    amount = np.where(has, amount, 0)
    return (amount if part.cap is None else np.minimum(amount, part.cap)), has


def _checklist(frame: Frame, step: ChecklistStep) -> LeafResult:
    size = frame.size
    score, awarding = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    any_entry, lacks = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    for part in step.items:
        here = frame.concerned(part.categories)
        here = np.ones(size, np.bool_) if here is None else here
        amount, has = item_amount(part, frame.block.entries[f"component/{step.name}", part.name])
        score += np.where(here, amount if part.award else -amount, 0)
        any_entry |= here & has
        if part.award:
            awarding |= here
            lacks |= here & ~has
    missing = np.where(awarding, lacks, ~any_entry)
    score = np.clip(np.where(awarding, 0, step.full) + score, 0, step.full)
    return _valued(frame.divide(score * step.up, step.down, signed=False), missing)


def _rank(frame: Frame, step: RankStep, excluded: Flags) -> LeafResult:
    entered = frame.block.fields[step.field]
    missing = entered == MISSING
    if step.computed:
        ranks = _places(frame, step, entered, ~(missing | excluded))
    else:
        ranks = quotient(np.where(missing, MICRO, entered), MICRO, Rounding.DOWN, signed=False) - 1
    table = np.array([*step.values, step.rest], np.int64)
    return _valued(table[np.minimum(ranks, len(step.values))], missing)


def _places(frame: Frame, step: RankStep, entered: Ints, counted: Flags) -> Ints:
    """How many counted reporters of the same scope stand strictly better than each reporter."""
    scope = scopes(frame.block, step.within)
    worth = np.where(entered == MISSING, 0, -entered if step.high_first else entered)
    order = np.lexsort((worth, scope))
    new = np.ones(frame.size, np.bool_)
    new[1:] = (np.diff(worth[order]) != 0) | (np.diff(scope[order]) != 0)
    opens = np.ones(frame.size, np.bool_)
    opens[1:] = np.diff(scope[order]) != 0
    before: Ints = np.cumsum(counted[order]) - counted[order]
    place = carried(before, new) - carried(before, opens)
    ranks = np.empty(frame.size, np.int64)
    ranks[order] = place
    return ranks
