"""The invented words and figures of the demo year, drawn from content.yaml with a fixed seed."""

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shuzhi.cycles.models import TopicPart
from shuzhi.reports.models import note_field, state_field
from shuzhi.reports.states import PartState

SEED = 2026
FIGURES = {
    "a": (300, 2400), "b": (40, 260), "c": (30, 220), "d": (3, 12), "e": (9, 20), "f": (1, 6),
    "g": (2, 9), "h": (3, 8), "i": (4, 18), "j": (2, 9), "k": (1, 6),
}  # fmt: skip


@cache
def content() -> dict[str, Any]:
    """What content.yaml says."""
    text = (Path(__file__).parent / "content.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


class Words:
    """Texts for one reporter: the same figures wherever they are mentioned."""

    def __init__(self, code: str) -> None:
        self.rng = random.Random(f"{SEED} {code}")
        self.figures = {name: self.rng.randint(*span) for name, span in FIGURES.items()}
        self.figures["c"] = min(self.figures["c"], self.figures["b"])

    def say(self, template: str) -> str:
        """A sentence with this reporter's figures."""
        return template.format(**self.figures)

    def some(self, key: str, count: int) -> str:
        """Several sentences of a kind as numbered paragraphs."""
        chosen = self.rng.sample(content()[key], min(count, len(content()[key])))
        return "\n".join(f"{number}. {self.say(one)}" for number, one in enumerate(chosen, start=1))

    def sections(self, keys: list[str]) -> dict[str, str]:
        """The report: results, problems and causes, next steps, in whatever sections the cycle asks for."""
        kinds = {"results": ("results", 4), "problems": ("problems", 4), "next": ("steps", 3)}
        texts = {}
        for key in keys:
            kind, count = kinds.get(key, ("results", 1))
            texts[key] = self.some(kind, count)
            if kind == "problems":
                texts[key] += "\n" + self.say(self.rng.choice(content()["causes"]))
        return texts

    def answer(self, topic: str) -> str:
        """The answer to a topic: one of those that content.yaml has for it."""
        return self.say(self.rng.choice(content()["answers"][topic]))

    def parts(self, asked: Iterable[TopicPart]) -> dict[str, str]:
        """How far each part of the topics is, most of them done; what is under way says until when."""
        found = {}
        for part in asked:
            state = self.rng.choice([PartState.DONE, PartState.DONE, PartState.DONE, PartState.UNDER_WAY])
            found[state_field(part)] = str(state)
            if state == PartState.UNDER_WAY:
                found[note_field(part)] = str(content()["part_under_way"])
        return found

    def question(self) -> dict[str, str]:
        """A question from the floor with its answer."""
        chosen = self.rng.choice(content()["questions"])
        return {name: self.say(text) for name, text in chosen.items()}

    def comment(self) -> dict[str, Any]:
        """A superior's comment and the problems it names."""
        chosen: dict[str, Any] = self.rng.choice(content()["comments"])
        return chosen


def names(count: int) -> list[str]:
    """Invented names, all different."""
    rng = random.Random(SEED)
    pairs = [surname + given for surname in content()["surnames"] for given in content()["given"]]
    return rng.sample(pairs, count)
