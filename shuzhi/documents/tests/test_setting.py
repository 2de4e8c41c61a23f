import pytest

from shuzhi.documents import Document, Heading, Meta, Paragraph, Run, Table
from shuzhi.documents.blocks import Face
from shuzhi.documents.faces import LAST, fonts_used, latin_used
from shuzhi.documents.measures import width_of
from shuzhi.documents.numbering import chinese_number, numbered
from shuzhi.documents.setting import Grid, Line, Style, set_document
from shuzhi.documents.titles import ROOM, balanced


def numbers(*blocks, chinese=True):
    return [number for _, number in numbered(blocks, chinese=chinese)]


def test_headings_are_numbered_level_by_level():
    levels = [1, 2, 2, 3, 4, 4, 3, 1, 2]
    assert numbers(*(Heading("题", level) for level in levels)) == [
        "一、", "（一）", "（二）", "1. ", "（1）", "（2）", "2. ", "二、", "（一）",
    ]  # fmt: skip
    assert numbers(*(Heading("T", level) for level in (1, 2, 2, 1)), chinese=False) == [
        "1. ",
        "1.1 ",
        "1.2 ",
        "2. ",
    ]


@pytest.mark.parametrize(
    "text", ["一、总则", "（二）内容", "1. 要求", "3．要求", "（4）项", "第二章 总则", "十一、其他"]
)
def test_a_heading_with_a_number_of_its_own_gets_no_second_one(text):
    assert numbers(Heading(text)) == [""]


@pytest.mark.parametrize("text", ["2026年工作", "3.5%的增长", "一是抓落实", "十项举措"])
def test_a_figure_is_not_a_number_of_a_heading(text):
    assert numbers(Heading(text)) == ["一、"]


def test_chinese_numbers():
    cases = {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "100"}
    assert {number: chinese_number(number) for number in cases} == cases


def test_line_ends_part_paragraphs_and_keep_their_runs():
    runs = (Run("甲\n乙", bold=True), Run("丙"))
    lines = set_document(Document("题", (Paragraph(runs),)))
    body = [line for line in lines if isinstance(line, Line) and line.style == Style.BODY]
    assert [line.text for line in body] == ["甲", "乙丙"]
    assert [run.bold for run in body[1].runs] == [True, False]


def test_a_table_of_nothing_is_nothing():
    assert not [item for item in set_document(Document("题", (Table((), ()),))) if isinstance(item, Grid)]


def test_languages_have_their_own_labels():
    english = set_document(Document("Title", (Heading("Aims"),), Meta(language="en")))
    assert english[-1].text == "1. Aims"


def test_fonts_used_tells_every_stand_in():
    assert [use.is_fallback for use in fonts_used(frozenset({"FZXiaoBiaoSong-B05S", "FangSong_GB2312"}))] == [
        False, False, True, True, True,
    ]  # fmt: skip
    free = {use.face: use for use in fonts_used(frozenset({"Noto Serif CJK SC", "AR PL UKai"}))}
    assert free[Face.KAI].taken == "AR PL UKai"
    assert free[Face.TITLE].weight == "bold"
    assert free[Face.HEI].is_missing
    assert latin_used(frozenset()) == LAST


@pytest.mark.parametrize(
    "title",
    [
        "关于开展李沧区2026年度述职评议考核（演示）的通知",
        "关于开展2026年度县（市、区）、乡镇（街道）党委书记抓基层党建工作述职评议考核的通知",
        "国" * 45,
    ],
)
def test_long_titles_are_broken_between_words_into_lines_of_like_length(title):
    lines = balanced(title)
    assert "".join(lines) == title
    assert len(lines) == -(-int(width_of(title) + 0.5) // ROOM)
    assert all(width_of(line) <= ROOM + 0.5 for line in lines)
    assert all(line[0] not in "的、）" for line in lines)
    assert max(map(width_of, lines)) - min(map(width_of, lines)) <= 8


def test_short_titles_stand_in_one_line():
    assert balanced("述职报告") == ["述职报告"]


def test_no_column_is_too_narrow_for_its_head():
    assert Table((), (("1", "甲", "乙"),), (1, 10, 8)).shares == (2, 10, 8)
