"""Runs a worked case through the plan and through the recount, and says what differs from the expectation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from shuzhi.scoring.cases.model import Case, Expected
from shuzhi.scoring.cases.tables import shown
from shuzhi.scoring.cases.words import EXPECT
from shuzhi.scoring.engines import Settlement, settle_inputs
from shuzhi.scoring.recount import Recounted, recount
from shuzhi.scoring.rulebook.model import Rulebook

STATUS = ("assessed", "excluded", "blocked")


class Answer(Protocol):
    """One reporter's result, whoever computed it."""

    def text(self, name: str) -> str: ...

    def value(self, name: str) -> Fraction | None: ...

    def names(self, name: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Settled:
    """The plan's answer."""

    settlement: Settlement
    row: int

    def text(self, name: str) -> str:
        given, book = self.settlement.columns.given(name, self.row), self.settlement.plan.rulebook
        if given is None:
            return ""
        if name == "status":
            return STATUS[given]
        return book.exclusions[given].name if name == "exclusion" else book.grades[given].name

    def value(self, name: str) -> Fraction | None:
        given, book = self.settlement.columns.given(name, self.row), self.settlement.plan.rulebook
        if given is None:
            return None
        return Fraction(given) if name == "rank" else Fraction(given, 10**book.precision)

    def names(self, name: str) -> tuple[str, ...]:
        columns, book = self.settlement.columns, self.settlement.plan.rulebook
        if name == "blocked":
            stems = [one.removeprefix("blocked/") for one in columns.values if one.startswith("blocked/")]
            return tuple(sorted(one for one in stems if columns.given(f"blocked/{one}", self.row)))
        column = {"ties": "tie", "lowered": "lowered"}[name]
        return tuple(one.name for one in book.quotas if columns.given(f"quota/{one.name}/{column}", self.row))


@dataclass(frozen=True, slots=True)
class Counted:
    """The recount's answer."""

    one: Recounted
    book: Rulebook

    def text(self, name: str) -> str:
        if name == "band":
            return str(self.one.steps.get("band", ""))
        return getattr(self.one, name) or ""

    def value(self, name: str) -> Fraction | None:
        if name.startswith("v/"):
            return self.one.components.get(name.removeprefix("v/"))
        found = getattr(self.one, name) if name in {"composite", "rank"} else self.one.steps.get(name)
        return None if found is None else Fraction(found)

    def names(self, name: str) -> tuple[str, ...]:
        if name == "blocked":
            return tuple(sorted(self.one.blocked))
        place = {"lowered": 4, "ties": 5}[name]
        told = {quota.name: self.one.steps.get(f"quota/{quota.name}", ()) for quota in self.book.quotas}
        return tuple(one for one, answer in told.items() if len(answer) > place and answer[place])


def failures(case: Case, rulebook: Rulebook, lang: str = "zh") -> list[str]:
    """One line for each difference; empty when the case holds in plan and recount."""
    settlement = settle_inputs(case.inputs, rulebook)
    codes = settlement.inputs.reporters.column("code").to_pylist()
    counted = {one.code: one for one in recount(case.inputs, rulebook)}
    lines: list[str] = []
    for expected in case.expected:
        answers: dict[str, Answer] = {
            "plan" if lang == "en" else "计分": Settled(settlement, codes.index(expected.code)),
            "recount" if lang == "en" else "复核": Counted(counted[expected.code], rulebook),
        }
        for by, answer in answers.items():
            lines += _differences(expected, answer, by, lang)
    return lines


def _differences(expected: Expected, answer: Answer, by: str, lang: str) -> Iterator[str]:
    wanted = [(name, text, answer.text(name)) for name, text in expected.texts]
    wanted += [(name, shown(value), shown(answer.value(name))) for name, value in expected.values]
    wanted += [
        (name, "、".join(sorted(names)), "、".join(sorted(answer.names(name))))
        for name, names in expected.lists
    ]
    for name, should, found in wanted:
        if should != found and lang == "en":
            yield (
                f"line {expected.line}, {expected.code}, {name}: {should or 'nothing'} expected, "
                f"{found or 'nothing'} by the {by}"
            )
        elif should != found:
            yield (
                f"第 {expected.line} 行 {expected.code}“{_label(name)}”：应得 {should or '（空）'}，"
                f"{by}得 {found or '（空）'}"
            )


def _label(name: str) -> str:
    """The Chinese key of an expectation, or the path it names."""
    return EXPECT.chinese[name][0] if name in EXPECT.chinese else name.partition("/")[2]
