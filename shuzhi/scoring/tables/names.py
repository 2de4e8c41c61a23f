"""Names as people write them: full-width letters, stray spaces, other dashes, and the nearest known name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_－", "-"))
SIMILAR_AT_MOST = 20_000  # comparing one unknown name with more known ones takes longer than it helps


def tidy(text: str) -> str:
    """The text in half-width letters, without invisible characters at its ends or doubled within."""
    return INVISIBLE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """What two spellings of one name have in common."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(DASHES).casefold()


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    return SequenceMatcher(None, key(one), key(other)).ratio()


def nearest(text: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The known name most like the text, or an empty text when none is near."""
    by_key = {key(name): name for name in known}
    if len(by_key) > SIMILAR_AT_MOST:
        return ""
    found = get_close_matches(key(text), list(by_key), n=1, cutoff=cutoff)
    return by_key[found[0]] if found else ""


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
