"""A small office to recount: rulebooks and records written in a few words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook import model as m

F = Fraction
OPTIONS = m.Scale(
    "四档", (m.Option("好", F(100)), m.Option("较好", F(85)), m.Option("差", F(0)), m.Option("不了解", None))
)
LINES = (m.Grade("好", F(90)), m.Grade("较好", F(75)), m.Grade("一般", F(60)), m.Grade("差", F(0)))
FIXED = ("code", "unit", "person", "organiser", "category", "form", "excluded")

PLAIN = m.Rulebook(
    title="办法", version="1", source="", sample=True, total=F(100), precision=2, rounding=m.Rounding.HALF_UP,
    display=2, forms=(), fields=(), attributes=(), categories=(), formulas=(), adjustments=(), floor=F(0),
    ceiling=F(100), exclusions=(), grades=LINES, gates=(), vetoes=(), quotas=(), ties=(), ranking=m.Ranking(),
    disclosure=m.Disclosure(),
)  # fmt: skip


def form(*groups: m.Group, rows: tuple[m.Row, ...] = (m.Row("总体", OPTIONS, F(100)),)) -> m.Form:
    return m.Form("票", rows, groups)


def group(
    name: str, weight: int, minimum: int = 1, policy: m.Small = m.Small.BLOCK, into: str = ""
) -> m.Group:
    return m.Group(name, name, F(weight), minimum, policy, into)


def part(name: str, weight: int, source: Any, missing: m.Missing = m.Missing.BLOCK) -> m.Component:
    return m.Component(name, name, F(weight), missing, source)


def number(name: str, weight: int = 100, missing: m.Missing = m.Missing.BLOCK) -> m.Component:
    return part(name, weight, m.FieldSource(name, "number"), missing)


def book(*parts: m.Component, **changes: Any) -> m.Rulebook:
    """A rulebook with one formula; the number fields of its parts are declared with it."""
    fields = [
        m.Field(one.name, "number") for one in parts if isinstance(one.source, m.FieldSource | m.RankSource)
    ]
    given = {"formulas": (m.Formula("", (), parts),), "fields": tuple(fields)}
    return replace(PLAIN, **(given | changes))


def records(rulebook: m.Rulebook, reporters: dict[str, dict[str, Any]]) -> Inputs:
    """code → {traits, fields, votes {(group, row): {mark: count}}, checks, claims, vetoes}; numbers in their own unit."""
    codes = sorted(reporters)
    told = [reporters[code] for code in codes]
    names = (*FIXED, *rulebook.attributes)
    traits = {name: pa.array([one.get(name) for one in told], pa.string()) for name in names}
    traits["code"] = pa.array(codes)
    traits["organiser"] = pa.array([one.get("organiser", "甲") for one in told])
    facts = [(i, *fact) for i, one in enumerate(told) for fact in one.get("checks", ())]
    claims = [(i, *fact) for i, one in enumerate(told) for fact in one.get("claims", ())]
    vetoes = [(i, fact) for i, one in enumerate(told) for fact in one.get("vetoes", ())]
    return Inputs(
        pa.table(traits),
        {known.name: _tallies(known, told) for known in rulebook.forms},
        pa.table({known.name: _column(known, told) for known in rulebook.fields} | _asked(rulebook, told)),
        _table(("reporter", "component", "item", "value"), facts),
        _table(("reporter", "adjustment", "item", "value"), claims),
        _table(("reporter", "veto"), vetoes),
        pa.table({}),
    )


def _table(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})


def _tallies(known: m.Form, told: list[dict[str, Any]]) -> pa.Table:
    groups, rows = [one.name for one in known.groups], [one.name for one in known.rows]
    found = []
    for i, one in enumerate(told):
        for (named, row), votes in one.get("votes", {}).items():
            scale = known.rows[rows.index(row)].scale
            options = [option.name for option in scale.options]
            for mark, count in votes.items():
                value = int(F(mark) * MICRO) if scale.numeric else options.index(mark)
                found.append((i, groups.index(named), rows.index(row), value, count))
    return _table(("reporter", "group", "row", "mark", "count"), found)


def _column(known: m.Field, told: list[dict[str, Any]]) -> pa.Array:
    values = [one.get(known.name) for one in told]
    if known.kind == "survey":
        return pa.array([None if value is None else value[0] for value in values], pa.int64())
    if known.kind == "label":
        return pa.array(
            [None if value is None else known.labels.index(value) for value in values], pa.int32()
        )
    return pa.array([None if value is None else int(F(value) * MICRO) for value in values], pa.int64())


def _asked(rulebook: m.Rulebook, told: list[dict[str, Any]]) -> dict[str, pa.Array]:
    return {
        f"{known.name}#asked": pa.array(
            [(one.get(known.name) or (None, None))[1] for one in told], pa.int64()
        )
        for known in rulebook.fields
        if known.kind == "survey"
    }
