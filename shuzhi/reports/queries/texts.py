from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any

from django.utils import timezone

from shuzhi.cycles.models import Cycle, Topic
from shuzhi.reports.models import Edition, Report, ReturnNote, SetAside, characters_in


def answers_to_write(report: Report) -> list[tuple[Topic, str]]:
    """Every topic of the cycle with the answer so far."""
    given = {answer.topic_id: answer.text for answer in report.answers.all()}
    return [(topic, given.get(topic.pk, "")) for topic in report.cycle.topics.all()]


def last_edition(report: Report) -> Edition | None:
    """The text as it was handed in last."""
    return report.editions.select_related("report__reporter", "made_by").first()


def notes_of(report: Report) -> list[ReturnNote]:
    """What the office asked to change, the newest round first."""
    titles = {section["key"]: section["title"] for section in report.sections}
    notes = list(report.notes.select_related("author", "edition"))
    for note in notes:
        note.section_title = titles.get(note.section, "")  # type: ignore[attr-defined]
    return notes


@dataclass(frozen=True, slots=True)
class Counts:
    """How long a text is: by section, the answers, in all; and whether the problems have their share."""

    sections: dict[str, int]
    answers: int
    total: int
    limit: int
    problem_percent: int
    wanted_percent: int
    too_long: bool
    problems_short: bool


def counts(cycle: Cycle, sections: list[dict[str, Any]], answers: list[str]) -> Counts:
    """The counts of a text. They warn and never refuse: nobody should pad a report to please a counter."""
    by_section = {section["key"]: characters_in(section["text"]) for section in sections}
    body = sum(by_section.values())
    problems = sum(by_section[section["key"]] for section in sections if section.get("problems"))
    wanted = Fraction(cycle.problem_share)
    share = Fraction(problems, body) if body else Fraction(0)
    in_answers = sum(characters_in(text) for text in answers)
    return Counts(
        sections=by_section,
        answers=in_answers,
        total=body + in_answers,
        limit=cycle.text_limit,
        problem_percent=int(share * 100),
        wanted_percent=round(wanted * 100),
        too_long=body + in_answers > cycle.text_limit,
        problems_short=bool(body) and share < wanted,
    )


def counts_of(report: Report) -> Counts:
    """The counts of the text as it stands."""
    return counts(report.cycle, report.sections, [answer.text for answer in report.answers.all()])


def counts_of_edition(edition: Edition) -> Counts:
    """The counts of a text as it was handed in."""
    return counts(edition.report.reporter.cycle, edition.sections, [row["text"] for row in edition.answers])


def days_late(report: Report) -> int:
    """How many days after the due date the report was first handed in; 0 when it was in time."""
    first = report.editions.order_by("number").first()
    due = report.cycle.report_due
    if first is None or due is None:
        return 0
    return max(0, (timezone.localdate(first.made_at) - due).days)


@dataclass(frozen=True, slots=True)
class TextPair:
    """One part of a report in two versions."""

    title: str
    present: str
    aside: str

    @property
    def differs(self) -> bool:
        return self.present != self.aside


def both_texts(report: Report, kept: SetAside) -> list[TextPair]:
    """The present text and the one set aside, part by part."""
    aside = {section["key"]: section["text"] for section in kept.sections}
    pairs = [TextPair(one["title"], one["text"], aside.get(one["key"], "")) for one in report.sections]
    for topic, text in answers_to_write(report):
        other = kept.answers.get(str(topic.pk), "")
        if text or other:
            pairs.append(TextPair(str(topic), text, other))
    return pairs


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
        section["key"]: _passages(old.get(section["key"], ""), section["text"])
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
