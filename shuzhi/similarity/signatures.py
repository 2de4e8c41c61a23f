"""Signatures: a report as the smallest of its sampled prints, and prints as hashes of runs of letters.

A print is the hash of ``RUN`` letters. One in ``SAMPLE`` is kept, by its own value, so that the same passage gives the
same prints wherever it stands; the ``MOST`` smallest of them are the signature. Two signatures share prints in
proportion to the wording the reports share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shuzhi.similarity.letters import Codes, Places, letters_of_many

Prints = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
RUN = 4
SAMPLE = 8
MOST = 256
BATCH = 32  # texts signed in one go: their letters stay in the cache
# Odd constants of a multiplicative hash (the golden ratio, and the finalizer of SplitMix64).
SPREAD = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xBF58476D1CE4E5B9)
HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Prints of many texts: those of text ``i`` are ``prints[starts[i]:starts[i + 1]]``, ascending."""

    prints: Prints
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> Prints:
        return self.prints[self.starts[number] : self.starts[number + 1]]


def hashes_of(codes: Codes, run: int) -> Hashes:
    """The hash of every run of letters, one for each place where a run begins."""
    if len(codes) < run:
        return np.zeros(0, np.uint64)
    wide = codes.astype(np.uint64)
    found = wide[: len(wide) - run + 1].copy()
    for step in range(1, run):
        found *= SPREAD
        found += wide[step : len(wide) - run + 1 + step]
    found ^= found >> HALF
    found *= MIX
    found ^= found >> HALF
    return found


def sign(texts: Sequence[str]) -> Signatures:
    """The signatures of texts, in their order."""
    pieces = [_signed(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
    if not pieces:
        return Signatures(np.zeros(0, np.uint32), np.zeros(1, np.int64))
    sizes = np.concatenate([sizes for _, sizes in pieces])
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Signatures(np.concatenate([prints for prints, _ in pieces]), starts)


def _signed(texts: Sequence[str]) -> tuple[Prints, Places]:
    """The prints of a batch, text by text, and how many each text has."""
    codes, ends = letters_of_many(texts)
    hashes = hashes_of(codes, RUN)
    # The lowest bits choose, the upper half is the print: what is kept says nothing about how small it is.
    kept = np.flatnonzero((hashes & np.uint64(SAMPLE - 1)) == 0)
    owner = np.searchsorted(ends, kept, side="right")
    inside = kept + RUN <= ends[owner]  # runs that reach over the end of a text belong to no text
    entries = (owner[inside].astype(np.uint64) << HALF) | (hashes[kept[inside]] >> HALF)
    entries = np.unique(entries)
    first = np.searchsorted(entries, np.arange(len(texts), dtype=np.uint64) << HALF)
    owner = (entries >> HALF).astype(np.int64)
    smallest = np.arange(len(entries)) - first[owner] < MOST
    sizes = np.bincount(owner[smallest], minlength=len(texts))
    return entries[smallest].astype(np.uint32), sizes
