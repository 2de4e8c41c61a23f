"""Copies with known truth are found, and only they."""

import pytest

from shuzhi.similarity import built, compare, prepared, sign
from shuzhi.similarity.tests.corpus import MEANS, corpus


def found_in(texts):
    """The near-duplicates that look-up and exact check find together."""
    signatures = sign(texts)
    index, ready = built(signatures), [prepared(text) for text in texts]
    pairs = {
        (min(number, one.text), max(number, one.text))
        for number in range(len(texts))
        for one in index.candidates(signatures[number])
        if one.text != number
    }
    return {pair for pair in pairs if compare(ready[pair[0]], ready[pair[1]]).near}


def kin(copies):
    """Copies of one original are copies of each other."""
    return {(one, other) for a, one in copies for b, other in copies if a == b and one < other}


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_recall_and_precision_are_at_least_99_of_100(seed):
    made = corpus(400, seed, copies=0.25)

    found = found_in(made.texts)

    true = set(made.copies)
    assert len(found & true) >= 0.99 * len(true)
    assert len(found & (true | kin(made.copies))) >= 0.99 * len(found)


@pytest.mark.parametrize("means", MEANS)
def test_each_means_of_copying_is_found(means):
    made = corpus(120, 21, copies=0.5)
    of_this = {pair for pair, how in made.copies.items() if how == means}

    assert len(of_this) == 12
    assert len(found_in(made.texts) & of_this) == 12
