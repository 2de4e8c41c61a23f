"""Conditions and shares: three-valued, over fields, attributes, components, the composite (docs/scoring.md, 7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shuzhi.scoring.block import MISSING, Flags
from shuzhi.scoring.concern import among
from shuzhi.scoring.plan.model import Check, Combination, GateStep, ShareStep, Test
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.settle.frame import Frame


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a condition holds, and where nobody can say; nobody is in both."""

    holds: Flags
    missing: Flags


def judge(frame: Frame, check: Check) -> Verdict:
    """The condition for every reporter."""
    if isinstance(check, Test):
        return _test(frame, check)
    parts = [judge(frame, part) for part in check.parts]
    return _combined(check, parts, frame.size)


def _combined(check: Combination, parts: list[Verdict], size: int) -> Verdict:
    unknown = np.zeros(size, np.bool_)
    decided = np.zeros(size, np.bool_)  # one part fails of "all", one part holds of "any"
    for part in parts:
        unknown |= part.missing
        decided |= ~(part.holds | part.missing) if check.every else part.holds
    missing = unknown & ~decided
    return Verdict(~decided & ~missing if check.every else decided, missing)


def _test(frame: Frame, test: Test) -> Verdict:
    if test.kind == "attribute":
        name = test.column.removeprefix("attribute/")
        labels = tuple(str(label) for label in test.labels)
        missing = frame.block.keys[name].codes < 0
        return _named(among(frame.block, name, labels), missing, negated=test.negated)
    values = subject(frame, test.column)
    missing = values == MISSING
    if test.kind == "label":
        return _named(np.isin(values, list(test.labels)), missing, negated=test.negated)
    holds = ~missing
    if test.low is not None:
        holds &= values >= test.low
    if test.high is not None:
        holds &= values <= test.high
    return Verdict(holds, missing)


def _named(found: Flags, missing: Flags, *, negated: bool) -> Verdict:
    return Verdict((~found if negated else found) & ~missing, missing)


def subject(frame: Frame, column: str) -> Ints:
    """The numbers a condition or a tie looks at."""
    if column.startswith("field/"):
        return frame.block.fields[column.removeprefix("field/")]
    return frame.columns[column]


def run_share(frame: Frame, step: ShareStep) -> None:
    """Writes a share of options among the counted marks, before merging and dropping."""
    chosen = np.zeros(frame.size, np.int64)
    marks = np.zeros(frame.size, np.int64)
    for row, named in step.rows:
        counts = frame.block.tallies[step.form][row].counts
        number = frame.number(step.form, row)
        for group in step.groups:
            marks += number[group]
            for option in named:
                chosen += counts[option, group]
    value = frame.divide(chosen * step.up, np.maximum(marks, 1), signed=False)
    frame.write(step.name, value, marks == 0)


def run_gate(frame: Frame, step: GateStep) -> tuple[Flags, Flags]:
    """Whom the gate concerns and catches, and whom it blocks."""
    verdict = judge(frame, step.check)
    caught = ~(verdict.holds | verdict.missing) if step.negated else verdict.holds
    if step.when_missing == "apply":
        caught = caught | verdict.missing
    here = frame.concerned(step.categories)
    here = np.ones(frame.size, np.bool_) if here is None else here
    unknown = verdict.missing & here
    values = np.where(unknown & (step.when_missing == "block"), MISSING, caught & here)
    frame.columns[f"gate/{step.name}"] = values
    return caught & here, unknown if step.when_missing == "block" else np.zeros(frame.size, np.bool_)
