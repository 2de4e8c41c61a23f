"""The look-up: all prints of all texts in one ascending file, which the system maps rather than reads.

An entry is a print and the number of its text in one 64-bit word. A file is never changed: a newer one replaces it, so
a reader that has it open keeps what it sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shuzhi.similarity.signatures import Prints, Signatures

Entries = npt.NDArray[np.uint64]
HALF = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)
COMMON_AT_LEAST = 64  # a print that more texts hold than this and this share of all is a stock phrase
COMMON_SHARE = 0.02
FEWEST = 4  # shared prints that make a candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may share passages: how many prints it has in common."""

    text: int
    shared: int


class Index:
    """Prints of numbered texts."""

    def __init__(self, entries: Entries, texts: int) -> None:
        self.entries = entries
        self.texts = texts

    def candidates(self, prints: Prints, *, most: int = 200, fewest: int = FEWEST) -> list[Candidate]:
        """The texts that share the most prints, stock phrases left out; ties by number."""
        keys = prints.astype(np.uint64) << HALF
        low = np.searchsorted(self.entries, keys)
        high = np.searchsorted(self.entries, keys | LOW, side="right")
        common = max(COMMON_AT_LEAST, int(self.texts * COMMON_SHARE))
        rare = high - low <= common
        low, sizes = low[rare], (high - low)[rare]
        # The entries of all ranges in one go: where each range starts, and how far into it each entry lies.
        into = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = self.entries[np.repeat(low, sizes) + into] & LOW
        texts, shared = np.unique(found, return_counts=True)
        enough = shared >= fewest
        texts, shared = texts[enough], shared[enough]
        order = np.lexsort((texts, -shared))[:most]
        return [Candidate(int(texts[at]), int(shared[at])) for at in order]

    def save(self, path: Path) -> None:
        """Writes the file beside its place, then puts it there."""
        beside = path.with_name(f"{path.name}.new.npy")
        np.save(beside, self.entries)
        beside.replace(path)


def built(signatures: Signatures) -> Index:
    """The index of signatures; the number of a text is its place among them."""
    sizes = np.diff(signatures.starts)
    entries = signatures.prints.astype(np.uint64) << HALF
    entries |= np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    entries.sort()
    return Index(entries, len(sizes))


def opened(path: Path, texts: int) -> Index:
    """An index on disk, mapped into memory."""
    return Index(np.load(path, mmap_mode="r"), texts)
