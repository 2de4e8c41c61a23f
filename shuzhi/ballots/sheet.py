"""What stands on a ballot, and how a filled one is written: all ballots of a form have the same length.

Three hexadecimal digits a cell, reporter by reporter, row by row: 000 is blank, otherwise 1 + the option's
ordinal, or 1 + the number of steps above the lowest mark. Equal length lets a blank row be filled in place,
so that the position of a row never tells when it was filled.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

WIDTH = 3
MOST_STEPS = 16**WIDTH - 1
# The cell of every place on a scale; a ballot is written while its phone waits.
_CELLS = tuple(f"{number:0{WIDTH}x}" for number in range(16**WIDTH))
# A row must fit one page of PostgreSQL, outside any side table.
MOST_CELLS = 2500
# What is shown while the box is open moves in such steps, so that no single press can be watched.
TURNOUT_STEP = 5


class BoxState(StrEnum):
    """Whether the box takes ballots for a form. It opens last and closes first."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


class Channel(StrEnum):
    """How a ballot comes in; `states.SlipChannel` has the words for it."""

    PHONE = "phone"
    PAPER = "paper"
    REMOTE = "remote"


class SlipState(StrEnum):
    """All of one length: a slip is written where it lies."""

    FRESH = "fresh"
    SPENT = "spent"
    VOID = "void_"


class BadChoices(ValueError):  # noqa: N818 - reads as what was sent
    """What was sent is not a filled ballot of this form."""


@dataclass(frozen=True, slots=True)
class SheetReporter:
    code: str
    name: str
    unit: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of the ballot: named options, or marks `low`..`high` in steps of `step` (exact, as text)."""

    name: str
    options: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    step: str = ""

    @property
    def steps(self) -> int:
        """How many different marks there are."""
        if self.options:
            return len(self.options)
        return int((Fraction(self.high) - Fraction(self.low)) / Fraction(self.step)) + 1

    def ordinal(self, choice: Any) -> int:
        """The place on the scale, from 0; the phone sends an option's place, or a mark as written."""
        if self.options:
            # Not isinstance: True is no place on the scale.
            if type(choice) is not int or not 0 <= choice < len(self.options):
                raise BadChoices(self.name)
            return choice
        place = (_number(choice, self.name) - Fraction(self.low)) / Fraction(self.step)
        if place.denominator != 1 or not 0 <= place < self.steps:
            raise BadChoices(self.name)
        return int(place)

    def mark(self, ordinal: int) -> str | Fraction:
        """The option's name, or the number, at a place on the scale."""
        return self.options[ordinal] if self.options else Fraction(self.low) + ordinal * Fraction(self.step)


@dataclass(frozen=True, slots=True)
class SheetGroup:
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One ballot form of one meeting: every group rates every reporter on every row."""

    title: str
    form: str
    reporters: tuple[SheetReporter, ...]
    rows: tuple[SheetRow, ...]
    groups: tuple[SheetGroup, ...]

    @property
    def cells(self) -> int:
        return len(self.reporters) * len(self.rows)

    @property
    def blank(self) -> str:
        return "0" * (WIDTH * self.cells)

    def to_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_text(text: str) -> Sheet:
        raw = json.loads(text)
        return Sheet(
            title=raw["title"],
            form=raw["form"],
            reporters=tuple(SheetReporter(**reporter) for reporter in raw["reporters"]),
            rows=tuple(SheetRow(**{**row, "options": tuple(row["options"])}) for row in raw["rows"]),
            groups=tuple(SheetGroup(**group) for group in raw["groups"]),
        )

    def write(self, choices: Any) -> str:
        """The filled ballot as text of this form's length; raises BadChoices for anything else."""
        if not isinstance(choices, list) or len(choices) != len(self.reporters):
            raise BadChoices("reporters")
        cells = [cell for line in choices for cell in self._written_line(line)]
        text = "".join(cells)
        if text == self.blank:
            raise BadChoices("empty")
        return text

    def _written_line(self, line: Any) -> list[str]:
        if not isinstance(line, list) or len(line) != len(self.rows):
            raise BadChoices("rows")
        return [
            _CELLS[0] if choice is None else _CELLS[row.ordinal(choice) + 1]
            for row, choice in zip(self.rows, line, strict=True)
        ]

    def read(self, text: str) -> list[list[int | None]]:
        """The places chosen, reporter by reporter; None is a blank cell."""
        numbers = [int(text[at : at + WIDTH], 16) for at in range(0, len(text), WIDTH)]
        marks = [number - 1 if number else None for number in numbers]
        width = len(self.rows)
        return [marks[at : at + width] for at in range(0, len(marks), width)]


def _number(choice: Any, where: str) -> Fraction:
    if isinstance(choice, bool) or not isinstance(choice, int | str) or len(str(choice)) > 12:
        raise BadChoices(where)
    text = str(choice).strip()
    if not text.removeprefix("-").replace(".", "", 1).isdecimal() or not text.isascii():
        raise BadChoices(where)
    return Fraction(text)
