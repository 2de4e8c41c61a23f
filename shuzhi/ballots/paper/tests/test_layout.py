"""Where boxes stand: apart, off the folds, each cell once, every mark of a scale reachable."""

import itertools
import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuzhi.ballots.paper import Layout, UnfitForm, measures
from shuzhi.ballots.paper.layout import scale_of, shown_mark
from shuzhi.ballots.paper.tests.factories import GRADES, sheet_of
from shuzhi.ballots.paper.words import why_unfit
from shuzhi.ballots.sheet import SheetRow

OPTIONS = st.integers(2, 12).map(lambda n: SheetRow("项", tuple(f"档{at}" for at in range(n))))
SCALES = st.sampled_from(
    [
        SheetRow("分", low="0", high="10", step="1"),
        SheetRow("分", low="0", high="100", step="1"),
        SheetRow("分", low="60", high="100", step="1"),
        SheetRow("分", low="1", high="10", step="0.5"),
        SheetRow("分", low="0", high="10", step="0.1"),
        SheetRow("分", low="-2", high="2", step="1"),
    ]
)
FORMS = st.builds(
    lambda people, rows: sheet_of(*rows, people=people),
    st.integers(1, 34),
    st.lists(st.one_of(OPTIONS, SCALES), min_size=1, max_size=6),
)


@settings(max_examples=40, deadline=None)
@given(FORMS)
def test_boxes_stand_apart_off_the_folds_and_each_cell_once(sheet):
    layout = Layout.of(sheet, "A")

    half = measures.BOX / 2
    for page in layout.pages:
        at = [(box.x, box.y) for box in page.boxes]
        assert len(set(at)) == len(at)
        for x, y in at:
            assert all(abs(x - fold) >= half + measures.FOLD_GAP for fold in measures.FOLDS_ALONG)
            assert all(abs(y - fold) >= half + measures.FOLD_GAP for fold in measures.FOLDS_ACROSS)
            assert x - half > measures.NAMES_RIGHT
            assert x + half < measures.WIDTH - measures.EDGE
        for line in {y for _, y in at}:
            across = sorted(x for x, y in at if y == line)
            assert all(b - a >= measures.PITCH for a, b in itertools.pairwise(across))
        lines = sorted({y for _, y in at})
        assert all(b - a >= measures.PITCH for a, b in itertools.pairwise(lines))
    wanted = Counter({(who, row): sum(map(len, layout.scales[row].parts)) for who, row in layout.cells})
    assert Counter((box.reporter, box.row) for page in layout.pages for box in page.boxes) == wanted


@settings(max_examples=20, deadline=None)
@given(FORMS)
def test_a_cell_never_spans_two_pages(sheet):
    layout = Layout.of(sheet, "A")

    pages = {}
    for page in layout.pages:
        for box in page.boxes:
            pages.setdefault((box.reporter, box.row), set()).add(page.number)
    assert all(len(on) == 1 for on in pages.values())


def gaps_of(*rows):
    headings = Layout.of(sheet_of(*rows), "A").pages[0].headings[: len(rows)]
    return [[b.x - a.x for a, b in itertools.pairwise(heading.columns)] for heading in headings]


@pytest.mark.parametrize("options", range(2, 8))
def test_the_options_of_a_row_alone_stand_evenly(options):
    (gaps,) = gaps_of(SheetRow("项", tuple(f"档{at}" for at in range(options))))

    assert len(set(gaps)) == 1


@pytest.mark.parametrize("options", range(2, 5))
def test_the_options_of_two_rows_side_by_side_stand_evenly(options):
    row = SheetRow("项", tuple(f"档{at}" for at in range(options)))

    assert [len(set(gaps)) for gaps in gaps_of(row, row)] == [1, 1]


def test_where_a_fold_parts_the_options_no_gap_stands_out():
    row = SheetRow("项", ("好", "较好", "一般", "差", "不了解"))

    assert gaps_of(row, row) == [[15, 15, 10, 10], [10, 10, 10, 10]]


def test_fourteen_reporters_and_five_options_fill_one_page():
    assert (
        len(
            Layout.of(
                sheet_of(SheetRow("总体", ("好", "较好", "一般", "差", "不了解")), people=14), "A"
            ).pages
        )
        == 1
    )


def test_the_corners_stay_on_a_sheet_turned_by_five_degrees():
    turn = math.radians(5)
    for x, y in measures.CORNERS:
        for dx in (0, measures.CORNER):
            for dy in (0, measures.CORNER):
                a, b = x + dx - measures.WIDTH / 2, y + dy - measures.HEIGHT / 2
                across = a * math.cos(turn) - b * math.sin(turn) + measures.WIDTH / 2
                down = a * math.sin(turn) + b * math.cos(turn) + measures.HEIGHT / 2
                assert 1 < across < measures.WIDTH - 1
                assert 1 < down < measures.HEIGHT - 1


def test_no_box_lies_under_a_code_or_a_corner():
    for x, y in (*measures.CODES, *measures.CORNERS):
        size = measures.CODE if (x, y) in measures.CODES else measures.CORNER
        assert all(
            line + measures.BOX / 2 < y - 2 or line - measures.BOX / 2 > y + size + 2
            for bay in measures.BAYS
            for line in bay
        )


@given(SCALES)
def test_every_mark_of_a_scale_is_one_choice_of_boxes(row):
    scale = scale_of(row)
    reached = Counter()
    if len(scale.parts) == 1:
        reached.update(scale.place([at]) for at in range(len(scale.parts[0])))
    else:
        for coarse, whole in enumerate(scale.parts[0]):
            for fine, rest in enumerate(scale.parts[1]):
                place = scale.place([coarse, fine])
                reached[place] += 1
                if place is not None:
                    assert Fraction(whole) + Fraction(rest) == row.mark(place)
    assert all(reached[place] == 1 for place in range(row.steps))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (SheetRow("项", tuple(f"档{at}" for at in range(13))), "options"),
        (SheetRow("分", low="0", high="1000", step="1"), "scale"),
        (SheetRow("分", low="-50", high="50", step="1"), "scale"),
        (SheetRow("项", ("好" * 40, "差")), "labels"),
        (SheetRow("项", ("extraordinarily-satisfactory", "bad", *"abcdefgh")), "labels"),
    ],
)
def test_what_does_not_fit_on_paper_is_refused_in_words(row, why):
    with pytest.raises(UnfitForm) as fault:
        Layout.of(sheet_of(row), "A")

    assert fault.value.why == why
    for language in ("zh", "en"):
        assert row.name in why_unfit(fault.value, language)


def test_an_unknown_group_an_empty_form_and_too_many_pages_are_refused():
    for sheet, group, why in (
        (sheet_of(), "Z", "group"),
        (sheet_of(people=0), "A", "empty"),
        (sheet_of(*([GRADES] * 80), people=60), "A", "pages"),
    ):
        with pytest.raises(UnfitForm) as fault:
            Layout.of(sheet, group)
        assert fault.value.why == why
        assert why_unfit(fault.value)


def test_another_form_another_order_or_another_group_has_another_seal():
    sheet = sheet_of()
    reporters = (sheet.reporters[1], sheet.reporters[0], *sheet.reporters[2:])
    other = [
        Layout.of(sheet, "B"),
        Layout.of(sheet_of(SheetRow("总体评价", ("好", "较好", "差", "一般"))), "A"),
        Layout.of(type(sheet)(sheet.title, sheet.form, reporters, sheet.rows, sheet.groups), "A"),
    ]

    assert Layout.of(sheet, "A").seal == Layout.of(sheet_of(), "A").seal
    assert len({Layout.of(sheet, "A").seal, *(layout.seal for layout in other)}) == 4


@given(st.integers(-300, 300), st.sampled_from(["1", "0.5", "0.1", "0.25"]))
def test_a_mark_is_shown_as_plain_digits(steps, step):
    number = steps * Fraction(step)

    assert Fraction(shown_mark(number)) == number
