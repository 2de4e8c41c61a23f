"""A country from a compact folder: the same result as from canonical inputs, whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.engines.compact import parts_of, settle_folder
from shuzhi.scoring.engines.digests import portion_size
from shuzhi.scoring.engines.numbers import in_micros
from shuzhi.scoring.engines.workers import enlist
from shuzhi.scoring.plan import compile_plan
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.plan.country import LATE, WIDE, country, inputs, rules, write
from shuzhi.scoring.tests.recount.office import F, book, part

TOLD, BOOK = country(), rules()
KEYS = ("县", "category")


def bytes_of(out):
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@pytest.mark.parametrize(("marks", "scale"), [(21, BOOK.forms[0].rows[1].scale), (60_001, WIDE)])
def test_the_folder_gives_what_the_inputs_give(tmp_path, marks, scale):
    told, rule = country(marks=marks), rules(scale)
    plain = settle_inputs(inputs(told, rule), rule)

    summary = settle_folder(write(told, tmp_path / "in"), rule, tmp_path / "out")

    assert (summary.input_digest, summary.result_digest) == (plain.input_digest, plain.result_digest)
    assert json.loads((tmp_path / "out/settlement.json").read_text())["reporters"] == 300
    assert summary.parts == len(list(parts_of(tmp_path / "out"))) == (1 if scale is not WIDE else 3)
    written = pa.concat_tables(pq.read_table(path) for path in parts_of(tmp_path / "out"))
    expected = plain.columns.to_arrow()
    assert written.column("code").to_pylist() == plain.inputs.reporters.column("code").to_pylist()
    for name in expected.column_names:
        assert written.column(name).to_pylist() == expected.column(name).to_pylist(), name


def test_blocks_and_processes_change_no_byte(tmp_path):
    told, rule = country(marks=60_001), rules(WIDE)
    folder = write(told, tmp_path / "in")
    seen = []

    settle_folder(folder, rule, tmp_path / "one", rollups=KEYS)
    settle_folder(
        folder,
        rule,
        tmp_path / "two",
        rollups=KEYS,
        processes=2,
        block_reporters=20,
        progress=lambda *at: seen.append(at),
    )

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert seen[-1] == (300, 300)
    assert portion_size(compile_plan(rule)) < 300


def test_the_roll_up_counts_every_outcome(tmp_path):
    plain = settle_inputs(inputs(TOLD, BOOK), BOOK)

    settle_folder(write(TOLD, tmp_path / "in"), BOOK, tmp_path / "out", rollups=KEYS)

    rows = pq.read_table(tmp_path / "out/rollup.parquet").to_pylist()
    assert len([row for row in rows if row["level"] == "县"]) == 10
    for level in KEYS:
        mine = [row for row in rows if row["level"] == level]
        for at, grade in enumerate(BOOK.grades):
            assert sum(row[grade.name] for row in mine) == int((plain.columns["grade"] == at).sum())
        assert sum(row["#excluded"] for row in mine) == int((plain.columns["status"] == 1).sum())
        assert sum(row["#blocked"] for row in mine) == int((plain.columns["status"] == 2).sum())


def test_one_organiser_and_no_facts_are_enough(tmp_path):
    bare = dict.fromkeys(("checklist", "adjustments", "vetoes", "ballots_票"))
    people = TOLD.people.drop_columns(["organiser", "excluded", "unit"])

    summary = settle_folder(write(TOLD, tmp_path / "in", reporters=people, **bare), BOOK, tmp_path / "out")

    assert (summary.reporters, summary.parts) == (300, 1)


def changed(table: pa.Table, name: str, values) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def ballots(**changes) -> pa.Table:
    columns = {"reporter": pa.array([0, 1, 1], pa.uint32()), "group": pa.array([0, 1, 0], pa.uint8())}
    columns |= {"总体": pa.array([1, 2, 0], pa.uint8()), "打分": pa.array([1, None, 3], pa.uint16())}
    return pa.table(columns | changes)


FAULTS = {
    "is not sorted by reporter": {"ballots_票": ballots(reporter=pa.array([1, 0, 2], pa.uint32()))},
    "a row belongs to nobody": {"ballots_票": ballots(reporter=pa.array([0, None, 1], pa.uint32()))},
    "points at a reporter who is not there": {"ballots_票": ballots(reporter=pa.array([0, 1, 300], pa.uint32()))},
    "票: group: the value 2 is outside": {"ballots_票": ballots(group=pa.array([0, 2, 0], pa.uint8()))},
    "票: group: must be whole ordinals": {"ballots_票": ballots(group=pa.array([0, None, 0], pa.uint8()))},
    "票: 总体: the value 5 is outside": {"ballots_票": ballots(总体=pa.array([1, 5, 0], pa.uint8()))},
    "票: 总体: must be whole ordinals": {"ballots_票": ballots(总体=pa.array(["好", "差", "好"]))},
    "column '打分' is missing": {"ballots_票": ballots().drop_columns(["打分"])},
    "vetoes.parquet: column 'reporter' is missing": {"vetoes": pa.table({"veto": ["失职"]})},
    "'reporter' has no statistics or is not whole": {"vetoes": pa.table({"reporter": ["C1"], "veto": ["失职"]})},
    "knows no '别的'": {"vetoes": pa.table({"reporter": [1], "veto": ["别的"]})},
    "fields.parquet: this file is missing": {"fields": None},
    "a reporter stands twice": {"fields": pa.concat_tables([TOLD.fields.slice(0, 1)] * 2)},
    "指标: must be numbers": {"fields": changed(TOLD.fields, "指标", pa.array(["九十"] * 300))},
    "满意: must be whole numbers": {"fields": changed(TOLD.fields, "满意", pa.array([1.5] * 300))},
    "段|knows no '三'": {"fields": changed(TOLD.fields, "段", pa.array(["三"] * 300))},
    "the value 101000000 is outside": {"fields": changed(TOLD.fields, "指标", pa.array([101] * 300))},
    "not sorted by organiser, then code": {"reporters": TOLD.people.take(list(range(299, -1, -1)))},
    "a reporter has no code": {"reporters": changed(TOLD.people, "code", pa.array([None] * 300, pa.string()))},
    "reporters.parquet: holds no reporter": {
        "reporters": TOLD.people.slice(0, 0), "ballots_票": None, "fields": None, "checklist": None, "adjustments": None,
        "vetoes": None,
    },
    "column 'code' is missing": {"reporters": TOLD.people.drop_columns(["code"])},
    "column '县' is missing": {"reporters": TOLD.people.drop_columns(["县"])},
}  # fmt: skip


@pytest.mark.parametrize("said", FAULTS)
def test_what_cannot_be_meant_is_refused_and_nothing_is_left(tmp_path, said):
    folder = write(TOLD, tmp_path / "in", **FAULTS[said])

    with pytest.raises(Refused, match=said):
        settle_folder(folder, BOOK, tmp_path / "out")

    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_twice_the_same_code_in_one_organiser_is_refused(tmp_path):
    codes = TOLD.people.column("code").to_pylist()
    codes[5] = codes[4]

    with pytest.raises(Refused, match="one stands twice"):
        settle_folder(
            write(TOLD, tmp_path / "in", reporters=changed(TOLD.people, "code", pa.array(codes))),
            BOOK,
            tmp_path / "out",
        )


def test_a_file_cut_short_is_refused(tmp_path):
    folder = write(TOLD, tmp_path / "in")
    ballot = folder / "ballots_票.parquet"
    ballot.write_bytes(ballot.read_bytes()[:-9])

    with pytest.raises(Refused, match="is not a complete Parquet file"):
        settle_folder(folder, BOOK, tmp_path / "out")


def test_a_damaged_page_is_refused(tmp_path):
    folder = write(TOLD, tmp_path / "in")
    ballot = folder / "ballots_票.parquet"
    content = bytearray(ballot.read_bytes())
    content[4:400] = b"\xff" * 396
    ballot.write_bytes(bytes(content))

    with pytest.raises(Refused, match="has a damaged data page"):
        settle_folder(folder, BOOK, tmp_path / "out")


def test_row_groups_out_of_order_are_refused(tmp_path):
    table = pa.concat_tables([TOLD.vetoes.slice(4), TOLD.vetoes.slice(0, 4)])
    folder = write(TOLD, tmp_path / "in")
    pq.write_table(table, folder / "vetoes.parquet", row_group_size=TOLD.vetoes.num_rows - 4)

    with pytest.raises(Refused, match=r"vetoes\.parquet: is not sorted"):
        settle_folder(folder, BOOK, tmp_path / "out")


def test_an_empty_row_group_is_passed_over(tmp_path):
    folder = write(TOLD, tmp_path / "in")
    with pq.ParquetWriter(folder / "vetoes.parquet", TOLD.vetoes.schema) as writer:
        for start, stop in ((0, 0), (0, 3), (3, 3), (3, TOLD.vetoes.num_rows)):
            writer.write_table(TOLD.vetoes.slice(start, stop - start))

    assert settle_folder(folder, BOOK, tmp_path / "out").reporters == 300


def test_a_result_is_never_overwritten_and_keys_must_be_known(tmp_path):
    folder = write(TOLD, tmp_path / "in")

    with pytest.raises(Refused, match="cannot be rolled up"):
        settle_folder(folder, BOOK, tmp_path / "out", rollups=("省",))
    settle_folder(folder, BOOK, tmp_path / "out")
    with pytest.raises(Refused, match="exists already"):
        settle_folder(folder, BOOK, tmp_path / "out")


def test_items_rated_by_options_need_a_workbook(tmp_path):
    item = m.Item("总结", scale=m.Scale("档", (m.Option("好", F(10)),)))
    rule = book(part("查", 100, m.ChecklistSource(F(10), (item,))), fields=())

    with pytest.raises(Refused, match="need a workbook"):
        settle_folder(tmp_path, rule, tmp_path / "out")


KILLED = """
import sys
from pathlib import Path
from shuzhi.scoring.engines.compact import settle_folder
from shuzhi.scoring.tests.plan.country import WIDE, rules
import os, signal
here = Path(sys.argv[1])
settle_folder(here / "in", rules(WIDE), here / "out", progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_kill_leaves_nothing_but_a_temporary_folder(tmp_path):
    write(country(marks=60_001), tmp_path / "in")

    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)

    assert done.returncode < 0
    assert not (tmp_path / "out").exists()
    assert [path.suffix for path in tmp_path.iterdir() if path.name != "in"] == [".partial"]


@pytest.mark.parametrize(
    ("array", "micros"),
    [
        (pa.array([1, None, -2], pa.int16()), [1_000_000, None, -2_000_000]),
        (pa.array([1.1, None, -0.000001]), [1_100_000, None, -1]),
        (pa.array([Decimal("1.25"), None, Decimal("-3.50")]), [1_250_000, None, -3_500_000]),
        (pa.array([Decimal("1.25000000"), Decimal("-0.10000000")]), [1_250_000, -100_000]),
    ],
)
def test_numbers_of_every_kind_become_micros(array, micros):
    found = in_micros(pa.chunked_array([array]), "数")

    assert [None if value == np.iinfo(np.int64).min else value for value in found.tolist()] == micros


@pytest.mark.parametrize(
    "array",
    [
        pa.array([10**13]),
        pa.array([0.1234567]),
        pa.array([1e15]),
        pa.array([float("nan")]),
        pa.array([Decimal("0.1234567")]),
        pa.array([Decimal(10) ** 30], pa.decimal128(38, 0)),
        pa.array([Decimal(10) ** 14], pa.decimal128(20, 0)),
    ],
)
def test_numbers_that_do_not_fit_are_refused(array):
    with pytest.raises(Refused, match="too large or has more than six places"):
        in_micros(pa.chunked_array([array]), "数")


def test_a_rulebook_without_fields_needs_no_table_of_them(tmp_path):
    rule = book(
        part("清单", 100, m.ChecklistSource(F(100), (LATE,))),
        fields=(),
        attributes=("县",),
        categories=("机关", "村"),
    )
    rule = replace(rule, exclusions=BOOK.exclusions)
    bare = dict.fromkeys(("fields", "adjustments", "vetoes", "ballots_票"))

    assert settle_folder(write(TOLD, tmp_path / "in", **bare), rule, tmp_path / "out").reporters == 300


def test_organisers_out_of_order_are_refused(tmp_path):
    people = changed(TOLD.people, "organiser", pa.array([f"乡{at // 10 * 7 % 31:03d}" for at in range(300)]))

    with pytest.raises(Refused, match="not sorted by organiser"):
        settle_folder(write(TOLD, tmp_path / "in", reporters=people), BOOK, tmp_path / "out")


def test_a_table_without_rows_says_nothing(tmp_path):
    folder = write(TOLD, tmp_path / "in", vetoes=TOLD.vetoes.slice(0, 0))

    settle_folder(folder, BOOK, tmp_path / "out")

    assert pq.read_table(tmp_path / "out/part-00000.parquet").column("veto/失职").to_pylist() == [0] * 300


def test_workers_take_their_memory_from_the_system():
    before = pa.default_memory_pool()
    try:
        enlist()
        assert pa.default_memory_pool().backend_name == "system"
    finally:
        pa.set_memory_pool(before)


DYING = """
import os, signal, sys, threading, time
from pathlib import Path
from shuzhi.scoring.engines import compact
from shuzhi.scoring.tests.plan.country import WIDE, rules
here = Path(sys.argv[1])
def strike(*_):
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    (here / "children").write_text(" ".join(children))
    os.kill(int(children[0]) if sys.argv[2] == "child" else os.getpid(), signal.SIGKILL)
def jobs(cuts, processes):
    threading.Timer(0.4, strike).start()
    return original(cuts, processes)
original, compact.dealt = compact.dealt, jobs
compact.settle_folder(here / "in", rules(WIDE), here / "out", processes=2)
"""


@pytest.mark.parametrize("victim", ["child", "parent"])
def test_the_death_of_a_worker_is_an_error_and_the_death_of_the_parent_ends_the_workers(tmp_path, victim):
    write(country(size=4_000, marks=60_001), tmp_path / "in")

    done = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path), victim], check=False, capture_output=True, timeout=120
    )

    children = (tmp_path / "children").read_text().split()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert not (tmp_path / "out").exists()
    assert (b"a worker process ended unexpectedly" in done.stderr) == (victim == "child")
