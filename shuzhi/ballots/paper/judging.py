"""From ink to what a cell says. What is neither surely empty nor surely marked is doubtful: nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shuzhi.ballots.paper.layout import Scale
from shuzhi.ballots.paper.marks import Found, Ink
from shuzhi.ballots.paper.results import BoxState, CellState, Doubt

# Shares of the inside: up to here surely empty, from here surely marked, from here filled, that is cancelled.
EMPTY = 0.015
MARKED = 0.035
FILLED = 0.60
# A pale mark must be larger, and nothing may reach over its outline.
PALE_MARKED = 0.05
PALE_EXTENT = 1.8
CLEAR_RIM = 0.004
# Less than this is a speck, or where a pen came to rest; in millimetres.
LEAST_EXTENT = 1.2
# Beside a sure mark the other boxes of the row may carry this much, and never more than a part of the mark.
OTHERS = 0.04
CONTRAST = 4.0
# Ink on one side outside a box; on three sides it is a ring around it.
BESIDE = 0.06
# An outline this weak was not found.
LEAST_OUTLINE = 0.22


@dataclass(frozen=True, slots=True)
class Verdict:
    state: CellState
    choice: int | None = None
    doubt: Doubt | None = None


BLANK = Verdict(CellState.BLANK)
UNCLEAR = Verdict(CellState.DOUBTFUL, None, Doubt.UNCLEAR)


def box_state(ink: Ink) -> BoxState:
    """One box by itself: the absolute band."""
    if ink.mean < FILLED and not ink.crossed and (_is_dark(ink) or _is_pale_mark(ink)):
        return BoxState.MARKED
    if ink.trace <= EMPTY and not ink.crossed:
        return BoxState.EMPTY
    return BoxState.DOUBTFUL


def _is_dark(ink: Ink) -> bool:
    return ink.sure >= MARKED and ink.extent >= LEAST_EXTENT


def _is_pale_mark(ink: Ink) -> bool:
    """A weak pen: no stain and no fold keeps so clear of the outline on all sides."""
    return ink.pale >= PALE_MARKED and ink.extent >= PALE_EXTENT and ink.rim <= CLEAR_RIM


def is_found(found: Found) -> bool:
    """Whether boxes lie surely where their outlines were looked for."""
    return not found.at_the_edge and found.strength >= LEAST_OUTLINE


def verdict(found: Found, inks: Sequence[Ink]) -> Verdict:
    """One line of boxes: the band of each box and the contrast between them."""
    if not is_found(found):
        return _doubtful(Doubt.LOST)
    if any(ink.mean >= FILLED for ink in inks):
        return _doubtful(Doubt.CANCELLED)
    states = [box_state(ink) for ink in inks]
    marked = [at for at, state in enumerate(states) if state == BoxState.MARKED]
    if not marked:
        return _unmarked(states, inks)
    others = [ink for at, ink in enumerate(inks) if at != marked[0]]
    if len(marked) > 1 or any(_is_ringed(ink) for ink in others):
        return _doubtful(Doubt.TWO)
    return Verdict(CellState.MARKED, marked[0]) if _stands_out(inks[marked[0]], others) else UNCLEAR


def _stands_out(mark: Ink, others: Sequence[Ink]) -> bool:
    loudest = max((ink.trace for ink in others), default=0.0)
    return not any(ink.crossed for ink in others) and loudest <= min(OTHERS, mark.trace / CONTRAST)


def _unmarked(states: Sequence[BoxState], inks: Sequence[Ink]) -> Verdict:
    if any(state != BoxState.EMPTY for state in states):
        return _doubtful(Doubt.FAINT)
    if any(max(ink.beside) > BESIDE for ink in inks):
        return _doubtful(Doubt.BESIDE)
    return BLANK


def _is_ringed(ink: Ink) -> bool:
    return sum(side > BESIDE for side in ink.beside) >= 3


def _doubtful(why: Doubt) -> Verdict:
    return Verdict(CellState.DOUBTFUL, None, why)


def together(parts: Sequence[Verdict], scale: Scale) -> Verdict:
    """A mark written in two parts: both or none, and a mark that the row has."""
    if doubt := next((part for part in parts if part.state == CellState.DOUBTFUL), None):
        return doubt
    chosen = [part.choice for part in parts if part.choice is not None]
    if not chosen:
        return BLANK
    place = scale.place(chosen) if len(chosen) == len(scale.parts) else None
    return _doubtful(Doubt.PART) if place is None else Verdict(CellState.MARKED, place)
