"""YAML text to nodes with positions: every scalar stays text, so 是, no or 1/3 are never silently retyped.

Only the plain part of YAML is read: mappings, lists and texts. Anchors, aliases, merge keys, tags and
further documents are faults, and a file too large, too deep or too long is refused before it costs memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from shuzhi.scoring.rulebook.faults import Place, Stop

MOST_CHARACTERS = 256_000
MOST_NODES = 20_000
MOST_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as written, without outer spaces, in Unicode form NFC."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in written order; duplicate keys are still there, for the checker to name."""

    entries: tuple[tuple[Text, Node], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, block or [flow]."""

    items: tuple[Node, ...]
    place: Place


Node = Text | Mapping | Sequence


@dataclass(slots=True)
class _Composer:
    """Builds nodes from parser events and stops at the first thing that is not plain YAML."""

    events: Iterator[yaml.Event]
    count: int = 0
    depth: int = 0

    def node(self, event: yaml.Event) -> Node:
        place = _place(event.start_mark)
        self._guard(event, place)
        if isinstance(event, yaml.ScalarEvent):
            return Text(unicodedata.normalize("NFC", event.value).strip(), place)
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Stop(place, "too_deep", limit=str(MOST_DEPTH))
        found: Node = (
            self._mapping(place) if isinstance(event, yaml.MappingStartEvent) else self._sequence(place)
        )
        self.depth -= 1
        return found

    def _guard(self, event: yaml.Event, place: Place) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise Stop(place, "too_many_nodes", limit=str(MOST_NODES))
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            raise Stop(place, "alias" if isinstance(event, yaml.AliasEvent) else "anchor", name=str(anchor))
        if tag not in {None, "!"}:
            raise Stop(place, "tag", name=str(tag).replace("tag:yaml.org,2002:", "!!"))

    def _mapping(self, place: Place) -> Mapping:
        entries: list[tuple[Text, Node]] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event)
            if not isinstance(key, Text):
                raise Stop(key.place, "key_not_text")
            if key.value == "<<":
                raise Stop(key.place, "merge_key")
            entries.append((key, self.node(next(self.events))))
        return Mapping(tuple(entries), place)

    def _sequence(self, place: Place) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event))
        return Sequence(tuple(items), place)


def compose(text: str) -> Mapping:
    """The document's nodes, or ``Stop`` with the one fault that makes the rest unreadable."""
    if len(text) > MOST_CHARACTERS:
        raise Stop(Place(1, 1), "too_long", limit=str(MOST_CHARACTERS))
    try:
        return _document(text)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(text, error) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
        raise Stop(place, "unprintable") from error


def _place(mark: Any) -> Place:
    """A parser's mark, of the C parser or the plain one, as a place."""
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _unreadable(text: str, error: yaml.MarkedYAMLError) -> Stop:
    """Which of the usual slips of the hand made the text unreadable, and where it begins."""
    context, problem = error.context or "", error.problem or ""
    place = _place(error.problem_mark or error.context_mark)
    lines = text.splitlines()
    if slip := _of_the_keyboard(lines, place, _place(error.context_mark or error.problem_mark)):
        return slip
    if "flow" in context or "quoted" in context:
        kind = "bracket_open" if "flow" in context else "quote_open"
        return Stop(_place(error.context_mark or error.problem_mark), kind)
    if "alias" in context or "anchor" in context:
        place = Place(place.line, max(1, place.column - 1))  # the mark stands after the sign
    if "alias" in context or "anchor" in context or "cannot start any token" in problem:
        written = lines[place.line - 1][place.column - 1 :] if place.line <= len(lines) else ""
        return Stop(place, "special_start", name=written[:1])
    if colon := _bad_colon(lines, place):
        return colon
    return Stop(place, "second_colon" if "mapping values" in problem else "not_yaml")


def _of_the_keyboard(lines: list[str], place: Place, begun: Place) -> Stop | None:
    """A tab, a quotation mark without a partner, or full-width ones."""
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in _near(lines, place)):
        return Stop(place, "tab")
    if opened := _open_quote(lines[: place.line - 1]):
        return Stop(opened, "quote_open")
    wide = _WIDE.search("".join(lines[begun.line - 1 : begun.line]))
    return Stop(Place(begun.line, wide.end()), "wide_quote") if wide else None


def _bad_colon(lines: list[str], place: Place) -> Stop | None:
    """A full-width colon, or one without a space behind it, on the line or the one before."""
    near = _near(lines, place)
    if any("：" in line for line in near):
        return Stop(place, "wide_colon")
    for row, line in enumerate(near, place.line - len(near) + 1):
        if tight := _TIGHT.match(line):
            return Stop(Place(row, tight.end()), "tight_colon")
    return None


def _near(lines: list[str], place: Place) -> list[str]:
    return lines[max(0, place.line - 2) : place.line]


def _open_quote(lines: list[str]) -> Place | None:
    """The first quotation mark without a partner, where one is missing: the parser notices it much later."""
    odd = [(row, line) for row, line in enumerate(lines, 1) if _plain(line).count('"') % 2]
    return Place(odd[0][0], odd[0][1].rindex('"') + 1) if len(odd) % 2 else None


def _plain(line: str) -> str:
    """A line without its comment and without marks that are themselves inside quotes."""
    return _COMMENT.sub("", line).replace('\\"', "")


def _document(text: str) -> Mapping:
    events = iter(yaml.parse(text, Loader=_LOADER))
    composer = _Composer(events)
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise Stop(_place(event.start_mark), "several_documents")
            root = composer.node(next(events))
    if root is None or (isinstance(root, Text) and not root.value):
        raise Stop(Place(1, 1), "empty_file")
    if not isinstance(root, Mapping):
        raise Stop(root.place, "wide_colon" if "：" in text else "not_mapping")
    return root


_COMMENT = re.compile(r"(?:^|\s)#[^\"]*$")
_WIDE = re.compile(r"(?:[:,\[{]\s*|^\s*-\s*)“")  # a value that begins with a full-width quotation mark
_TIGHT = re.compile(r"\s*(?:- )?[^\s\"'#{\[][^\"':]*:(?=[^\s/])")  # a key whose colon has no space behind it

# The C parser gives the same events and marks about ten times faster; some builds of PyYAML lack it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
