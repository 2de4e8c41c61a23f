"""Worn sheets: nothing is misread without a word. In full: python -m bench.paper --full."""

from dataclasses import replace

import pytest

from shuzhi.ballots.paper import KnownForm, pages_in, read
from shuzhi.ballots.paper.corpus import FORM, KEY, Kind, Tally, layouts, worn_sheets

SEED = 2026
LAYOUTS = layouts()
KNOWN = {FORM: KnownForm(LAYOUTS, KEY)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "doubtful", "refused"), [(Kind.CLEAN, 0.04, 0), (Kind.HARD, 0.25, 1), (Kind.PHONE, 0.20, 1)]
)
def test_nothing_is_misread_without_a_word(kind, doubtful, refused):
    tally = Tally()
    for at, sheet in enumerate(worn_sheets(LAYOUTS, kind, 20, SEED)):
        tally.add(read(next(pages_in(sheet.data)), KNOWN), sheet, f"{kind} {at} {sheet.wear}")

    assert tally.silent == []
    assert tally.boxes > 1500
    assert tally.doubtful_share <= doubtful, tally.why
    assert tally.refused.total() <= refused, tally.refused


def test_the_same_seed_makes_the_same_marks():
    def marks(seed):
        return [sorted(sheet.truth.items()) for sheet in worn_sheets(LAYOUTS[:1], Kind.HARD, 3, seed)]

    assert marks(5) == marks(5)
    assert marks(5) != marks(6)


def test_the_tally_knows_right_from_wrong():
    sheet = next(worn_sheets(LAYOUTS[:1], Kind.CLEAN, 1, 9))
    reading = read(next(pages_in(sheet.data)), KNOWN)
    tally = Tally()
    cell = next(cell for cell in reading.cells if cell.choice is not None)
    wrong = replace(cell, choice=(cell.choice + 1) % 5)
    swapped = tuple(wrong if one is cell else one for one in reading.cells)

    tally.add(reading, sheet)
    assert tally.silent == []
    tally.add(replace(reading, cells=swapped), sheet)
    assert len(tally.silent) == 1
