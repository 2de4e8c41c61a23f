"""The parts of an edition, and the lines of a text in light markup with the place of each in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from shuzhi.reports.models.markup import Kind, parse
from shuzhi.reports.models.topic_parts import told

# A part that answers a topic is called by the topic's code.
ANSWER = "answer:"


class Part(NamedTuple):
    """A section, or the answer to a topic, as it stands in an edition."""

    key: str
    title: str
    text: str


class Cell(NamedTuple):
    """A run of readable text and where in the part it begins."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its signs: a heading, a paragraph, or a row with its cells."""

    kind: Kind
    spoken: bool
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return "\n".join(cell.text for cell in self.cells)


def parts_of(sections: list[dict[str, Any]], answers: list[dict[str, Any]]) -> list[Part]:
    """The sections, then the answers, of a text as an edition keeps it."""
    parts = [Part(one["key"], one["title"], one["text"]) for one in sections]
    asked = [Part(f"{ANSWER}{one['code']}", f"{one['code']} {one['topic']}", told(one)) for one in answers]
    return [*parts, *asked]


def lines_of(text: str) -> list[Line]:
    """The lines of a text that say something, each run of words with its place in the text."""
    found: list[Line] = []
    start = 0
    for raw in text.splitlines(keepends=True):
        for one in parse(raw):
            if one.kind == Kind.ROW:
                cells = tuple(_cells(raw, start))
            else:
                # What is left of a line when its sign is taken off is its end.
                cells = (Cell(start + len(raw.rstrip()) - len(one.text), one.text),)
            found.append(Line(one.kind, one.spoken, cells))
        start += len(raw)
    return found


def _cells(raw: str, start: int) -> Iterator[Cell]:
    at = start + raw.index("|") + 1
    for cell in raw.strip()[1:-1].split("|"):
        bare = cell.strip()
        yield Cell(at + (cell.index(bare) if bare else 0), bare)
        at += len(cell) + 1
