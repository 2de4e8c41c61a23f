"""A sound input gives the canonical tables, whatever container it comes in."""

import pyarrow as pa
import pyarrow.parquet as pq

from shuzhi.scoring.tables import read_inputs
from shuzhi.scoring.tests.tables.telling import everything


def test_a_workbook_becomes_the_canonical_tables(rules, sheets, write):
    inputs = read_inputs(write(sheets), rules)

    assert inputs.reporters.to_pylist()[2] == {
        "code": "X03",
        "unit": "财政局",
        "person": "张三",
        "organiser": "",
        "category": "机关",
        "form": "现场",
        "excluded": "任职不满半年",
        "片区": None,
    }
    assert [tuple(line.values()) for line in inputs.tallies["现场测评"].to_pylist()] == [
        (0, 0, 0, 0, 2),
        (0, 0, 1, 0, 1),
        (0, 0, 1, 1, 1),
        (0, 1, 0, 2, 1),
        (0, 1, 1, 4, 1),
        (1, 0, 0, 1, 1),
        (1, 1, 0, 3, 1),
        (1, 1, 1, 3, 1),
    ]
    assert [tuple(line.values()) for line in inputs.tallies["互评"].to_pylist()] == [
        (0, 0, 0, 90_000_000, 1),
        (1, 0, 0, 88_000_000, 1),
    ]
    assert inputs.fields.to_pydict() == {
        "党建考核分": [92_500_000, 88_000_000, None],
        "年度考核": [0, 1, None],
        "满意度": [95, None, None],
        "满意度#asked": [100, None, None],
    }
    assert [tuple(line.values()) for line in inputs.checklist.to_pylist()] == [
        (0, "日常检查", "三会一课", 0),
        (0, "日常检查", "未按期换届", 1_000_000),
        (0, "日常检查", "材料", 9_000_000),
    ]
    assert inputs.adjustments.to_pylist() == [
        {"reporter": 0, "adjustment": "表彰", "item": "市级", "value": 1_000_000, "proof": "市委〔2026〕1号"}
    ]
    assert inputs.turnout.to_pylist()[1] == {
        "form": "现场测评",
        "group": "B",
        "issued": 1,
        "returned": 1,
        "invalid": 0,
    }
    assert (inputs.vetoes.num_rows, inputs.understood) == (0, ())


def test_a_folder_of_csv_gives_the_same_tables(rules, sheets, write, folder):
    assert everything(read_inputs(folder(sheets), rules)) == everything(read_inputs(write(sheets), rules))


def test_a_folder_of_parquet_gives_the_same_tables(rules, sheets, write, tmp_path):
    place = tmp_path / "parquet"
    place.mkdir()
    for title, (heading, *rows) in sheets.items():
        columns = {name: [row[at] for row in rows] for at, name in enumerate(heading)}
        arrays = [
            pa.array(cells, pa.string())
            if not cells
            else pa.array([None if c is None else str(c) for c in cells])
            for cells in columns.values()
        ]
        pq.write_table(pa.table(arrays, names=list(columns)), place / f"{title}.parquet")

    assert everything(read_inputs(place, rules)) == everything(read_inputs(write(sheets), rules))


def test_the_order_of_rows_and_columns_changes_nothing(rules, sheets, write):
    straight = everything(read_inputs(write(sheets), rules))
    turned = {title: [rows[0][::-1], *[row[::-1] for row in rows[:0:-1]]] for title, rows in sheets.items()}

    assert everything(read_inputs(write(turned), rules)) == straight


def test_counts_of_a_group_give_the_same_tallies_as_its_ballots(rules, sheets, write):
    straight = everything(read_inputs(write(sheets), rules))
    del sheets["测评票-现场测评"]
    sheets["计票-现场测评"] = [
        ["代码", "票类", "测评内容", "好", "较好", "一般", "差", "不了解"],
        ["X01", "A", "总体评价", 2, 0, 0, 0, 0],
        ["X01", "A", "查摆问题", 1, 1, None, None, None],
        ["X01", "B", "总体评价", 0, 0, 1, 0, 0],
        ["X01", "B", "查摆问题", 0, 0, 0, 0, 1],
        ["X02", "A", "总体评价", 0, 1, 0, 0, 0],
        ["X02", "B", "总体评价", 0, 0, 0, 1, 0],
        ["X02", "B", "查摆问题", 0, 0, 0, 1, 0],
    ]

    assert everything(read_inputs(write(sheets), rules)) == straight


def test_numeric_marks_may_be_counted_as_pairs_of_mark_and_votes(rules, sheets, write):
    del sheets["测评票-互评"]
    sheets["计票-互评"] = [["代码", "分值", "票数"], ["X01", 90, 3], ["X01", 80.0, 1]]

    tally = read_inputs(write(sheets), rules).tallies["互评"]

    assert tally.to_pylist() == [
        {"reporter": 0, "group": 0, "row": 0, "mark": 80_000_000, "count": 1},
        {"reporter": 0, "group": 0, "row": 0, "mark": 90_000_000, "count": 3},
    ]


def test_ballots_may_be_ticked_under_their_options(rules, sheets, write):
    straight = everything(read_inputs(write(sheets), rules))
    options = ["好", "较好", "一般", "差", "不了解"]
    heading = [f"{row}/{option}" for row in ("总体评价", "查摆问题") for option in options]
    ticked = [["代码", "票类", *heading]]
    for code, group, *marks in sheets["测评票-现场测评"][1:]:
        ticked.append(
            [code, group, *("√" if mark == option else None for mark in marks for option in options)]
        )
    sheets["测评票-现场测评"] = ticked

    assert everything(read_inputs(write(sheets), rules)) == straight


def test_compact_parquet_is_counted_like_ballots(rules, sheets, folder):
    straight = everything(read_inputs(folder(sheets), rules))
    place = folder(sheets)
    (place / "测评票-现场测评.csv").unlink()
    compact = {
        "reporter": pa.array([0, 0, 0, 1, 1], pa.uint32()),
        "group": pa.array([0, 0, 1, 0, 1], pa.uint8()),
        "总体评价": pa.array([1, 1, 3, 2, 4], pa.uint8()),
        "查摆问题": pa.array([1, 2, 5, 0, 4], pa.uint8()),
    }
    pq.write_table(pa.table(compact), place / "ballots_现场测评.parquet")

    assert everything(read_inputs(place, rules)) == straight
