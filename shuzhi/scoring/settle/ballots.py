"""Ballot components: marks of a form into group figures, row values and a component value (docs/scoring.md, 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shuzhi.scoring.block import MISSING, Counts, Flags, Tally
from shuzhi.scoring.plan.steps import BallotStep, GroupPart, RowPart
from shuzhi.scoring.rounding import Ints, quotient
from shuzhi.scoring.rulebook.model import Measure, Rounding, Small
from shuzhi.scoring.settle.frame import Frame
from shuzhi.scoring.settle.result import LeafResult


@dataclass(slots=True)
class RowMarks:
    """The counted marks of one row, least points first, after merging: counts [mark, group, reporter]."""

    counts: Counts
    points: Ints
    number: Ints  # [group, reporter]
    weights: Ints  # [group, reporter]
    gone: Flags | None  # merged away, [group, reporter]


def run_ballots(frame: Frame, step: BallotStep) -> LeafResult:
    """Group figures, row values and the component value of every reporter."""
    size, rounding = frame.size, frame.rounding
    names = [group.name for group in step.groups]
    state = np.zeros(size, np.int64)  # 1 missing, 2 blocked
    total = np.zeros(size, np.int64)
    columns: dict[str, Ints] = {}
    for row in step.rows:
        tally = frame.block.tallies[step.form][row.index]
        marks = merged(row, step.groups, tally, frame.number(step.form, row.index))
        stays, fate = _small(step.groups, marks)
        state = np.maximum(state, fate)
        figures = _figures(step, row, marks, rounding)
        weights = np.where(stays, marks.weights, 0)
        below = weights.sum(axis=0)
        above = (weights * figures).sum(axis=0)
        value = quotient(above, np.maximum(below, 1), rounding, signed=step.signed)
        nobody = below == 0
        state = np.maximum(state, nobody)
        figures = np.where(stays & (marks.weights > 0), figures, MISSING)
        columns |= {
            f"g/{step.name}/{row.name}/{name}": line for name, line in zip(names, figures, strict=True)
        }
        columns[f"row/{step.name}/{row.name}"] = np.where(nobody, MISSING, value)
        total += row.factor * value
    value = quotient(total, step.divisor, rounding, signed=step.signed)
    return LeafResult(np.where(state > 0, MISSING, value), state, columns)


def merged(row: RowPart, groups: tuple[GroupPart, ...], tally: Tally, number: Ints) -> RowMarks:
    """The counted marks of a row with small merging groups added to their targets, weights included."""
    counts, points = _counted(row, tally)
    weights = np.repeat(
        np.array([group.weight for group in groups], np.int64)[:, None], number.shape[1], axis=1
    )
    merging = [group for group in groups if group.target >= 0]
    if not merging:
        return RowMarks(counts, points, number, weights, None)
    counts, gone = counts.astype(np.int64), np.zeros(number.shape, np.bool_)
    for group in merging:
        gone[group.index] = number[group.index] < group.minimum
    for group in merging:
        left = gone[group.index]
        counts[:, group.target] += np.where(left, counts[:, group.index], 0)
        counts[:, group.index] = np.where(left, 0, counts[:, group.index])
        weights[group.target] += np.where(left, group.weight, 0)
        weights[group.index] = np.where(left, 0, group.weight)
    return RowMarks(counts, points, counts.sum(axis=0), weights, gone)


def _counted(row: RowPart, tally: Tally) -> tuple[Counts, Ints]:
    if tally.marks is not None:
        return tally.counts, tally.marks
    worth = sorted((points, index) for index, points in enumerate(row.points) if points is not None)
    order = [index for _, index in worth]
    counts = tally.counts if order == list(range(len(row.points))) else tally.counts[order]
    return counts, np.array([points for points, _ in worth], np.int64)


def _small(groups: tuple[GroupPart, ...], marks: RowMarks) -> tuple[Flags, Ints]:
    """Which groups stay in the row, and what their policies do to the component: 0 nothing, 1 missing, 2 blocked."""
    least = np.array([group.minimum for group in groups], np.int64)[:, None]
    fates = {Small.BLOCK: 2, Small.VOID: 1, Small.RESPREAD: 0, Small.MERGE: 0}
    stays = marks.number >= least
    fate = np.zeros(stays.shape[1], np.int64)
    for group in groups:
        if fates[group.when_small]:
            small = ~stays[group.index] & (marks.weights[group.index] > 0)
            fate = np.maximum(fate, fates[group.when_small] * small)
    return stays, fate


def _figures(step: BallotStep, row: RowPart, marks: RowMarks, rounding: Rounding) -> Ints:
    """One figure for each group [group, reporter]; what it holds for an empty group means nothing."""
    if step.measure is Measure.MEDIAN:
        above = _middle(step, marks)
        return quotient(above * row.up, row.down, rounding, signed=step.signed)
    if step.measure is Measure.RATE:
        chosen = [
            index for index, points in enumerate(row.points) if points is not None and row.chosen[index]
        ]
        above, number = _chosen(row, marks, chosen), marks.number
    else:
        above, number = _sum_and_number(step, marks)
    return quotient(above * row.up, np.maximum(number, 1) * row.down, rounding, signed=step.signed)


def _chosen(row: RowPart, marks: RowMarks, chosen: list[int]) -> Ints:
    """Marks of the named options; the counted options stand in the order of the form, as all their points are 0."""
    counted = [index for index, points in enumerate(row.points) if points is not None]
    return np.asarray(marks.counts[[counted.index(index) for index in chosen]].sum(axis=0, dtype=np.int64))


def _sum_and_number(step: BallotStep, marks: RowMarks) -> tuple[Ints, Ints]:
    """Points and marks of each group, without the marks that are dropped."""
    above = np.zeros(marks.number.shape, np.int64)
    term = np.empty_like(above)
    for count, points in zip(marks.counts, marks.points, strict=True):
        above += np.multiply(count, points, out=term)
    if step.drop_highest + step.drop_lowest == 0:
        return above, marks.number
    drops = _drops(step, marks.number)
    lowest = _extreme(marks, range(len(marks.points)), step.drop_lowest)
    highest = _extreme(marks, range(len(marks.points) - 1, -1, -1), step.drop_highest)
    fewer = marks.number - (step.drop_highest + step.drop_lowest)
    return np.where(drops, above - lowest - highest, above), np.where(drops, fewer, marks.number)


def _drops(step: BallotStep, number: Ints) -> Flags:
    return (number >= step.drop_from) & (number > step.drop_highest + step.drop_lowest)


def _extreme(marks: RowMarks, order: range, wanted: int) -> Ints:
    """The points of the first ``wanted`` marks of each group in the given order."""
    left = np.full(marks.number.shape, wanted, np.int64)
    points = np.zeros(marks.number.shape, np.int64)
    for index in order:
        taken = np.minimum(marks.counts[index], left)
        points += taken * marks.points[index]
        left -= taken
    return points


def _middle(step: BallotStep, marks: RowMarks) -> Ints:
    """The sum of the two middle marks of each group (twice the middle one of an odd number)."""
    drops = (
        _drops(step, marks.number)
        if step.drop_highest + step.drop_lowest
        else np.zeros(marks.number.shape, np.bool_)
    )
    first = np.where(drops, step.drop_lowest, 0)
    number = np.where(drops, marks.number - (step.drop_highest + step.drop_lowest), marks.number)
    return _mark_at(marks, first + ((number - 1) >> 1)) + _mark_at(marks, first + (number >> 1))


def _mark_at(marks: RowMarks, place: Ints) -> Ints:
    """The points of the mark at a place (from 0) among the marks of each group, least first."""
    points = np.zeros(place.shape, np.int64)
    before = np.zeros(place.shape, np.int64)
    for count, worth in zip(marks.counts, marks.points, strict=True):
        points = np.where((place >= before) & (place < before + count), worth, points)
        before = before + count
    return points
