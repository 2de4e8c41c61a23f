"""Random rulebooks and records for hypothesis, and the same from a seed, which is much faster for ten thousand of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import strategies as st

from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.rulebook.model import Rulebook
from tests.scoring.records import random_inputs
from tests.scoring.rulebooks import random_rulebook

Case = tuple[Rulebook, Inputs]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A rulebook with records; hypothesis chooses every draw and can make a failing case smaller."""
    return _case(draw(st.randoms(use_true_random=False)))


def seeded(seed: int) -> Case:
    return _case(random.Random(seed))


def seeds(first: int, count: int) -> Iterator[tuple[int, Case]]:
    """Numbered cases: the number is enough to see a failing one again."""
    for seed in range(first, first + count):
        yield seed, seeded(seed)


def _case(rng: random.Random) -> Case:
    rulebook = random_rulebook(rng)
    return rulebook, random_inputs(rng, rulebook)
