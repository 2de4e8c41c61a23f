"""Files of worked cases: how they are read, what is refused, and what is said when a case does not hold."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from shuzhi.scoring.cases import read_cases
from shuzhi.scoring.cases.report import report
from shuzhi.scoring.rulebook.load import RulebookFaults

BOOK = """\
考核办法版式: 1
名称: 办法
版本: 1
类别: [乡镇, 机关]
附加属性: [片区]
数据项:
  等级: {取值: [甲等, 乙等]}
  满意: {调查: 是}
票种:
  测评:
    选项: {好: 100, 差: 0, 弃权: 不计}
    测评内容: {总体: 60, 履职: 40}
    票类: {A: {权重: 100, 票数不足: 暂停}}
  打分: {分值: [0, 10, 0.5], 票类: {评委: {权重: 100, 票数不足: 作废}}}
计分:
  测评: {权重: 40, 来源: 测评, 票种: 测评}
  打分: {权重: 20, 来源: 测评, 票种: 打分, 缺项: 重新分摊}
  成绩: {权重: 20, 来源: 分值, 范围: [0, 100], 缺项: 计零分}
  清单: {权重: 20, 来源: 清单, 条目: {逾期: {每次扣: 5}}}
加减分: {奖: {性质: 加分, 条目: {表彰: 1, 评审: {分值: [0, 2]}}}}
不参加考核: {借调: {点名: 是}}
等次: {好: {起: 90}, 中: {起: 60}, 差: {起: 0}}
限制: {乙等: {条件: {数据项: 等级, 是: 乙等}, 最高: 中, 缺数据: 不适用}}
一票否决: {违纪: {最高: 差}}
排名: {方式: 并列}
"""

CASES = """\
用例版式: 1
用例:
  - 名称: 各种写法
    述职人: {甲: {类别: 乡镇, 方式: 书面, 组织方: 县委, 单位: 城关, 姓名: 张, 片区: 东}, 乙: {不参加考核: 借调}}
    测评:
      测评: {甲: {A: {总体: {好: 3, 弃权: 2}, 履职: [好, 差]}}}
      打分: {甲: {评委: [9.5, 8.5]}}
    数据: {甲: {成绩: 80, 等级: 甲等, 满意: 4/5}, 乙: {成绩: 缺}}
    清单: {甲: {清单: {逾期: 1}}}
    加减分: {甲: {奖: {表彰: 2, 评审: 1.5}}}
    应得:
      # 测评 0.6×100+0.4×50 = 80；打分 90；清单 95；32+18+16+19 = 85；加 2+1.5
      甲: {状态: 参加, 考核项: {测评: 80, 打分: 90}, 票类得分: {测评/履职/A: 50}, 得分: 85, 加减分: {奖: 3.5}, 总分: 88.5, 分数档: 中, 等次: 中, 名次: 1, 暂停原因: 无}
      乙: {状态: 不参加, 不参加情形: 借调, 等次: 缺, 总分: 缺}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rulebook.yaml").write_text(BOOK, "utf-8")
    (tmp_path / "cases.yaml").write_text(CASES, "utf-8")
    return tmp_path


def test_every_way_of_writing_records_holds(folder):
    assert report([folder / "cases.yaml"]) == (0, "相符  各种写法")


def test_the_tables_are_the_canonical_ones(folder):
    _, (case,) = read_cases(folder / "cases.yaml")

    assert case.inputs.reporters.to_pylist() == [
        {
            "code": "乙",
            "unit": "乙",
            "person": None,
            "category": None,
            "form": None,
            "organiser": "",
            "excluded": "借调",
            "片区": None,
        },
        {
            "code": "甲",
            "unit": "城关",
            "person": "张",
            "category": "乡镇",
            "form": "书面",
            "organiser": "县委",
            "excluded": None,
            "片区": "东",
        },
    ]
    assert case.inputs.fields.to_pydict() == {
        "等级": [None, 0],
        "满意": [None, 4],
        "满意#asked": [None, 5],
        "成绩": [None, 80_000_000],
    }
    assert case.inputs.tallies["打分"].to_pylist() == [
        {"reporter": 1, "group": 0, "row": 0, "mark": 8_500_000, "count": 1},
        {"reporter": 1, "group": 0, "row": 0, "mark": 9_500_000, "count": 1},
    ]


def test_what_does_not_hold_is_told_by_plan_and_recount_in_both_languages(folder):
    path = folder / "cases.yaml"
    path.write_text(
        CASES.replace("总分: 88.5", "总分: 缺")
        .replace("分数档: 中", "分数档: 好")
        .replace("奖: 3.5", "奖: 3"),
        "utf-8",
    )

    assert report([path]) == (
        1,
        (
            "不符  各种写法\n"
            "      第 13 行 甲“分数档”：应得 好，计分得 中\n"
            "      第 13 行 甲“总分”：应得 缺，计分得 88.5\n"
            "      第 13 行 甲“奖”：应得 3，计分得 3.5\n"
            "      第 13 行 甲“分数档”：应得 好，复核得 中\n"
            "      第 13 行 甲“总分”：应得 缺，复核得 88.5\n"
            "      第 13 行 甲“奖”：应得 3，复核得 3.5"
        ),
    )
    assert report([path], "en")[1].splitlines()[:2] == [
        "DIFFERS  各种写法",
        "      line 13, 甲, band: 好 expected, 中 by the plan",
    ]


FAULTY = [
    ("    应得:\n", "    备注:\n", ["missing_key", "unknown_key"]),
    ("名称: 各种写法", "名称: [各种]", ["not_text"]),
    ("  - 名称: 各种写法", "  - 名称: 各种写法\n    应得: {甲: {等次: 中}}\n  - 名称: 各种写法", ["duplicate"]),
    ("述职人: {甲:", "述职人: {丙: {类型: 乡镇}, 甲:", ["unknown_name"]),
    ("片区: 东", "片区: [东]", ["not_text"]),
    ("测评: {甲: {A:", "测平: {甲: {A:", ["unknown_name"]),
    ("测评: {甲: {A:", "测评: {丁: {A:", ["unknown_name"]),
    ("测评: {甲: {A:", "测评: {甲: {B:", ["unknown_name"]),
    ("履职: [好, 差]", "履历: [好, 差]", ["unknown_name"]),
    ("履职: [好, 差]", "履职: [好, 叉]", ["unknown_name"]),
    ("履职: [好, 差]", "履职: 好", ["not_named"]),
    ("好: 3, 弃权: 2", "好: 三, 弃权: 2", ["not_a_number"]),
    ("[9.5, 8.5]", "[9.5, 11]", ["out_of_range"]),
    ("数据: {甲: {成绩: 80,", "数据: {甲: {成积: 80,", ["unknown_name"]),
    ("数据: {甲: {成绩: 80,", "数据: {甲: {成绩: [80],", ["not_text"]),
    ("等级: 甲等", "等级: 丙等", ["unknown_name"]),
    ("成绩: 80", "成绩: 800", ["out_of_range"]),
    ("清单: {甲: {清单: {逾期: 1}}}", "清单: {甲: {检查: {逾期: 1}}}", ["unknown_name"]),
    ("清单: {甲: {清单: {逾期: 1}}}", "清单: {甲: {清单: {误期: 1}}}", ["unknown_name"]),
    ("清单: {甲: {清单: {逾期: 1}}}", "清单: 无", ["not_named"]),
    ("加减分: {甲: {奖: {表彰: 2,", "一票否决: {甲: [违法]}\n    加减分: {甲: {奖: {表彰: 2,", ["unknown_name"]),
    ("分数档: 中", "分数档: 优", ["unknown_name"]),
    ("得分: 85", "得分: 八五", ["not_a_number"]),
    ("得分: 85", "得分: [85]", ["not_text"]),
    ("考核项: {测评: 80, 打分: 90}", "考核项: 80", ["not_named"]),
    ("考核项: {测评: 80, 打分: 90}", "考核项: {测平: 80}", ["unknown_name"]),
    ("状态: 参加", "状态: 出席", ["unknown_word"]),
    ("      乙: {状态", "      丙: {状态", ["unknown_name"]),
    ("用例版式: 1\n", "", ["missing_key"]),
    ("用例版式: 1\n", "用例版式: 1\n---\n", ["several_documents"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kinds"), FAULTY)
def test_a_file_with_faults_is_refused_with_all_of_them(folder, old, new, kinds):
    assert old in CASES
    (folder / "cases.yaml").write_text(CASES.replace(old, new, 1), "utf-8")

    with pytest.raises(RulebookFaults) as caught:
        read_cases(folder / "cases.yaml")

    assert [fault.kind for fault in caught.value.faults] == kinds


@pytest.mark.parametrize("text", ["用例版式: 1\n用例: 无\n", "用例版式: 1\n用例: [{名称: 甲, 应得: 好}]\n"])
def test_a_file_without_cases_is_refused(folder, text):
    (folder / "cases.yaml").write_text(text, "utf-8")

    assert report([folder / "cases.yaml"], "en")[0] == 2


def test_another_rulebook_may_be_named_or_given(folder):
    (folder / "rulebook.yaml").rename(folder / "other.yaml")
    (folder / "cases.yaml").write_text("考核办法: other.yaml\n" + CASES, "utf-8")
    book, cases = read_cases(folder / "cases.yaml")

    assert read_cases(folder / "cases.yaml", book)[0] is book
    assert len(cases) == 1


def test_a_list_of_codes_and_a_veto(folder):
    (folder / "cases.yaml").write_text(
        "用例版式: 1\n用例:\n  - 名称: 名单\n    述职人: [甲]\n    测评: {测评: {甲: {A: {各项: {好: 1}}}}}\n"
        "    清单: {甲: {清单: {逾期: 0}}}\n    一票否决: {甲: 违纪}\n    应得: {甲: {总分: 75, 等次: 差}}\n",
        "utf-8",
    )

    # 打分缺项分摊，成绩计零：(40×100+20×0+20×100)/80 = 75
    assert report([folder / "cases.yaml"]) == (0, "相符  名单")


def test_the_module_runs_files_and_says_by_its_exit_code_whether_they_hold(folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["cases", str(folder / "cases.yaml")])

    with pytest.raises(SystemExit) as left:
        runpy.run_module("shuzhi.scoring.cases", run_name="__main__")

    assert (left.value.code, capsys.readouterr().out) == (0, "相符  各种写法\n")


def test_the_command_runs_files_of_cases(folder, capsys):
    from shuzhi.scoring.cli import main

    assert (
        main(["rulebook", "test", str(folder / "cases.yaml"), "--lang", "en"]),
        capsys.readouterr().out,
    ) == (
        0,
        "holds    各种写法\n",
    )


def test_every_rulebook_keeps_its_cases_within_the_bounds_of_the_checker():
    from shuzhi.scoring.rulebook.reach import composite_span

    root = Path(__file__).parents[4] / "rulebooks"
    outside = []
    for path in sorted(root.glob("*/cases.yaml")):
        book, cases = read_cases(path)
        low, high = composite_span(book)
        found = [dict(one.values).get("composite") for case in cases for one in case.expected]
        outside += [
            (path.parent.name, value) for value in found if value is not None and not low <= value <= high
        ]

    assert outside == []
