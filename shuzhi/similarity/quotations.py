"""What a text quotes from documents that everybody has: rules, notices, speeches the office put into its corpus."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from shuzhi.similarity.letters import letters_of
from shuzhi.similarity.passages import Span
from shuzhi.similarity.signatures import Hashes, hashes_of

RUN = 8  # letters in a row that must agree to the last one
SHORTEST = 12  # shorter agreements are turns of phrase


def source_prints(texts: Iterable[str]) -> Hashes:
    """The runs of letters of the sources, ascending."""
    runs = [hashes_of(letters_of(text).codes, RUN) for text in texts]
    return np.unique(np.concatenate(runs)) if runs else np.zeros(0, np.uint64)


def quotations(text: str, sources: Hashes) -> list[Span]:
    """The stretches of a text that stand word for word in a source."""
    letters = letters_of(text)
    hashes = hashes_of(letters.codes, RUN)
    if not (len(hashes) and len(sources)):
        return []
    place = np.minimum(np.searchsorted(sources, hashes), len(sources) - 1)
    begins = np.flatnonzero(sources[place] == hashes)
    covered = np.zeros(len(letters) + 1, np.int8)
    for step in range(RUN):
        covered[begins + step] = 1
    return [
        Span(int(letters.places[low]), int(letters.places[high - 1]) + 1)
        for low, high in _stretches(covered[:-1])
        if high - low >= SHORTEST
    ]


def _stretches(covered: npt.NDArray[np.int8]) -> list[tuple[int, int]]:
    """Where runs of ones begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], covered, [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
