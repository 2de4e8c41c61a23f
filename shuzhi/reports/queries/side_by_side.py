"""The answers to one topic of a cycle, side by side: a common question is read across all who answered."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Reporter, Topic
from shuzhi.reports.models import Edition, says_something, state_words
from shuzhi.reports.models.markup import words_of
from shuzhi.reports.queries.lists import reporters_for
from shuzhi.reports.states import PartState


@dataclass(frozen=True, slots=True)
class Answered:
    """One reporter's answer as it was handed in last; nothing handed in has no round."""

    reporter: Reporter
    text: str
    round: int | None
    # The parts of the topic as they were pinned: number, text, state, note.
    parts: tuple[dict[str, Any], ...] = ()

    @property
    def words(self) -> str:
        return words_of(self.text)

    @property
    def is_given(self) -> bool:
        return says_something({"text": self.text, "parts": self.parts})

    @property
    def done(self) -> int:
        return sum(one["state"] == PartState.DONE for one in self.parts)

    def part_words(self, number: int) -> str:
        """What is said of one part, in the language of the page."""
        found = (one for one in self.parts if one["number"] == number and (one["state"] or one["note"]))
        return next((f"{state_words(one['state'])} {one['note']}".strip() for one in found), "")


def answers_side_by_side(user: User, topic: Topic, *, category: str = "", text: str = "") -> list[Answered]:
    """The answers of all reporters the person may read, in their order; drafts are nobody's to read."""
    rows = _reporters_asked(user, topic)
    if category:
        rows = rows.filter(category=category)
    asked = [one for one in rows if topic.applies_to(one)]
    last = _last_editions(asked)
    found = [_answer(one, topic, last.get(one.pk)) for one in asked]
    wanted = text.strip().lower()
    return [one for one in found if not wanted or wanted in _searched(one)]


def _searched(one: Answered) -> str:
    return "\n".join([one.text, *(part["note"] for part in one.parts)]).lower()


def categories_asked(user: User, topic: Topic) -> list[str]:
    """The categories among those who are asked."""
    rows = _reporters_asked(user, topic).exclude(category="")
    return sorted(set(rows.order_by().values_list("category", flat=True)))


def answers_sheet(answers: list[Answered]) -> tuple[list[str], list[list[object]]]:
    """Headings and rows as a workbook, with a column for each part of the topic."""
    asked = {part["number"]: part["text"] for one in answers for part in one.parts}
    headings = [
        _("Code"), _("Organisation"), pgettext("person", "Name"), _("Category"), _("Round"), _("Answer"),
        *(f"{number} {text}" for number, text in sorted(asked.items())),
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            one.reporter.code,
            one.reporter.organisation_name,
            one.reporter.person_name,
            one.reporter.category,
            one.round or "",
            one.words,
            *(one.part_words(number) for number in sorted(asked)),
        ]
        for one in answers
    ]
    return headings, rows


def _reporters_asked(user: User, topic: Topic) -> QuerySet[Any]:
    return reporters_for(user).filter(cycle=topic.cycle_id).order_by("order", "code")


def _last_editions(reporters: list[Reporter]) -> dict[int, Edition]:
    newest = Edition.objects.filter(report=OuterRef("report")).order_by("-number").values("number")[:1]
    rows = Edition.objects.filter(report__reporter__in=reporters, number=Subquery(newest))
    found = rows.annotate(of_reporter=F("report__reporter")).defer("sections")
    return {one.of_reporter: one for one in found}


def _answer(reporter: Reporter, topic: Topic, edition: Edition | None) -> Answered:
    if edition is None:
        return Answered(reporter, "", None)
    none: dict[str, Any] = {"text": ""}
    row = next((row for row in edition.answers if row["code"] == topic.code), none)
    return Answered(reporter, row["text"], edition.number, tuple(row.get("parts", [])))
