"""How a ballot is written and read again, and how a code is read from paper."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.ballots import codes
from shuzhi.ballots.issuing import fits_a_row
from shuzhi.ballots.sheet import BadChoices, Sheet, SheetGroup, SheetReporter, SheetRow

ROWS = (
    SheetRow("总体评价", ("好", "较好", "一般", "差")),
    SheetRow("履职评分", low="-2", high="10", step="0.5"),
)
SHEET = Sheet(
    "测评票",
    "票",
    (SheetReporter("01", "张三", "某街道"), SheetReporter("02", "李四", "某局", "局长")),
    ROWS,
    (SheetGroup("A", "领导班子"),),
)
LINES = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 3)), st.one_of(st.none(), st.integers(0, 24))),
    min_size=2,
    max_size=2,
)


@given(LINES)
def test_what_is_written_is_read_again(lines):
    sent = [[option, None if step is None else str(-2 + step / 2)] for option, step in lines]
    if all(cell is None for line in sent for cell in line):
        with pytest.raises(BadChoices):
            SHEET.write(sent)
        return

    text = SHEET.write(sent)

    assert (len(text), SHEET.read(text)) == (len(SHEET.blank), [list(line) for line in lines])


def test_a_sheet_survives_the_box():
    assert Sheet.from_text(SHEET.to_text()) == SHEET


def test_a_place_on_the_scale_is_an_option_or_an_exact_number():
    assert (ROWS[0].mark(1), ROWS[1].mark(5), ROWS[1].steps) == ("较好", Fraction(1, 2), 25)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [[0, None]],
        [[0], [0]],
        [[0, None], 3],
        [[4, None], [0, None]],
        [[-1, None]] * 2,
        [["0", None]] * 2,
        [[True, None]] * 2,
    ],
)
def test_what_does_not_fit_is_refused(lines):
    with pytest.raises(BadChoices):
        SHEET.write(lines)


@pytest.mark.parametrize("mark", ["10.5", "-2.5", "0.3", "", "1e1", "½", "٣", "1/2", 1.5, True, [], "1" * 13])
def test_a_mark_off_the_scale_is_refused(mark):
    with pytest.raises(BadChoices):
        SHEET.write([[None, mark], [None, None]])


@pytest.mark.parametrize("mark", ["10", "-2", "7.50", " 3 ", 4])
def test_a_mark_on_the_scale_is_taken(mark):
    SHEET.write([[None, mark], [None, None]])


def test_a_form_has_to_fit_one_row():
    assert [fits_a_row(SHEET, 4, 25), fits_a_row(SHEET, 3, 25), fits_a_row(SHEET, 4, 24)] == [
        True,
        False,
        False,
    ]


def test_codes_are_read_however_they_are_typed():
    code = codes.new_code()
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)

    typed = [code.lower(), codes.shown(code), f" {code} ", wide, codes.shown(code).replace("-", "－")]

    assert [codes.tidy(text) for text in typed] == [code] * 5
    assert codes.is_code(code)
    assert not codes.is_code("O" * 10)


def test_a_mark_needs_the_key():
    code = codes.new_code()

    assert codes.mark_of(code, "one key") != codes.mark_of(code, "another key")
    assert codes.mark_of(code, "one key") == codes.mark_of(code, "one key")


def test_codes_do_not_repeat():
    assert len({codes.new_code() for _ in range(20_000)}) == 20_000
