"""From composites to grades: lines, floors and gates, vetoes, quotas, ranks (docs/scoring.md, sections 8 to 11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shuzhi.scoring.block import MISSING, Block, Flags
from shuzhi.scoring.cohorts import Merit, by_scope, first_places, scopes
from shuzhi.scoring.plan.model import Plan, QuotaStep
from shuzhi.scoring.rounding import Ints, quotient
from shuzhi.scoring.rulebook.model import Ranking


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands where before the quotas: assessed, not excluded, vetoed, and the order of merit."""

    assessed: Flags
    present: Flags
    vetoed: Flags
    merit: Merit


def bands(plan: Plan, composite: Ints) -> Ints:
    """The best grade whose line is at most the composite; the lowest has no lower bound."""
    band = np.full(len(composite), len(plan.lines), np.int64)
    for ordinal in range(len(plan.lines) - 1, -1, -1):
        band[composite >= plan.lines[ordinal]] = ordinal
    return band


def after_gates(plan: Plan, grade: Ints, gates: dict[str, Flags], vetoes: dict[str, Flags]) -> Ints:
    """Floors raise, then ceilings lower, then vetoes lower; within a step the order does not matter."""
    for step in plan.gates:
        if step.at_least >= 0:
            grade = np.where(gates[step.name], np.minimum(grade, step.at_least), grade)
    for step in plan.gates:
        if step.at_most >= 0:
            grade = np.where(gates[step.name], np.maximum(grade, step.at_most), grade)
    for veto in plan.vetoes:
        grade = np.where(vetoes[veto.name], np.maximum(grade, veto.at_most), grade)
    return grade


def after_quota(
    block: Block, step: QuotaStep, standing: Standing, grade: Ints, columns: dict[str, Ints]
) -> Ints:
    """The grades left by one quota, whose cohorts, places and ties are written down."""
    counted = standing.present & (step.count_vetoed | ~standing.vetoed)
    scope = _cohorts(block, step, standing.present, counted)
    size = np.bincount(scope[counted], minlength=int(scope.max(initial=0)) + 1)
    places = _places(step, size)
    candidates = standing.assessed & (grade <= step.line)
    listed, opens = by_scope(scope, standing.merit, candidates)
    position = np.zeros(len(grade), np.int64)
    position[listed] = np.arange(1, len(listed) + 1) - opens
    lowered = position > places[scope]
    stem = f"quota/{step.name}"
    absent = ~standing.present
    columns[f"{stem}/cohort"] = np.where(absent, MISSING, first_places(block, scope))
    columns[f"{stem}/size"] = np.where(absent, MISSING, size[scope])
    columns[f"{stem}/places"] = np.where(absent, MISSING, places[scope])
    columns[f"{stem}/position"] = np.where(candidates, position, MISSING)
    columns[f"{stem}/lowered"] = lowered.astype(np.int64)
    columns[f"{stem}/tie"] = _ties(scope, standing.merit, listed, position, places)
    return np.where(lowered, step.line + 1, grade)


def _cohorts(block: Block, step: QuotaStep, present: Flags, counted: Flags) -> Ints:
    """Everybody's cohort: the first level at which the group is large enough, or the last level."""
    found = np.zeros(len(block), np.int64)
    waiting = present.copy()
    offset = 1  # the absent share cohort 0, which nobody asks about
    for number, level in enumerate(step.levels, start=1):
        scope = scopes(block, level)
        size = np.bincount(scope[waiting & counted], minlength=int(scope.max(initial=0)) + 1)
        ready = waiting & (size[scope] >= step.minimum) if number < len(step.levels) else waiting
        found = np.where(ready, offset + scope, found)
        waiting = waiting & ~ready
        offset += len(size)
    return found


def _places(step: QuotaStep, size: Ints) -> Ints:
    """How many may hold the line's grade or better in each cohort."""
    if step.up:
        asked = quotient(size * step.up, step.down, step.rounding, signed=False)
    else:
        asked = np.full(len(size), step.number, np.int64)
    return asked if step.ceiling else size - np.minimum(asked, size)


def _ties(scope: Ints, ordering: Merit, listed: Ints, position: Ints, places: Ints) -> Ints:
    """Flags everybody who ties with both the last within and the first beyond the places."""
    split = np.zeros(len(scope), np.int64)
    if len(listed) < 2:
        return split
    last, after = listed[:-1], listed[1:]
    same = (scope[last] == scope[after]) & (ordering.tie[last] == ordering.tie[after])
    at_line = after[same & (position[after] == places[scope[after]] + 1) & (places[scope[after]] > 0)]
    tie_at = np.full(len(places), -1, np.int64)
    tie_at[scope[at_line]] = ordering.tie[at_line]
    split[listed] = ordering.tie[listed] == tie_at[scope[listed]]
    return split


def ranks(block: Block, ranking: Ranking, standing: Standing) -> tuple[Ints, Ints]:
    """Everybody's rank and how many were ranked in the scope; MISSING for those without a rank."""
    size = len(block)
    rank, rank_of = np.full(size, MISSING, np.int64), np.full(size, MISSING, np.int64)
    if ranking.mode == "none":
        return rank, rank_of
    scope = scopes(block, tuple(name for name in ranking.within if name != "organiser"))
    listed, opens = by_scope(scope, standing.merit, standing.assessed)
    place = np.arange(len(listed)) - opens
    new = np.ones(len(listed), np.bool_)
    new[1:] = np.diff(standing.merit.tie[listed]) != 0
    new |= place == 0
    if ranking.mode == "shared":
        at = np.maximum.accumulate(np.where(new, np.arange(len(listed)), 0))
        rank[listed] = place[at] + 1
    elif ranking.mode == "dense":
        classes = np.cumsum(new)
        rank[listed] = classes - classes[opens] + 1
    else:
        rank[listed] = place + 1
    among = np.bincount(scope[listed], minlength=int(scope.max(initial=0)) + 1)
    rank_of[listed] = among[scope[listed]]
    return rank, rank_of
