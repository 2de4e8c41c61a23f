"""The exact look at two texts: which sentences of one stand in the other, edited, in another order, with other words.

Sentences are compared by their pairs of neighbouring letters, which survive the exchange of single words. Neighbouring
sentences that match neighbouring sentences become one passage. What is quoted from a source does not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shuzhi.similarity.letters import Letters, letters_of
from shuzhi.similarity.signatures import Hashes, hashes_of

Flags = npt.NDArray[np.bool_]
SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")
PAIR = 2
CUT = 0.25


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on likeness is worth a look; shares are of letters."""

    sentence: float = 0.5  # shared pairs of letters, of the shorter sentence
    letters: int = 8  # shorter sentences say nothing
    passage: int = 24  # shorter passages are not shown
    total: int = 150  # letters in shown passages that make a near-duplicate
    share: float = 0.08  # and what share of the shorter text they are


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as it was given."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of each text; ``alike`` is the share of the pairs of letters of the shorter one that both have."""

    one: Span
    other: Span
    letters: int
    alike: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Passages in the order of the first text, and what share of the letters of each text they are."""

    passages: tuple[Passage, ...]
    share_of_one: float
    share_of_other: float
    near: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text prepared for comparing: its sentences and which pairs of letters each has."""

    spans: tuple[Span, ...]
    sizes: npt.NDArray[np.int64]  # letters that count, of each sentence
    owners: npt.NDArray[np.int64]  # the sentence of each pair, every pair once a sentence
    pairs: Hashes  # ascending
    counted: int  # letters that count
    opens: Flags  # sentences that begin a paragraph


def prepared(text: str, quoted: Sequence[Span] = ()) -> Text:
    """The sentences of a text; letters inside ``quoted`` do not count."""
    letters = letters_of(text)
    spans = [Span(found.start(), found.end()) for found in SENTENCE.finditer(text)]
    bounds = np.array([span.stop for span in spans] or [0])
    owner = np.searchsorted(bounds, letters.places, side="right")
    free = ~within(letters, quoted)
    sizes = np.bincount(owner[free], minlength=len(spans))[: len(spans)]
    pairs = hashes_of(letters.codes, PAIR)
    whole = free[1:] & free[:-1] & (owner[1:] == owner[:-1])
    owners, pairs = _once(owner[:-1][whole], pairs[whole])
    befores = [0, *(span.stop for span in spans)]
    opens = np.array(
        ["\n" in text[a : span.start] for a, span in zip(befores, spans, strict=False)], np.bool_
    )
    return Text(tuple(spans), sizes, owners, pairs, int(free.sum()), opens)


def _once(owners: npt.NDArray[np.int64], pairs: Hashes) -> tuple[npt.NDArray[np.int64], Hashes]:
    """Every pair once for each sentence that has it, in the order of the pairs."""
    order = np.lexsort((owners, pairs))
    owners, pairs = owners[order], pairs[order]
    fresh = np.ones(len(pairs), np.bool_)
    fresh[1:] = (pairs[1:] != pairs[:-1]) | (owners[1:] != owners[:-1])
    return owners[fresh], pairs[fresh]


def within(letters: Letters, spans: Sequence[Span]) -> Flags:
    """Which letters stand inside one of the spans."""
    found = np.zeros(len(letters), np.bool_)
    for span in spans:
        low, high = np.searchsorted(letters.places, (span.start, span.stop))
        found[low:high] = True
    return found


def compare(one: Text, other: Text, limits: Limits | None = None) -> Comparison:
    """The passages two texts share."""
    limits = limits or Limits()
    matches = _matches(one, other, limits)
    runs = [run for run in _runs(matches) if _size(one, run) >= limits.passage]
    passages = tuple(_passage(one, other, part) for run in runs for part in _by_paragraph(one, run))
    mine = {sentence for run in runs for sentence, _, _, _ in run}
    theirs = {at for run in runs for _, first, last, _ in run for at in range(first, last + 1)}
    here = int(one.sizes[sorted(mine)].sum())
    there = int(other.sizes[sorted(theirs)].sum())
    shares = here / max(one.counted, 1), there / max(other.counted, 1)
    near = min(here, there) >= limits.total and max(shares) >= limits.share
    return Comparison(passages, *shares, near)


Match = tuple[int, int, int, float]  # a sentence of one, the first and last of the other, how alike


def _matches(one: Text, other: Text, limits: Limits) -> list[Match]:
    """For every sentence long enough its best counterpart: a sentence of the other text, or two neighbours."""
    if not (one.spans and other.spans):
        return []
    own, their = _pairs_of_sentences(one), _pairs_of_sentences(other)
    alone = _shared(one, other)
    joined = alone.copy()
    joined[:, :-1] += alone[:, 1:]
    small = np.maximum(np.minimum(own[:, None], their[None, :]), 1)
    talks = (one.sizes >= limits.letters)[:, None]
    single = np.where(talks & (other.sizes >= limits.letters)[None, :], alone / small, 0.0)
    pair = np.where(talks, joined / np.maximum(own, 1)[:, None], 0.0)
    found: list[Match] = []
    for sentence in range(len(one.spans)):
        at, both = int(single[sentence].argmax()), int(pair[sentence].argmax())
        # Two neighbours when the sentence was cut in two: together they hold much more of it than either.
        cut = pair[sentence, both] >= alone[sentence, at] / max(own[sentence], 1) + CUT
        if single[sentence, at] >= limits.sentence and not cut:
            found.append((sentence, at, at, float(single[sentence, at])))
        elif pair[sentence, both] >= limits.sentence:
            last = min(both + 1, len(other.spans) - 1)
            found.append((sentence, both, last, float(pair[sentence, both])))
    return found


def _pairs_of_sentences(text: Text) -> npt.NDArray[np.int64]:
    """How many different pairs each sentence has."""
    return np.bincount(text.owners, minlength=len(text.spans))


def _shared(one: Text, other: Text) -> npt.NDArray[np.int64]:
    """How many pairs each sentence of one shares with each of the other: a join on the ascending pairs."""
    low = np.searchsorted(other.pairs, one.pairs)
    sizes = np.searchsorted(other.pairs, one.pairs, side="right") - low
    into = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    theirs = other.owners[np.repeat(low, sizes) + into]
    width = len(other.spans)
    cells = np.repeat(one.owners, sizes) * width + theirs
    return np.bincount(cells, minlength=len(one.spans) * width).reshape(len(one.spans), width)


def _runs(matches: list[Match]) -> list[list[Match]]:
    """Neighbouring sentences whose counterparts are neighbours in the same order."""
    runs: list[list[Match]] = []
    for match in matches:
        sentence, first, _, _ = match
        if runs:
            before, _, last, _ = runs[-1][-1]
            if sentence == before + 1 and last <= first <= last + 1:
                runs[-1].append(match)
                continue
        runs.append([match])
    return runs


def _by_paragraph(one: Text, run: list[Match]) -> list[list[Match]]:
    """A run cut where a paragraph of the first text begins: what is shown side by side stays short."""
    parts: list[list[Match]] = []
    for match in run:
        if not parts or one.opens[match[0]]:
            parts.append([])
        parts[-1].append(match)
    return parts


def _size(one: Text, run: list[Match]) -> int:
    return int(sum(one.sizes[sentence] for sentence, _, _, _ in run))


def _passage(one: Text, other: Text, run: list[Match]) -> Passage:
    here = Span(one.spans[run[0][0]].start, one.spans[run[-1][0]].stop)
    firsts, lasts = [first for _, first, _, _ in run], [last for _, _, last, _ in run]
    there = Span(other.spans[min(firsts)].start, other.spans[max(lasts)].stop)
    size = _size(one, run)
    alike = sum(one.sizes[sentence] * share for sentence, _, _, share in run) / size
    return Passage(here, there, size, min(1.0, float(alike)))
