"""Mappings with fixed keys, and the values under them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.desk import Desk, Where, nearest
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Sequence, Text


class Table:
    """A mapping with fixed keys: reads each once, and names the unknown, repeated and missing ones.

    A *broken* one says nothing that could be read, so that nothing in it need be called missing.
    """

    def __init__(
        self, desk: Desk, node: Node, keys: words.Keys, where: Where, at: Node | None = None
    ) -> None:
        self.desk = desk
        self.keys = keys
        self.where = where
        self.at: Node = at or node
        self.entries: dict[str, tuple[Text, Node]] = {}
        self.broken = False
        if isinstance(node, Mapping):
            for key, value in node.entries:
                self._enter(key, value)
            self.broken = bool(node.entries) and not self.entries
        else:
            self.broken = True
            desk.fault(node, where, "not_mapping_here", allowed=keys.labels(),
                       allowed_en=keys.labels("en"))  # fmt: skip

    def _enter(self, key: Text, value: Node) -> None:
        name = self.keys.find(key.value)
        if name is None:
            every = [alias for one, aliases in self.keys.chinese.items() for alias in (*aliases, one)]
            mend_zh, mend_en = nearest(key.value, every)
            self.desk.fault(key, self.where, "unknown_key", name=key.value, mend=mend_zh, mend_en=mend_en)
        elif name in self.entries:
            first = self.entries[name][0]
            self.desk.fault(
                key, self.where, "duplicate_key", name=key.value, first=first.value,
                line=str(first.place.line),
            )  # fmt: skip
        else:
            self.entries[name] = (key, value)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def node(self, key: str) -> Node | None:
        return self.entries[key][1] if key in self.entries else None

    def key(self, key: str) -> Text:
        """The written key; only for keys that are there."""
        return self.entries[key][0]

    def path(self, key: str) -> Where:
        return (*self.where, self.entries[key][0].value) if key in self.entries else self.where

    def need(self, *names: str) -> bool:
        """Whether all these keys are there; a fault for each that is not."""
        absent = [name for name in names if name not in self.entries]
        for name in absent:
            label, label_en = self.keys.label(name), self.keys.label(name, "en")
            self.desk.fault(self.at, self.where, "missing_key", name=label, name_en=label_en)
        return not absent

    def one_of(self, *names: str) -> str | None:
        """The only key of several that is there; a fault when there is none or more than one."""
        there = [name for name in names if name in self.entries]
        labels = " / ".join(self.keys.label(name) for name in names)
        labels_en = " / ".join(self.keys.label(name, "en") for name in names)
        if not there:
            self.desk.fault(self.at, self.where, "one_of_missing", names=labels, names_en=labels_en)
        for extra in there[1:]:
            self.desk.fault(
                self.key(extra), self.where, "one_of_several", name=self.key(extra).value,
                first=self.key(there[0]).value, names=labels, names_en=labels_en,
            )  # fmt: skip
        return there[0] if there else None

    def text(self, key: str, default: str = "") -> str:
        node = self.node(key)
        found = self.desk.text(node, self.path(key)) if node else None
        return found.value if found else default

    def number(
        self, key: str, low: Fraction | int | None = None, high: Fraction | int | None = None
    ) -> Fraction | None:
        """The number under the key; None when it is absent or faulty."""
        node = self.node(key)
        found = self.desk.text(node, self.path(key)) if node else None
        return self.desk.number(found, self.path(key), low, high) if found else None

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        value = self.number(key, low, high)
        if value is None:
            return default
        if value.denominator != 1:
            self.desk.fault(
                self.entries[key][1], self.path(key), "not_whole", text=numbers.write(value),
                low=str(low), high=str(high),
            )  # fmt: skip
            return default
        return int(value)

    def word(self, key: str, table: words.Keys, default: str = "") -> str:
        node = self.node(key)
        found = self.desk.text(node, self.path(key)) if node else None
        return (self.desk.word(found, table, self.path(key)) or default) if found else default

    def flag(self, key: str, *, default: bool) -> bool:
        return self.word(key, words.YES_NO, "yes" if default else "no") == "yes"

    def texts(self, key: str) -> list[Text]:
        node = self.node(key)
        return self.desk.texts(node, self.path(key)) if node else []

    def names(self, key: str, known: Iterable[str], what: tuple[str, str]) -> tuple[str, ...]:
        """The names listed under the key that are known; a fault for each of the others."""
        options = tuple(known)
        where = self.path(key)
        return tuple(text.value for text in self.texts(key) if self.desk.known(text, options, where, what))

    def zero(self, key: str) -> bool:
        """Whether a plain 0 stands under the key; no fault is reported here."""
        node = self.node(key)
        try:
            return isinstance(node, Text) and numbers.parse(node.value) == 0
        except numbers.NotANumber:
            return False

    def range(self, key: str, low: int, high: int) -> tuple[Fraction, Fraction] | None:
        """A pair ``[low, high]`` with low below high; None when it is absent or faulty."""
        node = self.node(key)
        return pair(self.desk, node, self.path(key), low, high) if node else None


def pair(desk: Desk, node: Node, where: Where, low: int, high: int) -> tuple[Fraction, Fraction] | None:
    if not isinstance(node, Sequence) or len(node.items) != 2:
        desk.fault(node, where, "not_pair")
        return None
    texts = [desk.text(item, where) for item in node.items]
    values = [desk.number(text, where, low, high) for text in texts if text]
    if len(values) < 2 or values[0] is None or values[1] is None:
        return None
    if values[0] >= values[1]:
        desk.fault(node, where, "range_reversed", low=numbers.write(values[0]), high=numbers.write(values[1]))
        return None
    return values[0], values[1]
