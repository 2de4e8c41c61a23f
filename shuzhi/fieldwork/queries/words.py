"""The methods of visits and the marks of findings: a cycle's own, else those of data/fieldwork.json."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork.models import FieldWords
from shuzhi.fieldwork.states import Phase

Word = dict[str, Any]


@cache
def shipped() -> dict[str, list[Word]]:
    """The methods and marks a cycle begins with."""
    text = (Path(__file__).parent.parent / "data" / "fieldwork.json").read_text(encoding="utf-8")
    loaded: dict[str, list[Word]] = json.loads(text)
    return loaded


def words_of(cycle: Cycle) -> dict[str, list[Word]]:
    """The methods and marks in force."""
    row = FieldWords.objects.filter(cycle=cycle).first()
    return {"methods": row.methods, "tags": row.tags} if row else shipped()


def named(words: list[Word]) -> dict[str, str]:
    """Code → name in the reader's language; the office's own words have one name."""
    english = get_language() == "en"
    return {word["code"]: (word.get("en") or word["zh"]) if english else word["zh"] for word in words}


def method_names(cycle: Cycle) -> dict[str, str]:
    return named(words_of(cycle)["methods"])


def tag_names(cycle: Cycle) -> dict[str, str]:
    return named(words_of(cycle)["tags"])


def counting_methods(cycle: Cycle) -> list[str]:
    """The methods at which demands are counted: received and solved."""
    return [word["code"] for word in words_of(cycle)["methods"] if word.get("demands")]


def as_lines(words: list[Word]) -> str:
    """The words as the office edits them: "code name", one a line, "*" where demands are counted."""
    return "\n".join(f"{word['code']} {word['zh']}{' *' if word.get('demands') else ''}" for word in words)


def from_lines(text: str, known: list[Word]) -> list[Word]:
    """The words of such lines; a word that keeps its name keeps its English."""
    english = {(word["code"], word["zh"]): word["en"] for word in known if word.get("en")}
    found = []
    for line in filter(str.strip, text.splitlines()):
        code, _blank, name = line.strip().partition(" ")
        demands = name.rstrip().endswith("*")
        name = name.strip().removesuffix("*").strip()
        word: Word = {"code": code, "zh": name}
        if (code, name) in english:
            word["en"] = english[code, name]
        if demands:
            word["demands"] = True
        found.append(word)
    return found


def phase_of(cycle: Cycle, day: date) -> str:
    """Before or after the meeting, by the cycle's timetable."""
    return Phase.AFTER if cycle.meeting_on and day > cycle.meeting_on else Phase.BEFORE
