"""What kind of file this really is, and whether it is safe to open: looked at before a reader touches it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from shuzhi.scoring.tables.faults import Desk, Place, Words

OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the old container: .xls, .et, and every encrypted workbook
ZIP = b"PK\x03\x04"
MOST_BYTES = 512 * 1024 * 1024  # what a workbook may weigh when unpacked
MOST_ENTRIES = 5_000
SUSPECT_BYTES = 8 * 1024 * 1024  # below this no packing ratio does harm
MOST_RATIO = 200  # a real ballot sheet packs 10 to 60 to 1, a bomb about 1,000 to 1

SAVE_AS: Words = ("请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”", "Save it as an Excel workbook (.xlsx)")
ENCRYPTED: tuple[Words, Words] = (
    ("文件设了打开密码（已加密）", "the file is encrypted with a password"),
    ("请去掉打开密码后另存", "Remove the password and save it again"),
)
SEND_AGAIN: Words = ("请重新复制或导出这个文件", "Copy or export the file again")


def open_workbook(path: Path, desk: Desk) -> zipfile.ZipFile | None:
    """The workbook's container when it is a sound one; otherwise a fault that names what it is."""
    place = Place(path.name)
    head, size = _head(path)
    trouble = _foreign(path, head)
    if trouble is not None:
        desk.wrong(place, *trouble)
        return None
    try:
        container = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, UnicodeDecodeError):
        # The last: a member's name that says it is UTF-8 and is not; zipfile lets that through.
        desk.wrong(place, ("文件不完整或已损坏，打不开", "the file is truncated or damaged"), SEND_AGAIN)
        return None
    trouble = _bomb(container, size) or _not_a_workbook(container)
    if trouble is not None:
        container.close()
        desk.wrong(place, *trouble)
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in container.namelist()):
        desk.note(
            (
                f"“{path.name}”含有宏：只读取数据，没有运行宏",
                f"{path.name} holds macros: only its data were read, no macro was run",
            )
        )
    return container


def read_entry(container: zipfile.ZipFile, name: str) -> bytes:
    """An entry's bytes; never more than its declared size, and damaged bytes raise BadZipFile."""
    with container.open(name) as entry:
        return entry.read()


def _head(path: Path) -> tuple[bytes, int]:
    with path.open("rb") as file:
        return file.read(65_536), path.stat().st_size


def _foreign(path: Path, head: bytes) -> tuple[Words, Words] | None:
    """Why a file that is not a zip container cannot be a workbook."""
    if head.startswith(ZIP):
        return None
    if not head:
        return ("文件是空的", "the file is empty"), SEND_AGAIN
    if head.startswith(OLE):
        return _old_container(path)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<table", b"<!doctype", b"<meta", b"<?xml")):
        return (
            "这是改了扩展名的网页或 XML，不是工作簿",
            "this is a web page or XML under another name",
        ), SAVE_AS
    if b"\0" not in head:
        return (
            ("这是文本文件，不是工作簿", "this is a text file, not a workbook"),
            (
                "CSV 请用 .csv 作扩展名，放进文件夹后读取文件夹",
                "Name it .csv, put it in a folder and read the folder",
            ),
        )
    return ("不是 .xlsx 工作簿", "this is not an .xlsx workbook"), SAVE_AS


def _old_container(path: Path) -> tuple[Words, Words]:
    """Tells an encrypted workbook from an old .xls: both lie in the same kind of container."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return ENCRYPTED
    return (
        "这是旧格式（.xls 或 .et），不能可靠读取",
        "this is the old .xls or .et format, which is not read",
    ), SAVE_AS


def _bomb(container: zipfile.ZipFile, size: int) -> tuple[Words, Words] | None:
    entries = container.infolist()
    total = sum(entry.file_size for entry in entries)
    swollen = total > SUSPECT_BYTES and total > MOST_RATIO * max(size, 1)
    if total <= MOST_BYTES and len(entries) <= MOST_ENTRIES and not swollen:
        return None
    return (
        (
            f"解压后将达 {total / 2**20:,.0f} MB（{len(entries)} 个部件），大得不正常，没有打开",
            f"unpacked it would take {total / 2**20:,.0f} MB in {len(entries)} parts, so it was not opened",
        ),
        (
            "请把数据复制到新工作簿；数据确实很多时，改用 Parquet 文件夹",
            "Copy the data into a new workbook, or use a folder of Parquet for very large data",
        ),
    )


def _not_a_workbook(container: zipfile.ZipFile) -> tuple[Words, Words] | None:
    names = set(container.namelist())
    if any(entry.flag_bits & 1 for entry in container.infolist()):
        return ENCRYPTED
    if "xl/workbook.xml" in names:
        return None
    if "xl/workbook.bin" in names:
        return ("这是二进制工作簿（.xlsb）", "this is a binary workbook (.xlsb)"), SAVE_AS
    if "content.xml" in names:
        return ("这是 OpenDocument 表格（.ods）", "this is an OpenDocument spreadsheet (.ods)"), SAVE_AS
    return (
        "这是压缩包或其他文件，不是工作簿",
        "this is an archive or another document, not a workbook",
    ), SAVE_AS
