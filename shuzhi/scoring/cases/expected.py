"""The expectations of a worked case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from shuzhi.scoring.cases import words
from shuzhi.scoring.cases.model import Expected
from shuzhi.scoring.rulebook.branches import leaves
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.model import BallotSource, Rulebook
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Text
from shuzhi.scoring.rulebook.table import Table

NUMBERS = ("base", "composite", "rank")
REPORTER = ("述职人", "reporter")


def expectations(
    desk: Desk, book: Rulebook, node: Node | None, where: Where, codes: tuple[str, ...]
) -> tuple[Expected, ...]:
    """What each reporter named should get."""
    if not isinstance(node, Mapping):
        if node is not None:
            desk.fault(node, where, "not_named")
        return ()
    return tuple(
        _one(desk, book, name, value, (*where, name.value))
        for name, value in node.entries
        if desk.known(name, codes, where, REPORTER)
    )


def _one(desk: Desk, book: Rulebook, name: Text, node: Node, where: Where) -> Expected:
    table = Table(desk, node, words.EXPECT, where, name)
    texts = [("status", table.word("status", words.STATUS))] if "status" in table else []
    known = {
        "exclusion": [rule.name for rule in book.exclusions],
        "band": [grade.name for grade in book.grades],
        "grade": [grade.name for grade in book.grades],
    }
    for key, names in known.items():
        text = desk.text(table.entries[key][1], table.path(key)) if key in table else None
        if text and (
            words.MISSING.find(text.value) or desk.known(text, names, table.path(key), ("名称", "name"))
        ):
            texts.append((key, "" if words.MISSING.find(text.value) else text.value))
    values = [(key, _value(desk, table.entries[key][1], table.path(key))) for key in NUMBERS if key in table]
    values += _figures(desk, table, "components", "v", _paths(book))
    values += _figures(desk, table, "figures", "g", _group_figures(book))
    values += _figures(desk, table, "adjustments", "adj", [one.name for one in book.adjustments])
    return Expected(name.value, name.place.line, tuple(texts), tuple(values), tuple(_lists(table, book)))


def _value(desk: Desk, node: Node, where: Where) -> Fraction | None:
    text = desk.text(node, where)
    if text is None or words.MISSING.find(text.value):
        return None
    return desk.number(text, where)


def _figures(
    desk: Desk, table: Table, key: str, prefix: str, names: Iterable[str]
) -> list[tuple[str, Fraction | None]]:
    node, names = table.node(key), tuple(names)
    if not isinstance(node, Mapping):
        if node is not None:
            desk.fault(node, table.path(key), "not_named")
        return []
    return [
        (f"{prefix}/{name.value}", _value(desk, value, (*table.path(key), name.value)))
        for name, value in node.entries
        if desk.known(name, names, table.path(key), ("名称", "name"))
    ]


def _paths(book: Rulebook) -> list[str]:
    return [part.path for formula in book.formulas for part in leaves(formula.parts)]


def _group_figures(book: Rulebook) -> Iterator[str]:
    """COMPONENT/ROW/GROUP for every ballot component."""
    forms = {form.name: form for form in book.forms}
    for formula in book.formulas:
        for part in leaves(formula.parts):
            if isinstance(part.source, BallotSource):
                form = forms[part.source.form]
                yield from (
                    f"{part.path}/{row.name}/{group.name}" for row in form.rows for group in form.groups
                )


def _lists(table: Table, book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    quotas = [quota.name for quota in book.quotas]
    reasons = [*_paths(book), *(f"gate/{gate.name}" for gate in book.gates), "base"]
    for key, known in (("blocked", reasons), ("ties", quotas), ("lowered", quotas)):
        if key in table:
            texts = table.texts(key)
            if len(texts) == 1 and words.NOBODY.find(texts[0].value):
                yield key, ()
            else:
                yield key, table.names(key, known, ("名称", "name"))
