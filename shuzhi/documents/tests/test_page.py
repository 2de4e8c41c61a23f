from itertools import pairwise

import pytest

from shuzhi.documents import (
    Document,
    Heading,
    Meta,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
    docx_of,
    pdf_of,
)
from shuzhi.documents.measures import CHARACTERS, LINES, issuer_size, width_of
from shuzhi.documents.tests.pages import as_office_sets, foot_of, pages_of, text_lines
from shuzhi.documents.tests.samples import BODY, NOTICE


def full_page_is_right(page):
    lines = text_lines(page)
    assert len(lines) == LINES
    assert {len(line.text) for line in lines} == {CHARACTERS}
    assert min(line.left for line in lines) == pytest.approx(28, abs=0.3)
    assert max(line.right for line in lines) == pytest.approx(28 + 156, abs=0.6)
    assert min(line.top for line in lines) >= 37
    assert max(line.bottom for line in lines) <= 37 + 225


def test_a_full_page_holds_22_lines_of_28_characters_within_156_by_225_mm(tmp_path):
    pages = pages_of(pdf_of(BODY), tmp_path)
    full_page_is_right(pages[1])
    full_page_is_right(pages[2])


def test_libreoffice_sets_the_docx_on_the_same_page(tmp_path):
    pages = pages_of(as_office_sets(docx_of(BODY), tmp_path), tmp_path)
    full_page_is_right(pages[1])
    full_page_is_right(pages[2])


@pytest.mark.parametrize("make", [pdf_of, "office"])
def test_page_numbers_stand_one_character_in_from_the_outer_edge(make, tmp_path):
    pdf = pdf_of(BODY) if make is pdf_of else as_office_sets(docx_of(BODY), tmp_path)
    one, two, three, *_ = (foot_of(page) for page in pages_of(pdf, tmp_path))
    character = 14 / 72 * 25.4
    assert one.text.replace(" ", "") == "—1—"
    assert one.right == pytest.approx(28 + 156 - character, abs=1.2)
    assert two.left == pytest.approx(28 + character, abs=1.2)
    assert three.text.replace(" ", "") == "—3—"
    assert three.right == pytest.approx(one.right, abs=0.1)
    assert 37 + 225 + 5 < one.top < 37 + 225 + 10


def test_a_title_and_headings_keep_the_pitch(tmp_path):
    blocks = tuple(Heading("标题", level) for level in (1, 2, 3, 4)) * 8
    lines = text_lines(pages_of(pdf_of(Document("题目", blocks)), tmp_path)[0])
    middles = [(line.top + line.bottom) / 2 for line in lines]
    steps = [below - above for above, below in pairwise(middles[1:])]
    assert steps == pytest.approx([28.95 / 72 * 25.4] * len(steps), abs=0.8)


def test_a_page_ends_between_the_rows_of_a_table_and_the_head_stands_on_every_one(tmp_path):
    rows = tuple((f"r{row}", f"a{row}\nb{row}\nc{row}") for row in range(60))

    pages = pages_of(pdf_of(Document("题目", (Table(("序号", "计票"), rows, (1, 6)),))), tmp_path)

    pages = [{word for line in text_lines(page) for word in line.text.split()} for page in pages]
    assert len(pages) > 4
    for row in range(60):
        parts = {f"r{row}", f"a{row}", f"b{row}", f"c{row}"}
        assert [len(parts & page) for page in pages if parts & page] == [4]
    assert all({"序号", "计票"} <= page for page in pages)


@pytest.mark.parametrize("lines", range(16, 21))
def test_a_heading_and_the_line_below_it_stand_on_the_page_of_their_table(tmp_path, lines):
    score = Paragraph("得分", indented=False, keep=True)
    table = Table(("票类",), (("甲",),) * 3, (1,), "总体")
    blocks = (*(Paragraph("前文") for _ in range(lines)), Heading("述职人"), score, table)

    pages = pages_of(pdf_of(Document("题目", blocks)), tmp_path)

    last = [text_lines(page)[-1].text.replace(" ", "") for page in pages]
    assert [text for text in last if text.endswith(("述职人", "得分", "总体"))] == []


def test_a_row_higher_than_a_page_goes_on_and_loses_nothing(tmp_path):
    rows = (("一", "上"), ("二", "长" * 3000), ("三", "下"))

    pages = pages_of(pdf_of(Document("题目", (Table(("序号", "内容"), rows, (1, 6)),))), tmp_path)

    text = "".join(line.text for page in pages for line in text_lines(page))
    assert (text.count("长"), "上" in text, "下" in text) == (3000, True, True)


def test_the_red_head_stands_35_mm_below_the_top_and_a_rule_under_the_number(tmp_path):
    page = pages_of(pdf_of(NOTICE), tmp_path)[0]
    issuer = next(line for line in page if line.text == "青溪县委文件")
    assert issuer.top == pytest.approx(37 + 35, abs=6)
    assert (issuer.left + issuer.right) / 2 == pytest.approx(28 + 78, abs=1.5)
    assert [line.text for line in page[:2]] == ["000001", "特急"]


def test_the_date_begins_two_characters_right_of_the_signature_and_two_from_the_edge(tmp_path):
    document = Document("题", (Signature(("中共青溪县委",), "二〇二六年十一月二十三日"),))
    page = pages_of(pdf_of(document), tmp_path)[0]
    name = next(line for line in page if line.text == "中共青溪县委")
    date = next(line for line in page if "二〇二六" in line.text)
    character = 15.75 / 72 * 25.4
    assert date.left - name.left == pytest.approx(2 * character, abs=0.2)
    assert 28 + 156 - date.right == pytest.approx(2 * character, abs=0.6)


def test_the_same_document_gives_the_same_bytes_and_another_one_others():
    assert pdf_of(NOTICE) == pdf_of(NOTICE)
    assert docx_of(NOTICE) == docx_of(NOTICE)
    other = Document(NOTICE.title, NOTICE.blocks[1:], NOTICE.meta)
    assert pdf_of(other) != pdf_of(NOTICE)
    assert docx_of(other) != docx_of(NOTICE)


NASTY = [
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0"',
    "$x^2$ *b* _i_ `raw` \\ <label> @ref // no /* comment */ = heading",
    "</w:t></w:r><w:r><w:t>out & about <!-- x --> ]]>",
    '"}, {"kind": "break"}, {"',
    "控制\x00\x07\x1b符\ud800号\ufffe",
    "{=PAGE} SEQ \u202e龙䶮㙍𠮷",
]


@pytest.mark.parametrize("text", NASTY)
def test_content_is_only_ever_text(text, tmp_path):
    document = Document(
        text, (Heading(text), Paragraph((Run(text, bold=True),)), RedHead(text, text)), Meta(text, text)
    )
    first = pages_of(pdf_of(document), tmp_path)[0]
    assert "root:" not in "".join(line.text for line in first)
    assert docx_of(document)


def test_issuers_are_as_large_as_one_line_allows():
    assert issuer_size("县委文件") == 52.0
    assert 22 < issuer_size("中共青溪县委组织部文件") < 45
    assert width_of("2026年——") == 5.0
