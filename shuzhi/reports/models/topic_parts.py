"""A topic with parts is answered part by part: how far each is, and a short note if there is something to say.

The answers lie with the report by the name of their field, which is made of the topic and the wording of the
part: a part that moves keeps its answer, and one that is worded anew is asked anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import override, pgettext

from shuzhi.cycles.models import Topic, TopicPart
from shuzhi.reports.states import PartState

STATE, NOTE = "part-", "note-"
LONGEST_NOTE = 200
# A report is a Chinese document, whatever the language of the page.
PAPER = "zh-hans"


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """A part of a topic with what is said of it so far; no state: not answered."""

    part: TopicPart
    state: str
    note: str

    @property
    def pinned(self) -> dict[str, Any]:
        return {
            "number": self.part.number,
            "text": self.part.text,
            "state": self.state,
            "note": " ".join(self.note.split()),
        }


def state_field(part: TopicPart) -> str:
    """The name of the field that says how far a part is."""
    return f"{STATE}{_key(part)}"


def note_field(part: TopicPart) -> str:
    """The name of the field with the note to a part."""
    return f"{NOTE}{_key(part)}"


def is_state(name: str) -> bool:
    """The field says how far a part is, by a word of `PartState`."""
    return name.startswith(STATE)


def is_note(name: str) -> bool:
    """The field is the note to a part."""
    return name.startswith(NOTE)


def part_answers(topic: Topic, given: Mapping[str, str]) -> list[PartAnswer]:
    """The parts of a topic in their order, each with its answer."""
    return [
        PartAnswer(part, given.get(state_field(part), ""), given.get(note_field(part), ""))
        for part in topic.parts.all()
    ]


def is_answered(row: Mapping[str, Any]) -> bool:
    """Whether an answer, as an edition keeps it, is whole: every part has a state; without parts, a text."""
    parts = row.get("parts")
    return all(one["state"] for one in parts) if parts else bool(row["text"].strip())


def says_something(row: Mapping[str, Any]) -> bool:
    """Whether there is a text, or at least one part with a state or a note."""
    return bool(row["text"].strip()) or any(one["state"] or one["note"] for one in row.get("parts", []))


def told(row: Mapping[str, Any]) -> str:
    """The text of an answer with its parts as a table below it, in light markup."""
    parts = row.get("parts", [])
    if not any(one["state"] or one["note"] for one in parts):
        return str(row["text"])
    with override(PAPER):
        lines = [
            _row(
                pgettext("part of a topic", "No."),
                pgettext("part of a topic", "Part"),
                pgettext("part of a topic", "How far"),
                pgettext("part of a topic", "Note"),
            ),
            *(_row(one["number"], one["text"], state_words(one["state"]), one["note"]) for one in parts),
        ]
    return "\n".join([row["text"], *lines] if row["text"].strip() else lines)


def state_words(state: str) -> str:
    """The state of a part in the language of the page."""
    return str(PartState(state).label) if state else pgettext("part of a topic", "not answered")


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "｜") or "—" for cell in cells) + " |"


def _key(part: TopicPart) -> str:
    return f"{part.topic_id}-{sha256(part.text.encode()).hexdigest()[:12]}"
