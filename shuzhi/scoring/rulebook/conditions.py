"""Conditions, and the subjects they and the tie-breaks look at."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.fields import MOST_VALUE, used
from shuzhi.scoring.rulebook.forms import GROUP
from shuzhi.scoring.rulebook.known import CATEGORY, COMPONENT, FORM, ROW, Known
from shuzhi.scoring.rulebook.model import Condition, Form, Share, Subject
from shuzhi.scoring.rulebook.nodes import Node, Sequence, Text
from shuzhi.scoring.rulebook.scales import OPTION, PLACEHOLDER
from shuzhi.scoring.rulebook.table import Table

NUMERIC = ("at_least", "above", "at_most", "below")
LABELS = ("is", "is_not")
SUBJECTS = ("component", "field", "attribute", "share", "composite")
MOST_PARTS = 20
MOST_LEVELS = 4
LABEL = ("取值", "label")
ATTRIBUTE = ("属性", "attribute")

NEVER = Condition("any")


def condition(
    desk: Desk, known: Known, node: Node, where: Where, *, plain: bool = False, level: int = 1
) -> Condition:
    """A condition; ``plain`` allows fields and attributes only (exclusions are decided before scores)."""
    table = Table(desk, node, words.CONDITION, where)
    if table.broken:
        return NEVER
    joined = table.one_of("all", "any") if "all" in table or "any" in table else None
    if joined:
        for name in (*SUBJECTS, *NUMERIC, *LABELS):
            if name in table:
                desk.fault(table.key(name), where, "beside_all_any", name=table.key(name).value)
        return _joined(desk, known, table, joined, plain=plain, level=level)
    subject = table.one_of(*SUBJECTS)
    if subject is None:
        return NEVER
    if plain and subject not in {"field", "attribute"}:
        desk.fault(table.key(subject), where, "exclusion_subject", name=table.key(subject).value)
    if subject == "attribute" or (subject == "field" and any(name in table for name in LABELS)):
        return _labels(desk, known, table, subject)
    return _numeric(desk, known, table, subject)


def _joined(desk: Desk, known: Known, table: Table, joined: str, *, plain: bool, level: int) -> Condition:
    node, where = table.entries[joined][1], table.path(joined)
    if not isinstance(node, Sequence) or not node.items:
        desk.fault(node, where, "not_list")
        return NEVER
    if level >= MOST_LEVELS or len(node.items) > MOST_PARTS:
        desk.fault(node, where, "condition_size", levels=str(MOST_LEVELS), parts=str(MOST_PARTS))
        return NEVER
    parts = (condition(desk, known, item, where, plain=plain, level=level + 1) for item in node.items)
    return Condition(joined, parts=tuple(parts))


def _labels(desk: Desk, known: Known, table: Table, subject: str) -> Condition:
    for name in NUMERIC:
        if name in table:
            desk.fault(table.key(name), table.where, "number_on_label", name=table.key(name).value)
            return NEVER
    chosen = table.one_of(*LABELS)
    text = desk.text(table.entries[subject][1], table.path(subject))
    if chosen is None or text is None:
        return NEVER
    texts = table.texts(chosen)
    labels = tuple(one.value for one in texts)
    if subject == "attribute":
        looked_at = _attribute(desk, known, text, table.path(subject))
        for one in texts if looked_at == "category" else ():
            desk.known(one, known.categories, table.path(chosen), CATEGORY)
        return Condition(chosen, Subject(attribute=looked_at), labels=labels)
    found = used(desk, known, text, table.path(subject), "label")
    allowed = found.labels if found else ()
    for one in texts if allowed else ():
        desk.known(one, allowed, table.path(chosen), LABEL)
    return Condition(chosen, Subject(field=text.value), labels=labels)


def _attribute(desk: Desk, known: Known, text: Text, where: Where) -> str:
    column = words.COLUMNS.find(text.value)
    names = (*known.attributes, *(alias for one in words.COLUMNS.chinese.values() for alias in one))
    return column or (text.value if desk.known(text, names, where, ATTRIBUTE) else "")


def _numeric(desk: Desk, known: Known, table: Table, subject: str) -> Condition:
    for name in LABELS:
        if name in table:
            desk.fault(table.key(name), table.where, "label_on_number", name=table.key(name).value)
            return NEVER
    op = table.one_of(*NUMERIC)
    looked_at = subject_of(desk, known, table, subject)
    if op is None:
        return NEVER
    value = table.number(op, -MOST_VALUE, MOST_VALUE)
    if value is not None and subject == "share" and not 0 <= value <= 100:
        desk.fault(
            table.entries[op][1], table.path(op), "out_of_range", text=numbers.write(value), low="0",
            high="100",
        )  # fmt: skip
    elif subject != "field":
        desk.fits(table.entries[op][1], table.path(op), value)
    return Condition(op, looked_at, value or Fraction(0))


def subject_of(desk: Desk, known: Known, table: Table, subject: str) -> Subject:
    """The value looked at: a component, a number field, a share, or the composite."""
    node, where = table.entries[subject][1], table.path(subject)
    if subject == "composite":
        if not table.flag("composite", default=True):
            desk.fault(node, where, "composite_no")
        return Subject(composite=True)
    if subject == "share":
        return Subject(share=share(desk, known, node, where))
    text = desk.text(node, where)
    if text is None:
        return Subject()
    if subject == "component":
        desk.known(text, known.components, where, COMPONENT)
        return Subject(component=text.value)
    used(desk, known, text, where, "number")
    return Subject(field=text.value)


def share(desk: Desk, known: Known, node: Node, where: Where) -> Share:
    """The share of some options among the counted marks of a form."""
    table = Table(desk, node, words.SHARE, where)
    text = desk.text(table.entries["form"][1], table.path("form")) if "form" in table else None
    if not table.broken:
        table.need("form", "options")
    if text is None or not desk.known(text, known.forms, table.path("form"), FORM):
        return Share("", ())
    form = known.forms[text.value]
    rows = table.names("rows", [row.name for row in form.rows], ROW)
    groups = table.names("groups", [group.name for group in form.groups], GROUP)
    options = counted_options(desk, table, "options", form, rows) if "options" in table else ()
    return Share(form.name, options, rows, groups)


def counted_options(desk: Desk, table: Table, key: str, form: Form, rows: tuple[str, ...]) -> tuple[str, ...]:
    """The options listed under the key: on every row used, and counted there."""
    where = table.path(key)
    scales = [row.scale for row in form.rows if not rows or row.name in rows]
    if not scales or any(scale is PLACEHOLDER for scale in scales):
        return ()
    if any(scale.numeric for scale in scales):
        desk.fault(table.key(key), table.where, "rate_of_marks", form=form.name)
        return ()
    found: list[str] = []
    for text in table.texts(key):
        for scale in scales:
            points = {option.name: option.points for option in scale.options}
            if not desk.known(text, points, where, OPTION):
                break
            if points[text.value] is None:
                desk.fault(text, where, "option_not_counted", name=text.value)
                break
        else:
            found.append(text.value)
    counted = [one.name for scale in scales for one in scale.options if one.points is not None]
    if found and set(found) >= set(counted):
        desk.fault(table.key(key), table.where, "of_every_option", name=table.key(key).value)
    return tuple(found)
