"""Random rulebooks and records for hypothesis, and the same from a seed, which is much faster for ten thousand of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import reject
from hypothesis import strategies as st

from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.plan import compile_plan
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook.model import Rulebook
from tests.scoring.records import random_inputs
from tests.scoring.rulebooks import random_rulebook

Case = tuple[Rulebook, Inputs]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A rulebook with records; hypothesis chooses every draw and can make a failing case smaller."""
    case = _case(draw(st.randoms(use_true_random=False)))
    return case if fits(case[0]) else reject()


def seeded(seed: int) -> Case:
    return _case(random.Random(seed))


def seeds(first: int, count: int) -> Iterator[tuple[int, Case]]:
    """Numbered cases: the number is enough to see a failing one again. The few that do not fit are left out."""
    for seed in range(first, first + count):
        case = seeded(seed)
        if fits(case[0]):
            yield seed, case


def fits(rulebook: Rulebook) -> bool:
    """Whether the plan can prove that nothing overflows: some draws are enormous on purpose."""
    try:
        compile_plan(rulebook)
    except Refused as refused:
        if "64-bit" not in str(refused):
            raise
        return False
    return True


def _case(rng: random.Random) -> Case:
    rulebook = random_rulebook(rng)
    return rulebook, random_inputs(rng, rulebook)
