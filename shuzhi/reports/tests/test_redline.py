"""Two rounds side by side, word by word; and where a passage stands in the later one."""

from hypothesis import given
from hypothesis import strategies as st

from shuzhi.reports.models.markup import parse
from shuzhi.reports.models.parts import Part, lines_of
from shuzhi.reports.queries.anchors import anchor
from shuzhi.reports.queries.redline import compare_lines, compare_words, redline, words_of
from shuzhi.reports.states import AnchorState

OLD = "# 主要问题\n一是谋划不够深，我对新就业群体党建抓得少。\n| 项目 | 数量 |\n| 走访 | 12 |\n最后一段。"
NEW = "# 主要问题和原因\n一是谋划不够深，我对新业态党建抓得少。\n新加一段。\n| 项目 | 数量 |\n| 走访 | 15 |\n» 最后一段。"

texts = st.text(alphabet="一二三四谋划抓落实，。\n\u2028\x0b|#» 1a", max_size=60)


def told(line):
    return [[(run.change, run.text) for run in cell] for cell in line.cells]


def test_words_changed_are_marked_and_the_rest_is_left_alone():
    (part,) = redline([Part("p", "问题", OLD)], [Part("p", "问题", NEW)])

    assert [(line.kind, line.change, line.was, told(line)) for line in part.lines] == [
        ("heading", "mended", "", [[("same", "主要问题"), ("new", "和原因")]]),
        (
            "paragraph",
            "mended",
            "",
            [
                [
                    ("same", "一是谋划不够深，我对新"),
                    ("gone", "就业群体"),
                    ("new", "业态"),
                    ("same", "党建抓得少。"),
                ]
            ],
        ),
        ("paragraph", "new", "", [[("new", "新加一段。")]]),
        ("row", "same", "", [[("same", "项目")], [("same", "数量")]]),
        ("row", "mended", "", [[("same", "走访")], [("gone", "12"), ("new", "15")]]),
        ("paragraph", "mended", "paragraph", [[("same", "最后一段。")]]),
    ]
    assert (part.changed, part.came, part.went) == (True, 11, 5)


def test_parts_that_came_and_went_stand_whole():
    parts = redline([Part("a", "甲", "旧的")], [Part("b", "乙", "新的")])

    assert [(part.title, [line.change for line in part.lines]) for part in parts] == [
        ("乙", ["new"]),
        ("甲", ["gone"]),
    ]


def test_a_row_with_another_number_of_cells_is_another_row():
    lines = compare_lines(lines_of("| 走访 | 12 |"), lines_of("| 走访 | 12 | 次 |"))

    assert [line.change for line in lines] == ["gone", "new"]


def test_a_single_sign_between_two_changes_does_not_break_them_up():
    runs = compare_words("甲村，乙村", "丙镇，丁镇")

    assert [run.change for run in runs] == ["gone", "new"]


def test_many_lines_written_anew_are_still_paired():
    old = "\n".join(f"第{n}件事情办得不好，原因在我。" for n in range(120))
    new = "\n".join(f"第{n}件事情办得不够好，原因在我。" for n in range(120))

    lines = compare_lines(lines_of(old), lines_of(new))

    assert {line.change for line in lines} == {"mended"}


@given(texts, texts)
def test_what_is_not_new_is_the_old_text_and_what_is_not_gone_is_the_new_one(old, new):
    lines = compare_lines(lines_of(old), lines_of(new))

    runs = [run for line in lines for cell in line.cells for run in cell]
    assert "".join(run.text for run in runs if run.change != "new") == "".join(
        cell.text for line in lines_of(old) for cell in line.cells
    )
    assert "".join(run.text for run in runs if run.change != "gone") == "".join(
        cell.text for line in lines_of(new) for cell in line.cells
    )


@given(texts)
def test_every_word_stands_where_its_line_says(text):
    lines = lines_of(text)

    assert [(line.kind, line.spoken) for line in lines] == [(one.kind, one.spoken) for one in parse(text)]
    for line in lines:
        assert all(text[cell.start : cell.start + len(cell.text)] == cell.text for cell in line.cells)
    assert "".join(words_of(text)) == text


def test_a_passage_that_moved_is_found_again():
    was, now = "先说成绩。再说问题。", "加了一段。\n先说成绩。\n再说问题。"

    assert anchor("再说问题。", 5, was, now) == (AnchorState.THERE, 12, 17)


def test_of_two_equal_passages_the_one_in_the_same_surroundings_is_meant():
    was = "甲村：责任在我。乙村：责任在我。"
    now = "甲村：责任在我。丙村：没有问题。乙村：责任在我。"

    state, start, end = anchor("责任在我", was.rindex("责任在我"), was, now)

    assert (state, start, now[start:end]) == (AnchorState.THERE, now.rindex("责任在我"), "责任在我")


def test_a_passage_that_was_mended_is_shown_where_it_stands_now():
    was = "一是谋划不够深，我对新就业群体党建抓得少。二是落实不够。"
    now = "一是谋划不够深，我对新业态、新就业群体的党建研究少、抓得少。二是落实不够。"

    state, start, end = anchor("我对新就业群体党建抓得少", was.index("我对"), was, now)

    assert (state, now[start:end]) == (AnchorState.CHANGED, "我对新业态、新就业群体的党建研究少、抓得少")


def test_a_passage_of_which_little_is_left_is_gone():
    was, now = "一是谋划不够深。二是落实不够。", "完全是另外一段话了。二是落实不够。"

    assert anchor("一是谋划不够深", 0, was, now)[0] == AnchorState.GONE
