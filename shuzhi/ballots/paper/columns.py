"""Where the columns of one row stand: evenly, or where a fold lies between them as evenly as it lets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product

from shuzhi.ballots.paper.measures import PITCH, USUAL_STEP, WIDEST_STEP

Run = tuple[float, float]
# Millimetres are tried in quarters, so that every centre is an exact number.
QUARTER = 0.25


def spread(runs: Sequence[Run], wanted: int) -> tuple[float, ...]:
    """Centres of so many columns within the runs, no two nearer than a pitch; none when there is no room.

    An uneven choice makes one option look apart from the others, so it is taken only where no even one exists.
    """
    return _spread(tuple(runs), wanted)


@lru_cache(maxsize=256)
def _spread(runs: tuple[Run, ...], wanted: int) -> tuple[float, ...]:
    if wanted == 1:
        return (runs[0][0],)
    return next(_even(runs, wanted), ()) or min(_between_folds(runs, wanted), key=_unevenness, default=())


def _even(runs: tuple[Run, ...], wanted: int) -> Iterator[tuple[float, ...]]:
    """Even choices: those as far apart as usual or a little farther, near the names first; then narrower ones."""
    first, last = runs[0][0], runs[-1][1]
    apart = [
        (start, step)
        for step in _quarters(USUAL_STEP, WIDEST_STEP)
        for start in _quarters(first, last - step * (wanted - 1))
    ]
    closer = (
        (start, step)
        for step in reversed(_quarters(PITCH, USUAL_STEP - QUARTER))
        for start in _quarters(first, last - step * (wanted - 1))
    )
    for start, step in (*sorted(apart), *closer):
        centres = tuple(start + step * at for at in range(wanted))
        if all(any(begin <= x <= end for begin, end in runs) for x in centres):
            yield centres


def _quarters(first: float, last: float) -> list[float]:
    return [first + QUARTER * at for at in range(int((last - first) / QUARTER) + 1)]


def _between_folds(runs: tuple[Run, ...], wanted: int) -> Iterator[tuple[float, ...]]:
    """Every share of the columns among the runs, close to the folds that part them."""
    most = [int((last - first) / PITCH) + 1 for first, last in runs]
    for shares in product(*(range(room + 1) for room in most)):
        used = [(run, share) for run, share in zip(runs, shares, strict=True) if share]
        if sum(shares) == wanted and 0 not in shares[: len(used)]:
            yield tuple(x for at, (run, share) in enumerate(used) for x in _within(run, share, at, len(used)))


def _within(run: Run, share: int, at: int, used: int) -> list[float]:
    """The columns of one run: the first runs to its end, the last one from its beginning, others fill theirs."""
    first, last = run
    if share == 1:
        return [last if at == 0 else first]
    most = USUAL_STEP - 1 if at in {0, used - 1} else last - first
    step = int(min((last - first) / (share - 1), most) / QUARTER) * QUARTER
    start = last - step * (share - 1) if at == 0 else first
    return [start + step * nth for nth in range(share)]


def _unevenness(centres: tuple[float, ...]) -> tuple[float, float, float]:
    gaps = [b - a for a, b in pairwise(centres)]
    return (max(gaps) - min(gaps), -min(gaps), sum(centres))
