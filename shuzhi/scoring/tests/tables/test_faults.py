"""Bad input, each kind in a real file: every fault says where, what and why, and what to do."""

import datetime as dt

import pytest

from shuzhi.scoring.tables import InputFaults, read_inputs


def faults(path, rules):
    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)
    return [(fault.sheet, fault.cell, fault.value, fault.message_zh) for fault in caught.value.faults]


def only(path, rules):
    found = faults(path, rules)
    assert len(found) == 1, found
    return found[0]


def test_all_faults_are_listed_at_once_in_both_languages(rules, sheets, write):
    sheets["述职人"][2][0] = "X01"
    sheets["测评票-现场测评"][1][2] = "良"
    sheets["成绩与结果"][1][1] = "九十"
    path = write(sheets)

    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)

    texts = [fault.text("zh") for fault in caught.value.faults]
    assert texts[0] == (
        "《述职人》第 3 行“代码”列（A3）：“X01”述职人重复，第 2 行已有。请删除重复的一行，或改正代码。"
    )
    english = [fault.text("en") for fault in caught.value.faults]
    assert english[-1].startswith("成绩与结果, row 3, column “代码” (A3): “X02”")
    assert "《成绩与结果》第 2 行“党建考核分”列（B2）：“九十”不是数字。请填写数字。" in texts


def test_a_missing_sheet(rules, sheets, write):
    del sheets["检查清单"]

    assert only(write(sheets), rules) == ("检查清单", "", "", "缺少这个表")


def test_a_renamed_sheet_is_suggested(rules, sheets, write):
    sheets["现场测评票"] = sheets.pop("测评票-现场测评")
    path = write(sheets)

    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)

    assert [fault.mend_zh for fault in caught.value.faults] == [
        "是不是“现场测评票”？请改名为“测评票-现场测评” 或 “计票-现场测评”"
    ]


def test_an_optional_sheet_under_a_like_name_is_asked_about_not_dropped(rules, sheets, write):
    sheets["一票否绝"] = sheets.pop("一票否决")

    assert only(write(sheets), rules) == ("一票否绝", "", "", "不认识这个表，它很像“一票否决”")


@pytest.mark.parametrize(
    ("table", "renamed"), [("测评票-现场测评", "投票数据"), ("发票登记", "收发"), ("加减分", "奖惩")]
)
def test_a_sheet_with_the_headings_of_an_absent_table_is_asked_about_not_dropped(
    rules, sheets, write, table, renamed
):
    sheets["计票-现场测评"] = [["代码", "票类", "测评内容", "好", "较好", "一般", "差", "不了解"]]
    sheets[renamed] = sheets.pop(table)

    assert only(write(sheets), rules) == (renamed, "", "", f"不认识这个表，它很像“{table}”")


def test_a_sheet_of_the_office_about_the_same_people_is_left_alone(rules, sheets, write):
    del sheets["加减分"]
    sheets["联系人"] = [["代码", "单位", "姓名", "票类", "依据"], ["X01", "东街道", "王一", "A", "无"]]

    assert "没有读取的表：联系人" in read_inputs(write(sheets), rules).understood


def test_an_unknown_reporter_gets_the_nearest(rules, sheets, write):
    sheets["测评票-现场测评"][1][0] = "X0l"
    path = write(sheets)

    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)

    fault = caught.value.faults[0]
    assert (fault.cell, fault.value, fault.mend_zh) == ("A2", "X0l", "是不是“X01”？请改正")


def test_an_unknown_option_gets_the_nearest(rules, sheets, write):
    sheets["测评票-现场测评"][2][3] = "交好"
    path = write(sheets)

    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)

    fault = caught.value.faults[0]
    assert (fault.cell, fault.message_zh, fault.mend_zh) == ("D3", "不是已知的选项", "是不是“较好”？请改正")


def test_a_reporter_twice(rules, sheets, write):
    sheets["述职人"].append(["x０1", "东街道", "王一", "乡镇", "现场", None, "东"])

    assert only(write(sheets), rules) == ("述职人", "A5", "x01", "述职人重复，第 2 行已有")


def test_more_ballots_than_voters(rules, sheets, write):
    sheets["测评票-现场测评"].append(["X01", "B", "好", "好"])

    assert only(write(sheets), rules) == (
        "测评票-现场测评",
        "",
        "X01",
        "的“代表”有 2 张有效票，多于登记的 1 张",
    )


def test_more_counted_than_voters(rules, sheets, write):
    del sheets["测评票-现场测评"]
    sheets["计票-现场测评"] = [["代码", "票类", "测评内容", "好"], ["X01", "A", "总体评价", 5]]
    sheets["计票-现场测评"][0] += ["较好", "一般", "差", "不了解"]

    assert only(write(sheets), rules)[3] == "的“领导”有 5 张有效票，多于登记的 2 张"


def test_text_where_a_number_belongs(rules, sheets, write):
    sheets["成绩与结果"][1][1] = "约92"

    assert only(write(sheets), rules) == ("成绩与结果", "B2", "约92", "不是数字")


def test_a_number_beyond_its_range_and_one_with_seven_decimals(rules, sheets, write):
    sheets["成绩与结果"][1][1] = 100.5
    sheets["成绩与结果"][2][1] = "88.1234567"

    assert [line[1:] for line in faults(write(sheets), rules)] == [
        ("B2", "100.5", "超出范围（0–100）"),
        ("B3", "88.1234567", "小数超过 6 位"),
    ]


def test_merged_cells_in_the_data(rules, sheets, write):
    path = write(sheets, lambda book: book["述职人"].merge_cells("B2:B3"))

    assert only(path, rules) == (
        "述职人",
        "B2:B3",
        "东街道",
        "是合并单元格，看不出数据属于哪一行哪一列",
    )


def test_a_date_as_a_serial_number(rules, sheets, write):
    sheets["一票否决"].append(["X01", "重大事故", "通报", 46357, None])
    path = write(sheets)

    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)

    fault = caught.value.faults[0]
    assert (fault.cell, fault.value, fault.message_zh) == ("D2", "46357", "是日期的序列号，不是日期")
    assert "2026-12-01" in fault.mend_zh


def test_a_date_where_a_number_belongs(rules, sheets, write):
    sheets["成绩与结果"][1][1] = dt.date(2026, 1, 2)

    assert only(write(sheets), rules) == ("成绩与结果", "B2", "2026-01-02", "是日期，这里应为数字")


def test_a_formula_without_a_stored_result_and_one_with_an_error(rules, sheets, write):
    sheets["成绩与结果"][1][1] = "=90+2.5"
    sheets["成绩与结果"][2][1] = "#N/A"

    assert [line[1:] for line in faults(write(sheets), rules)] == [
        ("B2", "", "是公式，文件里没有保存计算结果"),
        ("B3", "", "是公式错误（如 #N/A）"),
    ]


def test_a_missing_column_is_suggested(rules, sheets, write):
    sheets["成绩与结果"][0][1] = "党建考评分"
    path = write(sheets)

    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)

    assert [(fault.message_zh, fault.mend_zh) for fault in caught.value.faults] == [
        ("缺少“党建考核分”列", "是不是“党建考评分”？请改为“党建考核分”")
    ]


def test_a_code_and_a_name_that_disagree(rules, sheets, write):
    sheets["成绩与结果"] = [
        [*sheets["成绩与结果"][0], "姓名"],
        [*sheets["成绩与结果"][1], "李二"],
    ]

    assert only(write(sheets), rules) == ("成绩与结果", "F2", "李二", "与代码“X01”不符，该代码是“王一”")


def test_ballots_and_counts_for_the_same_group(rules, sheets, write):
    sheets["计票-现场测评"] = [
        ["代码", "票类", "测评内容", "好", "较好", "一般", "差", "不了解"],
        ["X02", "B", "总体评价", 0, 0, 0, 1, 0],
    ]

    assert faults(write(sheets), rules)[0][2:] == ("X02", "的“代表”既有逐张测评票，又有计票")


def test_rating_oneself_on_a_named_form(rules, sheets, write):
    sheets["测评票-互评"].append(["X02", "X02", 100])

    assert only(write(sheets), rules) == ("测评票-互评", "B4", "X02", "评价了自己")


def test_a_bonus_or_a_veto_without_its_proof(rules, sheets, write):
    sheets["加减分"][1][4] = None
    sheets["一票否决"].append(["X01", "重大事故", None, None, None])

    assert [line[3] for line in faults(write(sheets), rules)] == [
        "“表彰”必须有依据",
        "“重大事故”必须有依据",
        "没有填写认定日期",
    ]


def test_more_favourable_answers_than_answers(rules, sheets, write):
    sheets["成绩与结果"][1][3] = 101

    assert only(write(sheets), rules)[3] == "满意数多于有效数 100"


def test_a_percent_sign_in_a_column_that_is_not_of_a_hundred(rules, sheets, write):
    sheets["检查清单"][3][3] = "90%"

    assert only(write(sheets), rules) == ("检查清单", "D4", "90%", "带百分号，而这一列的上限是 10")
