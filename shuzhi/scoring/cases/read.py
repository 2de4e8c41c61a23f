"""A file of worked cases → rulebook and cases; every fault at once, with its line."""

from __future__ import annotations

from pathlib import Path

from shuzhi.scoring.cases import words
from shuzhi.scoring.cases.expected import expectations
from shuzhi.scoring.cases.model import Case
from shuzhi.scoring.cases.records import Records
from shuzhi.scoring.cases.tables import Told
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.faults import RulebookFaults, Stop, fault
from shuzhi.scoring.rulebook.load import load, text_of
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Sequence, Text, compose
from shuzhi.scoring.rulebook.table import Table

LAYOUT = 1


def read_cases(path: Path | str, rulebook: Rulebook | None = None) -> tuple[Rulebook, tuple[Case, ...]]:
    """The rulebook beside the file (or the one given) and its cases; ``RulebookFaults`` when the file is not sound."""
    path = Path(path)
    try:
        root = compose(text_of(path))
    except Stop as stop:
        raise RulebookFaults((fault(stop.place, "", stop.kind, **stop.words),)) from stop
    desk = Desk()
    table = Table(desk, root, words.FILE, ())
    table.need("cases", "worked")
    if "cases" in table:
        table.whole("cases", LAYOUT, LAYOUT, LAYOUT)
    book = rulebook or load(path.parent / table.text("rulebook", "rulebook.yaml"))
    node = table.node("worked")
    cases = _cases(desk, node, table.path("worked"), book) if node else ()
    if desk.faults:
        raise RulebookFaults(tuple(sorted(set(desk.faults))))
    return book, cases


def _cases(desk: Desk, node: Node, where: Where, book: Rulebook) -> tuple[Case, ...]:
    if not isinstance(node, Sequence):
        desk.fault(node, where, "not_list")
        return ()
    found = [_case(desk, item, where, book) for item in node.items]
    seen: dict[str, Node] = {}
    for case, item in zip(found, node.items, strict=True):
        first = seen.setdefault(case.name, item)
        if first is not item:
            desk.fault(item, where, "duplicate", name=case.name, line=str(first.place.line))
    return tuple(found)


def _case(desk: Desk, node: Node, where: Where, book: Rulebook) -> Case:
    table = Table(desk, node, words.CASE, where)
    table.need("name", "expect")
    name = table.text("name", "?")
    where = (*where, name)
    codes = _codes(table)
    told = Told(book, tuple(sorted(codes)))
    Records(desk, book, told).read(table, where)
    expected = expectations(desk, book, table.node("expect"), (*where, table.keys.label("expect")), codes)
    return Case(name, node.place.line, told.inputs(), expected)


def _codes(table: Table) -> tuple[str, ...]:
    """Those named under reporters; without that key, everybody the case mentions."""
    node = table.node("reporters")
    if isinstance(node, Sequence):
        return tuple(item.value for item in node.items if isinstance(item, Text))
    if isinstance(node, Mapping):
        return tuple(key.value for key, _ in node.entries)
    found: list[str] = []
    for key in ("fields", "checklist", "adjustments", "vetoes", "expect"):
        inner = table.node(key)
        found += [one.value for one, _ in inner.entries] if isinstance(inner, Mapping) else []
    ballots = table.node("ballots")
    for _, form in ballots.entries if isinstance(ballots, Mapping) else ():
        found += [one.value for one, _ in form.entries] if isinstance(form, Mapping) else []
    return tuple(dict.fromkeys(found))
