"""What must hold for every rulebook and every year's records; each claim says exactly where it holds."""

from __future__ import annotations

import ast
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

import shuzhi.scoring
from shuzhi.scoring.engines import Settlement, settle_inputs
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.rulebook import model as m
from tests.scoring.agreement import MISSING
from tests.scoring.changes import (
    all_leaves,
    at_extreme,
    leaves,
    one_better_mark,
    shuffled,
    upward,
    with_field,
)
from tests.scoring.records import TALLY, micros
from tests.scoring.strategies import seeds

RUNS = 100


def columns(settlement: Settlement) -> dict[str, list[int]]:
    return {name: column.tolist() for name, column in settlement.columns.values.items()}


def settled(rulebook: m.Rulebook, inputs: Inputs) -> dict[str, list[int]]:
    return columns(settle_inputs(inputs, rulebook))


def test_the_best_records_give_the_most_and_the_worst_the_least():
    """Where nothing rewards a worse record (no rates, ranks, gates, exclusions by figures) and what is missing stays so."""
    reached = 0
    for seed, (drawn, inputs) in seeds(30_000, RUNS):
        rulebook = upward(drawn)
        best, given, worst = (settled(rulebook, one) for one in (
            at_extreme(rulebook, inputs, best=True), inputs, at_extreme(rulebook, inputs, best=False),
        ))  # fmt: skip
        assert best["status"] == given["status"] == worst["status"], seed
        in_order = zip(best["composite"], given["composite"], worst["composite"], strict=True)
        assert all(high >= middle >= low for high, middle, low in in_order), seed
        top = _full_marks(rulebook, best)
        total = int(rulebook.total * 10**rulebook.precision)
        reached += len(top)
        assert [best["base"][i] for i in top] == [total] * len(top), seed
    assert reached > 10


def _full_marks(rulebook: m.Rulebook, best: dict[str, list[int]]) -> list[int]:
    """The assessed whose every part is there and can be full: figures and marks that need no rounding."""
    if not all(_can_be_full(rulebook, leaf) for leaf in all_leaves(rulebook)):
        return []
    missing = [column for name, column in best.items() if name.startswith("state/")]
    return [
        i
        for i, status in enumerate(best["status"])
        if status == 0 and not any(column[i] == 1 for column in missing)
    ]


def _can_be_full(rulebook: m.Rulebook, leaf: m.Component) -> bool:
    if isinstance(leaf.source, m.BallotSource):
        form = next(form for form in rulebook.forms if form.name == leaf.source.form)
        return all((row.scale.full * 10**rulebook.precision).denominator == 1 for row in form.rows)
    return isinstance(leaf.source, m.FieldSource) and leaf.source.kind == "number"


def test_a_better_mark_never_lowers_its_reporter_and_moves_nobody_else():
    """One counted mark becomes a better counted one (for a rate: not out of the options named). Holds for every rulebook."""
    moved = 0
    for seed, (rulebook, inputs) in seeds(40_000, RUNS):
        changed = one_better_mark(rulebook, inputs, random.Random(seed))
        if changed is None:
            continue
        before, after = settled(rulebook, inputs), settled(rulebook, changed[0])
        reporter = changed[1]
        assert before["status"] == after["status"], seed
        assert after["composite"][reporter] >= before["composite"][reporter], seed
        for name in ("base", "composite", "band"):
            others = zip(before[name], after[name], strict=True)
            assert all(one == other for i, (one, other) in enumerate(others) if i != reporter), seed
        moved += after["composite"][reporter] > before["composite"][reporter]
    assert moved > RUNS / 10


def test_a_better_figure_never_lowers_its_reporter():
    """A number field that only number components look at, raised within its range."""
    moved = 0
    for seed, (drawn, inputs) in seeds(50_000, RUNS):
        rulebook = upward(drawn)
        rng = random.Random(seed)
        numbers = [one for one in rulebook.fields if one.kind == "number"]
        for known in rng.sample(numbers, min(1, len(numbers))):
            reporter = rng.randrange(inputs.reporters.num_rows)
            value = inputs.fields.column(known.name)[reporter].as_py()
            if value is None:
                continue
            better = with_field(inputs, reporter, known.name, rng.randint(value, micros(known.high)))
            before, after = settled(rulebook, inputs), settled(rulebook, better)
            assert after["composite"][reporter] >= before["composite"][reporter], seed
            moved += after["composite"][reporter] > before["composite"][reporter]
    assert moved > RUNS / 20


def test_the_order_of_ballots_and_rows_changes_no_byte():
    for seed, (rulebook, inputs) in seeds(60_000, RUNS):
        one, other = (
            settle_inputs(inputs, rulebook),
            settle_inputs(shuffled(inputs, random.Random(seed)), rulebook),
        )

        assert _bytes(one) == _bytes(other), seed
        assert (one.input_digest, one.result_digest) == (other.input_digest, other.result_digest), seed


def test_the_size_of_blocks_changes_no_byte():
    for seed, (rulebook, inputs) in seeds(70_000, RUNS):
        one = settle_inputs(inputs, rulebook)
        for size in (1, 3, 7):
            other = settle_inputs(inputs, rulebook, block_reporters=size)

            assert _bytes(one) == _bytes(other), seed
            assert (one.input_digest, one.result_digest) == (other.input_digest, other.result_digest), seed


def test_the_number_of_processes_changes_no_byte():
    cases = [
        case
        for _, case in seeds(80_000, 40)
        if len(set(case[1].reporters.column("organiser").to_pylist())) > 2
    ]
    for rulebook, inputs in cases[:3]:
        one = settle_inputs(inputs, rulebook)
        other = settle_inputs(inputs, rulebook, processes=2, block_reporters=2)

        assert (_bytes(one), one.input_digest, one.result_digest) == (
            _bytes(other),
            other.input_digest,
            other.result_digest,
        )
    assert len(cases) >= 3


def _bytes(settlement: Settlement) -> dict[str, bytes]:
    return {name: column.tobytes() for name, column in settlement.columns.values.items()}


def test_a_part_without_weight_has_no_effect():
    """A new part of weight 0, with or without its figure, blocking or not: every earlier column stays as it was."""
    for seed, (rulebook, inputs) in seeds(90_000, RUNS):
        rng = random.Random(seed)
        policy = rng.choice(list(m.Missing))
        part = m.Component("无权", "无权", Fraction(0), policy, m.FieldSource("无权数", "number"))
        formulas = tuple(replace(one, parts=(*one.parts, part)) for one in rulebook.formulas)
        wider = replace(rulebook, formulas=formulas, fields=(*rulebook.fields, m.Field("无权数", "number")))
        count = inputs.reporters.num_rows
        figures = pa.array([rng.choice([None, 0, micros(Fraction(50))]) for _ in range(count)], pa.int64())
        more = replace(
            inputs,
            fields=pa.table(
                {
                    **dict(zip(inputs.fields.column_names, inputs.fields.columns, strict=True)),
                    "无权数": figures,
                }
            ),
        )

        before, after = settled(rulebook, inputs), settled(wider, more)

        assert {name: after[name] for name in before} == before, seed


def test_a_group_without_weight_has_no_effect():
    """A new group of weight 0 with any marks and any policy, where no condition or tie looks at a share of all groups."""
    for seed, (drawn, inputs) in seeds(100_000, RUNS):
        rng = random.Random(seed)
        rulebook = replace(drawn, gates=(), ties=())
        group = m.Group(
            "列席", "列席", Fraction(0), rng.choice([1, 5]), rng.choice([m.Small.BLOCK, m.Small.VOID])
        )
        wider = replace(
            rulebook, forms=tuple(replace(form, groups=(*form.groups, group)) for form in rulebook.forms)
        )
        tallies = dict(inputs.tallies)
        for form in rulebook.forms:
            rows = tallies[form.name].to_pylist()
            guests = [row | {"group": len(form.groups)} for row in rows if rng.random() < 0.3]
            tallies[form.name] = pa.Table.from_pylist(rows + guests, TALLY)

        before, after = settled(rulebook, inputs), settled(wider, replace(inputs, tallies=tallies))

        assert {name: after[name] for name in before} == before, seed


def test_missing_is_not_zero_but_by_a_declared_policy():
    """A figure taken away is a state of its own: what it leaves is its policy, never what a written 0 gives."""
    seen: set[m.Missing] = set()
    for seed, (drawn, inputs) in seeds(110_000, RUNS * 2):
        rulebook = replace(
            upward(drawn), fields=tuple(replace(one, low=min(one.low, Fraction(0))) for one in drawn.fields)
        )
        numbers = [
            leaf
            for leaf in all_leaves(rulebook)
            if isinstance(leaf.source, m.FieldSource) and leaf.source.kind == "number"
        ]
        if not numbers:
            continue
        leaf = random.Random(seed).choice(numbers)
        reporter = random.Random(seed).randrange(inputs.reporters.num_rows)
        if leaf not in list(leaves(_formula(rulebook, inputs, reporter).parts)):
            continue
        name = leaf.source.field
        zero, missing = (settled(rulebook, with_field(inputs, reporter, name, value)) for value in (0, None))
        value = {m.Missing.ZERO: 0, m.Missing.FULL: 100 * 10**rulebook.precision}.get(
            leaf.when_missing, MISSING
        )

        assert (zero[f"state/{leaf.path}"][reporter], zero[f"v/{leaf.path}"][reporter]) == (0, 0), seed
        assert (missing[f"state/{leaf.path}"][reporter], missing[f"v/{leaf.path}"][reporter]) == (1, value), (
            seed
        )
        seen.add(leaf.when_missing)
    assert seen == set(m.Missing)


def _formula(rulebook: m.Rulebook, inputs: Inputs, reporter: int) -> m.Formula:
    category = inputs.reporters.column("category")[reporter].as_py()
    named = [one for one in rulebook.formulas if category in one.categories]
    return (named or [one for one in rulebook.formulas if not one.categories])[0]


def test_two_runs_of_the_engine_say_the_same():
    for seed, (rulebook, inputs) in seeds(120_000, 40):
        one, other = settle_inputs(inputs, rulebook), settle_inputs(inputs, rulebook)

        assert (one.input_digest, one.result_digest, _bytes(one)) == (
            other.input_digest,
            other.result_digest,
            _bytes(other),
        ), seed


ENGINE = [
    path
    for path in Path(shuzhi.scoring.__file__).parent.rglob("*.py")
    if path.relative_to(Path(shuzhi.scoring.__file__).parent).parts[0]
    in {
        "plan",
        "settle",
        "engines",
        "recount.py",
        "block.py",
        "reading.py",
        "rounding.py",
        "grades.py",
        "cohorts.py",
    }
]


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.name)
def test_the_engine_never_reads_the_clock_or_draws_lots(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in imported} & {
        "time",
        "datetime",
        "random",
        "secrets",
        "uuid",
    } == set()
