"""A draft as a .docx and back: each field under a heading of its own, the marks of the text kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from shuzhi.documents import Block, Document, Heading, Paragraph, Table, read_with_faults
from shuzhi.reports.models import Report
from shuzhi.reports.models.markup import SPOKEN, Kind, Passage, parse
from shuzhi.reports.queries.fields import Field, fields_of

# 一、 （一） 1. (1) and the like before a heading, as people number by hand.
NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+\s*[、.．])\s*"
)
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it stands and as the file has it."""

    field: Field
    text: str

    @property
    def differs(self) -> bool:
        return self.field.text.strip() != self.text.strip()


@dataclass(slots=True)
class Taken:
    """What a file would change, field by field; what could not be placed, and what was left out."""

    changes: list[Change] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def differing(self) -> list[Change]:
        return [one for one in self.changes if one.differs]


def draft_document(report: Report) -> Document:
    """The draft with a heading for each field; marks of figures and evidence stay marks."""
    blocks: list[Block] = []
    for one in fields_of(report):
        blocks.append(Heading(one.title, 1))
        blocks += blocks_of(parse(one.text))
    return Document(f"{report.cycle.title} {report.reporter}", tuple(blocks))


def unreadable_because(key: str) -> str:
    """Why a file cannot be read, for the person who chose it."""
    reasons = {
        "not-docx": _("This is not a .docx file."),
        "old-word": _("This is an old .doc or a file with a password; save it as .docx without one."),
        "too-large": _("This file unpacks to more than is taken."),
        "damaged": _("This file is damaged; open it in the office program and save it again."),
    }
    return reasons.get(key, reasons["damaged"])


def blocks_of(passages: Iterable[Passage]) -> list[Block]:
    """Passages as blocks of a document; rows that follow each other are one table."""
    blocks: list[Block] = []
    for is_row, group in groupby(passages, key=lambda one: one.kind == Kind.ROW):
        if is_row:
            head, *rows = [one.cells for one in group]
            blocks.append(Table(head, tuple(rows)))
        else:
            blocks += [_block(one) for one in group]
    return blocks


def read_draft(report: Report, content: bytes) -> Taken:
    """What a .docx says in each field. Raises `UnreadableDocument` when it cannot be read."""
    reading = read_with_faults(content)
    fields = fields_of(report)
    by_title = {_plain(one.title): one for one in fields}
    lines: dict[str, list[str]] = {}
    taken = Taken(left_out=reading.left_out)
    current: Field | None = None
    for block in reading.blocks:
        if isinstance(block, Heading) and block.level == 0:
            continue
        if (found := _field_named(block, by_title)) is not None:
            current = found
            lines.setdefault(found.name, [])
        elif current is None:
            taken.unplaced += _lines(block)
        else:
            lines[current.name] += _lines(block)
    taken.changes = [Change(one, "\n".join(lines[one.name])) for one in fields if one.name in lines]
    return taken


def _field_named(block: Block, by_title: dict[str, Field]) -> Field | None:
    if isinstance(block, Heading | Paragraph):
        return by_title.get(_plain(block.text))
    return None


def _plain(title: str) -> str:
    return SPACES.sub("", NUMBER.sub("", title))


def _block(one: Passage) -> Block:
    if one.kind == Kind.HEADING:
        return Heading(one.text, 2, numbered=False)
    if one.kind == Kind.SUBHEADING:
        return Heading(one.text, 3, numbered=False)
    return Paragraph(f"{SPOKEN} {one.text}" if one.spoken else one.text)


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [("# " if block.level <= 2 else "## ") + block.text]
    if isinstance(block, Table):
        rows = [block.head, *block.rows] if any(block.head) else list(block.rows)
        return [
            "| " + " | ".join(cell.replace("\n", " ").replace("|", "｜") for cell in row) + " |"
            for row in rows
        ]
    return block.text.splitlines() if isinstance(block, Paragraph) else []
