"""Inputs into blocks: canonical order, dense columns, and every limit that the plan's proof relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shuzhi.scoring.block import MISSING, Block, Flags, Ints, Key, Tally, ends_of_organisers
from shuzhi.scoring.concern import formula_masks, leaf_masks
from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.plan.model import AdjustStep, ChecklistStep, Plan, RankStep
from shuzhi.scoring.plan.proof import micros
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook.model import Field, Form, Row

Itemised = ChecklistStep | AdjustStep

MOST = 10**12  # micros of one entry

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
        organiser=organiser.codes - min(0, int(organiser.codes.min(initial=0))),
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


def canonical(inputs: Inputs) -> Inputs:
    """The same records with reporters ordered by organiser, then code; every table points at the new rows."""
    names = ("organiser", "code")
    sorting = pa.table(
        {name: inputs.reporters.column(name).cast(pa.string()).fill_null("") for name in names}
    )
    order = pc.sort_indices(sorting, sort_keys=[(name, "ascending") for name in names]).to_numpy()
    if not np.array_equal(order, np.arange(len(order))):
        inputs = _reordered(inputs, order)
    _no_twins(inputs.reporters)
    return inputs


def _reordered(inputs: Inputs, order: Ints) -> Inputs:
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    def moved(table: pa.Table) -> pa.Table:
        rows = _rows(table.column("reporter"), len(order), "reporter")
        at = table.schema.get_field_index("reporter")
        return table.set_column(at, "reporter", pa.array(place[rows].astype(np.int32)))

    return Inputs(
        reporters=inputs.reporters.take(order),
        tallies={form: moved(table) for form, table in inputs.tallies.items()},
        fields=inputs.fields.take(order) if inputs.fields.num_columns else inputs.fields,
        checklist=moved(inputs.checklist),
        adjustments=moved(inputs.adjustments),
        vetoes=moved(inputs.vetoes),
        turnout=inputs.turnout,
        understood=inputs.understood,
    )


def _no_twins(reporters: pa.Table) -> None:
    if reporters.num_rows < 2:
        return
    same = None
    for name in ("organiser", "code"):
        column = pc.fill_null(reporters.column(name).combine_chunks(), "")
        equal = pc.equal(column.slice(1), column.slice(0, len(column) - 1))
        same = equal if same is None else pc.and_(same, equal)
    twins = np.flatnonzero(same.to_numpy(zero_copy_only=False))
    if len(twins):
        code = reporters.column("code")[int(twins[0])].as_py()
        raise Refused("reporters", f"代码“{code}”出现了两次。", f"code '{code}' stands twice.")


def key_of(column: pa.ChunkedArray | pa.Array) -> Key:
    """A text column as ordinals; an empty text is an empty cell."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = coded if pa.types.is_dictionary(coded.type) else coded.cast(pa.string()).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    labels = coded.dictionary.cast(pa.string())
    seen = np.bincount(codes + 1, minlength=len(labels) + 1)[1:] > 0
    seen &= ~pc.equal(labels, "").to_numpy(zero_copy_only=False)
    if seen.all():
        return Key(codes, labels)
    place = np.append(np.where(seen, np.cumsum(seen) - 1, -1), -1)
    return Key(place[codes], labels.filter(pa.array(seen)))


def excluded_ordinals(column: pa.ChunkedArray | pa.Array, plan: Plan) -> Ints:
    """The ordinal of the exclusion each reporter is listed with, -1 for none."""
    key = key_of(column)
    names = [step.name for step in plan.exclusions]
    return ordinals(key, names, "reporters")


def ordinals(key: Key, names: list[str], where: str) -> Ints:
    """Ordinals of the rulebook's own names instead of those of the column."""
    labels = key.labels.to_pylist()
    unknown = [label for label in labels if label not in names]
    if unknown:
        raise Refused(where, f"考核办法中没有“{unknown[0]}”。", f"the rulebook knows no '{unknown[0]}'.")
    return np.array([*(names.index(label) for label in labels), -1], np.int64)[key.codes]


def numbers(column: pa.ChunkedArray) -> Ints:
    """A column as int64, MISSING for a null."""
    return np.asarray(column.cast(pa.int64()).fill_null(MISSING).to_numpy(), np.int64)


def _rows(column: pa.ChunkedArray, size: int, where: str) -> Ints:
    if column.null_count:
        raise Refused(where, "有一行没有写明是谁的。", "a row belongs to nobody.")
    rows = numbers(column)
    if len(rows) and not (0 <= rows.min() and rows.max() < size):
        raise Refused(where, "有一行指向不存在的述职人。", "a row points at a reporter who is not there.")
    return rows


def _tallies(form: Form, table: pa.Table | None, size: int) -> tuple[Tally, ...]:
    if table is None:
        return tuple(_empty(form, row, size) for row in form.rows)
    rows = _rows(table.column("reporter"), size, form.name)
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
    rows, value = _rows(table.column("reporter"), size, owner), numbers(table.column("value"))
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
    steps = [
        ("component", leaf, mask)
        for leaf, mask in zip(plan.leaves, used, strict=True)
        if isinstance(leaf, ChecklistStep)
    ]
    adjustments = [("adjustment", step, everybody) for step in plan.composite.adjustments]
    for owner, step, mask in [*steps, *adjustments]:
        for item in step.items:
            key, where = (f"{owner}/{step.name}", item.name), f"{step.name}: {item.name}"
            here = mask & (found.times[key] > 0)
            if item.award and (found.times[key][here] > 1).any():
                raise Refused(where, "给同一人评了两次。", "is rated twice for one reporter.")
            inside(found.totals[key][here], item.least, item.most, where)


def read_vetoes(table: pa.Table, plan: Plan, size: int) -> dict[str, Flags]:
    rows = _rows(table.column("reporter"), size, "vetoes")
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


def inside(values: Ints, low: int, high: int, where: str) -> None:
    """That no value lies outside what was proved or declared."""
    if len(values) and not (low <= int(values.min()) and int(values.max()) <= high):
        worst = int(values.min()) if int(values.min()) < low else int(values.max())
        raise Refused(
            where,
            f"数值 {worst} 超出 {low} 到 {high} 的范围。",
            f"the value {worst} is outside {low} to {high}.",
        )
