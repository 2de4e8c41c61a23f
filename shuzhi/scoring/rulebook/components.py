"""The formulas: nested components with weights, and which categories each formula is for."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.forms import MOST_WEIGHT, check_sum, complete
from shuzhi.scoring.rulebook.known import Known
from shuzhi.scoring.rulebook.model import Component, Formula, Missing
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Text
from shuzhi.scoring.rulebook.sources import source_of
from shuzhi.scoring.rulebook.table import Table

MOST_FORMULAS = 20
MOST_PARTS = 30
MOST_COMPONENTS = 200
MOST_LEVELS = 5


class Scorer:
    """Reads the formulas of one file."""

    def __init__(self, desk: Desk, known: Known, total: Fraction) -> None:
        self.desk = desk
        self.known = known
        self.total = total
        self.categories: tuple[str, ...] = ()

    def single(self, node: Node, where: Where) -> tuple[Formula, ...]:
        """``score``: one formula for everybody."""
        self.categories = self.known.categories
        return (Formula("", (), self._top(node, where)),)

    def several(self, node: Node, where: Where) -> tuple[Formula, ...]:
        """``formulas``: each for some categories, at most one for the others."""
        named = self.desk.named(node, where, MOST_FORMULAS)
        tables = [
            (name, Table(self.desk, value, words.FORMULA, (*where, name.value), name))
            for name, value in named
        ]
        claimed = self._claims(tables)
        found: list[Formula] = []
        for name, table in tables:
            if table.broken:
                continue
            table.need("for", "score")
            own = claimed.get(name.value)
            taken = {one for names in claimed.values() if names for one in names}
            self.categories = own or tuple(one for one in self.known.categories if one not in taken)
            if "score" in table:
                parts = self._top(table.entries["score"][1], table.path("score"))
                found.append(Formula(name.value, own or (), parts))
        self._coverage(node, where, tables, claimed)
        return tuple(found)

    def _claims(self, tables: list[tuple[Text, Table]]) -> dict[str, tuple[str, ...] | None]:
        """Formula → the categories it names; None for the one that takes the others."""
        claims: dict[str, tuple[str, ...] | None] = {}
        owner: dict[str, str] = {}
        for name, table in tables:
            texts = table.texts("for")
            if len(texts) == 1 and words.OTHERS.find(texts[0].value):
                if None in claims.values():
                    self.desk.fault(texts[0], table.path("for"), "others_twice")
                claims[name.value] = None
                continue
            if not self.known.categories:
                if "for" in table:
                    self.desk.fault(table.key("for"), table.where, "formulas_without_categories")
                continue
            for text in texts:
                if text.value in owner:
                    self.desk.fault(
                        text, table.path("for"), "category_twice", name=text.value, first=owner[text.value]
                    )
            claims[name.value] = table.names("for", self.known.categories, ("类别", "category"))
            owner |= dict.fromkeys(claims[name.value] or (), name.value)
        return claims

    def _coverage(
        self,
        node: Node,
        where: Where,
        tables: list[tuple[Text, Table]],
        claims: dict[str, tuple[str, ...] | None],
    ) -> None:
        covered = {one for names in claims.values() if names for one in names}
        left = [one for one in self.known.categories if one not in covered]
        others = next((name for name, names in claims.items() if names is None), None)
        if left and others is None:
            for one in left:
                self.desk.fault(node, where, "category_uncovered", name=one)
        if others is not None and not left and self.known.categories:
            name = next(text for text, _ in tables if text.value == others)
            self.desk.fault(name, (*where, others), "others_empty", name=others)

    def _top(self, node: Node, where: Where) -> tuple[Component, ...]:
        return self._parts(node, where, "", (Fraction(100), self.total), 1)

    def _parts(
        self, node: Node, where: Where, path: str, wanted: tuple[Fraction, ...], level: int
    ) -> tuple[Component, ...]:
        if level > MOST_LEVELS:
            self.desk.fault(node, where, "parts_too_deep", limit=str(MOST_LEVELS))
            return ()
        named = self.desk.named(node, where, MOST_PARTS)
        drafts = [self._component(name, value, (*where, name.value), path, level) for name, value in named]
        weights = [weight for _, weight in drafts if weight is not None]
        if drafts and complete(node, named) and len(weights) == len(drafts):
            check_sum(self.desk, node, where, weights, tuple(dict.fromkeys(wanted)))
        return tuple(component for component, _ in drafts)

    def _component(
        self, name: Text, node: Node, where: Where, path: str, level: int
    ) -> tuple[Component, Fraction | None]:
        own = f"{path}/{name.value}" if path else name.value
        self.known.components.setdefault(own, [])
        kind = self._kind(node, where)
        table = Table(self.desk, _common(node) if kind is None else node, words.PART[kind or ""], where, name)
        if table.broken:
            return Component(own, own, Fraction(0), Missing.BLOCK), None
        table.need("weight")
        weight = table.number("weight", 0, MOST_WEIGHT)
        missing = Missing(table.word("when_missing", words.MISSING, "block"))
        chosen = table.one_of("from", "parts")
        parts: tuple[Component, ...] = ()
        if chosen == "parts" and "parts" in table:
            wanted = (Fraction(100), weight or Fraction(100))
            parts = self._parts(table.entries["parts"][1], table.path("parts"), own, wanted, level + 1)
        source = None
        if chosen == "from" and kind:
            source = source_of(self.desk, self.known, table, name, kind, self.categories)
        component = Component(name.value, own, weight or Fraction(0), missing, source, parts)
        self.known.components[own].append(component)
        if sum(len(same) for same in self.known.components.values()) == MOST_COMPONENTS + 1:
            self.desk.fault(name, where, "too_many", limit=str(MOST_COMPONENTS))
        return component, weight

    def _kind(self, node: Node, where: Where) -> str | None:
        """The source a component names, read first because it decides which keys may follow.

        Empty when it names none, None when what it names is unknown.
        """
        if not isinstance(node, Mapping):
            return ""
        for key, value in node.entries:
            if words.PART[""].find(key.value) == "from":
                text = self.desk.text(value, (*where, key.value))
                return self.desk.word(text, words.SOURCES, (*where, key.value)) if text else None
        return ""


def _common(node: Node) -> Node:
    """The keys every component may have; the others cannot be judged while its source is unknown."""
    entries = node.entries if isinstance(node, Mapping) else ()
    kept = tuple((key, value) for key, value in entries if words.PART[""].find(key.value))
    return Mapping(kept, node.place)
