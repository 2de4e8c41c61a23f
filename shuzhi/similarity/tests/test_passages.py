"""Passages are shown where they stand, and what is quoted does not count."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shuzhi.similarity import Limits, Span, compare, prepared, quotations, source_prints
from shuzhi.similarity.tests.corpus import Author

MINE = "今年我走访了全部二十三个村，逐户了解饮水困难。问题的根源是管网老化，责任在我督促不力。下一步我每月到现场一次。"
OTHER = "春天学校换了新的课桌椅。问题的根子是管网老化，责任在我督促不够有力。今年我走访了全部二十六个村，逐户了解饮水的困难！"
SMALL = Limits(total=20, passage=12)


def shown(one, other, limits=SMALL):
    found = compare(prepared(one), prepared(other), limits)
    return [
        (one[each.one.start : each.one.stop], other[each.other.start : each.other.stop])
        for each in found.passages
    ]


def test_edited_and_moved_sentences_stand_side_by_side():
    assert shown(MINE, OTHER) == [
        (
            "今年我走访了全部二十三个村，逐户了解饮水困难。",
            "今年我走访了全部二十六个村，逐户了解饮水的困难！",
        ),
        ("问题的根源是管网老化，责任在我督促不力。", "问题的根子是管网老化，责任在我督促不够有力。"),
    ]


def test_a_sentence_cut_in_two_is_found_whole():
    one = "今年我走访了全部二十三个村逐户了解饮水困难并把问题列成清单逐项销号。"
    two = "今年我走访了全部二十三个村逐户了解饮水困难。并把问题列成清单逐项销号。"

    assert shown(one, two) == [(one, two)]


def test_neighbours_become_one_passage():
    assert shown(MINE, f"前面还有一句别的话说的是别的事情。{MINE}") == [(MINE, MINE)]


def test_what_is_shown_goes_paragraph_by_paragraph():
    lines = "今年我走访了全部二十三个村。逐户了解饮水困难。\n问题的根源是管网老化，责任在我督促不力。"

    assert [one.rstrip("\n") for one, _ in shown(lines, lines)] == lines.split("\n")


def test_a_text_is_all_of_itself_and_nothing_of_another():
    same = compare(prepared(MINE), prepared(MINE), SMALL)
    other = compare(prepared(MINE), prepared("春天学校换了新的课桌椅。秋天操场铺了新的跑道和草坪。"), SMALL)

    assert (same.share_of_one, same.share_of_other, same.near) == (1.0, 1.0, True)
    assert (other.passages, other.share_of_one, other.near) == ((), 0.0, False)


def test_quotations_do_not_count():
    law = "坚持党要管党、全面从严治党，落实党委书记抓基层党建第一责任人职责，每年开展一次述职评议考核。"
    sources = source_prints([f"第一条　{law}第二条　另有规定的从其规定。"])
    one = f"按照办法要求，{law}今年我逐村走访了二十三个村并当场解决了饮水困难。"
    two = f"办法指出：{law}本年度学校新建了食堂和操场，师生都比较满意。"
    mine, theirs = quotations(one, sources), quotations(two, sources)

    assert [one[span.start : span.stop] for span in mine] == [law.rstrip("。")]
    assert compare(prepared(one), prepared(two), SMALL).near
    quoted = compare(prepared(one, mine), prepared(two, theirs), SMALL)
    assert (quoted.near, quoted.share_of_one) == (False, 0.0)


def test_a_turn_of_phrase_is_no_quotation():
    sources = source_prints(["坚持党要管党、全面从严治党"])

    assert quotations("我们讲全面从严治党。", sources) == []


@given(st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_shares_are_shares_and_both_ways_agree_on_nothing_or_something(a, b):
    one, two = ("".join(map("".join, Author(seed).report(600))) for seed in (a, b))
    there, back = compare(prepared(one), prepared(two)), compare(prepared(two), prepared(one))

    assert all(0 <= share <= 1 for share in (there.share_of_one, there.share_of_other))
    if a == b:
        assert there.near
        assert back.near


@given(st.text(alphabet="党建村。！\n 　a1", max_size=80), st.text(alphabet="党建村。！\n 　a1", max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_two_texts_can_be_compared(one, two):
    found = compare(prepared(one, [Span(0, 3)]), prepared(two), Limits(letters=1, passage=1, total=1))

    for each in found.passages:
        assert 0 <= each.one.start < each.one.stop <= len(one)
        assert 0 <= each.other.start < each.other.stop <= len(two)
