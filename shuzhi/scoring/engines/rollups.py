"""How many hold which grade in every village, township, county …: counted by portion, added at the end."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shuzhi.scoring.block import Block
from shuzhi.scoring.engines.digests import Narrow
from shuzhi.scoring.plan.model import Plan

ASSESSED = 0


def outcome_names(plan: Plan) -> list[str]:
    """The counted outcomes: every grade, then who is excluded, then who is blocked."""
    return [*(grade.name for grade in plan.rulebook.grades), "#excluded", "#blocked"]


def counted(block: Block, columns: Narrow, plan: Plan, keys: tuple[str, ...]) -> pa.Table:
    """One row for each value of each key that occurs in the block."""
    names = outcome_names(plan)
    status = columns["status"].astype(np.int64)
    outcome = np.where(status == ASSESSED, columns["grade"], len(plan.rulebook.grades) - 1 + status)
    tables = []
    for name in keys:
        key = block.keys[name]
        bins = (key.codes + 1) * len(names) + outcome
        numbers = np.bincount(bins, minlength=(len(key.labels) + 1) * len(names)).reshape(-1, len(names))
        seen = np.flatnonzero(numbers.any(axis=1))
        labels = pa.concat_arrays([pa.array([""]), key.labels]).take(pa.array(seen))
        columns_of = {"level": pa.array([name] * len(seen), pa.string()), "key": labels}
        tables.append(pa.table(columns_of | {each: numbers[seen, at] for at, each in enumerate(names)}))
    return pa.concat_tables(tables)


def added(parts: list[pa.Table], plan: Plan) -> pa.Table:
    """All portions together, by level and key."""
    names = outcome_names(plan)
    table = pa.concat_tables(parts).group_by(["level", "key"], use_threads=False)
    summed = table.aggregate([(name, "sum") for name in names])
    return summed.rename_columns(["level", "key", *names]).sort_by(
        [("level", "ascending"), ("key", "ascending")]
    )
