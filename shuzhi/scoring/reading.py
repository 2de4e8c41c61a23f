"""Inputs into blocks: canonical order, dense columns, and every limit that the plan's proof relied on."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shuzhi.scoring.block import MISSING, Block, Flags, Tally, ends_of_organisers
from shuzhi.scoring.canonical import canonical
from shuzhi.scoring.cells import inside, key_of, numbers, ordinals, rows_of
from shuzhi.scoring.entries import check_entries, read_entries
from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.plan.model import Plan
from shuzhi.scoring.plan.proof import micros
from shuzhi.scoring.plan.steps import RankStep
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Field, Form, Row

KEYS = ("category", "form")


def block_of(inputs: Inputs, plan: Plan, first: int = 0) -> Block:
    """All reporters of the inputs as one block, in canonical order."""
    inputs = canonical(inputs)
    reporters = inputs.reporters
    size = reporters.num_rows
    organiser = key_of(reporters.column("organiser"))
    book = plan.rulebook
    found = read_entries(inputs.checklist, inputs.adjustments, plan, size)
    block = Block(
        first=first,
        organiser=np.cumsum(np.diff(organiser.codes, prepend=organiser.codes[:1]) != 0),
        keys={"organiser": organiser}
        | {name: key_of(reporters.column(name)) for name in (*KEYS, *book.attributes)},
        excluded=excluded_ordinals(reporters.column("excluded"), plan),
        tallies={form.name: _tallies(form, inputs.tallies.get(form.name), size) for form in book.forms},
        fields=_fields(inputs.fields, plan),
        entries=found.totals,
        vetoes=read_vetoes(inputs.vetoes, plan, size),
        identity=reporters,
    )
    check_block(block, plan)
    check_entries(block, found, plan)
    return block


def excluded_ordinals(column: pa.ChunkedArray | pa.Array, plan: Plan) -> Ints:
    """The ordinal of the exclusion each reporter is listed with, -1 for none."""
    key = key_of(column)
    names = [step.name for step in plan.exclusions]
    return ordinals(key, names, "reporters")


def _tallies(form: Form, table: pa.Table | None, size: int) -> tuple[Tally, ...]:
    if table is None:
        return tuple(_empty(form, row, size) for row in form.rows)
    rows = rows_of(table.column("reporter"), size, form.name)
    group, line, mark, count = (numbers(table.column(name)) for name in ("group", "row", "mark", "count"))
    inside(group, 0, len(form.groups) - 1, f"{form.name}: group")
    inside(line, 0, len(form.rows) - 1, f"{form.name}: row")
    inside(count, 0, 2**31 - 1, f"{form.name}: count")
    found = []
    for index, row in enumerate(form.rows):
        here = line == index
        found.append(_tally(form, row, rows[here], group[here], mark[here], count[here], size))
    return tuple(found)


def _tally(form: Form, row: Row, rows: Ints, group: Ints, mark: Ints, count: Ints, size: int) -> Tally:
    empty = _empty(form, row, size)
    where = f"{form.name}: {row.name}"
    if row.scale.numeric:
        inside(mark, micros(row.scale.low), micros(row.scale.high), where)
        marks, mark = np.unique(mark, return_inverse=True)
        empty = Tally(np.zeros((len(marks), len(form.groups), size), np.int64), marks.astype(np.int64))
    else:
        inside(mark, 0, len(row.scale.options) - 1, where)
    np.add.at(empty.counts, (mark, group, rows), count)
    return empty


def _empty(form: Form, row: Row, size: int) -> Tally:
    counts = np.zeros((len(row.scale.options), len(form.groups), size), np.int64)
    return Tally(counts, np.zeros(0, np.int64) if row.scale.numeric else None)


def _fields(table: pa.Table, plan: Plan) -> dict[str, Ints]:
    found = {}
    for known in plan.rulebook.fields:
        for name in (known.name, f"{known.name}#asked") if known.kind == "survey" else (known.name,):
            if name not in table.column_names:
                raise Refused("fields", f"缺少“{name}”一列。", f"column '{name}' is missing.")
            found[name] = numbers(table.column(name))
    return found


def read_vetoes(table: pa.Table, plan: Plan, size: int) -> dict[str, Flags]:
    rows = rows_of(table.column("reporter"), size, "vetoes")
    names = [step.name for step in plan.vetoes]
    which = ordinals(key_of(table.column("veto")), names, "vetoes")
    found = {}
    for ordinal, name in enumerate(names):
        found[name] = flags = np.zeros(size, np.bool_)
        flags[rows[which == ordinal]] = True
    return found


def check_block(block: Block, plan: Plan) -> None:
    """That the records stay within the limits of the proof."""
    for form, tallies in block.tallies.items():
        for tally in tallies:
            _check_tally(tally, form, plan.limits.marks)
    for known in plan.rulebook.fields:
        _check_field(block, plan, known)
    for step in plan.leaves:
        if isinstance(step, RankStep) and not step.computed:
            _check_rank(block.fields[step.field], step.field)
    if len(block):
        ends = ends_of_organisers(block.organiser)
        inside(np.diff(ends, prepend=0), 0, plan.limits.reporters, "reporters")


def _check_tally(tally: Tally, form: str, most: int) -> None:
    if np.iinfo(tally.counts.dtype).max * len(tally.counts) <= most or not tally.counts.size:
        return  # narrow bins cannot hold so many
    if int(tally.counts.sum(axis=0).max()) > most:
        zh, en = (
            f"一个票类对一名述职人的票数超过 {most:,}。",
            f"a group has more than {most:,} marks for one reporter.",
        )
        raise Refused(form, zh, en)


def _check_field(block: Block, plan: Plan, told: Field) -> None:
    values = block.fields[told.name]
    known = values[values != MISSING]
    if told.kind == "number":
        inside(known, -micros(-told.low), micros(told.high), told.name)
    elif told.kind == "label":
        inside(known, 0, len(told.labels) - 1, told.name)
    else:
        asked = block.fields[f"{told.name}#asked"]
        inside(asked[asked != MISSING], 0, plan.limits.asked, told.name)
        both = (values != MISSING) & (asked != MISSING)
        inside(known, 0, plan.limits.asked, told.name)
        inside((asked - values)[both], 0, plan.limits.asked, told.name)


def _check_rank(values: Ints, where: str) -> None:
    known = values[values != MISSING]
    inside(known, MICRO, MICRO * 10_000_000, where)
    if (known % MICRO != 0).any():
        raise Refused(where, "名次必须是整数。", "a rank must be a whole number.")
