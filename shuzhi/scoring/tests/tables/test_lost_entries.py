"""What would be lost or multiplied without a word: entries for others, half surveys, one slip in many rows."""

from dataclasses import replace

import pytest

from shuzhi.scoring.rulebook.model import Item
from shuzhi.scoring.tables import InputFaults, read_inputs


def told(path, rules, lang="zh"):
    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)
    return [fault.text(lang) for fault in caught.value.faults]


def only_for(rules, name, *categories):
    """The rules with one item of the bonus, or the whole bonus, for some categories."""
    block = rules.adjustments[0]
    items = tuple(replace(item, categories=categories if item.name == name else ()) for item in block.items)
    return replace(rules, adjustments=(replace(block, items=items),))


def test_a_bonus_for_another_category_is_a_fault_not_lost(rules, sheets, write):
    assert told(write(sheets), only_for(rules, "市级", "机关")) == [
        "《加减分》第 2 行“条目”列（C2）：“市级”不用于类别“乡镇”，填了也不计分。请核对代码、类别和条目；不该有的，删除这一行。"
    ]
    whole = replace(rules, adjustments=(replace(rules.adjustments[0], categories=("机关",)),))
    assert told(write(sheets), whole, "en") == [
        (
            "加减分, row 2, column “条目” (C2): “市级”: is not for category “乡镇” and would not count. "
            "Check code, category and item, or delete the row."
        )
    ]


def test_a_checklist_entry_that_the_formula_of_the_category_does_not_know_unless_it_says_nothing(
    rules, sheets, write
):
    formula = rules.formulas[0]
    parts = list(formula.parts)
    at = next(at for at, part in enumerate(parts) if part.name == "日常检查")
    other = replace(
        parts[at], source=replace(parts[at].source, items=(Item("会议纪律", points=parts[at].weight),))
    )
    office = replace(formula, name="机关公式", categories=("机关",))
    town = replace(
        formula, name="乡镇公式", categories=("乡镇",), parts=(*parts[:at], other, *parts[at + 1 :])
    )
    sheets["检查清单"] = [
        sheets["检查清单"][0],
        ["X01", "日常检查", "材料", 9, None],
        ["X01", "日常检查", "会议纪律", 1, None],
        ["X01", "日常检查", "未按期换届", 0, None],
    ]

    assert told(write(sheets), replace(rules, formulas=(town, office))) == [
        "《检查清单》第 2 行“条目”列（C2）：“材料”不用于类别“乡镇”，填了也不计分。请核对代码、类别和条目；不该有的，删除这一行。"
    ]


def test_half_a_survey_is_a_fault_not_a_missing_one(rules, sheets, write):
    sheets["成绩与结果"][2][4] = 100

    assert told(write(sheets), rules) == [
        "《成绩与结果》第 3 行“满意度(满意)”列（D3）：调查的两个数只填了一个。请补填；没有调查的，两格都留空。"
    ]


def test_a_fraction_in_a_column_up_to_a_hundred_is_said(rules, sheets, write):
    sheets["成绩与结果"][1][1] = 0.925
    sheets["成绩与结果"][2][1] = "0.5%"

    notes = read_inputs(write(sheets), rules).understood

    assert [note for note in notes if "小于 1" in note] == [
        "《成绩与结果》“党建考核分”列：小于 1 的数按原数读取，没有当作百分数；要填 96% 请写 96% 或 96，共 1 处（首处 B2：“0.925”→“0.925”）"
    ]


def test_an_organiser_given_for_some_only(rules, sheets, write):
    for row, organiser in zip(sheets["述职人"], ("组织方", "县委", None, "县委"), strict=True):
        row.append(organiser)

    assert told(write(sheets), rules) == [
        (
            "《述职人》第 3 行“组织方”列（H3）：有 1 人没有填写组织方，其他人填了；不同组织方分开排名和算比例。"
            "只有一个组织方的，都不填；有几个的，人人都填。"
        )
    ]


def test_a_number_with_words_behind_it_is_asked_for_alone(rules, sheets, write):
    sheets["成绩与结果"][1][1] = "38个月"
    sheets["检查清单"][1][3] = 1.5

    assert told(write(sheets), rules) == [
        "《成绩与结果》第 2 行“党建考核分”列（B2）：“38个月”不是数字。请只填数字，不带单位和说明。",
        "《检查清单》第 2 行“次数或评定”列（D2）：“1.5”应为整数。请填写整数。",
    ]


def test_one_wrong_record_of_ballots_is_one_fault_at_the_record(rules, sheets, write):
    sheets["测评票-现场测评"].append(["X02", "A", "好", "好"])
    sheets["发票登记"][1][3] = 1

    assert told(write(sheets), rules) == [
        (
            "《发票登记》第 2 行“收回”列（D2）：“领导”登记的有效票是 1 张，而有 2 人的票多于此数，最多 2 张（X01、X02）。"
            "请核对发票登记；登记无误的，核对这些人的票。"
        )
    ]


def test_too_many_votes_on_a_count_sheet_are_looked_for_there(rules, sheets, write):
    sheets["测评票-现场测评"] = [row for row in sheets["测评票-现场测评"] if row[:2] != ["X02", "A"]]
    sheets["计票-现场测评"] = [
        ["代码", "票类", "测评内容", "好", "较好", "一般", "差", "不了解"],
        ["X02", "A", "总体评价", 5, 0, 0, 0, 0],
    ]

    assert told(write(sheets), rules) == [
        "《计票-现场测评》：“X02”的“领导”有 5 张有效票，多于登记的 2 张。请核对测评票与发票登记。"
    ]


def test_one_wrong_name_in_many_rows_is_told_once_with_its_rows(rules, sheets, write):
    sheets["测评票-互评"] += [["Y9", f"R{number}", 90] for number in range(5)] + [["X01", "R9", 90]]
    sheets["测评票-互评"] += [["Y9", "R9", 90]]

    assert told(write(sheets), rules) == [
        (
            "《测评票-互评》第 4 行“代码”列（A4）：“Y9”不是已知的述职人代码、单位或姓名（同样的共 6 处：第 4–8、10 行）。"
            "请核对；《述职人》表里没有的人，请先在那里补上。"
        )
    ]
    assert "(6 times: rows 4–8, 10)" in told(write(sheets), rules, "en")[0]


def test_no_name_is_offered_where_many_are_equally_near(rules, sheets, write):
    sheets["测评票-互评"].append(["X09", "R1", 90])

    assert told(write(sheets), rules)[0].endswith("请核对；《述职人》表里没有的人，请先在那里补上。")
