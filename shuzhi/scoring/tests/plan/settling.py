"""Settles a few reporters written down by hand; values come back in the units of paper."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from shuzhi.scoring.engines import Settlement, settle_inputs
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.recount.office import records

STEPS = {"g", "row", "v", "base", "adj", "composite", "share"}
Told = dict[str, dict[str, Any]]


def settled(rules: m.Rulebook, told: Told, **how: Any) -> Settlement:
    return settle_inputs(records(rules, told), rules, **how)


def column(settlement: Settlement, name: str) -> list[Any]:
    """One column of everybody, in canonical order: step values as fractions, None for a missing one."""
    values = [settlement.columns.given(name, row) for row in range(len(settlement))]
    if name.partition("/")[0] in STEPS:
        return [None if value is None else Fraction(value, settlement.plan.scale) for value in values]
    return values


def values(rules: m.Rulebook, told: Told, *names: str) -> dict[str, Any]:
    """Some columns of the first reporter."""
    settlement = settled(rules, told)
    return {name: column(settlement, name)[0] for name in names}


def grades(settlement: Settlement) -> dict[str, str | None]:
    """Everybody's proposed grade by code."""
    codes = settlement.inputs.reporters.column("code").to_pylist()
    names = [grade.name for grade in settlement.plan.rulebook.grades]
    found = column(settlement, "grade")
    return {code: None if at is None else names[at] for code, at in zip(codes, found, strict=True)}


def reasons(settlement: Settlement, row: int = 0) -> list[str]:
    """Everything that blocks a reporter."""
    return [name for name in settlement.plan.reasons if settlement.columns.given(f"blocked/{name}", row)]
