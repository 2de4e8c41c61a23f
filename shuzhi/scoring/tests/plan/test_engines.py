"""The same input gives the same bytes whatever the block size, the order of rows and the number of processes."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from shuzhi import __version__
from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.engines.workers import workers
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.tests.plan.country import country, inputs, rules
from shuzhi.scoring.tests.recount.office import book, number, records

TOLD, BOOK = country(), rules()


@pytest.fixture(scope="module")
def plain():
    return settle_inputs(inputs(TOLD, BOOK), BOOK)


def same(one, other) -> bool:
    return (one.input_digest, one.result_digest) == (other.input_digest, other.result_digest) and all(
        np.array_equal(one.columns[name], other.columns[name]) for name in one.columns.values
    )


@pytest.mark.parametrize(("size", "processes"), [(1, 1), (25, 1), (10_000, 1), (64, 2)])
def test_blocks_and_processes_change_nothing(plain, size, processes):
    told = []

    found = settle_inputs(
        inputs(TOLD, BOOK),
        BOOK,
        block_reporters=size,
        processes=processes,
        progress=lambda *done: told.append(done),
    )

    assert same(found, plain)
    assert not told or told[-1] == (300, 300)


def shuffled(given: Inputs, seed: int) -> Inputs:
    """The same records with reporters and lines in another order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(given.reporters.num_rows)
    place = np.argsort(order)

    def moved(table: pa.Table) -> pa.Table:
        table = table.take(rng.permutation(table.num_rows))
        return table.set_column(0, "reporter", pa.array(place[table.column("reporter").to_numpy()]))

    return replace(
        given,
        reporters=given.reporters.take(order),
        fields=given.fields.take(order),
        tallies={name: moved(table) for name, table in given.tallies.items()},
        checklist=moved(given.checklist),
        adjustments=moved(given.adjustments),
        vetoes=moved(given.vetoes),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(plain, seed):
    assert same(settle_inputs(shuffled(inputs(TOLD, BOOK), seed), BOOK), plain)


def test_a_changed_record_changes_the_digests(plain):
    other = country()
    other.ballots[0, 2] = 1 + other.ballots[0, 2] % 3

    found = settle_inputs(inputs(other, BOOK), BOOK)

    assert found.input_digest != plain.input_digest
    assert found.result_digest != plain.result_digest
    assert (found.version, found.rulebook_digest, len(found)) == (__version__, BOOK.digest, 300)


def test_nobody_is_settled_without_complaint():
    rule = book(number("甲"))

    assert len(settle_inputs(records(rule, {}), rule)) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda given: {name: twice(getattr(given, name)) for name in ("reporters", "fields")},
            "stands twice",
        ),
        (lambda given: {"fields": given.fields.slice(1)}, "another number of rows"),
        (
            lambda given: {"fields": given.fields.drop_columns(["满意#asked"])},
            "column '满意#asked' is missing",
        ),
        (lambda given: {"vetoes": pa.table({"reporter": [300], "veto": ["失职"]})}, "not there"),
        (lambda given: {"vetoes": pa.table({"reporter": [None], "veto": ["失职"]})}, "belongs to nobody"),
        (lambda given: {"tallies": {"票": tally(given, "group", 2)}}, "票: group: the value 2"),
        (lambda given: {"tallies": {"票": tally(given, "row", -1)}}, "票: row: the value -1"),
        (lambda given: {"tallies": {"票": tally(given, "mark", 4)}}, "票: 总体: the value 4"),
    ],
)
def test_records_that_cannot_be_meant_are_refused(change, said):
    given = inputs(TOLD, BOOK)

    with pytest.raises(Refused, match=said):
        settle_inputs(replace(given, **change(given)), BOOK)


def twice(table: pa.Table) -> pa.Table:
    return pa.concat_tables([table, table.slice(0, 1)])


def tally(given: Inputs, name: str, value: int) -> pa.Table:
    table = given.tallies["票"].slice(0, 1)
    return table.set_column(table.schema.get_field_index(name), name, pa.array([value]))


def test_a_form_without_ballots_counts_nothing():
    given = replace(inputs(TOLD, BOOK), tallies={})

    assert int(settle_inputs(given, BOOK).columns["n/票/总体/甲"].sum()) == 0


def test_blocks_need_nobody_watching(plain):
    assert same(settle_inputs(inputs(TOLD, BOOK), BOOK, block_reporters=100), plain)
    assert "composite" in plain.columns


def test_the_end_of_a_worker_is_told_in_a_sentence():
    with pytest.raises(Refused, match="a worker process ended"), workers(1) as pool:
        pool.submit(os._exit, 1).result()
