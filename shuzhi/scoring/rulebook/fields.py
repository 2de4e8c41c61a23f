"""Fields: figures, labels and survey pairs imported for each reporter."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.known import FIELD, Known
from shuzhi.scoring.rulebook.model import Field
from shuzhi.scoring.rulebook.nodes import Node, Text
from shuzhi.scoring.rulebook.table import Table

MOST_FIELDS = 100
MOST_VALUE = 1_000_000
MOST_LABELS = 40

KINDS = {"number": ("数值", "a number"), "label": ("文字取值", "a label"), "survey": ("调查", "a survey")}


def fields(desk: Desk, known: Known, node: Node | None, where: Where) -> None:
    """Takes in the fields declared at the top of the file."""
    if node is None:
        return
    for name, value in desk.named(node, where, MOST_FIELDS, reserved=words.RESERVED_FIELDS):
        known.field_places[name.value] = name.place
        known.fields[name.value] = _field(desk, name, value, (*where, name.value))


def _field(desk: Desk, name: Text, node: Node, where: Where) -> Field:
    table = Table(desk, node, words.FIELD, where, name)
    if table.broken:
        return Field(name.value, "any")
    chosen = table.one_of("range", "labels", "survey")
    if chosen == "labels":
        texts = desk.fresh_names(table.texts("labels"), table.path("labels"), slash=True)
        if len(texts) > MOST_LABELS:
            desk.fault(texts[MOST_LABELS], table.path("labels"), "too_many", limit=str(MOST_LABELS))
        return Field(name.value, "label", labels=tuple(text.value for text in texts))
    if chosen == "survey":
        if not table.flag("survey", default=True):
            desk.fault(table.entries["survey"][1], table.path("survey"), "survey_no")
        return Field(name.value, "survey")
    ends = table.range("range", -MOST_VALUE, MOST_VALUE)
    return Field(name.value, "number", *(ends or (Fraction(0), Fraction(100))))


def used(desk: Desk, known: Known, text: Text, where: Where, kind: str) -> Field | None:
    """The field a source, condition or tie looks at; None after a fault when unknown or of another kind."""
    if not desk.known(text, known.fields, where, FIELD):
        return None
    found = known.fields[text.value]
    if found.kind not in {kind, "any"}:
        desk.fault(
            text, where, "field_kind", name=text.value, given=KINDS[found.kind][0],
            given_en=KINDS[found.kind][1], wanted=KINDS[kind][0], wanted_en=KINDS[kind][1],
        )  # fmt: skip
        return None
    return found


def declare(desk: Desk, known: Known, name: Text, where: Where, fresh: Field) -> Field:
    """A field that a component brings along; only one definition may stand behind a name."""
    there = known.fields.get(fresh.name)
    if there is None:
        earlier = [Text(one, place) for one, place in known.field_places.items()]
        desk.fresh_names([*earlier, name], where, reserved=words.RESERVED_FIELDS)
        known.field_places[fresh.name] = name.place
        known.fields[fresh.name] = fresh
        return fresh
    if there.kind != "any" and there != fresh:
        desk.fault(name, where, "field_twice", name=fresh.name)
    return there
