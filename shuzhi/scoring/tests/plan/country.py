"""A small country: the same invented records as a compact folder and as canonical inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.recount.office import OPTIONS, PLAIN, F, form, group, number, part

# So many possible marks make portions of fewer than a hundred reporters, as no test can make of named options.
WIDE = m.Scale("细分", low=F(0), high=F(600), step=F(1, 100))
NARROW = m.Scale("分", low=F(0), high=F(10), step=F(1, 2))
LATE = m.Item("迟报", points=F(2))
GIVEN = m.Item("台账", scale=m.Scale("分", high=F(10)), categories=("机关",))


def rules(scale: m.Scale = NARROW) -> m.Rulebook:
    """Two forms' worth of rules: options and numbers, fields of all kinds, facts, a gate, a quota, a tie."""
    rows = (m.Row("总体", OPTIONS, F(60)), m.Row("打分", scale, F(40)))
    groups = (group("甲", 60, 1, m.Small.RESPREAD), group("乙", 40, 2, m.Small.MERGE, "甲"))
    parts = (
        part("测评", 40, m.BallotSource("票", m.Measure.MEAN), m.Missing.RESPREAD),
        number("指标", 20, m.Missing.ZERO),
        part("满意", 20, m.FieldSource("满意", "survey"), m.Missing.FULL),
        part("清单", 20, m.ChecklistSource(F(100), (LATE, GIVEN)), m.Missing.RESPREAD),
    )
    bad = m.Condition("above", m.Subject(share=m.Share("票", ("差",))), F(30))
    return replace(
        PLAIN,
        forms=(form(*groups, rows=rows),),
        fields=(
            m.Field("指标", "number"),
            m.Field("满意", "survey"),
            m.Field("段", "label", labels=("一", "二")),
        ),
        attributes=("县",),
        categories=("机关", "村"),
        formulas=(m.Formula("", (), parts),),
        adjustments=(m.Adjustment("加分", True, (m.Item("表彰", points=F(1, 2)),), F(3), False, False),),
        exclusions=(m.Exclusion("新任", "", None),),
        gates=(m.Gate("差多", bad, negated=False, at_most="一般", when_missing="ignore"),),
        vetoes=(m.Veto("失职", "差", proof_required=False),),
        quotas=(m.Quota("限好", ("好",), True, F(1, 4), None, ("category",), 3, ((),), m.Rounding.HALF_UP),),
        ties=(m.Tie(m.Subject(component="测评")),),
        ranking=m.Ranking("shared", ("category",)),
    )


@dataclass(frozen=True, slots=True)
class Country:
    """Ballots as rows of (reporter, group, option from 1, mark from 1; 0 is a blank), and everything else by reporter."""

    people: pa.Table
    ballots: np.ndarray
    fields: pa.Table
    checklist: pa.Table
    adjustments: pa.Table
    vetoes: pa.Table


def country(size: int = 300, marks: int = 21, seed: int = 1) -> Country:
    rng = np.random.default_rng(seed)
    counties = [f"县{at // 30:03d}" for at in range(size)]
    people = pa.table(
        {
            "code": [f"C{at:05d}" for at in range(size)],
            "unit": [f"单位{at}" for at in range(size)],
            "organiser": [f"乡{at // 10:03d}" for at in range(size)],
            "category": [("机关", "村", None)[at] for at in rng.integers(0, 3, size)],
            "excluded": ["新任" if at % 17 == 0 else None for at in range(size)],
            "县": counties,
        }
    )
    reporter = np.sort(rng.integers(0, size, size * 12))
    lines = len(reporter)
    columns = [
        reporter,
        rng.integers(0, 2, lines),
        rng.integers(0, 5, lines),
        rng.integers(0, marks + 1, lines),
    ]
    some = np.flatnonzero(rng.random(size) < 0.6)
    return Country(people, np.stack(columns, axis=1), _fields(size, rng), *_facts(some, rng))


def _fields(size: int, rng: np.random.Generator) -> pa.Table:
    asked = rng.integers(0, 40, size)
    known = rng.random(size) < 0.9
    return pa.table(
        {
            "reporter": np.arange(size),
            "指标": pa.array(rng.integers(0, 10_000, size) / 100, mask=~known),
            "满意": rng.integers(0, asked + 1),
            "满意#asked": asked,
            "段": pa.array([("一", "二", None)[at] for at in rng.integers(0, 3, size)]),
        }
    )


def _facts(some: np.ndarray, rng: np.random.Generator) -> tuple[pa.Table, pa.Table, pa.Table]:
    times = rng.integers(0, 4, len(some))
    checklist = pa.table(
        {"reporter": some, "component": ["清单"] * len(some), "item": ["迟报"] * len(some), "value": times}
    )
    praised = some[::3]
    adjustments = pa.table(
        {
            "reporter": praised,
            "adjustment": ["加分"] * len(praised),
            "item": ["表彰"] * len(praised),
            "value": times[::3],
        }
    )
    vetoed = some[::20]
    return checklist, adjustments, pa.table({"reporter": vetoed, "veto": ["失职"] * len(vetoed)})


def write(told: Country, folder: Path, **changes: pa.Table) -> Path:
    """The compact folder, in small row groups; a changed table replaces its own, None leaves it out."""
    folder.mkdir(parents=True)
    ballots = {
        "reporter": pa.array(told.ballots[:, 0].astype(np.uint32)),
        "group": pa.array(told.ballots[:, 1].astype(np.uint8)),
        "总体": pa.array(told.ballots[:, 2].astype(np.uint8)),
        "打分": pa.array(told.ballots[:, 3].astype(np.uint16)),
    }
    tables = {
        "reporters": told.people,
        "ballots_票": pa.table(ballots),
        "fields": told.fields,
        "checklist": told.checklist,
        "adjustments": told.adjustments,
        "vetoes": told.vetoes,
    }
    for stem, table in (tables | changes).items():
        if table is not None:
            pq.write_table(table, folder / f"{stem}.parquet", row_group_size=97)
    return folder


def inputs(told: Country, book: m.Rulebook) -> Inputs:
    """The same records in canonical tables."""
    size = told.people.num_rows
    texts = ("unit", "person", "category", "form", "excluded")
    missing = {name: pa.nulls(size, pa.string()) for name in texts if name not in told.people.column_names}
    micros = [
        None if value is None else round(value * MICRO) for value in told.fields.column("指标").to_pylist()
    ]
    fields = {name: told.fields.column(name) for name in ("满意", "满意#asked")}
    fields["指标"] = pa.array(micros, pa.int64())
    fields["段"] = pa.array(
        [None if at is None else "一二".index(at) for at in told.fields.column("段").to_pylist()]
    )
    scale = book.forms[0].rows[1].scale
    return Inputs(
        reporters=pa.table({name: told.people.column(name) for name in told.people.column_names} | missing),
        tallies={"票": _tallies(told.ballots, int(scale.low * MICRO), int(scale.step * MICRO))},
        fields=pa.table(fields),
        checklist=_in_micros(told.checklist),
        adjustments=_in_micros(told.adjustments),
        vetoes=told.vetoes,
        turnout=pa.table({}),
    )


def _in_micros(table: pa.Table) -> pa.Table:
    values = pa.array([value * MICRO for value in table.column("value").to_pylist()], pa.int64())
    return table.set_column(3, "value", values)


def _tallies(ballots: np.ndarray, low: int, step: int) -> pa.Table:
    found = []
    for row, marks in enumerate((ballots[:, 2], ballots[:, 3])):
        for (reporter, voters, mark), count in zip(
            *np.unique(np.stack([*ballots[:, :2].T, marks], axis=1), axis=0, return_counts=True), strict=True
        ):
            if mark:
                found.append(
                    (reporter, voters, row, mark - 1 if row == 0 else low + step * (mark - 1), count)
                )
    columns = list(zip(*found, strict=True))
    names = ("reporter", "group", "row", "mark", "count")
    return pa.table({name: np.array(column, np.int64) for name, column in zip(names, columns, strict=True)})
