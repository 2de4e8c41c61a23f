"""A topic list as a table: its sheets and columns, and each cell into one value. Every fault is kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.cycles.rules.topics import matter_faults
from shuzhi.cycles.states import MOST_QUESTIONS, TopicKind
from shuzhi.organisations.rules.rows import CATEGORY_WORDS, NO, YES
from shuzhi.scoring.tables.names import key, nearest

BETWEEN = re.compile(r"[、,，;；/\n]+")
TOPICS, PARTS = ("事项", "Topics"), ("分项", "Parts")
# Columns of the first sheet: field, Chinese and English heading, whether no cell may be empty.
COLUMNS = {
    "code": ("编号", "Number", True),
    "text": ("事项", "Topic", True),
    "kind": ("类型", "Kind", False),
    "must_report": ("必述", "Must be reported", False),
    "must_review": ("必评", "Must be reviewed", False),
    "must_assess": ("必考", "Must be assessed", False),
    "pinned": ("首要内容", "Always first", False),
    "categories": ("适用类别", "Applies to", False),
    "evidence": ("佐证要求", "Evidence asked for", False),
    "event": ("所属事件或战略", "Event or strategy", False),
    "basis": ("来源依据", "Where it comes from", False),
    "first_year": ("起始年份", "First year", False),
    "lasting": ("跨年延续", "Stays across years", False),
    "last_year": ("截止年份", "Last year", False),
}
PART_COLUMNS = {"code": ("事项编号", "Topic number", True), "text": ("分项内容", "Part", True)}
KIND_WORDS: dict[str, str] = {
    TopicKind.ORDINARY: "一般事项",
    TopicKind.MUST_ANSWER: "必答题",
    TopicKind.COMMON: "共答题",
    TopicKind.EVENT: "大战大考事项",
    TopicKind.ACTION: "专项行动",
    TopicKind.CHECKLIST: "措施清单",
    TopicKind.PAIRING: "结对清单",
}
LONGEST = {"code": 20, "text": 300, "evidence": 300, "event": 80, "basis": 200, "parts": 300}
TRUE = {"是", "yes", "y", "true", "1", "√", "✓"}
FALSE = {"", "否", "no", "n", "false", "0", "×"}


class CellError(ValueError):
    """Why a value cannot be taken."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a list out: where it stands, what stands there, why it is wrong."""

    place: str
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class RawTopic:
    """One topic as it was written, with the place to name in a fault."""

    place: str
    cells: dict[str, Any]
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TopicBook:
    """What was read from a file: sound topics with their parts, and every fault."""

    topics: list[tuple[dict[str, Any], list[str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def understand(raw: list[RawTopic], book: TopicBook) -> TopicBook:
    """Turns what was written into values, topic by topic; the faults of all of them are named at once."""
    seen: dict[str, str] = {}
    for topic in raw:
        values = _values(topic, book)
        code = str(values.get("code", ""))
        if code and code in seen:
            said = _("the number stands at %(place)s already") % {"place": seen[code]}
            book.faults.append(Fault(topic.place, heading("code"), code, said))
        seen.setdefault(code, topic.place)
        for name, reason in matter_faults(values, topic.parts).items():
            book.faults.append(Fault(topic.place, heading(name), str(values.get(name, "")), reason))
        for part in topic.parts:
            if len(part) > LONGEST["parts"]:
                book.faults.append(Fault(topic.place, heading("parts"), part, _too_long("parts")))
        book.topics.append((values, topic.parts))
    _count_questions(raw, book)
    return book


def heading(name: str) -> str:
    """The heading of a column, as it stands in the sheet."""
    return PARTS[0] if name == "parts" else COLUMNS[name][0]


def as_text(value: object) -> str:
    return str(value if value is not None else "").strip()


def as_yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value if value is not None else "").strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise CellError(_("neither yes nor no: write %(yes)s or %(no)s") % {"yes": YES, "no": NO})


def as_year(value: object) -> int | None:
    text = str(value if value is not None else "").strip().removesuffix("年")
    if not text:
        return None
    if not text.isdigit() or not 2000 <= int(text) <= 2100:
        raise CellError(_("not a year between 2000 and 2100"))
    return int(text)


def as_kind(value: object) -> str:
    return _one_of(value, KIND_WORDS, dict(TopicKind.choices)) or TopicKind.ORDINARY


def as_categories(value: object) -> list[str]:
    words = value if isinstance(value, list) else BETWEEN.split(str(value if value is not None else ""))
    found = [_one_of(word, CATEGORY_WORDS, {}) for word in words if str(word).strip()]
    return list(dict.fromkeys(found))


READERS: dict[str, Callable[[object], Any]] = {
    "kind": as_kind,
    "must_report": as_yes,
    "must_review": as_yes,
    "must_assess": as_yes,
    "pinned": as_yes,
    "lasting": as_yes,
    "categories": as_categories,
    "first_year": as_year,
    "last_year": as_year,
}


def _values(topic: RawTopic, book: TopicBook) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, (zh, _en, required) in COLUMNS.items():
        if name not in topic.cells:
            if required:
                book.faults.append(Fault(topic.place, zh, "", _("empty")))
            continue
        cell = topic.cells[name]
        try:
            values[name] = READERS.get(name, as_text)(cell)
        except CellError as error:
            book.faults.append(Fault(topic.place, zh, str(cell), str(error)))
            continue
        if required and not values[name]:
            book.faults.append(Fault(topic.place, zh, "", _("empty")))
        elif len(str(values[name])) > LONGEST.get(name, 10_000):
            book.faults.append(Fault(topic.place, zh, str(cell), _too_long(name)))
    return values


def _count_questions(raw: list[RawTopic], book: TopicBook) -> None:
    asked = [
        place
        for place, (values, _parts) in zip((one.place for one in raw), book.topics, strict=True)
        if values.get("kind") == TopicKind.MUST_ANSWER
    ]
    for place in asked[MOST_QUESTIONS:]:
        said = _("a level asks at most %(n)d must-answer questions a year") % {"n": MOST_QUESTIONS}
        book.faults.append(Fault(place, heading("kind"), KIND_WORDS[TopicKind.MUST_ANSWER], said))


def _one_of(value: object, chinese: Mapping[str, str], others: Mapping[str, Any]) -> str:
    text = str(value if value is not None else "").strip()
    if not text:
        return ""
    known = {key(word): name for name, word in chinese.items()}
    known |= {key(str(word)): name for name, word in others.items()} | {key(name): name for name in chinese}
    if (found := known.get(key(text))) is not None:
        return str(found)
    near = nearest(text, chinese.values())
    words = "、".join(chinese.values())
    said = _("did you mean %(near)s? it is one of: %(words)s") if near else _("not one of: %(words)s")
    raise CellError(said % {"near": near, "words": words})


def _too_long(name: str) -> str:
    return _("longer than %(n)d characters; nothing is cut off here") % {"n": LONGEST[name]}
