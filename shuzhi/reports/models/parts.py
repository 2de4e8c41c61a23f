"""The parts of an edition, and the lines of a text in light markup with the place of each in the text."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

HEADING = re.compile(r"(#{1,2})[ \u3000]+")
SPOKEN = re.compile(r"»[ \u3000]?")
ROW = re.compile(r"\|.*\|[ \t]*")
RULE = re.compile(r"\|[\s:|-]*-[\s:|-]*\|[ \t]*")
CELL = re.compile(r"\|([^|]*)(?=\|)")
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
    """A line without its signs: "heading", "heading2", "spoken", "row" or "paragraph"."""

    kind: str
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return "\n".join(cell.text for cell in self.cells)


def parts_of(sections: list[dict[str, Any]], answers: list[dict[str, Any]]) -> list[Part]:
    """The sections, then the answers, of a text as an edition keeps it."""
    told = [Part(one["key"], one["title"], one["text"]) for one in sections]
    asked = [Part(f"{ANSWER}{one['code']}", f"{one['code']} {one['topic']}", one["text"]) for one in answers]
    return [*told, *asked]


def lines_of(text: str) -> list[Line]:
    """The lines of a text that say something; what only draws a table is left out."""
    found: list[Line] = []
    start = 0
    for raw in text.split("\n"):
        if raw.strip() and not RULE.fullmatch(raw):
            found.append(_line(raw, start))
        start += len(raw) + 1
    return found


def _line(raw: str, start: int) -> Line:
    if ROW.fullmatch(raw):
        cells = [_stripped(match[1], start + match.start(1)) for match in CELL.finditer(raw)]
        return Line("row", tuple(cells))
    for kind, sign in (("heading", HEADING), ("spoken", SPOKEN)):
        if match := sign.match(raw):
            level = "2" if match[0].startswith("##") else ""
            return Line(kind + level, (_stripped(raw[match.end() :], start + match.end()),))
    return Line("paragraph", (_stripped(raw, start),))


def _stripped(text: str, start: int) -> Cell:
    bare = text.strip()
    return Cell(start + (text.find(bare) if bare else 0), bare)
