"""Files that are not what their name says, or are not safe to open."""

import contextlib
import io
import random
import shutil
import subprocess
import zipfile

import pytest

from shuzhi.scoring.tables import InputFaults, read_inputs
from shuzhi.scoring.tables.containers import OLE
from shuzhi.scoring.tests.tables.telling import everything


def reason(path, rules):
    with pytest.raises(InputFaults) as caught:
        read_inputs(path, rules)
    (fault,) = caught.value.faults
    return fault.message_zh


@pytest.fixture
def file(tmp_path):
    def make(content, name="输入.xlsx"):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return make


def ole(stream):
    """The first sectors of an old container with one directory entry."""
    return OLE + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def test_an_old_xls(file, rules):
    assert reason(file(ole("Workbook"), "输入.xls"), rules) == "这是旧格式（.xls 或 .et），不能可靠读取"


def test_an_encrypted_workbook(file, rules):
    assert reason(file(ole("EncryptedPackage")), rules) == "文件设了打开密码（已加密）"


def test_a_workbook_whose_parts_are_encrypted(rules, sheets, write, file):
    whole = bytearray(write(sheets).read_bytes())
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1

    assert reason(file(bytes(whole), "密.xlsx"), rules) == "文件设了打开密码（已加密）"


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_truncated_workbook(rules, sheets, write, file, share):
    whole = write(sheets).read_bytes()

    assert reason(file(whole[: int(len(whole) * share)], "断.xlsx"), rules) == "文件不完整或已损坏，打不开"


def test_a_workbook_with_damaged_bytes(rules, sheets, write, file):
    whole = bytearray(write(sheets).read_bytes())
    start = whole.index(b"xl/worksheets/sheet1.xml") + 40
    whole[start : start + 60] = bytes(60)

    assert reason(file(bytes(whole), "坏.xlsx"), rules) == "文件不完整或已损坏，打不开"


def test_a_zip_bomb_is_not_unpacked(file, rules):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as container:
        container.writestr("xl/workbook.xml", "<workbook/>")
        container.writestr("xl/worksheets/sheet1.xml", bytes(64 * 1024 * 1024))

    assert "大得不正常" in reason(file(packed.getvalue()), rules)


def test_a_stray_cell_at_the_end_of_the_world(rules, sheets, write):
    def stray(book):
        book["述职人"]["XFD1048576"] = "x"

    assert "远处有零星单元格" in reason(write(sheets, stray), rules)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "文件是空的"),
        (b"<html><table></table></html>", "这是改了扩展名的网页或 XML，不是工作簿"),
        ("代码,单位\nX01,东街道\n".encode(), "这是文本文件，不是工作簿"),
        (b"\x89PNG\r\n\x1a\n\0\0", "不是 .xlsx 工作簿"),
    ],
)
def test_other_files_under_the_name_of_a_workbook(file, rules, content, expected):
    assert reason(file(content), rules) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("xl/workbook.bin", "这是二进制工作簿（.xlsb）"),
        ("content.xml", "这是 OpenDocument 表格（.ods）"),
        ("word/document.xml", "这是压缩包或其他文件，不是工作簿"),
    ],
)
def test_other_containers(file, rules, entry, expected):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        container.writestr(entry, "x")

    assert reason(file(packed.getvalue()), rules) == expected


def test_macros_are_not_run_and_that_is_said(rules, sheets, write):
    path = write(sheets, name="输入.xlsm")
    with zipfile.ZipFile(path, "a") as container:
        container.writestr("xl/vbaProject.bin", b"macro")

    assert read_inputs(path, rules).understood == ("“输入.xlsm”含有宏：只读取数据，没有运行宏",)


def test_a_path_that_leads_nowhere(tmp_path, rules):
    assert reason(tmp_path / "没有.xlsx", rules) == "没有这个文件或文件夹"


def test_no_damage_to_a_file_ever_ends_in_a_crash(rules, sheets, write, file):
    whole = write(sheets).read_bytes()
    luck = random.Random(2026)

    for _ in range(100):
        spoiled = bytearray(whole)
        for _ in range(luck.choice([1, 3, 20])):
            spoiled[luck.randrange(len(spoiled))] = luck.randrange(256)
        with contextlib.suppress(InputFaults):
            read_inputs(file(bytes(spoiled), "伤.xlsx"), rules)


def test_a_name_inside_that_is_not_what_it_says_is_damage(rules, file):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as container:
        container.writestr("表一.xml", b"x")
    spoiled = content.getvalue().replace("表".encode(), b"\xff\xff\xff")

    assert reason(file(spoiled), rules) == "文件不完整或已损坏，打不开"


@pytest.mark.slow
def test_a_workbook_saved_by_another_program(rules, sheets, write, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is needed: apt-get install libreoffice-calc")
    path = write(sheets)
    for kind in ("xlsx", "xls", "ods"):
        command = [
            program,
            f"-env:UserInstallation=file://{tmp_path}/home",
            "--headless",
            "--convert-to",
            kind,
        ]
        subprocess.run(
            [*command, "--outdir", tmp_path / "存", path], check=True, capture_output=True, timeout=120
        )

    assert everything(read_inputs(tmp_path / "存" / "输入.xlsx", rules)) == everything(
        read_inputs(path, rules)
    )
    assert reason(tmp_path / "存" / "输入.xls", rules) == "这是旧格式（.xls 或 .et），不能可靠读取"
    assert reason(tmp_path / "存" / "输入.ods", rules) == "这是 OpenDocument 表格（.ods）"
