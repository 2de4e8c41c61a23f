"""The light markup of a report: plain text in which a line may be a heading, a row of a table, or spoken.

`# heading`, `## smaller heading`, `| a | b |`, `» a passage that is also spoken`, `[[fact:CODE@PERIOD]]` a
figure and `[[file:3]]` a piece of evidence. Everything else is a paragraph. No text is ever refused: what is
no markup is words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

SPOKEN = "»"
FACT = re.compile(r"\[\[fact:([^\[\]@\s]{1,40})(?:@([0-9Q-]{4,7}))?\]\]")
FILE = re.compile(r"\[\[file:(\d{1,4})\]\]")
_HEADING = re.compile(r"^(#{1,2})\s+(\S.*)$")
_ROW = re.compile(r"^\|(.*)\|$")
# The line under a table's head in other light markups says nothing here.
_RULE = re.compile(r"^\|(\s*:?-{2,}:?\s*\|)+$")


class Kind(StrEnum):
    """What a line of a text is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of a text: what it is, its words without signs, whether it is spoken, the cells of a row."""

    kind: Kind
    text: str
    spoken: bool = False
    cells: tuple[str, ...] = ()


def parse(text: str) -> list[Passage]:
    """The passages of a text in their order; empty lines only part them."""
    lines = (line.strip() for line in text.splitlines())
    return [passage(line) for line in lines if line and not _RULE.match(line)]


def passage(line: str) -> Passage:
    """What one line, stripped of spaces at both ends, says."""
    if found := _HEADING.match(line):
        kind = Kind.HEADING if len(found[1]) == 1 else Kind.SUBHEADING
        return Passage(kind, found[2].strip())
    if found := _ROW.match(line):
        cells = tuple(cell.strip() for cell in found[1].split("|"))
        return Passage(Kind.ROW, " ".join(cell for cell in cells if cell), cells=cells)
    if line.startswith(SPOKEN):
        return Passage(Kind.PARAGRAPH, line[1:].strip(), spoken=True)
    return Passage(Kind.PARAGRAPH, line)


def words_of(text: str) -> str:
    """The text without its signs, as it is counted, compared and searched."""
    return "\n".join(one.text for one in parse(text))


def spoken_of(text: str) -> str:
    """The passages marked as spoken, one a line; empty when none is marked."""
    return "\n".join(one.text for one in parse(text) if one.spoken)


def written(passages: list[Passage]) -> str:
    """Passages as light markup again: `parse(written(parse(text)))` gives the same passages."""
    signs = {Kind.HEADING: "# ", Kind.SUBHEADING: "## ", Kind.PARAGRAPH: "", Kind.ROW: ""}
    lines = []
    for one in passages:
        if one.kind == Kind.ROW:
            lines.append("| " + " | ".join(one.cells) + " |")
        else:
            lines.append((f"{SPOKEN} " if one.spoken else signs[one.kind]) + one.text)
    return "\n".join(lines)
