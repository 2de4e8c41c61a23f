"""Checklist and adjustment entries as dense totals, checked where the reporter's own formula takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from shuzhi.scoring.block import MISSING, Block, Flags
from shuzhi.scoring.cells import inside, key_of, numbers, ordinals, rows_of
from shuzhi.scoring.concern import formula_masks, leaf_masks
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.plan.steps import AdjustStep, ChecklistStep
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints

Itemised = ChecklistStep | AdjustStep

MOST = 10**12  # micros of one entry


@dataclass(frozen=True, slots=True)
class Entries:
    """Totals by ("component/PATH" or "adjustment/NAME", item), and how often something was entered."""

    totals: dict[tuple[str, str], Ints] = field(default_factory=dict)
    times: dict[tuple[str, str], Ints] = field(default_factory=dict)


def read_entries(checklist: pa.Table, adjustments: pa.Table, plan: Plan, size: int) -> Entries:
    """What was entered in checklists and for adjustments; MISSING where nothing was."""
    found = Entries()
    checklists = [step for step in plan.leaves if isinstance(step, ChecklistStep)]
    _enter(found, checklist, "component", checklists, size)
    _enter(found, adjustments, "adjustment", plan.composite.adjustments, size)
    return found


def _enter(found: Entries, table: pa.Table, owner: str, steps: Sequence[Itemised], size: int) -> None:
    rows, value = rows_of(table.column("reporter"), size, owner), numbers(table.column("value"))
    inside(
        value, -MOST, MOST, owner
    )  # no sum of them can wrap around before its limit is looked at; a null neither
    owners = list(dict.fromkeys(step.name for step in steps))
    items = list(dict.fromkeys(item.name for step in steps for item in step.items))
    owned = ordinals(key_of(table.column(owner)), owners, owner)
    named = ordinals(key_of(table.column("item")), items, owner)
    taken = np.zeros(len(rows), np.bool_)
    for name, item in dict.fromkeys((step.name, item.name) for step in steps for item in step.items):
        here = (owned == owners.index(name)) & (named == items.index(item))
        taken |= here
        times = np.bincount(rows[here], minlength=size)
        totals = np.where(times > 0, 0, MISSING)
        np.add.at(totals, rows[here], value[here])
        key = (f"{owner}/{name}", item)  # a component and an adjustment may bear the same name
        found.totals[key], found.times[key] = totals, times
    if not taken.all():
        raise Refused(
            owner, "有一个条目不属于它写明的项目。", "an item does not belong to what it is entered under."
        )


def check_entries(block: Block, found: Entries, plan: Plan) -> None:
    """That every entry which counts for a reporter can be meant: once on a scale, within its range."""
    used = leaf_masks(plan, formula_masks(block, plan), len(block))
    everybody = np.ones(len(block), np.bool_)
    steps: list[tuple[str, Itemised, Flags]] = [
        ("component", leaf, mask)
        for leaf, mask in zip(plan.leaves, used, strict=True)
        if isinstance(leaf, ChecklistStep)
    ]
    steps += [("adjustment", step, everybody) for step in plan.composite.adjustments]
    for owner, step, mask in steps:
        for item in step.items:
            key, where = (f"{owner}/{step.name}", item.name), f"{step.name}: {item.name}"
            here = mask & (found.times[key] > 0)
            if item.award and (found.times[key][here] > 1).any():
                raise Refused(where, "给同一人评了两次。", "is rated twice for one reporter.")
            inside(found.totals[key][here], item.least, item.most, where)
