"""What a column of the empty workbook is: its heading, its note, its example and what it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.tables.catalogue import HEADINGS, Wanted
from shuzhi.scoring.tables.faults import Words

EXAMPLE: Words = ("示例", "Example")
FORMS: Words = ("现场", "书面")
Reporter = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a column accepts: one of ``choices``, a reporter's code, a number within bounds, or a date."""

    choices: tuple[str, ...] = ()
    codes: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False
    date: bool = False
    strict: bool = True  # False: another entry is allowed after a warning


@dataclass(frozen=True, slots=True)
class Spot:
    """A column of an empty sheet."""

    heading: str
    note: str = ""
    example: str | float = ""
    rule: Rule | None = None
    least: int = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """An empty sheet."""

    table: Wanted
    title: str
    guide: str
    columns: tuple[Spot, ...]
    lines: tuple[tuple[str, ...], ...] = field(default=())


Lines = list[tuple[str, ...]]
Content = tuple[str, list[Spot], Lines]  # the guide, the columns, the lines filled in before


@dataclass(frozen=True, slots=True)
class Maker:
    """The rulebook, the reporters known before, and the language (0 Chinese, 1 English)."""

    rulebook: Rulebook
    reporters: tuple[Reporter, ...]
    at: int

    def say(self, zh: str, en: str) -> str:
        return (zh, en)[self.at]

    def spot(
        self, name: str, note: Words, example: str | float = "", rule: Rule | None = None, least: int = 10
    ) -> Spot:
        return Spot(HEADINGS[name][:2][self.at], note[self.at], example, rule, least)

    def code(self) -> Spot:
        note = ("与《述职人》表的代码一致", "As on the sheet of reporters")
        return self.spot("code", note, EXAMPLE[self.at], Rule(codes=True, strict=False), 14)
