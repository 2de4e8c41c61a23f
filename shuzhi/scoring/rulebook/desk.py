"""The reader's desk: the faults found so far, and tables that turn nodes into checked values.

Every reading function reports what is wrong and answers with None or a default, so that one pass finds
every fault.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.faults import Fault, Place, fault
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Sequence, Text

Where = tuple[str, ...]

MOST_NAME = 60
MOST_TEXT = 500


@dataclass(slots=True)
class Desk:
    """Collects faults; ``fault`` is the only way to add one."""

    faults: list[Fault] = field(default_factory=list)
    precision: int = numbers.MOST_PLACES

    def fault(self, at: Node | Place, where: Where, kind: str, **filled: str) -> None:
        place = at if isinstance(at, Place) else at.place
        self.faults.append(fault(place, " › ".join(where), kind, **filled))

    def known(self, text: Text, names: Iterable[str], where: Where, what: tuple[str, str]) -> bool:
        """Whether the name is one of ``names``; if not, a fault with the nearest one. ``what`` is zh, en."""
        options = tuple(names)
        if text.value in options:
            return True
        mend_zh, mend_en = nearest(text.value, options)
        self.fault(
            text, where, "unknown_name",
            name=text.value, what=what[0], what_en=what[1], mend=mend_zh, mend_en=mend_en,
        )  # fmt: skip
        return False

    def word(self, text: Text, table: words.Keys, where: Where) -> str | None:
        """The English form of a fixed word, or None after a fault with the nearest one."""
        found = table.find(text.value)
        if found is None:
            every = [alias for one, aliases in table.chinese.items() for alias in (*aliases, one)]
            close = difflib.get_close_matches(text.value, every, n=1, cutoff=0.4)
            self.fault(
                text, where, "unknown_word", name=text.value,
                mend=f"是不是“{close[0]}”？" if close else "",
                mend_en=f"Did you mean “{close[0]}”? " if close else "",
                allowed="、".join(table.labels), allowed_en=", ".join(table.labels),
            )  # fmt: skip
        return found

    def number(
        self, text: Text, where: Where, low: Fraction | int | None = None, high: Fraction | int | None = None
    ) -> Fraction | None:
        """An exact number within the limits, or None after a fault."""
        try:
            value = numbers.parse(text.value)
        except numbers.NotANumber as error:
            self.fault(text, where, error.kind, text=text.value)
            return None
        if (low is not None and value < low) or (high is not None and value > high):
            least = "…" if low is None else numbers.write(Fraction(low))
            most = "…" if high is None else numbers.write(Fraction(high))
            self.fault(text, where, "out_of_range", text=text.value, low=least, high=most)
            return None
        return value

    def fits(self, node: Node, where: Where, value: Fraction | None) -> None:
        """A line or a point value that no intermediate value can ever equal is a fault."""
        count = 0 if value is None else numbers.places(value)
        if value is not None and count is None:
            self.fault(node, where, "precision_never", text=numbers.write(value))
        elif value is not None and count is not None and count > self.precision:
            self.fault(
                node, where, "precision_small", text=numbers.write(value), places=str(count),
                precision=str(self.precision),
            )  # fmt: skip

    def text(self, node: Node, where: Where) -> Text | None:
        if isinstance(node, Text) and node.value:
            if len(node.value) > MOST_TEXT:
                self.fault(node, where, "text_too_long", limit=str(MOST_TEXT))
            return node
        self.fault(node, where, "not_text")
        return None

    def texts(self, node: Node, where: Where) -> list[Text]:
        """A list of texts without repetition; a single text is a list of one."""
        if isinstance(node, Text) and node.value:
            return [node]
        if not isinstance(node, Sequence):
            self.fault(node, where, "not_list")
            return []
        found: list[Text] = []
        for item in node.items:
            text = self.text(item, where)
            if text and text.value in {earlier.value for earlier in found}:
                self.fault(text, where, "repeated", name=text.value)
            elif text:
                found.append(text)
        if not node.items:
            self.fault(node, where, "empty_list")
        return found

    def named(
        self, node: Node, where: Where, limit: int, *, slash: bool = False, reserved: words.Keys | None = None
    ) -> list[tuple[Text, Node]]:
        """The office's own names and what stands under them, in written order."""
        if not isinstance(node, Mapping):
            self.fault(node, where, "not_named")
            return []
        if not node.entries:
            self.fault(node, where, "empty_mapping")
        if len(node.entries) > limit:
            self.fault(node.entries[limit][0], where, "too_many", limit=str(limit))
        fresh = self.fresh_names([key for key, _ in node.entries], where, slash=slash, reserved=reserved)
        return [(key, value) for key, value in node.entries if any(key is one for one in fresh)]

    def fresh_names(
        self, names: list[Text], where: Where, *, slash: bool = False, reserved: words.Keys | None = None
    ) -> list[Text]:
        """The names that are well formed and not used before in this list; faults for the others."""
        seen: dict[str, Text] = {}
        for name in names:
            first = seen.get(alike(name.value))
            if first and first.value == name.value:
                self.fault(name, where, "duplicate", name=name.value, line=str(first.place.line))
            elif first:
                self.fault(
                    name, where, "look_alike", name=name.value, other=first.value, line=str(first.place.line)
                )
            elif self._well_formed(name, where, slash=slash, reserved=reserved):
                seen[alike(name.value)] = name
        return list(seen.values())

    def _well_formed(self, name: Text, where: Where, *, slash: bool, reserved: words.Keys | None) -> bool:
        if not name.value:
            self.fault(name, where, "name_empty")
        elif len(name.value) > MOST_NAME:
            self.fault(name, where, "name_too_long", name=name.value[:20] + "…", limit=str(MOST_NAME))
        elif any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} for character in name.value):
            self.fault(name, where, "name_control", name=_visible(name.value))
        elif name.value[0] in "=+-@＝＋－＠":
            self.fault(name, where, "name_formula", name=name.value, first=name.value[0])
        elif not slash and ("/" in name.value or "#" in name.value):
            self.fault(name, where, "name_slash", name=name.value)
        elif reserved and reserved.find(name.value):
            self.fault(name, where, "name_reserved", name=name.value)
        else:
            return True
        return False


def _visible(name: str) -> str:
    return "".join(
        f"\\u{ord(one):04x}" if unicodedata.category(one)[0] in "CZ" and one != " " else one for one in name
    )


def alike(name: str) -> str:
    """What is left of a name when width, case and spaces are ignored, as people and spreadsheets do."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def nearest(name: str, names: Iterable[str]) -> tuple[str, str]:
    """Advice after an unknown name, in Chinese and English."""
    options = tuple(dict.fromkeys(names))
    folded = {alike(one): one for one in reversed(options)}
    close = difflib.get_close_matches(alike(name), folded, n=1, cutoff=0.4)
    if close:
        return f"是不是“{folded[close[0]]}”？", f"Did you mean “{folded[close[0]]}”?"
    if not options:
        return "这里还没有可用的名称，请先定义。", "Nothing of the kind is defined yet: define it first."
    shown = options[:12]
    more = "……" if len(options) > len(shown) else ""
    return f"可用的有：{'、'.join(shown)}{more}。", f"Known: {', '.join(shown)}{more and ', …'}."


class Table:
    """A mapping with fixed keys: reads each once, and names the unknown, repeated and missing ones."""

    def __init__(
        self, desk: Desk, node: Node, keys: words.Keys, where: Where, at: Node | None = None
    ) -> None:
        self.desk = desk
        self.keys = keys
        self.where = where
        self.at: Node = at or node
        self.entries: dict[str, tuple[Text, Node]] = {}
        if isinstance(node, Mapping):
            for key, value in node.entries:
                self._enter(key, value)
        else:
            desk.fault(node, where, "not_mapping_here", allowed="、".join(keys.labels),
                       allowed_en=", ".join(keys.labels))  # fmt: skip

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
            self.desk.fault(self.at, self.where, "missing_key", name=self.keys.label(name))
        return not absent

    def one_of(self, *names: str) -> str | None:
        """The only key of several that is there; a fault when there is none or more than one."""
        there = [name for name in names if name in self.entries]
        labels = [self.keys.label(name) for name in names]
        if not there:
            self.desk.fault(self.at, self.where, "one_of_missing", names=" / ".join(labels))
        for extra in there[1:]:
            self.desk.fault(
                self.key(extra), self.where, "one_of_several", name=self.key(extra).value,
                first=self.key(there[0]).value, names=" / ".join(labels),
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
