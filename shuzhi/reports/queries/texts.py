from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils import timezone

from shuzhi.cycles.models import Cycle, Topic
from shuzhi.reports.models import Edition, Report, ReturnNote, part_answers
from shuzhi.reports.models.markup import words_of
from shuzhi.reports.queries.fields import topics_for
from shuzhi.reports.queries.quoting import Quotes, said_in_words


def answers_to_write(report: Report) -> list[tuple[Topic, str]]:
    """Every topic that concerns the reporter, with the answer so far."""
    given = {answer.topic_id: answer.text for answer in report.answers.all()}
    return [(topic, given.get(topic.pk, "")) for topic in topics_for(report)]


def answers_in_words(report: Report, quotes: Quotes) -> list[dict[str, Any]]:
    """The answers as an edition keeps them; only a topic with parts has a row of them."""
    found = []
    for topic, text in answers_to_write(report):
        row: dict[str, Any] = {"code": topic.code, "topic": topic.text, "text": said_in_words(text, quotes)}
        if parts := part_answers(topic, report.part_answers):
            row["parts"] = [
                {**one.pinned, "note": said_in_words(one.pinned["note"], quotes)} for one in parts
            ]
        found.append(row)
    return found


def last_edition(report: Report) -> Edition | None:
    """The text as it was handed in last."""
    return report.editions.select_related("report__reporter", "made_by").first()


def notes_of(report: Report) -> list[ReturnNote]:
    """What the office asked to change, the newest round first."""
    titles = {section["key"]: section["title"] for section in report.sections}
    notes = list(report.notes.filter(sent_at__isnull=False).select_related("author", "edition"))
    for note in notes:
        note.section_title = titles.get(note.section, "")  # type: ignore[attr-defined]
    return notes


def days_late(report: Report) -> int:
    """How many days after the due date the report was first handed in; 0 when it was in time."""
    first = report.editions.order_by("number").first()
    due = report.cycle.report_due
    if first is None or due is None:
        return 0
    return max(0, (timezone.localdate(first.made_at) - due).days)


def days_left(cycle: Cycle) -> int | None:
    """Days until reports are due; negative when they are late."""
    return (cycle.report_due - timezone.localdate()).days if cycle.report_due else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an edition beside the one before: "same", "new" or "gone"."""

    kind: str
    text: str


def changes_in(edition: Edition) -> dict[str, list[Passage]]:
    """The sections of an edition with what is new and what is gone since the edition before."""
    before = edition.report.editions.filter(number=edition.number - 1).first()
    if before is None:
        return {}
    old = {section["key"]: section["text"] for section in before.sections}
    return {
        section["key"]: _passages(words_of(old.get(section["key"], "")), words_of(section["text"]))
        for section in edition.sections
    }


def _passages(old: str, new: str) -> list[Passage]:
    one, two = old.splitlines(), new.splitlines()
    found: list[Passage] = []
    for tag, i, j, k, m in SequenceMatcher(a=one, b=two, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Passage("same", text) for text in two[k:m]]
            continue
        found += [Passage("gone", text) for text in one[i:j] if text.strip()]
        found += [Passage("new", text) for text in two[k:m] if text.strip()]
    return found
