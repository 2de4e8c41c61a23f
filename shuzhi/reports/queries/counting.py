"""How long a text is, in characters and in minutes; and whether the problems have their share."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shuzhi.cycles.models import Cycle
from shuzhi.reports.models import Edition, Report, characters_in
from shuzhi.reports.models.markup import FACT, FILE, spoken_of, words_of


@dataclass(frozen=True, slots=True)
class Counts:
    """How long a text is: by section, the answers, in all; and whether the problems have their share.

    `marked` says whether passages are marked as spoken; without a mark the whole text is read out.
    """

    sections: dict[str, int]
    answers: int
    total: int
    limit: int
    problem_percent: int
    wanted_percent: int
    too_long: bool
    problems_short: bool
    spoken: int
    marked: bool
    seconds: int
    minutes: int

    @property
    def time(self) -> str:
        return f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def too_slow(self) -> bool:
        return self.seconds > self.minutes * 60


def counts(cycle: Cycle, sections: list[dict[str, Any]], answers: list[str]) -> Counts:
    """The counts of a text. They warn and never refuse: nobody should pad a report to please a counter."""
    by_section = {section["key"]: length_of(words_of(section["text"])) for section in sections}
    body = sum(by_section.values())
    problems = sum(by_section[section["key"]] for section in sections if section.get("problems"))
    wanted = Fraction(cycle.problem_share)
    share = Fraction(problems, body) if body else Fraction(0)
    in_answers = sum(length_of(words_of(text)) for text in answers)
    marked = sum(length_of(spoken_of(text)) for text in (*(one["text"] for one in sections), *answers))
    spoken = marked or body + in_answers
    return Counts(
        sections=by_section,
        answers=in_answers,
        total=body + in_answers,
        limit=cycle.text_limit,
        problem_percent=int(share * 100),
        wanted_percent=round(wanted * 100),
        too_long=body + in_answers > cycle.text_limit,
        problems_short=bool(body) and share < wanted,
        spoken=spoken,
        marked=bool(marked),
        seconds=-(-spoken * 60 // cycle.speaking_speed),
        minutes=cycle.speaking_minutes,
    )


def length_of(words: str) -> int:
    """The characters of words without signs; a figure counts as one number, a mention of a file as nothing."""
    return characters_in(FACT.sub(" 0 ", FILE.sub("", words)))


def counts_of(report: Report) -> Counts:
    """The counts of the text as it stands."""
    return counts(report.cycle, report.sections, [answer.text for answer in report.answers.all()])


def counts_of_edition(edition: Edition) -> Counts:
    """The counts of a text as it was handed in."""
    return counts(edition.report.reporter.cycle, edition.sections, [row["text"] for row in edition.answers])
