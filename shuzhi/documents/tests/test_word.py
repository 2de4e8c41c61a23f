import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from shuzhi.documents import Document, Face, Paragraph, Run, Table, docx_of
from shuzhi.documents.faces import REGULAR
from shuzhi.documents.tests.pages import as_office_sets, pages_of
from shuzhi.documents.tests.samples import NOTICE


@pytest.fixture(scope="module")
def parts():
    with zipfile.ZipFile(io.BytesIO(docx_of(NOTICE))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def east_asian(style):
    return style.element.rPr.rFonts.get(qn("w:eastAsia"))


def test_styles_name_the_faces_of_the_regulation():
    styles = docx.Document(io.BytesIO(docx_of(NOTICE))).styles
    assert east_asian(styles["Normal"]) == "仿宋_GB2312"
    assert east_asian(styles["Title"]) == "方正小标宋简体"
    assert east_asian(styles["Heading 1"]) == "黑体"
    assert east_asian(styles["Heading 2"]) == "楷体_GB2312"
    assert east_asian(styles["Heading 3"]) == "仿宋_GB2312"
    assert styles["Normal"].font.size.pt == 16
    assert styles["Title"].font.size.pt == 22
    assert styles["Normal"].paragraph_format.line_spacing.pt == 28.95


def test_a_run_of_its_own_face_has_it_for_east_asian_signs_too():
    document = Document("题", (Paragraph((Run("楷", face=Face.KAI), Run("粗", bold=True))),))
    runs = docx.Document(io.BytesIO(docx_of(document))).paragraphs[-1].runs
    assert runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert runs[1].bold


def test_page_margins_and_mirrored_footers(parts):
    section = docx.Document(io.BytesIO(docx_of(NOTICE))).sections[0]
    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.mm, 1) for side in sides] == [37.0, 28.0, 26.0, 35.0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert b"evenAndOddHeaders" in parts["word/settings.xml"]
    assert section.footer.paragraphs[0].alignment.name == "RIGHT"
    assert section.even_page_footer.paragraphs[0].alignment.name == "LEFT"
    assert section.footer.paragraphs[0].text.replace(" ", "") == "——"  # the number between is a field
    assert b'w:instr=" PAGE "' in parts["word/footer1.xml"]
    assert b'w:instr=" PAGE "' in parts["word/footer2.xml"]


def test_the_font_table_names_stand_ins(parts):
    root = etree.fromstring(parts["word/fontTable.xml"])
    named = {font.get(qn("w:name")): font[0].get(qn("w:val")) for font in root}
    assert set(named) == {names[0] for names in REGULAR.values()}
    assert "Noto Serif CJK SC" in named["仿宋_GB2312"]


def test_properties_carry_the_given_time_and_nothing_of_the_clock(parts):
    core = docx.Document(io.BytesIO(docx_of(NOTICE))).core_properties
    assert core.title == NOTICE.title
    assert core.author == "中共青溪县委"
    assert core.created.year == core.modified.year == 2000
    with zipfile.ZipFile(io.BytesIO(docx_of(NOTICE))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_table_heads_repeat_and_uneven_rows_are_filled():
    document = Document("题", (Table(("一", "二", "三"), (("甲",), ("乙", "丙", "丁")), (1, 2)),))
    table = docx.Document(io.BytesIO(docx_of(document))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["一", "二", "三"],
        ["甲", "", ""],
        ["乙", "丙", "丁"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_libreoffice_shows_every_word_in_its_place(tmp_path):
    pages = pages_of(as_office_sets(docx_of(NOTICE), tmp_path), tmp_path)
    text = "".join(line.text for page in pages for line in page).replace(" ", "")
    for words in (
        "青溪县委文件",
        "一、总体安排",
        "（一）述职内容",
        "1.要求",
        "（1）小项",
        "附件：1.述职事项清单",
        "抄送：",
    ):
        assert words in text
    signed, copies = (
        next(line for line in pages[-1] if words in line.text) for words in ("中共青溪", "抄送")
    )
    assert copies.top > signed.bottom
    assert sum("序号" in line.text for page in pages for line in page) > 1
