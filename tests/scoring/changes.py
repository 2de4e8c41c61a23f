"""Records and rulebooks changed in one stated way, for the properties that must hold across the change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook import model as m

Rows = list[dict[str, Any]]


def with_rows(table: pa.Table, change: Callable[[Rows], Rows]) -> pa.Table:
    return pa.Table.from_pylist(change(table.to_pylist()), table.schema)


def with_field(inputs: Inputs, reporter: int, name: str, value: int | None) -> Inputs:
    column = inputs.fields.column(name)
    told = column.to_pylist()
    told[reporter] = value
    place = inputs.fields.column_names.index(name)
    return replace(inputs, fields=inputs.fields.set_column(place, name, pa.array(told, column.type)))


def shuffled(inputs: Inputs, rng: random.Random) -> Inputs:
    """The same records with reporters and rows in another order, and tallies torn into single marks."""
    order = list(range(inputs.reporters.num_rows))
    rng.shuffle(order)
    new_place = {old: new for new, old in enumerate(order)}

    def moved(rows: Rows) -> Rows:
        found = [row | {"reporter": new_place[row["reporter"]]} for row in rows]
        rng.shuffle(found)
        return found

    def torn(rows: Rows) -> Rows:
        return moved([row | {"count": 1} for row in rows for _ in range(row["count"])])

    return replace(
        inputs,
        reporters=inputs.reporters.take(order),
        fields=inputs.fields.take(order) if inputs.fields.num_columns else inputs.fields,
        tallies={name: with_rows(table, torn) for name, table in inputs.tallies.items()},
        checklist=with_rows(inputs.checklist, moved),
        adjustments=with_rows(inputs.adjustments, moved),
        vetoes=with_rows(inputs.vetoes, moved),
    )


def leaves(parts: tuple[m.Component, ...]) -> Iterator[m.Component]:
    for part in parts:
        yield from (part,) if part.source else leaves(part.parts)


def all_leaves(rulebook: m.Rulebook) -> list[m.Component]:
    return [leaf for formula in rulebook.formulas for leaf in leaves(formula.parts)]


def upward(rulebook: m.Rulebook) -> m.Rulebook:
    """Only rules under which a better record is better: no rates, ranks or gates, nobody excluded by a figure."""

    def turned(part: m.Component) -> m.Component:
        source = part.source
        if isinstance(source, m.BallotSource) and source.measure is m.Measure.RATE:
            source = replace(source, measure=m.Measure.MEAN, rate_of=())
        elif isinstance(source, m.RankSource):
            source = m.FieldSource(source.field, "number")
        if isinstance(source, m.FieldSource) and source.kind == "number":
            source = replace(
                source, full=next(one.high for one in rulebook.fields if one.name == source.field)
            )
        return replace(part, source=source, parts=tuple(turned(inner) for inner in part.parts))

    formulas = tuple(
        replace(one, parts=tuple(turned(part) for part in one.parts)) for one in rulebook.formulas
    )
    exclusions = tuple(replace(one, when=None) for one in rulebook.exclusions)
    return replace(rulebook, formulas=formulas, gates=(), exclusions=exclusions)


def at_extreme(rulebook: m.Rulebook, inputs: Inputs, *, best: bool) -> Inputs:
    """Every mark and figure at its best or worst; what is missing stays missing, labels and checklists stay."""
    forms = {form.name: form for form in rulebook.forms}
    fields = {name: inputs.fields.column(name).to_pylist() for name in inputs.fields.column_names}
    for known in rulebook.fields:
        if known.kind == "number":
            fields[known.name] = [
                None if v is None else int((known.high if best else known.low) * MICRO)
                for v in fields[known.name]
            ]
        elif known.kind == "survey":
            pairs = zip(fields[known.name], fields[f"{known.name}#asked"], strict=True)
            fields[known.name] = [None if v is None else (asked or 0) if best else 0 for v, asked in pairs]
    types = {name: inputs.fields.schema.field(name).type for name in fields}
    tallies = {
        name: with_rows(
            table,
            lambda rows, form=forms[name]: [
                row | {"mark": extreme_mark(form, row, best=best)} for row in rows
            ],
        )
        for name, table in inputs.tallies.items()
    }
    columns = {name: pa.array(values, types[name]) for name, values in fields.items()}
    return replace(inputs, fields=pa.table(columns), tallies=tallies)


def extreme_mark(form: m.Form, row: dict[str, Any], *, best: bool) -> int:
    scale = form.rows[row["row"]].scale
    if scale.numeric:
        return int((scale.high if best else scale.low) * MICRO)
    if scale.options[row["mark"]].points is None:
        return row["mark"]
    counted = [
        (option.points, place) for place, option in enumerate(scale.options) if option.points is not None
    ]
    return (max if best else min)(counted)[1]


def one_better_mark(rulebook: m.Rulebook, inputs: Inputs, rng: random.Random) -> tuple[Inputs, int] | None:
    """One counted mark of one reporter raised to another counted one; never out of the options of a rate."""
    rates = [
        leaf.source
        for leaf in all_leaves(rulebook)
        if isinstance(leaf.source, m.BallotSource) and leaf.source.rate_of
    ]
    for form in rng.sample(rulebook.forms, len(rulebook.forms)):
        rows = inputs.tallies[form.name].to_pylist()
        for place in rng.sample(range(len(rows)), len(rows)):
            row = rows[place]
            named = [set(rate.rate_of) for rate in rates if rate.form == form.name]
            better = _better(form.rows[row["row"]].scale, row["mark"], named)
            if better:
                moved = row | {"mark": rng.choice(better), "count": 1}
                left = [*rows[:place], row | {"count": row["count"] - 1}, *rows[place + 1 :], moved]
                table = pa.Table.from_pylist(
                    [one for one in left if one["count"]], inputs.tallies[form.name].schema
                )
                return replace(inputs, tallies=inputs.tallies | {form.name: table}), row["reporter"]
    return None


def _better(scale: m.Scale, mark: int, named: list[set[str]]) -> list[int]:
    if scale.numeric:
        step, count = int(scale.step * MICRO), int((scale.high - scale.low) / scale.step)
        return [one for one in (int(scale.low * MICRO) + step * i for i in range(count + 1)) if one > mark]
    now = scale.options[mark]
    return [
        place
        for place, option in enumerate(scale.options)
        if None not in (now.points, option.points)
        and (option.points or Fraction(0)) > (now.points or Fraction(0))
        and all(now.name not in names or option.name in names for names in named)
    ]
