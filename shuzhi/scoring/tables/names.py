"""Names as people write them: full-width letters, stray spaces, other dashes, and the nearest known name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_－", "-"))
TWINS = str.maketrans("oilz", "0112")  # letters and digits that are taken for each other
CLOSE = 2  # of more names that are equally near none is offered
SIMILAR_AT_MOST = 5_000  # comparing one unknown name with more known ones takes longer than it helps


def tidy(text: str) -> str:
    """The text in half-width letters, without invisible characters at its ends or doubled within."""
    return INVISIBLE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """What two spellings of one name have in common."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(DASHES).casefold()


def likeness(one: str, other: str) -> float:
    """How alike two keys are: the share of common runs; one letter replaced by another counts for more."""
    if one.translate(TWINS) == other.translate(TWINS):
        return 2.0
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio()
    if len(one) == len(other):
        alike += 0.2 * (sum(a != b for a, b in zip(one, other, strict=True)) == 1)
    return alike


def nearest(text: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The known name most like the text, or an empty text when none is near."""
    by_key = {key(name): name for name in known}
    if len(by_key) > SIMILAR_AT_MOST:
        return ""
    short = key(text)
    scores = {candidate: likeness(short, candidate) for candidate in by_key}
    best = max(scores, key=lambda candidate: scores[candidate], default="")
    if not best or scores[best] < cutoff or sum(score == scores[best] for score in scores.values()) > CLOSE:
        return ""  # nothing is near, or too many are for a guess to help
    return by_key[best]


class Names:
    """A set of known names, with other spellings that mean the same when no two of them clash."""

    def __init__(self, names: Iterable[str], others: Iterable[tuple[str, str]] = ()) -> None:
        """Known ``names``; ``others`` are pairs of another spelling and the name it stands for."""
        self.names = tuple(names)
        self._exact = {key(name): name for name in self.names}
        self._other: dict[str, str | None] = {}
        for spelling, name in others:
            short = key(spelling)
            if short and short not in self._exact:
                clash = self._other.get(short, name) != name
                self._other[short] = None if clash else name

    def find(self, text: str) -> str | None:
        """The name this text stands for, or nothing."""
        short = key(text)
        return self._exact.get(short) or self._other.get(short)

    def near(self, text: str) -> str:
        """The name or other spelling most like an unknown text, given as a name."""
        return (
            nearest(text, self.names)
            or self._other.get(
                key(nearest(text, [spelling for spelling, name in self._other.items() if name])), ""
            )
            or ""
        )
