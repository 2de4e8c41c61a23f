"""One text, two versions: what is written, and what of it is spoken."""

from dataclasses import dataclass
from itertools import groupby

from shuzhi.reports.models import Edition, Report, told
from shuzhi.reports.models.markup import Kind, Passage, parse
from shuzhi.reports.queries.fields import Field, fields_of
from shuzhi.reports.queries.quoting import quotes_of, said_in_words

WRITTEN, SPOKEN = "written", "spoken"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a text as the page shows it: its title, and groups of passages; rows stand together."""

    title: str
    groups: list[tuple[str, list[Passage]]]
    answers: bool = False


def version_of(report: Report, version: str) -> list[Shown]:
    """The written version has all; the spoken one what is marked, or all where nothing is marked."""
    quotes = quotes_of(report)
    parts = [
        (one.title, parse(said_in_words(_whole(one), quotes)), one.topic is not None)
        for one in fields_of(report)
    ]
    if version == SPOKEN and any(one.spoken for _title, passages, _answers in parts for one in passages):
        parts = [
            (title, [one for one in passages if one.spoken], answers) for title, passages, answers in parts
        ]
    return [Shown(title, grouped(passages), answers) for title, passages, answers in parts if passages]


def _whole(field: Field) -> str:
    return told({"text": field.text, "parts": [one.answer.pinned for one in field.parts]})


def shown_edition(edition: Edition) -> list[Shown]:
    """The parts of a text as it was handed in: its sections, then the answers."""
    sections = [Shown(one["title"], grouped(parse(one["text"]))) for one in edition.sections]
    asked = [
        Shown(f"{one['code']} {one['topic']}", grouped(parse(told(one))), answers=True)
        for one in edition.answers
    ]
    return [*sections, *asked]


def grouped(passages: list[Passage]) -> list[tuple[str, list[Passage]]]:
    """Rows that follow each other stand together as a table; everything else stands alone."""
    found: list[tuple[str, list[Passage]]] = []
    for is_row, run in groupby(passages, key=lambda one: one.kind == Kind.ROW):
        if is_row:
            found.append(("table", list(run)))
        else:
            found += [(one.kind.value, [one]) for one in run]
    return found
