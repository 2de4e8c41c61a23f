"""A scheme that no ready rulebook has, written from the guide alone, goes the whole way through the command.

Rulebook, worked cases, empty workbook, an untidy filled one, result, recount, comparison, and ten faults that tell
an office what to do. Everything is run as a person runs it: the command in a process of its own, files in, files out.
"""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.scoring.new_user import by_hand
from tests.scoring.new_user.filling import fill

HERE = Path(__file__).parent
RULES = HERE / "rulebook.yaml"

EXPECTED = {  # code: composite, grade by line, proposed grade, rank
    "L01": (96.4479, "优秀", "优秀", 2), "L02": (91.6732, "优秀", "良好", 4), "L03": (86.0362, "良好", "良好", 5),
    "L04": (95.8977, "优秀", "优秀", 3), "L05": (72.2546, "合格", "合格", 7), "L06": (83.1121, "良好", "良好", 6),
    "L07": (97.1299, "优秀", "良好", 1), "L08": (94.4222, "优秀", "不合格", 8), "X01": (93.561, "优秀", "良好", 2),
    "X02": (93.561, "优秀", "优秀", 1), "X03": (87.9166, "良好", "良好", 4), "X04": (88.0474, "良好", "合格", 3),
}  # fmt: skip


def shuzhi(*words, lang="zh"):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "shuzhi.scoring.cli", *map(str, words)],
        env=os.environ | {"SHUZHI_LANG": lang, "PYTHONIOENCODING": "utf-8"},
        cwd=HERE.parents[2], capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("new_user")
    made = shuzhi("workbook", "new", "--rulebook", RULES, "--out", folder / "空.xlsx")
    assert (made.returncode, made.stderr) == (0, "")
    fill(folder / "空.xlsx", folder / "2026.xlsx")
    return folder / "2026.xlsx"


@pytest.fixture(scope="module")
def settled(filled):
    """What the command said, and the result it wrote."""
    out = filled.with_name("结果.xlsx")
    return shuzhi("settle", filled, "--rulebook", RULES, "--out", out), out


def result_rows(path):
    sheet = openpyxl.load_workbook(path)["结果与等次建议"]
    heads = [cell.value for cell in sheet[4]]
    lines = [
        dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]
    ]
    return {line["代码"]: line for line in lines}


def test_the_rulebook_is_sound_and_its_cases_hold():
    assert shuzhi("rulebook", "check", RULES).stdout.endswith("没有发现问题。\n")

    cases = shuzhi("rulebook", "test", HERE / "cases.yaml")
    assert (cases.returncode, cases.stdout.count("相符")) == (0, 3)


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ("票类“护理”（护理代表）权重 15；有效票少于 5 张时，其票和权重一并并入“职工”。",
            "每项内容中，有效票满 7 张的票类先去掉 1 个最高分、1 个最低分",
            "从低到高排名，数值相同的名次并列，从第一名起依次得 100、95、90、85 分",
            "“优秀上限”不足 5 人的组不单独计算，只在这些组之间合并，够人数的组不变：全部合在一起。",
            "总分和上面各项都相同的并列")),
    ("en", ("on each row, groups with at least 7 counted marks leave out the 1 highest and the 1 lowest",
            "pooled with one another, larger groups stay as they are: all together",
            "with 1 decimal; in whole points only")),
])  # fmt: skip
def test_it_is_said_back_in_both_languages(lang, said):
    told = shuzhi("rulebook", "explain", RULES, lang=lang)

    assert told.returncode == 0
    assert [sentence for sentence in said if sentence not in told.stdout] == []


def test_untidy_cells_are_read_and_said(settled):
    run, _ = settled

    assert (run.returncode, run.stderr) == (0, "")
    assert [line.split("：")[1] for line in run.stdout.splitlines() if line.startswith("已理解")] == [
        "《述职人》“类别”列", "《计票-民主测评》“好”列", "《测评票-述职评审》“述职报告”列",
        "《测评票-述职评审》“现场答辩”列", "《测评票-述职评审》“代码”列", "《成绩与结果》“任职月数”列",
        "《成绩与结果》“督办完成率”列", "《检查清单》“次数或评定”列", "《一票否决》“日期”列", "《发票登记》“收回”列",
    ]  # fmt: skip
    assert (
        "共 14 人：参加 12 人，不参加考核 2 人，暂停 0 人。建议等次：优秀 3 人，良好 6 人，合格 2 人，不合格 1 人。"
        in run.stdout
    )


def test_everybody_stands_where_the_rules_put_him(settled):
    lines = result_rows(settled[1])

    found = {code: tuple(line[head] for head in ("综合得分", "按线等次", "建议等次", "名次")) for code, line in lines.items()
             if line["状态"] == "参加"}  # fmt: skip
    assert found == EXPECTED
    assert {code: line["说明"] for code, line in lines.items() if line["说明"]} == {
        "L02": "“优秀上限”名额 2 个，排第 3，降低等次",
        "L07": "限制“满意度偏低”：最高良好",
        "L08": "一票否决“医疗责任事故”：最高不合格",
        "L09": "不参加考核（长期病休：全年病休超过半年）",
        "X01": "“优秀上限”名额 1 个，排第 2，降低等次",
        "X04": "限制“差票偏多”：最高合格",
        "X05": "不参加考核（任职不满六个月：任职时间短，不足以评价）",
    }


def test_three_scores_are_those_worked_out_by_hand(settled):
    lines = result_rows(settled[1])

    assert Decimal(str(lines["L05"]["综合得分"])) == by_hand.rehabilitation()
    assert Decimal(str(lines["X01"]["综合得分"])) == by_hand.medical_affairs()
    assert Decimal(str(lines["L06"]["综合得分"])) == by_hand.chinese_medicine()


def test_the_way_to_a_score_shows_the_marks_that_counted(settled):
    book = openpyxl.load_workbook(settled[1])
    rows = [row[:4] for row in book["计算过程"].iter_rows(values_only=True)]
    mine = rows[next(at for at, row in enumerate(rows) if row[0] == "L05 康复科 陈伟") :]
    told = {
        row[0]: row[1:]
        for row in reversed(mine[: next(at for at, row in enumerate(mine) if row[0] == "排名")])
    }

    assert told["述职评审 · 述职报告 · 评委"] == (
        "(88 + 87.5 + 86.5 + 86 + 84) ÷ 5 票", "86.4", "平均分，7 票中去掉最高 1 票、最低 1 票",
    )  # fmt: skip
    assert told["民主测评 · 总体评价 · 护理代表"] == ("2 票", "—", "不足 5 票，并入“本科室职工”")
    assert told["民主测评 · 总体评价 · 本科室职工"] == (
        "(好 13×100 + 较好 6×85 + 一般 2×65) ÷ 21 票", "92.381", "平均分，含并入的“护理代表” 2 票",
    )  # fmt: skip
    assert book["测评统计表-民主测评"]["A1"].value == "民主测评统计表"


def test_the_recount_confirms_every_cell(filled, settled):
    run = shuzhi("recount", filled, "--rulebook", RULES, "--against", settled[1])

    assert (run.returncode, run.stdout) == (0, "复算 14 人，全部一致。\n")


def test_another_version_is_compared_by_person(filled, tmp_path):
    other = tmp_path / "修订稿.yaml"
    text = RULES.read_text(encoding="utf-8")
    other.write_text(text.replace("不超过: 30%, 按: [类别]", "不超过: 40%, 按: [类别]"), encoding="utf-8")

    run = shuzhi("settle", filled, "--rulebook", RULES, "--compare", other, "--out", tmp_path / "比.xlsx")

    assert "  L02 骨科 李红梅  良好 → 优秀  不再：“优秀上限”名额 2 个，排第 3，降低等次\n" in run.stdout


FAULTS = """\
《述职人》第 7 行“类别”列（E7）：“临床科”不是已知的类别。是不是“临床科室”？请改正。
《计票-民主测评》第 13 行“测评内容”列（C13）：“总体”不是已知的测评内容。是不是“总体评价”？请改正。
《测评票-述职评审》第 20 行“述职报告”列（C20）：“105”超出范围（0–100）。请核对后改正。
《测评票-述职评审》第 21 行“现场答辩”列（D21）：“88.3”不在评分刻度上（每级 0.5）。请按评分刻度填写。
《成绩与结果》第 4 行“任职月数”列（B4）：“38个月”不是数字。请只填数字，不带单位和说明。
《成绩与结果》第 5 行“患者满意度(有效)”列（E5）：调查的两个数只填了一个。请补填；没有调查的，两格都留空。
《检查清单》第 29 行“条目”列（C29）：“队伍建设”不用于类别“行政职能”，填了也不计分。请核对代码、类别和条目；不该有的，删除这一行。
《加减分》第 4 行“依据”列（E4）：“荣誉加分”必须有依据。请填写依据（文件名称和文号）。
《一票否决》第 4 行“日期”列（D4）：“去年五月”不是日期。请写成 2026-12-31 的样子。
《发票登记》第 5 行“收回”列（D5）：“本科室职工”登记的有效票是 18 张，而有 13 人的票多于此数，最多 20 张\
（L01、L02、L03、L04、L05、L06、L07、L08…）。请核对发票登记；登记无误的，核对这些人的票。
共 10 处错误，没有写出任何文件。
"""


def test_ten_faults_each_tell_what_to_do_and_nothing_is_written(filled, tmp_path):
    book = openpyxl.load_workbook(filled)
    book["述职人"]["E7"] = "临床科"
    book["计票-民主测评"]["C13"] = "总体"
    book["测评票-述职评审"]["C20"], book["测评票-述职评审"]["D21"] = 105, 88.3
    book["成绩与结果"]["B4"], book["成绩与结果"]["E5"] = "38个月", None
    book["检查清单"].append(["X01", "行风清单", "队伍建设", "好"])
    book["加减分"]["E4"] = None
    book["一票否决"]["D4"] = "去年五月"
    book["发票登记"]["D5"] = 18
    book.save(tmp_path / "错.xlsx")

    run = shuzhi("settle", tmp_path / "错.xlsx", "--rulebook", RULES, "--out", tmp_path / "无.xlsx")

    assert (run.returncode, run.stderr) == (2, FAULTS)
    assert not (tmp_path / "无.xlsx").exists()


def test_who_has_to_wait_is_named_with_what_is_lacking(filled, tmp_path):
    book = openpyxl.load_workbook(filled)
    book["成绩与结果"]["F10"] = None  # L07, days in hospital
    book.save(tmp_path / "缺.xlsx")

    run = shuzhi("settle", tmp_path / "缺.xlsx", "--rulebook", RULES, "--out", tmp_path / "缺结果.xlsx")

    assert "  L07 妇产科 赵敏  暂停：“住院日名次”缺项（“平均住院日”没有可用的数据）\n" in run.stdout
