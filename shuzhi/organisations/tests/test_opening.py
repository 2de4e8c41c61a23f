"""Files that people really send: old, locked, cut off, of another kind, or built to do harm."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from shuzhi.organisations.forms import opening
from shuzhi.organisations.forms.cells import CellError, code_of, day_of, name_of, yes_of
from shuzhi.organisations.forms.opening import LOCKED, OLE
from shuzhi.organisations.forms.workbook import read_workbook
from shuzhi.organisations.tests.test_workbook import PEOPLE, workbook


def the_fault(content: bytes) -> str:
    book = read_workbook(content)
    assert (len(book.faults), book.organisations, book.people) == (1, [], [])
    return book.faults[0].reason


def test_files_that_are_no_workbook_say_what_to_do():
    whole = workbook(人员=[PEOPLE, ["1", "王", None]])

    assert the_fault(OLE + b"\0" * 600) == "这是旧版 .xls 工作簿，请打开后另存为 .xlsx。"
    assert the_fault(OLE + b"\0" * 600 + LOCKED) == "工作簿设有密码，请去掉密码后保存。"
    assert the_fault(whole[: len(whole) // 2]) == "文件不完整，请重新复制或下载。"
    assert the_fault("代码,名称\n1,甲".encode("gb18030")) == "这不是工作簿，请把表格另存为 .xlsx。"
    assert the_fault(b"") == "这不是工作簿，请把表格另存为 .xlsx。"


def test_an_archive_of_something_else_is_no_workbook():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert the_fault(out.getvalue()).startswith("工作簿已损坏")


def test_a_bomb_is_not_unpacked():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (100 * 1024 * 1024))

    assert the_fault(out.getvalue()) == "文件解压后超过 400 MB，未予打开。"


def test_a_file_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_FILE", 1000)

    assert the_fault(b"x" * 1001) == "文件超过 30 MB，请拆分。"


def test_too_many_rows_are_refused_not_cut(monkeypatch):
    monkeypatch.setattr(opening, "MOST_ROWS", 3)

    assert "超过 3 行" in the_fault(
        workbook(人员=[PEOPLE, ["1", "王", None], ["2", "李", None], ["3", "赵", None]])
    )


def test_a_cell_at_the_far_corner_does_not_fill_the_memory(monkeypatch):
    book = openpyxl.Workbook()
    book.active.title = "人员"
    book.active.append(PEOPLE)
    book.active.append(["1", "王秀兰", None])
    book.active.cell(row=2, column=16384, value="远")
    out = BytesIO()
    book.save(out)

    read = read_workbook(out.getvalue())

    assert ([row.name for row in read.people], read.faults) == (["王秀兰"], [])


def test_sheets_are_needed_and_one_of_each():
    assert the_fault(workbook(成绩=[["a"]])) == "没有找到可导入的工作表"
    both = read_workbook(workbook(人员=[PEOPLE, ["1", "王", None]], People=[PEOPLE]))
    assert [(fault.sheet, fault.reason) for fault in both.faults] == [("People", "工作表重复")]


def test_headings_are_found_below_titles_and_their_faults_named():
    missing = read_workbook(workbook(人员=[["人员名册"], ["姓名"], ["王"]]))
    wrong = read_workbook(workbook(人员=[["人员编号", "姓 名", "登陆名", "姓名"], ["1", "王", "x", "王"]]))
    none = read_workbook(workbook(人员=[["a", "b"], ["1", "王"]]))

    assert [(x.row, x.column, x.reason) for x in missing.faults] == [(2, "人员编号", "缺少这一列")]
    assert [(x.column, x.reason, x.advice) for x in wrong.faults] == [
        ("登陆名", "不是本表的列", "是否为“登录名”？"), ("姓名", "列重复", "请保留其中一个。"),
    ]  # fmt: skip
    assert [x.reason for x in none.faults] == ["没有表头"]


def test_merged_cells_and_formulas_without_a_result_are_faults():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("人员")
        sheet.write_row(0, 0, PEOPLE)
        sheet.merge_range("A2:A3", "1")
        sheet.write_string("B2", "王")
        sheet.write_formula("B3", '="李"&"强"', None, "李强")
        sheet.write_row(3, 0, ["2", "赵"])
    with_result = read_workbook(out.getvalue())
    plain = openpyxl.Workbook()
    plain.active.title = "人员"
    plain.active.append(PEOPLE)
    plain.active.append(["3", '="钱"', None])
    again = BytesIO()
    plain.save(again)
    without = read_workbook(again.getvalue())

    assert [(x.row, x.column, x.reason) for x in with_result.faults] == [
        (2, "A2:A3", "合并单元格"), (3, "人员编号", "未填写"),
    ]  # fmt: skip
    assert [(x.row, x.column, x.reason) for x in without.faults] == [
        (2, "B2", "公式没有保存计算结果"), (2, "姓名", "未填写"),
    ]  # fmt: skip


def test_codes_keep_every_character():
    assert code_of("0012") == "0012"
    assert code_of(370213) == "370213"
    assert code_of(370213001001.0) == "370213001001"
    assert code_of("３７０２１３ —"[:6]) == "370213"
    assert code_of("'0012") == "0012"
    assert code_of("区直-01") == "区直-01"
    for wrong in (0.5, 10.0**15, True, "a b\tc!", "x" * 41):
        with pytest.raises(CellError):
            code_of(wrong)


@pytest.mark.parametrize(
    "written",
    [
        "2021-03-01",
        "2021/3/1",
        "2021.3.1",
        "2021年3月1日",
        "20210301",
        "２０２１年３月１日",
        44256,
        44256.0,
        20210301,
        "2021年3月",
        "2021-3",
        "2021.03",
    ],
)
def test_one_day_written_in_many_ways(written):
    assert day_of(written).isoformat() == "2021-03-01"


@pytest.mark.parametrize("written", ["2021-02-30", "三月", 2021.1, "2021", 1, "2021.3", True])
def test_days_that_are_none_or_could_be_two(written):
    with pytest.raises(CellError):
        day_of(written)


def test_names_lose_only_what_fills_the_column():
    read = name_of(10)

    assert read("　张　 三 ") == "张三"
    assert read("John  Smith") == "John Smith"
    assert read("第一医院（三甲）") == "第一医院（三甲）"
    assert read("买买提·\u200b艾力") == "买买提·艾力"
    with pytest.raises(CellError):
        read("很" * 11)


def test_yes_and_no():
    assert [yes_of(text) for text in ("是", "√", "Y", True, 1)] == [True] * 5
    assert [yes_of(text) for text in ("否", "", None, "N", False, 0)] == [False] * 6
    with pytest.raises(CellError):
        yes_of("也许")
