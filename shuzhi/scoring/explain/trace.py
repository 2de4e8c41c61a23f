"""One reporter's complete trace, and everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from shuzhi.scoring.explain.ballots import ballot_steps
from shuzhi.scoring.explain.judgement import blocked_step, exclusion_step, grade_steps, rank_step
from shuzhi.scoring.explain.sources import (
    adjustment_steps,
    base_step,
    composite_step,
    leaf_step,
    node_step,
    policy_step,
)
from shuzhi.scoring.explain.step import Step, Subject
from shuzhi.scoring.plan.steps import BallotStep, FormulaStep
from shuzhi.scoring.rulebook.explain.voice import Voice
from shuzhi.scoring.rulebook.model import BallotSource, Component, Formula
from shuzhi.scoring.settlement import Settlement


def steps(settlement: Settlement, i: int, lang: str) -> list[Step]:
    """Every step from counts to grade for reporter ``i``; the values are those of the settlement itself."""
    return list(_steps(Subject(settlement, i, Voice(lang))))


def lines(settlement: Settlement, lang: str) -> Iterator[tuple[str, str, str, Step]]:
    """Everybody's trace row by row: code, unit, person, step."""
    people = settlement.inputs.reporters
    names = [people.column(name).to_pylist() for name in ("code", "unit", "person")]
    for i, (code, unit, person) in enumerate(zip(*names, strict=True)):
        for step in steps(settlement, i, lang):
            yield code, unit or "", person or "", step


def _steps(of: Subject) -> Iterator[Step]:
    excluded = exclusion_step(of)
    if excluded is not None:
        yield excluded
        return
    for formula, plan in _formula(of):
        for part in formula.parts:
            yield from _component(of, part, plan)
        yield base_step(of, formula)
    blocked = blocked_step(of)
    if blocked is not None:
        yield blocked
        return
    yield from adjustment_steps(of)
    yield composite_step(of)
    yield from grade_steps(of)
    rank = rank_step(of)
    if rank is not None:
        yield rank


def _formula(of: Subject) -> list[tuple[Formula, FormulaStep]]:
    """The formula for the reporter's category, or the one for all others; none when there is neither."""
    known = list(zip(of.plan.rulebook.formulas, of.plan.formulas, strict=True))
    category = of.category()
    named = [pair for pair in known if category in pair[0].categories]
    others = [pair for pair in known if not pair[0].categories]
    return (named or others)[:1]


def _component(of: Subject, part: Component, plan: FormulaStep) -> Iterator[Step]:
    """A component and, before it, everything it is made of."""
    title = part.path.replace("/", " / ")
    if part.parts:
        for inner in part.parts:
            yield from _component(of, inner, plan)
        yield node_step(of, part, title)
    elif isinstance(part.source, BallotSource):
        leaf = of.plan.leaves[next(step.leaf for step in plan.parts if step.path == part.path)]
        yield from ballot_steps(of, cast("BallotStep", leaf), part.source, title)
    else:
        yield leaf_step(of, part, title)
    policy = policy_step(of, part, title, node=bool(part.parts))
    if policy is not None:
        yield policy
