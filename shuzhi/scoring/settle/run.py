"""The order of a settlement: exclusions, sources, formulas, composite, gates, grades, quotas, ranks."""

from __future__ import annotations

import numpy as np

from shuzhi.scoring.block import MISSING, Block, Columns, Flags
from shuzhi.scoring.cohorts import merit
from shuzhi.scoring.concern import formula_masks, leaf_masks
from shuzhi.scoring.grades import Standing, after_gates, after_quota, bands, ranks
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.settle.checks import judge, run_gate, run_share, subject
from shuzhi.scoring.settle.frame import Frame
from shuzhi.scoring.settle.leaves import run_leaf
from shuzhi.scoring.settle.parts import run_composite, run_formula

ASSESSED, EXCLUDED, BLOCKED = 0, 1, 2


def settle(block: Block, plan: Plan) -> Columns:
    """Every column of docs/scoring.md, section 13, for the reporters of the block."""
    frame = Frame(block, plan)
    excluded = _exclusions(frame)
    for reason in plan.reasons:
        frame.columns[f"blocked/{reason}"] = np.zeros(frame.size, np.int64)
    _counts(frame)
    _components(frame, excluded)
    for share in plan.shares:
        run_share(frame, share)
    run_composite(frame)
    gates = _gates(frame)
    status = _status(frame, excluded)
    _judge(frame, status, gates)
    return Columns(frame.columns)


def _exclusions(frame: Frame) -> Flags:
    """Writes the first exclusion in written order; gives who is excluded."""
    which = np.full(frame.size, MISSING, np.int64)
    for ordinal in range(len(frame.plan.exclusions) - 1, -1, -1):
        step = frame.plan.exclusions[ordinal]
        caught = frame.block.excluded == ordinal
        if step.when is not None:
            caught |= judge(frame, step.when).holds
        which[caught] = ordinal
    frame.columns["exclusion"] = which
    return np.asarray(which != MISSING)


def _counts(frame: Frame) -> None:
    """Writes the counted marks of every form, row and group, as they came in."""
    for form in frame.plan.rulebook.forms:
        for at, row in enumerate(form.rows):
            for group, number in zip(form.groups, frame.number(form.name, at), strict=True):
                frame.columns[f"n/{form.name}/{row.name}/{group.name}"] = number


def _components(frame: Frame, excluded: Flags) -> None:
    """Writes sources and formulas; nobody has a base who has no formula."""
    plan = frame.plan
    masks = formula_masks(frame.block, plan)
    results = []
    for leaf, used in zip(plan.leaves, leaf_masks(plan, masks, frame.size), strict=True):
        result = run_leaf(frame, leaf, excluded)
        everywhere = None if used.all() else used
        for name, values in result.columns.items():
            frame.merge(name, values, everywhere)
        results.append(result)
    frame.columns["base"] = np.full(frame.size, MISSING, np.int64)
    for formula, mask in zip(plan.formulas, masks, strict=True):
        run_formula(frame, formula, results, mask)
    _without_formula(frame, masks)
    frame.write("base", frame.columns["base"], excluded)


def _without_formula(frame: Frame, masks: list[Flags]) -> None:
    alone = np.ones(frame.size, np.bool_)
    for mask in masks:
        alone &= ~mask
    frame.block_where("base", alone)


def _gates(frame: Frame) -> dict[str, Flags]:
    """Writes the gates; gives whom each one catches. All of them look at the same composite."""
    found = {}
    for step in frame.plan.gates:
        found[step.name], blocks = run_gate(frame, step)
        frame.block_where(f"gate/{step.name}", blocks)
    return found


def _status(frame: Frame, excluded: Flags) -> Ints:
    """Writes the status; an excluded reporter is never blocked, and a blocked one has no base and no composite."""
    blocked = np.zeros(frame.size, np.bool_)
    for name in (f"blocked/{reason}" for reason in frame.plan.reasons):
        frame.columns[name] = np.where(excluded, 0, frame.columns[name])
        blocked |= frame.columns[name] > 0
    status = np.where(excluded, EXCLUDED, np.where(blocked, BLOCKED, ASSESSED))
    frame.columns["status"] = status
    frame.write("composite", frame.columns["composite"], status != ASSESSED)
    return status


def _judge(frame: Frame, status: Ints, gates: dict[str, Flags]) -> None:
    """Writes bands, vetoes, quotas, grades and ranks."""
    plan, block, columns = frame.plan, frame.block, frame.columns
    composite = columns["composite"]
    absent = status != ASSESSED
    vetoed = np.zeros(frame.size, np.bool_)
    for veto in plan.vetoes:
        vetoed |= block.vetoes[veto.name]
        columns[f"veto/{veto.name}"] = block.vetoes[veto.name].astype(np.int64)
    band = bands(plan, composite) if plan.lines else np.zeros(frame.size, np.int64)
    frame.write("band", band, absent)
    grade = after_gates(plan, band, gates, block.vetoes)
    ordered: list[tuple[Ints, bool]] = [(composite, True)]
    ordered += [(subject(frame, tie.column), tie.high_first) for tie in plan.ties]
    if plan.rulebook.ranking.vetoed_last:
        ordered.insert(0, (vetoed.astype(np.int64), False))
    standing = Standing(~absent, status != EXCLUDED, vetoed, merit(ordered, frame.size))
    for quota in plan.quotas:
        grade = after_quota(block, quota, standing, grade, columns)
    columns["rank"], columns["rank_of"] = ranks(block, plan.rulebook.ranking, standing)
    frame.write("grade", grade, absent)
