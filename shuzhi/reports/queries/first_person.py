"""Does the text speak in the first person? Counted by sentences, with word lists as data; it informs only."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shuzhi.reports.models.markup import words_of

DATA = Path(__file__).resolve().parent.parent / "data" / "first_person.yaml"
KINDS = ("own", "unit", "other", "passive")
SENTENCE = re.compile(r"[^。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Voices:
    """How many sentences speak as the person, as the unit, of somebody else, in the passive; and of how many."""

    sentences: int
    own: int
    unit: int
    other: int
    passive: int

    @property
    def own_percent(self) -> int:
        return self.own * 100 // self.sentences if self.sentences else 0

    @property
    def elsewhere(self) -> int:
        return self.unit + self.other + self.passive


def voices_in(texts: list[str]) -> Voices:
    """Who speaks in these texts, sentence by sentence."""
    found = dict.fromkeys((*KINDS, ""), 0)
    sentences = [one for text in texts for one in SENTENCE.findall(words_of(text)) if one.strip()]
    for sentence in sentences:
        found[voice_of(sentence)] += 1
    return Voices(len(sentences), *(found[kind] for kind in KINDS))


def voice_of(sentence: str) -> str:
    """Who speaks: the person wherever named, else the unit, else somebody else, else the passive, else nobody."""
    pattern, kinds = _lists()
    heard = {kinds[word] for word in pattern.findall(sentence)}
    return next((kind for kind in KINDS if kind in heard), "")


@cache
def _lists() -> tuple[re.Pattern[str], dict[str, str]]:
    lists: dict[str, list[str]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    kinds = {word: kind for kind in KINDS for word in lists[kind]}
    longest_first = sorted(kinds, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), kinds
