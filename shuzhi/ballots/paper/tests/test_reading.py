"""One page read as it lies, or refused by name; never guessed."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from shuzhi.ballots.paper import (
    BoxState,
    CellState,
    Doubt,
    Gathering,
    Layout,
    Refused,
    choices_of,
    is_number,
    png_of,
    signing,
)
from shuzhi.ballots.paper.corpus import hands
from shuzhi.ballots.paper.tests.factories import (
    FORM,
    boxes_of,
    grey,
    known_of,
    marked,
    printed,
    reading_of,
    sheet_of,
)
from shuzhi.ballots.sheet import SheetRow

SHEET = sheet_of()
A, B = Layout.of(SHEET, "A"), Layout.of(SHEET, "B")
KNOWN = known_of(A, B)
MM = hands.MM


def turned(picture, angle, *, white=255):
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(picture, matrix, (width, height), borderValue=(white,) * 3)


def bordered(picture):
    return cv2.copyMakeBorder(picture, 500, 500, 800, 800, cv2.BORDER_CONSTANT, value=(255,) * 3)


def chosen(reading):
    return [cell.choice for cell in reading.cells]


def test_a_clean_sheet_is_blank_and_says_what_it_is():
    reading = reading_of(printed(B), KNOWN)

    assert reading.refusal is None
    assert (reading.form, reading.group, reading.page, reading.pages) == (FORM, "B", 1, 1)
    assert is_number(reading.number)
    assert {cell.state for cell in reading.cells} == {CellState.BLANK}
    assert len(reading.boxes) == 20


@pytest.mark.parametrize("style", sorted(hands.STYLES))
def test_every_kind_of_mark_is_read(style):
    reading = reading_of(marked(A, (0, 0), (1, 3), (2, 1), (4, 2), style=style), KNOWN)

    assert chosen(reading) == [0, 3, 1, None, 2]
    assert reading.cells[3].state == CellState.BLANK
    assert [box.state for box in reading.cells[1].boxes] == [BoxState.EMPTY] * 3 + [BoxState.MARKED]


@pytest.mark.parametrize("angle", [5, -5, 90, 177, 180, 184, 270])
def test_a_sheet_is_read_however_it_lies(angle):
    picture = marked(A, (0, 0), (1, 3), (2, 1))
    picture = np.rot90(picture, angle // 90) if angle in {90, 270} else turned(picture, angle)

    assert chosen(reading_of(picture, KNOWN)) == [0, 3, 1, None, None]


def test_two_marks_a_cancelled_box_and_a_mark_beside_wait_for_people():
    canvas = marked(A, (0, 0), (0, 2), (1, 1))
    rng = np.random.default_rng(1)
    hands.filled(canvas, boxes_of(A, 1)[2], hands.PENS[0], rng)
    hands.missed(canvas, boxes_of(A, 2)[1], "cross", hands.PENS[0], rng)
    hands.ringed(canvas, boxes_of(A, 3)[1], hands.PENS[0], rng)

    reading = reading_of(canvas, KNOWN)

    assert [cell.doubt for cell in reading.cells[:3]] == [Doubt.TWO, Doubt.CANCELLED, Doubt.BESIDE]
    assert reading.cells[3].doubt in {Doubt.BESIDE, Doubt.FAINT}
    assert all(cell.choice is None for cell in reading.doubtful)


def test_a_picture_of_a_doubtful_cell_shows_its_boxes_and_no_other():
    reading = reading_of(marked(A, (0, 0), (0, 2), (1, 1)), KNOWN)
    picture = reading.doubtful[0].picture

    # From the first to the last box of the row, and never into the line above or below.
    assert picture.shape[0] < 8 * 8
    xs = [box.x for box in boxes_of(A, 0)]
    assert abs(picture.shape[1] / 8 - (max(xs) - min(xs) + 7.8)) < 0.5
    assert png_of(picture).startswith(b"\x89PNG")


def test_a_streak_of_the_scanner_is_no_mark():
    canvas = marked(A, (0, 0), (1, 3), (2, 1))
    for x in (boxes_of(A, 0)[2].x, boxes_of(A, 0)[0].x + 1):
        canvas[:, round(x * MM) : round(x * MM) + 4] = 60

    reading = reading_of(canvas, KNOWN)

    assert [cell.state for cell in reading.cells if cell.state != CellState.DOUBTFUL] != []
    assert all(
        cell.choice in {None, want} for cell, want in zip(reading.cells, [0, 3, 1, None, None], strict=True)
    )


def test_a_line_over_half_the_page_is_never_a_choice():
    canvas = printed(A, dpi=300).copy()
    x = round(boxes_of(A, 0)[2].x * MM)
    canvas[: canvas.shape[0] // 2, x : x + 5] = 30

    assert all(cell.choice is None for cell in reading_of(canvas, KNOWN).cells)


def covered(canvas, x, y, size):
    canvas = canvas.copy()
    canvas[round(y * MM) : round((y + size) * MM), round(x * MM) : round((x + size) * MM)] = 255
    return canvas


def test_one_code_is_enough():
    canvas = marked(A, (1, 2))

    for x, y in ((25, 14), (160, 258)):
        assert chosen(reading_of(covered(canvas, x, y, 24), KNOWN)) == [None, 2, None, None, None]


def both_codes_covered(canvas):
    return covered(covered(canvas, 25, 14, 24), 160, 258, 24)


@pytest.mark.parametrize(
    ("picture", "refusal"),
    [
        (both_codes_covered, Refused.NO_CODE),
        (lambda page: np.full_like(page, 255), Refused.NO_CODE),
        (lambda page: covered(page, 14, 14, 10), Refused.CORNER),
        (lambda page: covered(page, 186, 273, 10), Refused.CORNER),
        (lambda page: turned(bordered(page), 22), Refused.SKEWED),
        (lambda page: cv2.resize(page, None, fx=0.28, fy=0.28, interpolation=cv2.INTER_AREA), Refused.SMALL),
        (lambda page: page[:300, :300], Refused.SMALL),
        (lambda page: (230 + page // 12).astype(np.uint8), Refused.PALE),
    ],
)
def test_what_cannot_be_trusted_is_refused_by_name(picture, refusal):
    reading = reading_of(picture(marked(A, (0, 0))), KNOWN)

    assert reading.refusal == refusal
    assert reading.cells == ()


def test_a_sheet_of_another_form_another_key_or_another_state_of_the_form_is_refused():
    other = Layout.of(sheet_of(SheetRow("总体评价", ("好", "较好", "差", "一般"))), "A")

    assert reading_of(printed(A, form="f" * 32), KNOWN).refusal == Refused.FOREIGN
    assert reading_of(printed(A, key=b"another"), KNOWN).refusal == Refused.SIGNATURE
    assert reading_of(printed(other), KNOWN).refusal == Refused.SIGNATURE
    assert reading_of(printed(B), known_of(A)).refusal == Refused.SIGNATURE


def test_a_strange_code_is_foreign_and_two_sheets_in_one_picture_are_mixed():
    foreign = both_codes_covered(printed(A, dpi=300))
    stamp = np.array(code_picture("https://example.org/hello"))
    foreign[200 : 200 + len(stamp), 320 : 320 + len(stamp)] = stamp[:, :, None]
    other = printed(Layout.of(SHEET, "B"), dpi=300)
    glued = np.concatenate([printed(A, dpi=300)[:1754], other[1754:]])

    assert reading_of(foreign, KNOWN).refusal == Refused.FOREIGN
    assert reading_of(glued, KNOWN).refusal == Refused.MIXED


def code_picture(text):
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return cv2.resize(np.array(made.to_image(scale=1)), None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)


def test_a_bent_sheet_is_refused_not_stretched():
    canvas = marked(A, (0, 0))
    height, width = canvas.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = cv2.remap(
        canvas, x + 40 * np.sin(y / height * 5) * (x / width), y, cv2.INTER_LINEAR, borderValue=(255,) * 3
    )

    assert reading_of(bent, KNOWN).refusal == Refused.GEOMETRY


def test_a_code_glued_elsewhere_does_not_carry_its_sheet_along():
    canvas = both_codes_covered(printed(A, dpi=300))
    code = printed(A, dpi=300)[round(13 * MM) : round(38 * MM), round(24 * MM) : round(48 * MM)]
    canvas[1500 : 1500 + code.shape[0], 300 : 300 + code.shape[1]] = code

    assert reading_of(canvas, KNOWN).refusal == Refused.GEOMETRY


@pytest.fixture(scope="module")
def two_pages():
    sheet = sheet_of(SheetRow("甲", tuple("好中差")), SheetRow("分", low="0", high="100", step="1"), people=9)
    layout = Layout.of(sheet, "A")
    assert len(layout.pages) == 2
    return layout


def filled_page(layout, page, wanted):
    import pypdfium2

    from shuzhi.ballots.paper import new_numbers, pdf_of
    from shuzhi.ballots.paper.tests.factories import KEY

    document = pypdfium2.PdfDocument(pdf_of(layout, new_numbers(1), KEY, form=FORM))
    canvases = [np.ascontiguousarray(one.render(scale=300 / 72).to_numpy()[:, :, :3]) for one in document]
    for box in (box for one in layout.pages for box in one.boxes):
        if wanted.get((box.reporter, box.row, box.part)) == box.option:
            hands.marked(canvases[box.page - 1], box, "cross", hands.PENS[1], np.random.default_rng(7))
    return canvases


def test_a_set_of_two_pages_becomes_one_ballot(two_pages):
    wanted = {
        (0, 0, 0): 2,
        (3, 0, 0): 0,
        (1, 1, 0): 8,
        (1, 1, 1): 7,
        (8, 1, 0): 10,
        (8, 1, 1): 0,
        (2, 1, 0): 4,
    }
    pages = [reading_of(one, known_of(two_pages)) for one in filled_page(two_pages, 1, wanted)]
    gathering = Gathering()

    assert gathering.add(pages[1]) is None
    assert gathering.missing() == {pages[0].number: [1]}
    assert gathering.complete() == {}
    assert gathering.add(pages[0]) is None
    assert gathering.add(pages[0]) == Refused.TWICE
    assert gathering.missing() == {}
    [(number, complete)] = gathering.complete().items()
    assert (number, [page.page for page in complete]) == (pages[0].number, [1, 2])

    with pytest.raises(ValueError, match=r"2, 1"):
        choices_of(two_pages, complete)
    choices = choices_of(two_pages, complete, {(2, 1): 40})
    assert choices[0] == [2, None]
    assert choices[1] == [None, "87"]
    assert choices[2] == [None, "40"]
    assert choices[3] == [0, None]
    assert choices[8] == [None, "100"]
    assert two_pages.sheet.read(two_pages.sheet.write(choices))[1] == [None, 87]


def test_pages_of_one_number_on_two_groups_are_mixed_and_a_refused_page_stays_outside():
    first = reading_of(printed(A), KNOWN)
    gathering = Gathering()
    gathering.add(first)

    assert gathering.add(replace(first, group="B", page=2)) == Refused.MIXED
    assert gathering.add(replace(first, refusal=Refused.CORNER)) == Refused.CORNER
    assert list(gathering.sets) == [first.number]


def test_the_codes_of_one_page_say_the_same_and_are_signed():
    from shuzhi.ballots.paper.finding import codes_in
    from shuzhi.ballots.paper.tests.factories import KEY

    codes = codes_in(grey(printed(A)))

    assert len(codes) == 2
    assert len({code.text for code in codes}) == 1
    assert signing.is_signed(codes[0].text, KEY, A.seal)
    assert not signing.is_signed(codes[0].text, KEY, B.seal)
