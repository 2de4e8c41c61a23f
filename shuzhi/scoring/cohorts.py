"""Who is compared with whom, and in which order (docs/scoring.md, section 10). A cohort never crosses an organiser."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shuzhi.scoring.block import MISSING, Block, Flags
from shuzhi.scoring.rounding import Ints

PACKED = 62  # bits of one sortable number


def scopes(block: Block, names: tuple[str, ...]) -> Ints:
    """For each reporter the ordinal of the organiser and the named keys together; equal keys, equal ordinal."""
    scope = block.organiser
    for name in names:
        key = block.keys[name]
        width = len(key.labels) + 1
        if len(scope) and int(scope.max()) >= 2**PACKED // width:
            scope = np.unique(scope, return_inverse=True)[1]
        scope = scope * width + (key.codes + 1)
    return dense(scope)


def dense(scope: Ints) -> Ints:
    """The same division with small ordinals, so that they can be counted."""
    if len(scope) and int(scope.max()) > 8 * len(scope) + 1024:
        scope = np.unique(scope, return_inverse=True)[1]
    return np.asarray(scope, np.int64)


@dataclass(frozen=True, slots=True)
class Merit:
    """The order of merit in a block: everybody's place in it, and the ordinal of those who tie in all but the code."""

    order: Ints
    place: Ints
    tie: Ints


def merit(keys: list[tuple[Ints, bool]], size: int) -> Merit:
    """Orders by each key in turn (True: high first; MISSING after every value), then by the code, which is the row."""
    downward = [_downward(values, high_first=high) for values, high in keys]
    bits = [int(values.max(initial=0)).bit_length() for values in downward]
    rows = max(1, size - 1).bit_length()
    if sum(bits) + rows <= PACKED:
        packed = np.zeros(size, np.int64)
        for values, wide in zip(downward, bits, strict=True):
            packed = (packed << wide) | values
        ordered = np.sort((packed << rows) | np.arange(size))
        order = ordered & ((1 << rows) - 1)
        new = np.diff(ordered >> rows) != 0
    else:
        order = np.lexsort(downward[::-1]).astype(np.int64)
        new = np.zeros(max(0, size - 1), np.bool_)
        for values in downward:
            new |= np.diff(values[order]) != 0
    place, tie = np.empty(size, np.int64), np.zeros(size, np.int64)
    place[order] = np.arange(size)
    tie[order[1:]] = np.cumsum(new)
    return Merit(order, place, tie)


def _downward(values: Ints, *, high_first: bool) -> Ints:
    """Numbers from 0 that grow as the merit falls."""
    missing = values == MISSING
    known = values[~missing]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    falling = high - values if high_first else values - low
    return np.where(missing, high - low + 1, falling)


def by_scope(scope: Ints, ordering: Merit, members: Flags) -> tuple[Ints, Ints]:
    """The members in the order of merit within their scopes, and where in this list each one's scope starts."""
    rows = np.flatnonzero(members)
    wide = max(1, len(scope) - 1).bit_length()
    ordered = np.sort((scope[rows] << wide) | ordering.place[rows])
    listed = ordering.order[ordered & ((1 << wide) - 1)]
    opens = np.ones(len(rows), np.bool_)
    opens[1:] = np.diff(ordered >> wide) != 0
    return listed, carried(np.arange(len(rows)), opens)


def carried(values: Ints, starts: Flags) -> Ints:
    """Each value replaced by the one at the last start at or before it."""
    at = np.maximum.accumulate(np.where(starts, np.arange(len(values)), 0))
    return np.asarray(values[at])


def first_places(block: Block, scope: Ints) -> Ints:
    """The place, from 1 within the organiser, of the first reporter of everybody's scope: the cohort's own number."""
    size = len(scope)
    rows = np.arange(size)
    first = np.zeros(int(scope.max(initial=0)) + 1, np.int64)
    first[scope[::-1]] = rows[::-1]  # written from the last to the first: the first stays
    opens = np.ones(size, np.bool_)
    opens[1:] = np.diff(block.organiser) != 0
    return first[scope] - carried(rows, opens) + 1
