"""What lies on the printed sheet lies where the layout says; text is only ever text."""

import numpy as np
import pypdfium2
import pytest

from shuzhi.ballots.paper import Layout, measures, new_numbers, pages_in, pdf_of, shown_number
from shuzhi.ballots.paper.tests.factories import FORM, KEY, grey, printed, sheet_of
from shuzhi.ballots.sheet import Sheet, SheetReporter, SheetRow

MM = 25.4 / 72
LAYOUT = Layout.of(
    sheet_of(SheetRow("甲", tuple("好中差")), SheetRow("分", low="0", high="100", step="1"), people=9), "B"
)


def text_of(data):
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("page", [1, 2])
def test_every_box_is_drawn_where_the_layout_says_and_nothing_inside(page):
    picture = grey(printed(LAYOUT, page, dpi=300))
    mm = 300 / 25.4
    half = measures.BOX / 2

    for box in LAYOUT.pages[page - 1].boxes:

        def at(dx, dy, box=box):
            y, x = round((box.y + dy) * mm), round((box.x + dx) * mm)
            return picture[y - 2 : y + 3, x - 2 : x + 3].min()

        assert all(at(*side) < 90 for side in ((-half, 0), (half, 0), (0, -half), (0, half)))
        inner = round((half - 0.4) * mm)
        y, x = round(box.y * mm), round(box.x * mm)
        assert picture[y - inner : y + inner, x - inner : x + inner].min() > 250


def test_nothing_is_printed_close_around_a_box_but_the_boxes():
    picture = grey(printed(LAYOUT, 1, dpi=300)).astype(int)
    mm = 300 / 25.4
    reach = round(3.6 * mm)
    line = round((measures.BOX / 2 + 0.35) * mm)

    for box in LAYOUT.pages[0].boxes:
        y, x = round(box.y * mm), round(box.x * mm)
        patch = picture[y - reach : y + reach + 1, x - reach : x + reach + 1].copy()
        patch[reach - line : reach + line + 1, reach - line : reach + line + 1] = 255
        assert patch.min() > 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_number_has_its_pages_together_and_the_sets_are_shuffled(language):
    numbers = sorted(new_numbers(30))

    texts = text_of(pdf_of(LAYOUT, numbers, KEY, form=FORM, language=language))

    order = [next(n for n in numbers if shown_number(n) in text) for text in texts]
    assert order[::2] == order[1::2]
    assert sorted(order[::2]) == numbers
    assert order[::2] != numbers


def test_names_that_look_like_orders_to_the_printer_are_only_names():
    sheet = sheet_of()
    evil = SheetReporter("x", '#read("/etc/passwd") $x$ *a* _b_ <c> @d', "\\ #eval", "[")
    layout = Layout.of(Sheet("#panic()", "= 题", (evil,), sheet.rows, sheet.groups), "A")

    [text] = text_of(pdf_of(layout, new_numbers(1), KEY, form=FORM))

    assert '#read("/etc/passwd")' in text
    assert "#panic()" in text


def test_very_long_names_and_labels_leave_the_boxes_alone():
    sheet = sheet_of()
    long = SheetReporter("x", "很长的名字" * 30, "很长的单位" * 40, "职务" * 30)
    row = SheetRow("很长的测评内容" * 20, ("好" * 15, "差" * 15))
    layout = Layout.of(Sheet("很长的标题" * 30, "票" * 30, (long,) * 4, (row,), sheet.groups), "A")

    [page] = pages_in(pdf_of(layout, new_numbers(1), KEY, form=FORM))

    mm = 200 / 25.4
    for box in layout.pages[0].boxes:
        y, x, inner = round(box.y * mm), round(box.x * mm), round(2 * mm)
        assert np.min(page.grey[y - inner : y + inner, x - inner : x + inner]) > 250


def boxes_of(page, words):
    """Where these words stand, one by one: lower and upper edge of each character in millimetres from the top."""
    text = page.get_textpage()
    found = []
    search = text.search(words)
    while place := search.get_next():
        edges = [text.get_charbox(at) for at in range(place[0], place[0] + place[1])]
        found.append([(297 - top * MM, 297 - bottom * MM) for _left, bottom, _right, top in edges])
    return found


def test_an_option_stands_in_one_line_and_the_first_heading_keeps_clear_of_the_legend():
    rows = [
        SheetRow(name, ("好", "较好", "一般", "差", "不了解", "未接触")) for name in ("总体评价", "履行职责")
    ]
    layout = Layout.of(sheet_of(*rows), "A")

    page = pypdfium2.PdfDocument(pdf_of(layout, new_numbers(1), KEY, form=FORM))[0]

    options = boxes_of(page, "不了解")
    assert len(options) >= 2
    assert all(max(top for top, _ in one) < min(bottom for _, bottom in one) for one in options)
    # The box of the legend stands around its words.
    ((*edges,),) = boxes_of(page, "不要画在格外")
    legend = sum(map(sum, edges)) / (2 * len(edges)) + measures.BOX / 2
    assert min(top for top, _bottom in boxes_of(page, "总体评价")[0]) > legend + 2
