import io
import zipfile

import docx
import pytest

from shuzhi.documents import (
    Heading,
    Paragraph,
    Table,
    UnreadableDocument,
    docx_of,
    read_docx,
    read_with_faults,
)
from shuzhi.documents.reading import MOST_BYTES, MOST_PARAGRAPHS
from shuzhi.documents.tests.samples import NOTICE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(body, styles=""):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return made.getvalue()


def p(inside, style=""):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{inside}</w:p>"


def r(text, look=""):
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t>{text}</w:t></w:r>"


def test_what_the_library_wrote_it_reads_back_without_its_numbers():
    blocks = read_docx(docx_of(NOTICE))
    assert blocks[4] == Heading(NOTICE.title, 0, numbered=False)
    headings = [(block.text, block.level) for block in blocks if isinstance(block, Heading)]
    assert headings[1:] == [
        ("总体安排", 1), ("述职内容", 2), ("要求", 3), ("小项", 4), ("（七）自带编号", 2), ("时间安排", 1),
    ]  # fmt: skip
    table = next(block for block in blocks if isinstance(block, Table))
    assert table.head == ("序号", "事项")
    assert len(table.rows) == 59


def test_a_file_of_another_program_reads_alike():
    foreign = docx.Document()
    foreign.add_heading("总题", 0)
    foreign.add_heading("成效", 1)
    foreign.add_paragraph("我抓了　　三件事。")
    table = foreign.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "甲"
    table.cell(1, 1).text = "乙"
    made = io.BytesIO()
    foreign.save(made)
    assert read_docx(made.getvalue()) == [
        Heading("总题", 0, numbered=False),
        Heading("成效", 1),
        Paragraph("我抓了 三件事。"),
        Table((), (("甲", ""), ("", "乙"))),
    ]


def test_wps_styles_by_their_chinese_names_and_by_outline():
    styles = (
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="9"><w:name w:val="我的"/><w:basedOn w:val="2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="a"/><w:basedOn w:val="x"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="o"><w:name w:val="b"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    blocks = read_docx(packed("".join(p(r("题"), key) for key in ("2", "9", "x", "o")), styles))
    assert [getattr(block, "level", None) for block in blocks] == [1, 1, None, 2]


def test_junk_is_dropped_and_said():
    body = (
        p(r("留") + f"<w:del>{r('删')}</w:del><w:ins>{r('增')}</w:ins>")
        + p(r("藏", "<w:vanish/>") + "<w:r><w:drawing/></w:r>")
        + p("<w:r><w:instrText>PAGE</w:instrText></w:r>" + r("域") + "<w:r><w:footnoteReference w:id='2'/></w:r>")
        + "<w:sdt><w:sdtContent>" + p(r("控件")) + "</w:sdtContent></w:sdt>"
    )  # fmt: skip
    reading = read_with_faults(packed(body))
    assert [block.text for block in reading.blocks] == ["留增", "域", "控件"]
    assert reading.faults == ["deleted-text: 1", "footnote: 1", "hidden-text: 1", "picture: 1"]


def test_merged_and_nested_cells_lose_no_words():
    inner = f"<w:tbl><w:tr><w:tc>{p(r('内'))}</w:tc><w:tc>{p(r('表'))}</w:tc></w:tr></w:tbl>"
    body = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p(r("合")) + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        + p(r("上"))
        + f"</w:tc><w:tc>{inner}{p('')}</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        + p("")
        + "</w:tc><w:tc>"
        + p(r("下"))
        + "</w:tc></w:tr></w:tbl>"
    )
    reading = read_with_faults(packed(body))
    assert reading.blocks == [Table((), (("合", ""), ("上", "内 表"), ("", "下")))]
    assert reading.faults == ["nested-table: 1"]


def bomb():
    return packed("<w:p/>" * (MOST_BYTES // 6 + 1))


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (lambda: b"plain text", "not-docx"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1", "old-word"),
        (lambda: docx_of(NOTICE)[:900], "damaged"),
        (lambda: packed("<w:p>"), "damaged"),
        (bomb, "too-large"),
        (lambda: packed(p(r("多")) * (MOST_PARAGRAPHS + 1)), "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(content, key):
    with pytest.raises(UnreadableDocument) as refused:
        read_docx(content())
    assert refused.value.key == key


def test_entities_are_never_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document {W}><w:body>{p(r("&e;"))}</w:body></w:document>',
        )
    with pytest.raises(UnreadableDocument):
        read_docx(made.getvalue())
