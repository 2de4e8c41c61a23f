"""Messy but unambiguous input is read, and what was understood is said."""

from pathlib import Path

import pytest

from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.tables import read_inputs
from shuzhi.scoring.tests.tables.telling import everything


@pytest.fixture
def straight(rules, sheets, write):
    return everything(read_inputs(write(sheets, name="齐.xlsx"), rules))


def test_full_width_digits_stray_spaces_and_units(rules, sheets, straight, write):
    sheets["述职人"][1][0] = " Ｘ０１ "
    sheets["测评票-现场测评"][1][:3] = ["Ｘ01", "Ａ票", " 好 "]
    sheets["成绩与结果"][1][1] = "９２．５分"
    sheets["成绩与结果"][2][1] = " 88 "

    inputs = read_inputs(write(sheets), rules)

    assert everything(inputs) == straight
    assert inputs.understood == (
        "《测评票-现场测评》“代码”列：名称按规范写法读取，共 1 处（首处 A2：“Ｘ01”→“X01”）",
        "《测评票-现场测评》“票类”列：名称按规范写法读取，共 1 处（首处 B2：“Ａ票”→“A”）",
        "《测评票-现场测评》“总体评价”列：名称按规范写法读取，共 1 处（首处 C2：“ 好 ”→“好”）",
        "《成绩与结果》“党建考核分”列：数字中的全角字符、空格、千分号或单位已略去，共 1 处（首处 B2：“９２．５分”→“92.5”）",
    )


def test_percent_signs_written_and_formatted(rules, sheets, straight, write):
    sheets["成绩与结果"][1][1] = 0.925
    sheets["成绩与结果"][2][1] = "88%"

    def formatted(book):
        book["成绩与结果"]["B2"].number_format = "0.0%"

    inputs = read_inputs(write(sheets, formatted), rules)

    assert everything(inputs) == straight
    assert inputs.understood == (
        "《成绩与结果》“党建考核分”列：百分数按本列单位读取，共 2 处（首处 B2：“92.5%”→“92.5”）",
    )


def test_hidden_rows_title_rows_trailing_rows_and_extra_columns(rules, sheets, straight, write):
    people = sheets["述职人"]
    sheets["述职人"] = [
        ["某县述职人一览表"],
        [],
        *[[*row, extra] for row, extra in zip(people, ["备注", 1, 2, 3], strict=True)],
        [" "],
        ["　"],
        ["填表人：赵六"],
    ]

    def touch(book):
        book["述职人"].row_dimensions[4].hidden = True
        book["述职人"].merge_cells("A1:H1")
        book["发票登记"].sheet_state = "hidden"

    inputs = read_inputs(write(sheets, touch), rules)

    assert everything(inputs) == straight
    assert inputs.understood == (
        "《述职人》没有使用的列：备注",
        "《述职人》表头在第 3 行，以上为标题",
        "《述职人》有 1 个隐藏行（第 4 行），照常读取",
        "《发票登记》是隐藏的工作表，照常读取",
    )


def test_the_names_of_people_and_units_may_stand_for_codes(rules, sheets, straight, write):
    sheets["测评票-现场测评"][0][0] = "单位"
    for row in sheets["测评票-现场测评"][1:]:
        row[0] = {"X01": "东街道", "X02": "西街道"}[row[0]]

    assert everything(read_inputs(write(sheets), rules)) == straight


def test_english_headings_mean_the_same(rules, sheets, straight, write):
    sheets["reporters"] = [
        ["code", "unit", "person", "category", "form", "excluded", "片区"],
        *sheets.pop("述职人")[1:],
    ]
    sheets["ballots_现场测评"] = [
        ["code", "group", "总体评价", "查摆问题"],
        *sheets.pop("测评票-现场测评")[1:],
    ]

    assert everything(read_inputs(write(sheets), rules)) == straight


def test_codes_that_a_workbook_keeps_as_numbers(rules, sheets, write):
    for title, at in (
        ("述职人", 0),
        ("成绩与结果", 0),
        ("检查清单", 0),
        ("加减分", 0),
        ("测评票-现场测评", 0),
    ):
        for row in sheets[title][1:]:
            row[at] = {"X01": 370203001, "X02": 370203002, "X03": 370203003}[row[at]]
    sheets["测评票-互评"][1:] = [[370203001, 370203002, 90]]

    inputs = read_inputs(write(sheets), rules)

    assert inputs.reporters["code"].to_pylist() == ["370203001", "370203002", "370203003"]


def test_more_than_one_tick_is_an_invalid_mark(rules, sheets, write):
    del sheets["测评票-互评"]
    sheets["测评票-现场测评"] = [
        ["代码", "票类", "总体评价/好", "总体评价/较好", "查摆问题/好", "查摆问题/较好"],
        ["X01", "A", "√", "✓", "○", None],
    ]
    options = ["一般", "差", "不了解"]
    sheets["测评票-现场测评"][0] += [
        f"{row}/{option}" for row in ("总体评价", "查摆问题") for option in options
    ]
    sheets["测评票-互评"] = [["代码", "评价人", "总体评价"]]

    inputs = read_inputs(write(sheets), rules)

    assert [tuple(line.values()) for line in inputs.tallies["现场测评"].to_pylist()] == [(0, 0, 1, 0, 1)]
    assert inputs.understood[-1].startswith(
        "《测评票-现场测评》“总体评价/好”列：同一行打勾多于一处，按无效票处理，共 1 处"
    )


def test_gb18030_and_a_bom_and_other_separators_are_found_out(rules, sheets, straight, folder):
    place = folder(sheets, "gb18030")
    inputs = read_inputs(place, rules)
    assert (everything(inputs), inputs.understood[0]) == (straight, "“一票否决.csv”按 GB18030 编码读取")

    assert everything(read_inputs(folder(sheets, "utf-8-sig"), rules)) == straight
    assert everything(read_inputs(folder(sheets, "utf-16"), rules)) == straight

    inputs = read_inputs(folder(sheets, "utf-8", "\t"), rules)
    assert (everything(inputs), inputs.understood[0]) == (straight, "“一票否决.csv”以制表符分列")
    assert everything(read_inputs(folder(sheets, "utf-8", ";"), rules)) == straight


def test_understood_can_be_said_in_english(rules, sheets, write):
    sheets["成绩与结果"][1][1] = "1,0.5"
    sheets["成绩与结果"][1][1] = "92.5 分"

    assert read_inputs(write(sheets), rules, lang="en").understood == (
        (
            "成绩与结果, column “党建考核分”: full-width digits, spaces, separators or units were taken off "
            "numbers, 1 in all (first B2: “92.5 分” → “92.5”)"
        ),
    )


def test_a_name_of_the_rulebook_beats_another_spelling_of_a_heading(sheets, write):
    text = Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8").replace("党建考核分", "编号")
    sheets["成绩与结果"][0][1] = "编号"

    assert read_inputs(write(sheets), load(text)).fields["编号"].to_pylist() == [92_500_000, 88_000_000, None]
