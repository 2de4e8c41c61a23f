"""Somebody who reads all that is published, and the gate that he must not get through."""

from bench.attacked import meeting, published, settled
from bench.attacker import run
from shuzhi.scoring.workbook.view import View


def test_without_the_gate_the_attacker_recovers_a_large_share():
    attacked, lost, _ = run(range(4), gated=False)

    # Of sixty meetings it is 45 in a hundred: counts of all together stand beside a weighted score.
    assert lost > attacked * 0.25


def test_through_the_gate_the_attacker_recovers_nobody():
    attacked, _, which = run(range(100, 116), gated=True)

    assert attacked > 100
    assert which == []


def test_the_gate_still_lets_something_through():
    said = [
        one for seed in range(12) for public in published(meeting(seed), gated=True) for one in public.said
    ]

    assert sum(bool(grade) for *_, grade in said) > 0.9 * len(said)
    assert sum(bool(score) for _, score, *_ in said) > 0.3 * len(said)


def test_the_same_figures_are_always_published_alike():
    first, again = (View(settled(meeting(5), 0)).published for _ in range(2))

    assert first == again
