"""RESULT.xlsx: what stands on its sheets, that it is safe, the same every time, and opens in another program."""

import io
import shutil
import subprocess
from fractions import Fraction

import openpyxl
import pytest

from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.tables import read_inputs
from shuzhi.scoring.tests.workbook.county import RULES, rules
from shuzhi.scoring.workbook.result import write_result
from shuzhi.scoring.workbook.view import View


@pytest.fixture(scope="session")
def written(settlement, tmp_path_factory):
    path = tmp_path_factory.mktemp("result") / "结果.xlsx"
    write_result(settlement, path)
    return path


@pytest.fixture(scope="session")
def book(written):
    return openpyxl.load_workbook(written)


def table(sheet, heading):
    """The rows under the heading row as dictionaries."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if heading in row)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :] if row[0]]


def test_the_sheets(book):
    assert book.sheetnames == [
        "结果与等次建议",
        "待定同分",
        "计算过程",
        "测评统计表",
        "公开版",
        "图表",
        "说明",
    ]


def test_every_reporter_stands_there_with_the_full_value_and_the_proposal(book, settlement):
    view = View(settlement)
    lines = {line["代码"]: line for line in table(book["结果与等次建议"], "代码")}

    assert len(lines) == len(view)
    for i, person in enumerate(view.people):
        line = lines[person["code"]]
        value = line["综合得分"]
        assert (None if value is None else Fraction(str(value))) == view.step("composite", i)
        assert (line["建议等次"] or "") == view.grade(i)


def test_reasons_are_said_beside_the_grade(book):
    lines = {line["代码"]: line for line in table(book["结果与等次建议"], "代码")}

    assert lines["D007"]["说明"].startswith("一票否决“党建责任事故”：最高一般")
    assert lines["D023"]["说明"] == "暂停：“现场述职”的票数不足（部门负责人 0 票，应有 5 票）"
    assert lines["D024"]["说明"] == "不参加考核（任职不满半年：任现职不满半年的只述职不评定）"
    assert (lines["D023"]["状态"], lines["D024"]["状态"]) == ("暂停", "不参加考核")


def test_the_count_sheet_adds_up_to_the_ballots(book, county):
    ballots = list(
        openpyxl.load_workbook(county, read_only=True)["测评票-现场测评"].iter_rows(values_only=True)
    )
    good = sum(row[2] == "好" for row in ballots if row[0] == "D001")
    lines = table(book["测评统计表"], "述职人")
    names = [line["述职人"] for line in lines]
    person = openpyxl.load_workbook(county)["述职人"]
    name = f"{person['B2'].value} {person['C2'].value}"

    mine = next(
        line
        for line in lines
        if (line["述职人"], line["测评内容"], line["票类"]) == (name, "总体评价", "合计")
    )

    assert (mine["好"], len(set(names))) == (good, 25)
    assert names[-1].startswith("计票人：")


def test_the_count_sheet_prints_on_a4_with_signatures_on_every_page(book):
    sheet = book["测评统计表"]

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "计票人" in sheet.oddFooter.left.text
    assert "监票人" in sheet.oddFooter.left.text
    assert len(sheet.row_breaks.brk) == 12


def test_the_publishable_version_withholds_with_reasons(book):
    lines = {line["代码"]: line for line in table(book["公开版"], "代码")}

    assert "名次" not in lines["D001"]
    reasons = "".join(line["没有公布的内容和理由"] or "" for line in lines.values())
    assert "现场测评·部门负责人：以免由公布的数据推算出个人意见" in reasons
    assert (lines["D024"]["等次"], lines["D024"]["得分"]) == ("不参加考核", "—")


def test_the_charts_are_real_ones(book):
    charts = book["图表"]._charts

    assert [type(chart).__name__ for chart in charts] == ["BarChart"] * 4


def test_the_notes_say_what_it_was_computed_from(book, settlement):
    cells = {row[0]: row[1] for row in book["说明"].iter_rows(min_row=3, max_col=2, values_only=True)}

    assert cells["办法摘要值"] == settlement.rulebook_digest
    assert cells["数据摘要值"] == settlement.input_digest
    assert cells["程序版本"] == f"Shuzhi {settlement.version}"
    assert cells["读取时的理解"] == "输入规范，没有需要说明的。"


def test_every_step_is_explained(book, settlement):
    rows = list(book["计算过程"].iter_rows(min_row=4, values_only=True))
    titles = [row for row in rows if row[0] and row[0].startswith("D001 ")]

    assert len(titles) == 1
    assert len(rows) > 10 * len(settlement)


def test_the_same_settlement_gives_the_same_bytes_whatever_the_processes(county, settlement):
    book = rules()
    again = settle_inputs(read_inputs(county, book), book, processes=2, block_reporters=5)
    first, second = io.BytesIO(), io.BytesIO()

    write_result(settlement, first)
    write_result(again, second)

    assert first.getvalue() == second.getvalue()


def test_text_never_becomes_a_formula_or_a_link(county, tmp_path):
    spoiled = openpyxl.load_workbook(county)
    spoiled["述职人"]["C2"] = '=HYPERLINK("http://example.org")'
    spoiled["述职人"]["C2"].data_type = "s"
    spoiled["述职人"]["C3"] = "http://example.org"
    spoiled.save(tmp_path / "x.xlsx")
    book = rules()
    write_result(settle_inputs(read_inputs(tmp_path / "x.xlsx", book), book), tmp_path / "out.xlsx")

    sheets = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]

    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert any(cell.value == '=HYPERLINK("http://example.org")' for cell in cells)


def test_the_english_result(settlement, tmp_path):
    write_result(settlement, tmp_path / "result.xlsx", "en", meta={"Cycle": "2026"})

    book = openpyxl.load_workbook(tmp_path / "result.xlsx")

    assert book.sheetnames == ["Result", "Ties", "Steps", "Counts", "Public", "Charts", "Notes"]
    lines = {line["Code"]: line for line in table(book["Result"], "Code")}
    assert lines["D023"]["Remarks"] == "Blocked: too few marks for “现场述职” (部门负责人: 0 of 5 marks)"
    assert book["Notes"]["A3"].value == "Cycle"


def test_a_tie_at_the_line_is_listed_for_people(tmp_path, county):
    text = RULES.read_text(encoding="utf-8")
    text = text.replace("不超过: 30%", "不超过: 3").replace("显示小数位: 2", "中间小数位: 0\n显示小数位: 0")
    text = text.replace("小数位: 2, 公开分数", "小数位: 0, 公开分数").replace("取整: 舍去}", "}")
    text = text.replace("同分:\n  - {项目: 现场述职}\n  - {数据项: 党建考核分}\n", "")
    book = load(text.replace("{起: 88}", "{起: 70}").replace("{起: 80}", "{起: 65}"))
    settlement = settle_inputs(read_inputs(county, book), book)
    write_result(settlement, tmp_path / "out.xlsx")

    lines = table(openpyxl.load_workbook(tmp_path / "out.xlsx")["待定同分"], "代码")

    view = View(settlement)
    tied = [view.people[i]["code"] for i in range(len(view)) if any(slot.tie for slot in view.slots(i))]
    assert sorted(line["代码"] for line in lines) == sorted(tied)
    assert len(tied) >= 2


def test_another_rulebook_is_compared_with_reasons(county, settlement, tmp_path):
    other = load(RULES.read_text(encoding="utf-8").replace("{起: 88}", "{起: 95}"))
    write_result(settlement, tmp_path / "out.xlsx", other=settle_inputs(read_inputs(county, other), other))

    lines = table(openpyxl.load_workbook(tmp_path / "out.xlsx")["对比"], "代码")

    assert lines
    assert {line["原等次"] for line in lines} == {"好"}
    assert all("“好”线 88.00 → 95.00" in line["原因"] for line in lines)


@pytest.mark.slow
def test_another_program_opens_it_and_prints_it(written, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is needed: apt-get install libreoffice-calc")
    command = [program, f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, written], check=True, capture_output=True, timeout=120)

    assert (tmp_path / "结果.pdf").read_bytes().startswith(b"%PDF")
