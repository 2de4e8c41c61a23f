"""What is wrong with an input, said so that a person can mend it; and what was understood of a messy one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

REPEATED = 3  # so often one wrong value in a column is told row by row
Words = tuple[str, str]  # the same sentence in Chinese and in English


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: sheet or file, row as the person counts it, column heading, cell."""

    sheet: str
    row: int | None = None
    column: str = ""
    cell: str = ""

    def text(self, lang: str) -> str:
        """The place in words."""
        if lang == "zh":
            row = f"第 {self.row} 行" if self.row else ""
            column = f"“{self.column}”列" if self.column else ""
            cell = f"（{self.cell}）" if self.cell else ""
            return f"《{self.sheet}》{row}{column}{cell}"
        row = f", row {self.row}" if self.row else ""
        column = f", column “{self.column}”" if self.column else ""
        cell = f" ({self.cell})" if self.cell else ""
        return f"{self.sheet}{row}{column}{cell}"


@dataclass(frozen=True, slots=True)
class InputFault:
    """One thing that is wrong: where, the value found, the reason, and what to do about it."""

    sheet: str
    row: int | None
    column: str
    cell: str
    value: str
    message_zh: str
    message_en: str
    mend_zh: str
    mend_en: str

    def text(self, lang: str = "zh") -> str:
        """The fault as one sentence of place, value, reason and remedy."""
        place = Place(self.sheet, self.row, self.column, self.cell).text(lang)
        if lang == "zh":
            value = f"“{self.value}”" if self.value else ""
            return f"{place}：{value}{self.message_zh}。{self.mend_zh}。"
        value = f"“{self.value}”: " if self.value else ""
        return f"{place}: {value}{self.message_en}. {self.mend_en}."


class InputFaults(Exception):  # noqa: N818 — named for what it carries, like the rulebook's faults
    """Everything that is wrong with an input, at once."""

    def __init__(self, faults: tuple[InputFault, ...], notes: tuple[str, ...] = ()) -> None:
        """Carries the faults in the order of sheet and row, and what was noted about the whole input."""
        super().__init__(f"{len(faults)} faults in the input")
        self.faults = faults
        self.notes = notes

    def __str__(self) -> str:
        """All faults in Chinese, one on a line."""
        return "\n".join(fault.text("zh") for fault in self.faults)


@dataclass(slots=True)
class Desk:
    """Collects the faults and the notes while the tables are read; raises once, at the end."""

    lang: str = "zh"
    faults: list[InputFault] = field(default_factory=list)
    taken: int = 0  # how many messy values were understood so far
    _notes: dict[tuple[Place, Words], str] = field(default_factory=dict)
    _counts: Counter[tuple[Place, Words]] = field(default_factory=Counter)
    _plain: list[Words] = field(default_factory=list)

    def wrong(self, place: Place, reason: Words, mend: Words, value: object = "") -> None:
        """Takes down a fault."""
        shown = str(value)
        shown = shown if len(shown) <= 60 else shown[:57] + "…"
        self.faults.append(
            InputFault(place.sheet, place.row, place.column, place.cell, shown, *reason, *mend)
        )

    def took(self, place: Place, how: Words, was: object, read_as: object) -> None:
        """Takes down that a messy value was read as a clean one; the same kind in one column is counted."""
        group = (Place(place.sheet, None, place.column), how)
        self.taken += 1
        self._counts[group] += 1
        if group not in self._notes:
            at = place.cell or (f"{place.row}" if place.row else "")
            self._notes[group] = (
                f"{at}：“{was}”→“{read_as}”" if self.lang == "zh" else f"{at}: “{was}” → “{read_as}”"
            )

    def note(self, words: Words) -> None:
        """Takes down a sentence about the whole input."""
        if words not in self._plain:
            self._plain.append(words)

    def understood(self) -> tuple[str, ...]:
        """Everything that was understood, in the language asked for."""
        which = 0 if self.lang == "zh" else 1
        lines = [words[which] for words in self._plain]
        for (place, how), first in self._notes.items():
            count = self._counts[place, how]
            if self.lang == "zh":
                lines.append(f"{place.text('zh')}：{how[0]}，共 {count} 处（首处 {first}）")
            else:
                lines.append(f"{place.text('en')}: {how[1]}, {count} in all (first {first})")
        return tuple(lines)

    def close(self) -> None:
        """Raises when anything was wrong."""
        if self.faults:
            which = 0 if self.lang == "zh" else 1
            raise InputFaults(gathered(self.faults), tuple(words[which] for words in self._plain))


def gathered(faults: list[InputFault]) -> tuple[InputFault, ...]:
    """The faults in order; one value that is wrong in many rows of a column is told once, with all its rows."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, fault in enumerate(faults):
        alike.setdefault((fault.sheet, fault.column, fault.value, fault.message_zh), []).append(at)
    told: dict[int, InputFault] = {}
    for places in alike.values():
        first, rows = faults[places[0]], sorted({row for at in places if (row := faults[at].row)})
        if len(places) <= REPEATED or not first.value or len(rows) < len(places):
            told |= {at: faults[at] for at in places}
            continue
        spans = _spans(rows)
        zh = f"{first.message_zh}（同样的共 {len(rows)} 处：第 {'、'.join(spans)} 行）"
        en = f"{first.message_en} ({len(rows)} times: rows {', '.join(spans)})"
        told[places[0]] = replace(first, message_zh=zh, message_en=en)
    return tuple(told[at] for at in sorted(told))


def _spans(rows: list[int]) -> list[str]:
    """1–3, 7, 9–10."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [str(low) if low == high else f"{low}–{high}" for low, high in spans]
