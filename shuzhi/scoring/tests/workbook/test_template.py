"""The empty workbook: only what the rulebook needs, and what it holds reads back as nothing but the reporters."""

import io
from pathlib import Path

import openpyxl
import pytest

from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.tables import InputFaults, read_inputs
from shuzhi.scoring.workbook.template import new_workbook

RULES = Path(__file__).parents[1] / "tables" / "rules.yaml"
REPORTERS = [
    {"code": "X01", "unit": "东街道", "person": "王一", "category": "乡镇", "form": "现场", "片区": "东"},
    {"code": "X02", "unit": "财政局", "person": "张三", "category": "机关", "form": "书面"},
]


@pytest.fixture(scope="module")
def rules():
    return load(RULES)


@pytest.fixture
def empty(rules, tmp_path):
    path = tmp_path / "空表.xlsx"
    new_workbook(rules, path)
    return path


@pytest.fixture
def filled(rules, tmp_path):
    path = tmp_path / "预填.xlsx"
    new_workbook(rules, path, REPORTERS)
    return path


def test_only_the_sheets_that_the_rulebook_needs(empty):
    assert openpyxl.load_workbook(empty).sheetnames == [
        "填表说明",
        "述职人",
        "测评票-现场测评",
        "计票-现场测评",
        "测评票-互评",
        "发票登记",
        "成绩与结果",
        "检查清单",
        "加减分",
        "一票否决",
    ]


def test_the_english_workbook_has_english_names(rules, tmp_path):
    new_workbook(rules, tmp_path / "empty.xlsx", lang="en")

    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")

    assert book.sheetnames[1:3] == ["reporters", "ballots-现场测评"]
    assert [cell.value for cell in book["reporters"][2]][:4] == ["code", "unit", "person", "organiser"]


def test_the_example_rows_are_never_read(empty, rules):
    with pytest.raises(InputFaults) as caught:
        read_inputs(empty, rules)

    assert [fault.message_zh for fault in caught.value.faults] == ["没有一名述职人"]
    assert openpyxl.load_workbook(empty)["述职人"]["A3"].value == "示例"


def test_a_prefilled_workbook_reads_back_as_its_reporters_and_nothing_else(filled, rules):
    inputs = read_inputs(filled, rules)

    people = inputs.reporters.select(["code", "unit", "category", "片区"]).to_pylist()
    assert people == [
        {"code": "X01", "unit": "东街道", "category": "乡镇", "片区": "东"},
        {"code": "X02", "unit": "财政局", "category": "机关", "片区": None},
    ]
    assert [table.num_rows for table in (*inputs.tallies.values(), inputs.checklist, inputs.vetoes)] == [
        0,
        0,
        0,
        0,
    ]
    assert inputs.fields["党建考核分"].to_pylist() == [None, None]
    assert inputs.understood == ("《检查清单》有 6 行没有填写评定，按没有记录处理",)


def test_choices_and_ranges_are_enforced_by_the_workbook_itself(empty):
    book = openpyxl.load_workbook(empty)

    rules = {
        sheet.title: {
            str(rule.sqref): (rule.type, rule.formula1, rule.formula2)
            for rule in sheet.data_validations.dataValidation
        }
        for sheet in book.worksheets
    }

    assert rules["测评票-现场测评"]["C4:C20001"] == ("list", '"好,较好,一般,差,不了解"', None)
    assert rules["测评票-现场测评"]["A4:A20001"] == ("list", "'述职人'!$A$4:$A$20000", None)
    assert rules["成绩与结果"]["B4:B20001"] == ("decimal", "0", "100")
    assert rules["发票登记"]["C4:C20001"][0] == "whole"
    assert rules["一票否决"]["D4:D20001"][0] == "date"


def test_headings_are_protected_without_a_password_and_data_are_free(empty):
    sheet = openpyxl.load_workbook(empty)["述职人"]

    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert sheet["A2"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.paperSize) == ("B3", "$2:$2", 9)


def test_a_long_list_of_choices_stands_on_a_hidden_sheet(tmp_path):
    items = "".join(
        f"      第{number}项很长很长的检查条目名称: {{每次扣: 1, 最多: 2}}\n" for number in range(30)
    )
    text = RULES.read_text(encoding="utf-8").replace("      未按期换届: {每次扣: 10, 最多: 20}\n", items)
    new_workbook(load(text), tmp_path / "长.xlsx")

    book = openpyxl.load_workbook(tmp_path / "长.xlsx")

    assert (book["选项"].sheet_state, book["选项"]["A1"].value) == ("hidden", "第0项很长很长的检查条目名称")
    sources = {str(rule.sqref): rule.formula1 for rule in book["检查清单"].data_validations.dataValidation}
    assert sources["C4:C20001"] == "'选项'!$A$1:$A$32"


def test_the_same_rulebook_gives_the_same_bytes(rules):
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        new_workbook(rules, stream, REPORTERS)

    assert streams[0].getvalue() == streams[1].getvalue()


def test_text_never_becomes_a_formula(rules, tmp_path):
    new_workbook(
        rules, tmp_path / "x.xlsx", [{"code": "=1+1", "unit": "http://example.org", "category": "乡镇"}]
    )

    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["述职人"]

    assert (sheet["A4"].data_type, sheet["A4"].value, sheet["B4"].hyperlink) == ("s", "=1+1", None)


def test_a_workbook_made_for_another_version_says_so(filled, rules):
    newer = load(RULES.read_text(encoding="utf-8").replace('版本: "2026"', '版本: "2027"'))

    assert read_inputs(filled, newer).understood[0].startswith("工作簿是按另一个办法（或另一版本）生成的")
    assert not read_inputs(filled, rules).understood[0].startswith("工作簿")


TWO_FORMULAS = """
考核办法版式: 1
名称: 两类
版本: "1"
类别: [业务, 行政]
票种:
  评审: {分值: [0, 10, 0.5], 票类: {评委: {权重: 100, 票数不足: 暂停}}}
计分公式:
  甲: {适用: [业务], 计分: {清单: {权重: 100, 来源: 清单, 条目: {队伍: {选项: {强: 10, 弱: 0}}, 逾期: {每次扣: 1}}}}}
  乙: {适用: 其他, 计分: {清单: {权重: 100, 来源: 清单, 条目: {逾期: {每次扣: 1}, 差错: {每次扣: 2, 最多: 4}}}}}
等次: {好: {起: 60}, 差: {起: 0}}
"""


def test_notes_and_messages_say_exactly_what_may_be_entered(tmp_path):
    new_workbook(load(TWO_FORMULAS), tmp_path / "空.xlsx")

    book = openpyxl.load_workbook(tmp_path / "空.xlsx")
    told = {
        rule.sqref.ranges and str(rule.sqref): rule.error
        for rule in book["发票登记"].data_validations.dataValidation
    }

    assert told["C4:C20001"] == "请填写 0 到 10000000 的整数"
    assert book["测评票-评审"]["B2"].comment.text == "0–10 分，每级 0.5 分"
    assert book["检查清单"]["D2"].comment.text == "队伍（业务）：强 / 弱\n逾期：次数\n差错（行政）：次数"
    assert [book["检查清单"][cell].value for cell in ("C3", "D3")] == ["队伍", "强"]


def test_only_the_items_of_the_own_formula_are_prepared(tmp_path):
    people = [{"code": "A", "category": "业务"}, {"code": "B", "category": "行政"}]
    new_workbook(load(TWO_FORMULAS), tmp_path / "预填.xlsx", people)

    sheet = openpyxl.load_workbook(tmp_path / "预填.xlsx")["检查清单"]

    assert [(row[0], row[2]) for row in sheet.iter_rows(min_row=4, values_only=True)] == [
        ("A", "队伍"), ("A", "逾期"), ("B", "逾期"), ("B", "差错"),
    ]  # fmt: skip
