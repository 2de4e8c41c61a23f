"""Light markup: every text is read, none is refused, and what is read can be written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.reports.models.markup import Kind, Passage, parse, spoken_of, words_of, written
from shuzhi.reports.queries.counting import length_of


def test_a_text_has_headings_rows_spoken_passages_and_paragraphs():
    text = "# 大标题\n\n## 小标题\n| 甲 | 乙 |\n|---|---|\n| 1 |  |\n» 我讲这一段。\n普通一段"

    assert parse(text) == [
        Passage(Kind.HEADING, "大标题"),
        Passage(Kind.SUBHEADING, "小标题"),
        Passage(Kind.ROW, "甲 乙", cells=("甲", "乙")),
        Passage(Kind.ROW, "1", cells=("1", "")),
        Passage(Kind.PARAGRAPH, "我讲这一段。", spoken=True),
        Passage(Kind.PARAGRAPH, "普通一段"),
    ]


@pytest.mark.parametrize("words", ["#没有空格", "### 三级", "|只有一边", "#", "a | b"])
def test_what_is_no_markup_is_words(words):
    assert parse(words) == [Passage(Kind.PARAGRAPH, words)]


def test_signs_are_not_counted_and_a_figure_is_one_number():
    assert length_of(words_of("# 标题\n» 讲")) == 3
    assert length_of(words_of("办成[[fact:A1@2026Q3]]件[[file:2]]")) == 4


def test_only_marked_passages_are_spoken():
    assert spoken_of("甲\n» 乙\n# 丙\n»丁") == "乙\n丁"


@given(st.text(alphabet="#|» \n甲a1：。-[]", max_size=80))
def test_what_was_read_and_written_is_read_the_same(text):
    passages = [one for one in parse(text) if one.text and not one.text.startswith(("#", "|", "»"))]
    again = parse(written(passages))

    assert [(one.kind, one.text, one.spoken) for one in again] == [
        (one.kind, one.text, one.spoken) for one in passages
    ]
