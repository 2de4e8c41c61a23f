"""The records of a worked case, read and checked against the rulebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shuzhi.scoring.cases import words
from shuzhi.scoring.cases.tables import Told
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook.branches import leaves
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.model import ChecklistSource, Field, Form, Item, Rulebook, Scale
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Sequence, Text
from shuzhi.scoring.rulebook.table import Table
from shuzhi.scoring.rulebook.words import COLUMNS

REPORTER = ("述职人", "reporter")
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Records:
    """Reads what one case says about its reporters into ``told``."""

    desk: Desk
    book: Rulebook
    told: Told

    def read(self, table: Table, where: Where) -> None:
        """Takes in every part of the case."""
        readers = {
            "reporters": self._reporters,
            "ballots": self._ballots,
            "fields": self._fields,
            "checklist": self._checklist,
            "adjustments": self._adjustments,
            "vetoes": self._vetoes,
        }
        for key, reader in readers.items():
            node = table.node(key)
            if node is not None:
                reader(node, (*where, table.key(key).value))

    def _people(self, node: Node, where: Where) -> Iterator[tuple[int, Text, Node]]:
        for name, value in self._entries(node, where):
            if self.desk.known(name, self.told.codes, where, REPORTER):
                yield self.told.codes.index(name.value), name, value

    def _entries(self, node: Node, where: Where) -> tuple[tuple[Text, Node], ...]:
        if isinstance(node, Mapping):
            self.desk.fresh_names([key for key, _ in node.entries], where, slash=True)
            return node.entries
        self.desk.fault(node, where, "not_named")
        return ()

    def _reporters(self, node: Node, where: Where) -> None:
        if isinstance(node, Sequence):
            return
        for _, name, value in self._people(node, where):
            known = {"unit", "person", "excluded", *COLUMNS.chinese, *self.book.attributes}
            told = self.told.traits.setdefault(name.value, {})
            for key, text in self._entries(value, (*where, name.value)) if not _empty(value) else ():
                column = _column(key.value)
                if self.desk.known(Text(column, key.place), known, where, ("列", "column")):
                    written = self.desk.text(text, (*where, name.value, key.value))
                    told[column] = written.value if written else ""

    def _ballots(self, node: Node, where: Where) -> None:
        forms = {form.name: form for form in self.book.forms}
        for name, value in self._entries(node, where):
            if self.desk.known(name, forms, where, ("票种", "ballot form")):
                counts = self.told.tallies.setdefault(name.value, Counter())
                for at, who, groups in self._people(value, (*where, name.value)):
                    self._groups(forms[name.value], at, groups, (*where, name.value, who.value), counts)

    def _groups(
        self, form: Form, at: int, node: Node, where: Where, counts: Counter[tuple[int, int, int, int]]
    ) -> None:
        names = [group.name for group in form.groups]
        rows = [row.name for row in form.rows]
        for group, value in self._entries(node, where):
            if not self.desk.known(group, names, where, ("票类", "voter group")):
                continue
            inside = (*where, group.value)
            for row, marks in self._rows(value, inside, rows):
                number = rows.index(row)
                for mark, count in self._marks(marks, inside, form.rows[number].scale):
                    counts[at, names.index(group.value), number, mark] += count

    def _rows(self, node: Node, where: Where, rows: list[str]) -> Iterator[tuple[str, Node]]:
        """Marks by row; marks without a row stand for the only row, ``every row`` for all of them."""
        by_row = isinstance(node, Mapping) and any(
            key.value in rows or words.EVERY_ROW.find(key.value) for key, _ in node.entries
        )
        if not by_row and len(rows) == 1:
            yield rows[0], node
            return
        for name, value in self._entries(node, where):
            if words.EVERY_ROW.find(name.value):
                yield from ((row, value) for row in rows)
            elif self.desk.known(name, rows, where, ("测评内容", "row")):
                yield name.value, value

    def _marks(self, node: Node, where: Where, scale: Scale) -> Iterator[tuple[int, int]]:
        """Marks and how many of each, from ``{好: 3}`` or ``[9, 9, 8]``."""
        if isinstance(node, Sequence):
            pairs = [(item, 1) for item in node.items if isinstance(item, Text)]
        else:
            pairs = [(key, self._whole(value, where)) for key, value in self._entries(node, where)]
        for mark, count in pairs:
            yield self._mark(mark, where, scale), count

    def _mark(self, text: Text, where: Where, scale: Scale) -> int:
        if scale.numeric:
            value = self.desk.number(text, where, scale.low, scale.high)
            return int((value or Fraction(0)) * MICRO)
        names = [option.name for option in scale.options]
        return names.index(text.value) if self.desk.known(text, names, where, ("选项", "option")) else 0

    def _whole(self, node: Node, where: Where) -> int:
        text = self.desk.text(node, where)
        value = self.desk.number(text, where, 0, MOST) if text else None
        return int(value or 0)

    def _fields(self, node: Node, where: Where) -> None:
        known = {one.name: one for one in self.book.fields}
        for _, name, value in self._people(node, where):
            inside = (*where, name.value)
            for key, text in self._entries(value, inside):
                if self.desk.known(key, known, inside, ("数据项", "field")):
                    written = self.desk.text(text, (*inside, key.value))
                    if written and not words.MISSING.find(written.value):
                        value_of = self._figure(written, (*inside, key.value), known[key.value])
                        self.told.fields.setdefault(name.value, {}).update(value_of)

    def _figure(self, text: Text, where: Where, known: Field) -> dict[str, Any]:
        if known.kind == "label":
            found = self.desk.known(text, known.labels, where, ("取值", "label"))
            return {known.name: known.labels.index(text.value)} if found else {}
        if known.kind == "number":
            value = self.desk.number(text, where, known.low, known.high)
            return {} if value is None else {known.name: int(value * MICRO)}
        liked, _, asked = text.value.partition("/")
        whole = [self._whole(Text(part.strip(), text.place), where) for part in (liked, asked)]
        return {known.name: whole[0], f"{known.name}#asked": whole[1]}

    def _checklist(self, node: Node, where: Where) -> None:
        lists = {
            part.path: part.source.items
            for formula in self.book.formulas
            for part in leaves(formula.parts)
            if isinstance(part.source, ChecklistSource)
        }
        self._lines("checklist", node, where, lists)

    def _adjustments(self, node: Node, where: Where) -> None:
        self._lines("adjustments", node, where, {one.name: one.items for one in self.book.adjustments})

    def _lines(self, kind: str, node: Node, where: Where, blocks: dict[str, tuple[Item, ...]]) -> None:
        for at, name, value in self._people(node, where):
            for block, lines in self._entries(value, (*where, name.value)):
                inside = (*where, name.value, block.value)
                if not self.desk.known(block, blocks, inside, ("清单或加减分", "checklist or adjustment")):
                    continue
                items = {item.name: item for item in blocks[block.value]}
                for line, entry in self._entries(lines, inside):
                    text = self.desk.text(entry, inside)
                    if text and self.desk.known(line, items, inside, ("条目", "item")):
                        amount = self._entry(text, inside, items[line.value])
                        found = self.told.entries.setdefault(kind, [])
                        found.append((at, block.value, line.value, amount))

    def _entry(self, text: Text, where: Where, item: Item) -> int:
        if item.scale:
            return self._mark(text, where, item.scale)
        return self._whole(text, where) * MICRO

    def _vetoes(self, node: Node, where: Where) -> None:
        known = [veto.name for veto in self.book.vetoes]
        for at, name, value in self._people(node, where):
            for text in self.desk.texts(value, (*where, name.value)):
                if self.desk.known(text, known, (*where, name.value), ("一票否决", "veto")):
                    self.told.vetoes.append((at, text.value))


def _empty(node: Node) -> bool:
    return isinstance(node, Text) and not node.value


def _column(written: str) -> str:
    """The English name of a fixed column, or the attribute as written."""
    fixed = {"单位": "unit", "姓名": "person", "不参加考核": "excluded"}
    return COLUMNS.find(written) or fixed.get(written, written)
