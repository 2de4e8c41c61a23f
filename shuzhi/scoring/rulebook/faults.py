"""Faults of a rulebook: where, what is wrong, how to mend it, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shuzhi.scoring.rulebook.messages import MESSAGES


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in the file, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong. ``where`` is the path of keys as written; ``kind`` names the check."""

    line: int
    column: int
    where: str
    message_zh: str
    message_en: str
    mend_zh: str
    mend_en: str
    kind: str = ""


class Stop(Exception):  # noqa: N818  (a signal inside the reader, never seen outside)
    """The text cannot be read beyond this place."""

    def __init__(self, place: Place, kind: str, **words: str) -> None:
        super().__init__(kind)
        self.place = place
        self.kind = kind
        self.words = words


class RulebookFaults(ValueError):  # noqa: N818  (it carries many faults; "Error" would say one)
    """A rulebook that is not sound, with every fault found, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(format_faults(faults, "en"))
        self.faults = faults


def fault(place: Place, where: str, kind: str, **words: str) -> Fault:
    """The fault of a kind, its sentences filled with the given words (``x_en`` replaces ``x`` in English)."""
    chinese = {name: value for name, value in words.items() if not name.endswith("_en")}
    english = chinese | {name[:-3]: value for name, value in words.items() if name.endswith("_en")}
    zh, en, mend_zh, mend_en = MESSAGES[kind]
    return Fault(
        place.line,
        place.column,
        where,
        zh.format(**chinese),
        en.format(**english),
        mend_zh.format(**chinese),
        mend_en.format(**english),
        kind,
    )


def format_faults(faults: Iterable[Fault], lang: str, name: str = "") -> str:
    """One paragraph for each fault: place and path, what is wrong, how to mend it."""
    lines: list[str] = []
    for found in faults:
        if lang == "en":
            head = f"{name or 'rulebook'}:{found.line}:{found.column}"
            lines.append(f"{head}  {found.where + ': ' if found.where else ''}{found.message_en}")
            lines.append(f"    To mend: {found.mend_en}")
        else:
            head = f"{name or '考核办法'} 第 {found.line} 行第 {found.column} 列"
            lines.append(f"{head}  {found.where + '：' if found.where else ''}{found.message_zh}")
            lines.append(f"    改法：{found.mend_zh}")
    return "\n".join(lines)
