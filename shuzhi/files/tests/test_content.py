"""What is kept, and each way we know to bring in what is not. Every file here is a real one."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuzhi.files.rules import clean_name, examine
from shuzhi.files.states import Kind
from shuzhi.files.tests import making
from shuzhi.web.refusal import Refused


def seen(name, content):
    return examine(BytesIO(content), name, len(content))


def reason(name, content):
    with pytest.raises(Refused) as refused:
        seen(name, content)
    return str(refused.value)


SOUND = {
    "report.docx": (Kind.DOCX, making.word),
    "figures.xlsx": (Kind.XLSX, making.workbook),
    "slides.pptx": (Kind.PPTX, making.slides),
    "notice.ofd": (Kind.OFD, making.ofd),
    "report.pdf": (Kind.PDF, making.pdf),
    "photo.png": (Kind.PNG, making.png),
    "photo.jpg": (Kind.JPEG, making.JPEG.__bytes__),
    "photo.webp": (Kind.WEBP, making.webp),
    "lossless.webp": (Kind.WEBP, lambda: making.webp(b"VP8L", making.LOSSLESS)),
    "large.webp": (Kind.WEBP, lambda: making.wide_webp(4000, 3000)),
    "note.txt": (Kind.TXT, "走访 3 户。\n".encode),
    "old.txt": (Kind.TXT, lambda: "走访 3 户。\n".encode("gb18030")),
    "windows.txt": (Kind.TXT, lambda: "走访 3 户。\n".encode("utf-16")),
    "table.csv": (Kind.CSV, lambda: "村,户\n东村,<5\n".encode("utf-8-sig")),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_an_office_needs_is_kept(name):
    kind, make = SOUND[name]

    assert seen(name, make()) == kind


@pytest.mark.parametrize("name", ["photo.pdf", "photo", "photo.exe"])
def test_the_content_decides_and_not_the_name(name):
    assert seen(name, making.png()) == Kind.PNG


def test_a_chart_brings_its_table_and_a_link_may_lead_out():
    link = making.relation("hyperlink", "https://www.gov.example/")
    content = making.office(
        word__embeddings__chart__xlsx=making.workbook(), word___rels__document__xml__rels=link
    )

    assert seen("report.docx", content) == Kind.DOCX


def test_a_picture_from_a_phone_may_have_a_film_behind_it():
    assert seen("phone.jpg", making.JPEG + b"\0\0\0\x18ftypmp42" + bytes(2000)) == Kind.JPEG


def kind_or_reason(name, content):
    try:
        return seen(name, content)
    except Refused as refused:
        return str(refused)


MACROS = "宏"
BURST = "解压后超过"
HIDDEN = "夹带|藏有"
REFUSED = {
    "macros, called docx": ("a.docx", making.macro_document, MACROS),
    "macros, with a docx directory": ("a.docx", lambda: making.office(word__vbaProject__bin=making.OLE), MACROS),
    "old Excel macros": ("a.xlsx", lambda: making.office(xl__macrosheets__sheet1__xml="<x/>"), MACROS),
    "active controls": ("a.docx", lambda: making.office(word__activeX__activeX1__xml="<x/>"), MACROS),
    "a bomb": ("a.docx", lambda: making.bomb(300), BURST),
    "a small bomb": ("a.docx", lambda: making.bomb(60), BURST),
    "a bomb that lies about its size": ("a.docx", lambda: making.lying_bomb(60), "损坏"),
    "overlapping parts": ("a.docx", lambda: making.overlapping_bomb(9), HIDDEN),
    "a bomb in a document in a document": (
        "a.docx",
        lambda: making.office(word__embeddings__a__xlsx=making.office(xl__embeddings__b__xlsx=making.workbook())),
        "嵌套",
    ),
    "a bomb in a document": ("a.docx", lambda: making.office(word__embeddings__a__docx=making.bomb(60)), BURST),
    "too many parts": ("a.docx", lambda: making.package({f"{n}.xml": "" for n in range(5001)}), BURST),
    "a plain archive": ("a.docx", lambda: making.package({"a.txt": "x"}), "压缩包"),
    "an archive in a document": ("a.docx", lambda: making.office(word__media__a__png=making.package({"a": "b"})), "压缩包"),
    "a program in a document": ("a.docx", lambda: making.office(word__media__a__png=b"MZ\x90\0" + bytes(99)), "程序"),
    "a web page in a document": ("a.docx", lambda: making.office(word__afchunk__html="<b>x</b>"), "网页"),
    "an object of another program": ("a.docx", lambda: making.office(word__embeddings__ole__bin=making.OLE), "其他程序"),
    "a template from elsewhere": (
        "a.docx",
        lambda: making.office(word___rels__s__rels=making.relation("attachedTemplate", "https://evil.example/t.dotm")),
        "从别处加载",
    ),
    "entities": ("a.docx", lambda: making.office(word__d__xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "自定义声明"),
    "entities in two bytes": ("a.docx", lambda: making.office(word__d__xml="<!DOCTYPE a><a/>".encode("utf-16")), "自定义声明"),
    "a password (old way)": ("a.docx", lambda: making.locked(making.word()), "密码"),
    "a password (office way), or an old file": ("a.docx", lambda: making.OLE, "密码"),
    "a path out of the package": ("a.docx", lambda: making.package({"../../a.xml": "x"}), "不允许的名称"),
    "something before the package": ("a.docx", lambda: b"PK\x03\x04" + bytes(60) + making.word(), "损坏|夹带"),
    "something behind the package": ("a.docx", lambda: making.word() + b"<script>alert(1)</script>", "损坏|夹带"),
    "half a document": ("a.docx", lambda: making.word()[:-200], "损坏"),
    "a program called PDF": ("a.pdf", lambda: b"MZ\x90\0" + bytes(200), "程序"),
    "a program of another system": ("a.png", lambda: b"\x7fELF" + bytes(200), "程序"),
    "a rar archive": ("a.docx", lambda: b"Rar!\x1a\x07\x01\0" + bytes(50), "压缩包"),
    "half a PDF": ("a.pdf", lambda: making.pdf()[:-50], "不完整"),
    "a PDF with a script": ("a.pdf", lambda: making.pdf_with(b"3 0 obj\n<</S /JavaScript /JS (app.alert(1))>>\nendobj"), "脚本"),
    "a PDF with a disguised script": ("a.pdf", lambda: making.pdf_with(b"3 0 obj\n<</S /J#61va#53cript /JS (x)>>\nendobj"), "脚本"),
    "a PDF with a packed script": (
        "a.pdf",
        lambda: making.pdf_with(making.pdf_stream(b"3 0 <</S /JavaScript /JS (app.alert(1))>>")),
        "脚本",
    ),
    "a PDF with a packed script behind a false stream": (
        "a.pdf",
        lambda: making.pdf_with(b"%stream\n" + making.pdf_stream(b"3 0 <</S /Launch /F (cmd.exe)>>")),
        "脚本",
    ),
    "a PDF packed in a strange way": (
        "a.pdf",
        lambda: making.pdf_with(b"9 0 obj\n<</Type /ObjStm /Filter /LZWDecode>>\nstream\n\x80\x0b\x60\nendstream\nendobj"),
        "无法检查",
    ),
    "a PDF whose objects burst": ("a.pdf", lambda: making.pdf_with(making.pdf_stream(bytes(250 * 1024 * 1024))), BURST),
    "a PDF that starts a program": ("a.pdf", lambda: making.pdf_with(b"3 0 obj\n<</S /Launch>>\nendobj"), "脚本"),
    "a PDF with an attachment": ("a.pdf", lambda: making.pdf_with(b"3 0 obj\n<</Type /EmbeddedFile>>\nendobj"), "附件"),
    "a PDF with a password": ("a.pdf", lambda: making.pdf_with(b"trailer\n<</Encrypt 5 0 R>>"), "密码"),
    "a PDF that is also an archive": ("a.pdf", lambda: making.pdf() + making.package({"a": "b"}), "末尾之后"),
    "an archive within a PDF": (
        "a.pdf",
        lambda: making.pdf_with(making.package({"a": "b"})[:-2] + b"\x2f\0"),
        HIDDEN,
    ),
    "a picture that is also an archive": ("a.png", lambda: making.png() + making.package({"a": "b"}), HIDDEN),
    "a JPEG that is also an archive": ("a.jpg", lambda: making.JPEG + making.package({"a": "b"}), HIDDEN),
    "a JPEG with a page behind it": ("a.jpg", lambda: making.JPEG + b"<html><script>x</script>", HIDDEN),
    "a WebP with something behind it": ("a.webp", lambda: making.webp() + b"more", HIDDEN),
    "a PNG of ten thousand million points": ("a.png", lambda: making.png(100_000, 100_000), "像素"),
    "a long thin PNG": ("a.png", lambda: making.png(40_000, 10), "像素"),
    "a PNG without points": ("a.png", lambda: making.png(0, 10), "损坏"),
    "a JPEG of four thousand million points": ("a.jpg", lambda: making.wide_jpeg(65_000, 65_000), "像素"),
    "a WebP of many points": ("a.webp", lambda: making.wide_webp(16_000, 16_000), "像素"),
    "half a PNG": ("a.png", lambda: making.png()[:-15], "损坏"),
    "half a JPEG": ("a.jpg", lambda: making.JPEG[:-40], "损坏"),
    "half a WebP": ("a.webp", lambda: making.webp()[:-10], "损坏"),
    "an SVG": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "不收这种文件"),
    "an SVG called text": ("a.txt", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "网页或脚本"),
    "a page called text": ("a.txt", lambda: "<!doctype html><p>你好".encode("utf-16"), "网页或脚本"),
    "a page in the middle of a table": ("a.csv", lambda: b"a,b\n1,<script src=x></script>\n", "网页或脚本"),
    "a shell script called text": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "程序"),
    "a rich text called text": ("a.txt", lambda: b"{\\rtf1 hello}", "网页或脚本"),
    "bytes called text": ("a.txt", lambda: bytes(range(256)), "纯文本|可读的文本|认不出"),
    "an unknown kind": ("a.mp4", lambda: b"\0\0\0\x18ftypmp42", "不收这种文件"),
    "nothing": ("a.txt", lambda: b"", "空的"),
    "too large a text": ("a.txt", lambda: b"x" * (2 * 1024 * 1024 + 1), "最多允许 2 MB"),
    "larger than anything": ("a.pdf", lambda: b"%PDF-" + bytes(51 * 1024 * 1024), "最多允许 50 MB"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_reason(case):
    name, make, expected = REFUSED[case]

    said = reason(name, make())

    assert any(word in said for word in expected.split("|")), said


def test_the_harmful_documents_are_real_ones():
    # A file that is refused because it is rubbish would prove nothing.
    with zipfile.ZipFile(BytesIO(making.macro_document())) as document:
        assert document.testzip() is None
        assert "word/vbaProject.bin" in document.namelist()
    with zipfile.ZipFile(BytesIO(making.bomb(60))) as document:
        assert sum(entry.file_size for entry in document.infolist()) > 60 * 1024 * 1024
        assert len(making.bomb(60)) < 200_000
    with zipfile.ZipFile(BytesIO(making.overlapping_bomb(9))) as document:
        assert len(document.namelist()) == 10


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.sampled_from(
        [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"PK\x03\x04"]
    ),
    rest=st.binary(max_size=400),
    name=st.sampled_from(["a.txt", "a.csv", "a.pdf", "a"]),
)
def test_no_bytes_whatever_break_the_examination(start, rest, name):
    assert kind_or_reason(name, start + rest)


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 10**6), flip=st.integers(1, 255), which=st.sampled_from(sorted(SOUND)))
def test_one_wrong_byte_is_kept_or_refused_and_never_a_fault(at, flip, which):
    _kind, make = SOUND[which]
    content = bytearray(cached(which, make))
    content[at % len(content)] ^= flip

    assert kind_or_reason(which, bytes(content))


MADE = {}


def cached(which, make):
    return MADE.setdefault(which, make())


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("述职报告.docx", Kind.DOCX, "述职报告.docx"),
        ("../../etc/passwd", Kind.TXT, "passwd.txt"),
        ("C:\\Users\\王\\照片.JPG", Kind.JPEG, "照片.JPG"),
        ("photo.jpg", Kind.PNG, "photo.png"),
        ("invoice\u202efdp.exe", Kind.PDF, "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", Kind.PDF, "aSet-Cookie_ x.pdf"),
        ("...", Kind.PNG, "file.png"),
        ("", Kind.CSV, "file.csv"),
        ("第1.2版", Kind.PDF, "第1.2版.pdf"),
        ("述" * 300 + ".pdf", Kind.PDF, "述" * 114 + ".pdf"),
    ],
)
def test_a_name_is_what_can_be_shown_and_saved_anywhere(name, kind, shown):
    assert clean_name(name, kind) == shown
