"""What is surely empty, surely marked, or for two people."""

import pytest

from shuzhi.ballots.paper import CellState, Doubt
from shuzhi.ballots.paper.judging import BLANK, Verdict, together, verdict
from shuzhi.ballots.paper.layout import scale_of
from shuzhi.ballots.paper.marks import Found, Ink
from shuzhi.ballots.sheet import SheetRow

FOUND = Found(0, 0, 0.8)
NOWHERE = (0.0, 0.0, 0.0, 0.0)


def ink(trace, pale, sure, mean, extent, beside=NOWHERE, rim=0.0, *, crossed=False):
    return Ink(trace, pale, sure, mean, extent, beside, rim, crossed=crossed)


NONE = ink(0.002, 0.0, 0.0, 0.01, 0.0)
MARK = ink(0.22, 0.2, 0.18, 0.2, 3.2, rim=0.05)
PALE = ink(0.15, 0.09, 0.0, 0.08, 3.2)
FAINT = ink(0.12, 0.03, 0.01, 0.05, 3.2)
FULL = ink(0.95, 0.95, 0.95, 0.9, 4.1)
SPECK = ink(0.06, 0.05, 0.05, 0.05, 0.7)
LINE = ink(0.15, 0.1, 0.1, 0.1, 4.1, crossed=True)
RINGED = ink(0.0, 0.0, 0.0, 0.01, 0.0, (0.2, 0.2, 0.2, 0.2), 0.2)
NEAR = ink(0.0, 0.0, 0.0, 0.01, 0.0, (0, 0, 0.3, 0), 0.08)
STAINED = ink(0.3, 0.2, 0.0, 0.1, 4.1, rim=0.3)


@pytest.mark.parametrize(
    ("inks", "state", "choice", "doubt"),
    [
        ([NONE, NONE, NONE], CellState.BLANK, None, None),
        ([NONE, MARK, NONE], CellState.MARKED, 1, None),
        ([MARK, NEAR, NONE], CellState.MARKED, 0, None),
        ([NONE, NONE, PALE], CellState.MARKED, 2, None),
        ([NONE, NONE, STAINED], CellState.DOUBTFUL, None, Doubt.FAINT),
        ([MARK, MARK, NONE], CellState.DOUBTFUL, None, Doubt.TWO),
        ([FULL, MARK, NONE], CellState.DOUBTFUL, None, Doubt.CANCELLED),
        ([FULL, NONE, NONE], CellState.DOUBTFUL, None, Doubt.CANCELLED),
        ([NONE, FAINT, NONE], CellState.DOUBTFUL, None, Doubt.FAINT),
        ([NONE, SPECK, NONE], CellState.DOUBTFUL, None, Doubt.FAINT),
        ([NONE, LINE, NONE], CellState.DOUBTFUL, None, Doubt.FAINT),
        ([MARK, LINE, NONE], CellState.DOUBTFUL, None, Doubt.UNCLEAR),
        ([MARK, FAINT, NONE], CellState.DOUBTFUL, None, Doubt.UNCLEAR),
        ([MARK, STAINED, STAINED], CellState.DOUBTFUL, None, Doubt.UNCLEAR),
        ([MARK, RINGED, NONE], CellState.DOUBTFUL, None, Doubt.TWO),
        ([NONE, RINGED, NONE], CellState.DOUBTFUL, None, Doubt.BESIDE),
        ([NONE, NEAR, NONE], CellState.DOUBTFUL, None, Doubt.BESIDE),
    ],
)
def test_a_row_of_boxes(inks, state, choice, doubt):
    assert verdict(FOUND, inks) == Verdict(state, choice, doubt)


@pytest.mark.parametrize("found", [Found(8, 0, 0.8), Found(0, -8, 0.8), Found(0, 0, 0.1)])
def test_boxes_that_were_not_surely_found_are_doubtful(found):
    assert verdict(found, [NONE, MARK]).doubt == Doubt.LOST


def test_a_mark_in_two_parts_needs_both_and_must_exist():
    scale = scale_of(SheetRow("分", low="0", high="100", step="1"))

    def at(choice):
        return Verdict(CellState.MARKED, choice)

    assert together([at(8), at(7)], scale) == at(87)
    assert together([BLANK, BLANK], scale) == BLANK
    assert together([at(8), BLANK], scale).doubt == Doubt.PART
    assert together([BLANK, at(3)], scale).doubt == Doubt.PART
    assert together([at(10), at(1)], scale).doubt == Doubt.PART
    assert together([at(1), Verdict(CellState.DOUBTFUL, None, Doubt.TWO)], scale).doubt == Doubt.TWO
