"""Checks that need the whole file: grades that nobody can get, gates that stop a whole category."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.file import File
from shuzhi.scoring.rulebook.grades import Band
from shuzhi.scoring.rulebook.model import Condition, Rulebook
from shuzhi.scoring.rulebook.nodes import Mapping
from shuzhi.scoring.rulebook.reach import composite_span


def cross_check(file: File, book: Rulebook) -> None:
    """Adds a fault for each grade that no rule can give to anybody, and for gates that can never be judged."""
    if file.scoring_is_sound:
        _check_gates(file, book)
    given = _given_by_rules(book)
    if any(band.low is not None for band in file.bands):
        if file.scoring_is_sound:
            _check_bands(file, book, given)
        return
    for position, band in enumerate(file.bands):
        if position and not band.by_decision and band.name.value not in given:
            where = (*file.table.path("grades"), band.name.value)
            file.desk.fault(band.name, where, "grade_unreachable", name=band.name.value)


def _check_gates(file: File, book: Rulebook) -> None:
    """A gate that blocks where a value is missing must not look at a component that a category lacks."""
    node = file.table.node("gates")
    names = {key.value: key for key, _ in node.entries} if isinstance(node, Mapping) else {}
    for gate in book.gates:
        for category in gate.categories or book.categories or ("",):
            absent = _absent(gate.condition, _paths(book, category)) if gate.when_missing == "block" else ""
            if absent and gate.name in names:
                where = (*file.table.path("gates"), gate.name)
                file.desk.fault(
                    names[gate.name], where, "gate_blocks_all", category=category, component=absent
                )


def _paths(book: Rulebook, category: str) -> set[str]:
    """The components of the formula that scores a category."""
    own = [formula for formula in book.formulas if category in formula.categories]
    others = [formula for formula in book.formulas if not formula.categories]
    waiting = [part for formula in (own or others) for part in formula.parts]
    found = set()
    while waiting:
        part = waiting.pop()
        found.add(part.path)
        waiting.extend(part.parts)
    return found


def _absent(rule: Condition, paths: set[str]) -> str:
    """A component that leaves the whole condition without an answer, or nothing."""
    if rule.subject is not None:
        component = rule.subject.component
        return component if component and component not in paths else ""
    absent = [_absent(part, paths) for part in rule.parts]
    return absent[0] if absent and all(absent) else ""


def _given_by_rules(book: Rulebook) -> set[str]:
    """Grades that a gate, a veto or a quota can put somebody into."""
    names = [grade.name for grade in book.grades]
    given = {gate.at_most or gate.at_least for gate in book.gates} | {veto.at_most for veto in book.vetoes}
    for quota in book.quotas:
        count = len(quota.grades)
        if 0 < count < len(names):
            given.add(names[count] if quota.ceiling else names[-count])
    return given


def _check_bands(file: File, book: Rulebook, given: set[str]) -> None:
    least, most = composite_span(book)
    above: Fraction | None = None
    for band in file.bands:
        upper, above = above, band.low if band.low is not None else above
        lower = book.floor if band is file.bands[-1] else band.low
        if lower is None or lower > book.ceiling or (upper is not None and lower >= upper):
            continue
        out_of_reach = lower > most or (upper is not None and upper <= least)
        if out_of_reach and band.name.value not in given:
            _report(file, band, (lower, book.ceiling if upper is None else upper), (least, most))


def _report(
    file: File, band: Band, stands_for: tuple[Fraction, Fraction], reach: tuple[Fraction, Fraction]
) -> None:
    low, high, least, most = (numbers.write(round(value, 1)) for value in (*stands_for, *reach))
    where = (*file.table.path("grades"), band.name.value)
    file.desk.fault(
        band.name, where, "grade_out_of_reach",
        name=band.name.value, low=low, high=high, least=least, most=most,
    )  # fmt: skip
