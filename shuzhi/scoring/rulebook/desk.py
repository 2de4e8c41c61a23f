"""The reader's desk: the faults found so far, and single nodes turned into checked values.

Every reading function reports what is wrong and answers with None or a default, so that one pass finds
every fault.
"""

from __future__ import annotations

import difflib
import re
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
                allowed=table.labels(), allowed_en=table.labels("en"),
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
    joined = next((one for one in options if name in re.split("[，、]", one)), "")
    if joined:
        return (
            f"“{joined}”被当成了一个名称：列表里请用半角逗号加空格分开。",
            f"“{joined}” was read as one name: separate the entries of a list with a plain comma and a space.",
        )
    folded = {alike(one): one for one in reversed(options)}
    close = difflib.get_close_matches(alike(name), folded, n=1, cutoff=0.4)
    if close:
        return f"是不是“{folded[close[0]]}”？", f"Did you mean “{folded[close[0]]}”?"
    if not options:
        return "这里还没有可用的名称，请先定义。", "Nothing of the kind is defined yet: define it first."
    shown = options[:12]
    more = "……" if len(options) > len(shown) else ""
    return f"可用的有：{'、'.join(shown)}{more}。", f"Known: {', '.join(shown)}{more and ', …'}."
