"""The fields of a report: its sections and its answers to topics, each with a version of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from shuzhi.cycles.models import Reporter, Topic
from shuzhi.reports.models import Report, is_state, note_field, part_answers, state_field, state_words
from shuzhi.reports.models.topic_parts import PartAnswer

SECTION, ANSWER = "section-", "answer-"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the text: its name in the page, what it is called, its text and version."""

    name: str
    title: str
    text: str
    mark: dict[str, Any]
    topic: Topic | None = None
    section: dict[str, Any] | None = None
    parts: "tuple[PartField, ...]" = ()

    @property
    def n(self) -> int:
        return int(self.mark.get("n", 0))

    @property
    def words(self) -> str:
        """The text as people read it: a state of a part by its name."""
        return state_words(self.text) if is_state(self.name) else self.text


@dataclass(frozen=True, slots=True)
class PartField:
    """A part of a topic in the page: how far it is and a note, each a field with a version of its own."""

    answer: PartAnswer
    state: Field
    note: Field


def section_field(key: str) -> str:
    """The name of a section's field."""
    return f"{SECTION}{key}"


def answer_field(topic: int) -> str:
    """The name of the field that answers a topic."""
    return f"{ANSWER}{topic}"


def topic_of_field(name: str) -> int | None:
    """The key of the topic that a field answers; nothing for a section."""
    number = name.removeprefix(ANSWER)
    return int(number) if name.startswith(ANSWER) and number.isdecimal() else None


def sections_for(reporter: Reporter) -> list[dict[str, Any]]:
    """The sections of a reporter's text: those of the own category, else the cycle's."""
    return reporter.cycle.sections_for(reporter.category)


def topics_for(report: Report) -> list[Topic]:
    """The topics that concern the reporter; one that was withdrawn stays where it is answered already."""
    return [
        topic
        for topic in report.cycle.topics.all()
        if topic.applies_to(report.reporter) and (not topic.withdrawn or _is_touched(report, topic))
    ]


def texts_of(report: Report) -> dict[str, str]:
    """Every field by its name with the text so far, those of parts of topics included."""
    given = {answer.topic_id: answer.text for answer in report.answers.all()}
    sections = {section_field(one["key"]): one["text"] for one in report.sections}
    topics = topics_for(report)
    answers = {answer_field(one.pk): given.get(one.pk, "") for one in topics}
    names = [
        name(part) for topic in topics for part in topic.parts.all() for name in (state_field, note_field)
    ]
    return {**sections, **answers, **{name: report.part_answers.get(name, "") for name in names}}


def fields_of(report: Report) -> list[Field]:
    """The fields in the order of the page."""
    texts = texts_of(report)
    found = [
        Field(name, one["title"], one["text"], report.marks.get(name, {}), section=one)
        for one in report.sections
        if (name := section_field(one["key"]))
    ]
    return found + [
        Field(
            name,
            str(topic),
            texts[name],
            report.marks.get(name, {}),
            topic=topic,
            parts=tuple(_part_fields(report, topic)),
        )
        for topic in topics_for(report)
        if (name := answer_field(topic.pk))
    ]


def field_of(report: Report, name: str) -> Field | None:
    """One field by its name; nothing when the report has no such field."""
    return next((one for one in every_field_of(report) if one.name == name), None)


def every_field_of(report: Report) -> list[Field]:
    """The fields in the order of the page, those of the parts of a topic behind it."""
    return [
        field
        for one in fields_of(report)
        for field in (one, *(each for part in one.parts for each in (part.state, part.note)))
    ]


def _part_fields(report: Report, topic: Topic) -> Iterator[PartField]:
    for one in part_answers(topic, report.part_answers):
        state, note = (
            Field(name, f"{topic.code} · {one.part}", text, report.marks.get(name, {}))
            for name, text in ((state_field(one.part), one.state), (note_field(one.part), one.note))
        )
        yield PartField(one, state, note)


def _is_touched(report: Report, topic: Topic) -> bool:
    if any(answer.topic_id == topic.pk and answer.text for answer in report.answers.all()):
        return True
    return any(one.state or one.note for one in part_answers(topic, report.part_answers))


def clock_time(moment: str) -> str:
    """The time of day of a mark, as the page tells it."""
    return f"{timezone.localtime(datetime.fromisoformat(moment)):%H:%M:%S}" if moment else ""
