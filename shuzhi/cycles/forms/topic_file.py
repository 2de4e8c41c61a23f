"""A topic list as a text: YAML with a title, whose it is, and its topics."""

from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from shuzhi.cycles.rules.rows import (
    COLUMNS,
    CellError,
    Fault,
    RawTopic,
    TopicBook,
    as_categories,
    as_year,
    understand,
)

# `mechanism` says to the reader of the file what a topic stands for; it is not kept.
KEYS = {*COLUMNS, "parts", "mechanism"}
HEAD = {"title", "issuer", "year", "guides", "sample", "source", "topics"}


@dataclass(slots=True)
class TopicFile:
    """What a file says: whose list it is (the file may leave that open), and its topics."""

    title: str = ""
    issuer: str = ""
    year: int | None = None
    guides: list[str] = field(default_factory=list)
    sample: bool = False
    source: str = ""
    book: TopicBook = field(default_factory=TopicBook)

    @property
    def faults(self) -> list[Fault]:
        return self.book.faults


def read_topic_file(text: str) -> TopicFile:
    """The list a text means, with every fault of it."""
    found = TopicFile()
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = _("line %(n)d") % {"n": mark.line + 1} if mark else ""
        found.faults.append(
            Fault(place, "", "", _("not YAML: %(why)s") % {"why": getattr(error, "problem", error)})
        )
        return found
    if not isinstance(said, dict) or not isinstance(said.get("topics"), list):
        found.faults.append(Fault("", "topics", "", _("a title and a list of topics are missing")))
        return found
    _read_head(said, found)
    understand([_raw(number, one, found) for number, one in enumerate(said["topics"], start=1)], found.book)
    return found


def _read_head(said: dict[str, Any], found: TopicFile) -> None:
    for name in sorted(set(map(str, said)) - HEAD):
        found.faults.append(Fault("", name, "", _("no such key")))
    found.title = str(said.get("title") or "").strip()
    found.issuer = str(said.get("issuer") or "").strip()
    found.source = str(said.get("source") or "").strip()
    found.sample = bool(said.get("sample"))
    if not found.title:
        found.faults.append(Fault("", "title", "", _("empty")))
    try:
        found.year = as_year(said.get("year"))
    except CellError as error:
        found.faults.append(Fault("", "year", str(said.get("year")), str(error)))
    try:
        found.guides = as_categories(said.get("guides") or [])
    except CellError as error:
        found.faults.append(Fault("", "guides", str(said.get("guides")), str(error)))


def _raw(number: int, one: object, found: TopicFile) -> RawTopic:
    place = _("topic %(n)d") % {"n": number}
    if not isinstance(one, dict):
        found.faults.append(Fault(place, "", str(one), _("not a topic: write its keys")))
        return RawTopic(place, {"code": "", "text": ""})
    for name in sorted(set(map(str, one)) - KEYS):
        found.faults.append(Fault(place, name, str(one.get(name, "")), _("no such key")))
    parts = one.get("parts") or []
    if not isinstance(parts, list):
        found.faults.append(Fault(place, "parts", str(parts), _("the parts are a list")))
        parts = []
    cells = {name: value for name, value in one.items() if name in COLUMNS}
    return RawTopic(place, cells, [str(part).strip() for part in parts])
