"""Somebody who reads everything that is published and tries to find out who voted how. Shares no code with the gate.

usage: python -m bench.attacker [--full | MEETINGS]

He knows the rules, the turnout of every group, all other parts of the score, and, as a voter, one ballot: his own.
A group is recovered when exactly one table of its marks on a row fits all that he knows, although there is another
one that its size would allow. The same attack on the score and the counts as they are shows what the gate is for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations_with_replacement

import numpy as np

from bench.attacked import LINES, POINTS, Meeting, Public, meeting, published, settled
from shuzhi.scoring.disclosure import disclose  # only its time is taken
from shuzhi.scoring.workbook.view import View

DOT = 10_000  # a step value has four decimals
SMALL = 15  # larger groups are what the rulebook calls large
Own = tuple[int, tuple[int, ...]]  # a group and a ballot of it


@lru_cache(maxsize=64)
def tables(size: int) -> np.ndarray:
    """All tables of marks of a group of this size."""
    found = [
        [chosen.count(option) for option in range(4)]
        for chosen in combinations_with_replacement(range(4), size)
    ]
    return np.array(found, np.int64)


def divided(above: np.ndarray | int, below: int) -> np.ndarray:
    """A quotient, half up."""
    return (2 * np.asarray(above) + below) // (2 * below)


def score_of(total: int, public: Public, daily: int) -> int:
    """The score in ten-thousandths from the sum of the rows' values."""
    ballots = int(divided(total, public.rows))
    return int(divided(public.share * ballots + (100 - public.share) * daily * DOT, 100))


def totals(public: Public) -> tuple[int, int]:
    """Between which ends the sum of the rows' values lies: score and grade of every edition rise with it."""
    low, high = 0, 100 * DOT * public.rows
    for daily, shown, places, grade in public.said:
        where = [key(public, daily, shown, places, grade) for key in (_least, _most)]
        low, high = max(low, where[0]), min(high, where[1])
    return low, high


def _first(public: Public, daily: int, score: int) -> int:
    """The least sum that gives this score or more."""
    low, high = 0, 100 * DOT * public.rows + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if score_of(middle, public, daily) >= score else (middle + 1, high)
    return low


def _band(shown: str, places: int, grade: str) -> tuple[int, int]:
    """The scores, from and below, that would have been published like that."""
    low, high = 0, 10**9
    if grade:
        names = list(LINES)
        low = LINES[grade] * DOT
        high = LINES[names[names.index(grade) - 1]] * DOT if grade != names[0] else high
    if shown:
        step = 10 ** (4 - places)
        middle = round(float(shown) * 10**places) * step
        low, high = max(low, middle - step // 2), min(high, middle + step // 2)
    return low, high


def _least(public: Public, daily: int, shown: str, places: int, grade: str) -> int:
    return _first(public, daily, _band(shown, places, grade)[0])


def _most(public: Public, daily: int, shown: str, places: int, grade: str) -> int:
    return _first(public, daily, _band(shown, places, grade)[1]) - 1


class Attack:
    """All that fits what is known of one reporter; ``own`` is the ballot the attacker cast himself."""

    def __init__(self, public: Public, own: Own | None = None) -> None:
        self.public = public
        self.low, self.high = totals(public)
        self.groups = range(len(public.sizes))
        self.cells = {(r, g): self.candidates(r, g, own) for r in range(public.rows) for g in self.groups}

    def candidates(self, row: int, group: int, own: Own | None) -> np.ndarray:
        """The tables of a group that its published figure and the own ballot allow."""
        size = self.public.sizes[group]
        found = tables(size)
        if own is not None and own[0] == group:
            found = found[found[:, own[1][row]] > 0]
        if (shown := self.public.figures.get((row, group))) is not None:
            mean = divided(self.figure(found, size), 100)
            found = found[mean == round(float(shown) * 100)]
        return found

    @staticmethod
    def figure(found: np.ndarray, size: int) -> np.ndarray:
        """The group's figure in ten-thousandths."""
        return divided(found @ np.array(POINTS) * DOT, size)

    def fitting(self, row: int, group: int) -> np.ndarray:
        """The tables of the group on the row for which everything else can be made to fit."""
        others = self.sums([r for r in range(self.public.rows) if r != row])
        found = self.cells[row, group]
        kept = [self.reaches(values, others) for values in self.values(row, group)]
        return found[np.array(kept, bool)]

    def reaches(self, values: np.ndarray, others: np.ndarray) -> bool:
        """Whether one of a row's values and the other rows meet what is known of the score."""
        start = np.searchsorted(others, self.low - values, "left")
        return bool((start < np.searchsorted(others, self.high - values, "right")).any())

    def sums(self, rows: list[int]) -> np.ndarray:
        """What the other rows can add up to, sorted."""
        total = np.zeros(1, np.int64)
        for row in rows:
            first = [values for values in self.values(row, 0) if len(values)]
            if not first:
                return np.zeros(0, np.int64)
            total = np.unique(total[:, None] + np.unique(np.concatenate(first))[None])
        return total

    def values(self, row: int, group: int) -> Iterator[np.ndarray]:
        """For every table of the group: the values the row can then have."""
        if row in self.public.counts:
            yield from self.counted(row, group)
            return
        weights, sizes = self.public.weights, self.public.sizes
        rest = np.zeros(1, np.int64)
        for other in self.groups:
            if other != group:
                part = np.unique(weights[other] * self.figure(self.cells[row, other], sizes[other]))
                rest = np.unique(rest[:, None] + part[None])
        known: dict[int, np.ndarray] = {}
        for own in self.figure(self.cells[row, group], sizes[group]).tolist():
            if own not in known:
                known[own] = np.unique(divided(weights[group] * own + rest, sum(weights)))
            yield known[own]

    def counted(self, row: int, group: int) -> Iterator[np.ndarray]:
        """The same where it is known how often each option was given by all together."""
        weights, sizes = self.public.weights, self.public.sizes
        others = sorted((other for other in self.groups if other != group), key=lambda other: sizes[other])
        for table in self.cells[row, group]:
            left = (np.array(self.public.counts[row]) - table)[None]
            points = np.array([weights[group] * int(self.figure(table, sizes[group]))])
            for other in others[:-1]:
                found = self.cells[row, other]
                left = (left[:, None] - found[None]).reshape(-1, 4)
                points = (points[:, None] + weights[other] * self.figure(found, sizes[other])[None]).ravel()
                left, points = left[(left >= 0).all(1)], points[(left >= 0).all(1)]
            if others:
                last = others[-1]
                allowed = {tuple(line) for line in self.cells[row, last].tolist()}
                possible = np.array([tuple(line) in allowed for line in left.tolist()], bool)
                left, points = left[possible], points[possible]
                points = points + weights[last] * self.figure(left, sizes[last])
            else:
                points = points[(left == 0).all(1)]
            yield np.unique(divided(points, sum(weights)))


def recovered(public: Public, truth: list[list[tuple[int, ...]]]) -> list[tuple[int, int, str]]:
    """The rows and groups whose marks are certain, and for whom. The truth says only which voters there are."""
    found = []
    outside = Attack(public)
    for row in range(public.rows):
        for group, size in enumerate(public.sizes):
            if size >= SMALL or (len(public.sizes) == 1 and public.counts):
                continue  # one group that is the whole hall is published as the whole hall
            left = outside.fitting(row, group)
            if len(left) == 1:
                found.append((row, group, "anybody"))
            given = sorted({ballot[row] for ballot in truth[group]}) if size > 1 else []
            found += [
                (row, group, f"voter {option} of the group")
                for option in given
                if (left[:, option] > 0).sum() == 1
            ]
    return [*found, *_by_neighbours(public, truth)]


def _by_neighbours(public: Public, truth: list[list[tuple[int, ...]]]) -> Iterator[tuple[int, int, str]]:
    """What a voter of a small group learns about the others, knowing his own ballot on every row."""
    for group, ballots in enumerate(truth):
        if len(ballots) > 4:
            continue
        for ballot in sorted(set(ballots)):
            inside = Attack(public, (group, ballot))
            for row in range(public.rows):
                for other, size in enumerate(public.sizes):
                    if size < SMALL and (other != group or size > 1) and len(inside.fitting(row, other)) == 1:
                        yield row, other, f"a voter of group {group}"


def run(meetings: range, *, gated: bool) -> tuple[int, int, list[str]]:
    """Groups attacked, groups recovered, and which."""
    attacked, lost = 0, []
    for seed in meetings:
        one: Meeting = meeting(seed)
        for i, public in enumerate(published(one, gated=gated)):
            attacked += public.rows * sum(size < SMALL for size in public.sizes)
            told = {(row, group): who for row, group, who in recovered(public, one.ballots[i])}
            lost += [
                f"meeting {seed}, reporter {i}, row {r}, group {g}: {who}" for (r, g), who in told.items()
            ]
    return attacked, len(lost), lost


def pace(meetings: range) -> tuple[float, float]:
    """Milliseconds a reporter: the gate, and the plain enumeration of all that fits one publication."""
    gate = plain = 0.0
    people = 0
    for seed in meetings:
        view = View(settled(meeting(seed), 0))
        for i in range(len(view)):
            figures = view.figures(i)
            start = time.perf_counter()
            disclose(figures, view.rulebook.disclosure)
            gate += time.perf_counter() - start
        for public in published(meeting(seed), gated=True):
            start = time.perf_counter()
            attack = Attack(public)
            for row, group in attack.cells:
                attack.fitting(row, group)
            plain += time.perf_counter() - start
            people += 1
    return 1000 * gate / people, 1000 * plain / people


def main(arguments: list[str]) -> int:
    """Prints both attacks; the gate must let nothing through."""
    number = 1000 if "--full" in arguments else int(arguments[0]) if arguments else 60
    start = time.perf_counter()
    bare = run(range(min(number, 100)), gated=False)
    attacked, lost, which = run(range(number), gated=True)
    print(f"without the gate: {bare[1]} of {bare[0]} small groups recovered ({bare[1] / bare[0]:.0%})")
    print(f"with the gate:    {lost} of {attacked} small groups recovered, {number} meetings")
    gate, plain = pace(range(min(number, 40)))
    print(
        f"the gate: {gate:.1f} ms a reporter, {gate / plain:.2f} times one plain enumeration ({plain:.1f} ms)"
    )
    print("\n".join(which[:20]))
    print(f"{time.perf_counter() - start:.0f} s")
    return min(lost, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
