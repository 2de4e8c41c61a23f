"""Ballot forms: rows by voter groups, with weights, scales and the policy for small groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.desk import Desk, Where, nearest
from shuzhi.scoring.rulebook.model import Form, Group, Row, Scale, Small
from shuzhi.scoring.rulebook.nodes import Mapping, Node, Text
from shuzhi.scoring.rulebook.scales import PLACEHOLDER, scale_of
from shuzhi.scoring.rulebook.table import Table

MOST_FORMS = 8
MOST_ROWS = 60
MOST_GROUPS = 12
MOST_WEIGHT = 10_000
MOST_MINIMUM = 10_000
MOST_SHEET_NAME = 20

GROUP = ("票类", "voter group")
_MERGE = re.compile(r"(?:并入|合并到|merge\s*into|merge)\s*[:：]?\s*(.*)", re.IGNORECASE | re.DOTALL)


def forms(desk: Desk, node: Node | None, where: Where, sets: dict[str, Scale]) -> dict[str, Form]:
    """The file's ballot forms by name."""
    if node is None:
        return {}
    found: dict[str, Form] = {}
    for name, value in desk.named(node, where, MOST_FORMS):
        if len(name.value) > MOST_SHEET_NAME or set(name.value) & set("[]:*?\\'"):
            desk.fault(name, where, "form_name", name=name.value, limit=str(MOST_SHEET_NAME))
        found[name.value] = _form(desk, name, value, (*where, name.value), sets)
    return found


def _form(desk: Desk, name: Text, node: Node, where: Where, sets: dict[str, Scale]) -> Form:
    table = Table(desk, node, words.FORM, where, name)
    scale = scale_of(desk, table, sets)
    rows = _rows(desk, table, scale, sets)
    groups: tuple[Group, ...] = ()
    if table.need("groups"):
        groups = _groups(desk, table.entries["groups"][1], table.path("groups"))
    return Form(name.value, rows, groups, table.flag("secret", default=True))


def _rows(desk: Desk, table: Table, scale: Scale | None, sets: dict[str, Scale]) -> tuple[Row, ...]:
    node = table.node("rows")
    if node is None:
        if scale is None:
            table.one_of("options", "marks")
        return (Row(words.OVERALL_ROW, scale or PLACEHOLDER, Fraction(100)),)
    where = table.path("rows")
    named = desk.named(node, where, MOST_ROWS, reserved=words.RESERVED_ROWS)
    drafts = [_row(desk, name, value, (*where, name.value), scale, sets) for name, value in named]
    if complete(node, named):
        _check_row_weights(desk, node, where, drafts)
    return tuple(
        Row(draft.name.value, draft.scale, draft.scale.full if draft.weight is None else draft.weight)
        for draft in drafts
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    name: Text
    scale: Scale
    weight: Fraction | None
    sound: bool


def _row(
    desk: Desk, name: Text, node: Node, where: Where, scale: Scale | None, sets: dict[str, Scale]
) -> _Draft:
    if isinstance(node, Text):
        weight = desk.number(node, where, 0, MOST_WEIGHT) if node.value else None
        own: Scale | None = None
        sound = weight is not None or not node.value
    else:
        table = Table(desk, node, words.ROW, where, name)
        weight = table.number("weight", 0, MOST_WEIGHT)
        own = scale_of(desk, table, sets)
        sound = weight is not None or "weight" not in table
    if scale is None and own is None:
        desk.fault(name, where, "row_without_scale", name=name.value)
    chosen = own or scale or PLACEHOLDER
    return _Draft(name, chosen, weight, sound and chosen is not PLACEHOLDER)


def _check_row_weights(desk: Desk, node: Node, where: Where, drafts: list[_Draft]) -> None:
    """Weights that sum to 100; or none at all, on numeric rows, where the top mark is the weight."""
    if not all(draft.sound for draft in drafts):
        return
    bare = [draft for draft in drafts if draft.weight is None]
    if bare and (len(bare) < len(drafts) or not all(draft.scale.numeric for draft in drafts)):
        for draft in bare:
            desk.fault(draft.name, (*where, draft.name.value), "row_without_weight", name=draft.name.value)
    elif drafts and not bare:
        check_sum(desk, node, where, [draft.weight or Fraction(0) for draft in drafts], (Fraction(100),))


def complete(node: Node, named: list[tuple[Text, Node]]) -> bool:
    """Whether every entry has a sound name; where one was refused the sum cannot be judged."""
    return isinstance(node, Mapping) and len(named) == len(node.entries)


def check_sum(
    desk: Desk, node: Node, where: Where, weights: list[Fraction], wanted: tuple[Fraction, ...]
) -> None:
    """The weights sum to one of the wanted totals; the fault says the sum and what is missing."""
    total = sum(weights, Fraction(0))
    if total in wanted:
        return
    gap = wanted[-1] - total
    small = any(0 < one < 1 for one in weights)  # 40% or 0.4 where 40 is meant
    targets = list(dict.fromkeys(numbers.write(one) for one in wanted))
    desk.fault(
        node, where, "weights_sum",
        weights=" + ".join(numbers.write(one) for one in weights), total=numbers.write(total),
        wanted=" 或 ".join(targets), wanted_en=" or ".join(targets),
        change=("权重写 40，不写 40% 或 0.4；" if small else "")
        + f"{'还差' if gap > 0 else '多出'} {numbers.write(abs(gap))}",
        change_en=("A weight is written 40, not 40% or 0.4; " if small else "")
        + f"{numbers.write(abs(gap))} {'is missing' if gap > 0 else 'too much'}",
    )  # fmt: skip


def _groups(desk: Desk, node: Node, where: Where) -> tuple[Group, ...]:
    named = desk.named(node, where, MOST_GROUPS)
    drafts = [_group(desk, name, value, (*where, name.value)) for name, value in named]
    targets = {group.name: target for group, target, _ in drafts if target}
    known = [name.value for name, _ in named]
    for name, target in targets.items():
        _check_target(desk, name, target, (*where, name), known, targets)
    if drafts and complete(node, named) and all(sound for *_, sound in drafts):
        check_sum(desk, node, where, [group.weight for group, *_ in drafts], (Fraction(100),))
    return tuple(group for group, *_ in drafts)


def _group(desk: Desk, name: Text, node: Node, where: Where) -> tuple[Group, Text | None, bool]:
    """The group, the name it merges into where it does, and whether its weight could be read."""
    table = Table(desk, node, words.GROUP, where, name)
    if table.broken:
        return Group(name.value, name.value, Fraction(0), 1, Small.BLOCK), None, False
    table.need("weight")
    weight = table.number("weight", 0, MOST_WEIGHT)
    minimum = table.whole("minimum", 1, MOST_MINIMUM, 1)
    label = table.text("label", name.value)
    policy, target = _policy(desk, table, name)
    into = target.value if target else ""
    group = Group(name.value, label, weight or Fraction(0), minimum, policy, into)
    return group, target, weight is not None


def _policy(desk: Desk, table: Table, name: Text) -> tuple[Small, Text | None]:
    node = table.node("when_small")
    if node is None:
        if not table.zero("weight"):
            desk.fault(name, table.where, "group_without_policy", name=name.value)
        return Small.BLOCK, None
    text = desk.text(node, table.path("when_small"))
    if text is None:
        return Small.BLOCK, None
    if match := _MERGE.fullmatch(text.value):
        return Small.MERGE, Text(match[1].strip(), text.place)
    found = words.SMALL.find(text.value)
    if found is None:
        mend_zh, mend_en = nearest(text.value, ("暂停", "重新分摊", "作废", "block", "respread", "void"))
        desk.fault(
            text, table.path("when_small"), "unknown_policy", name=text.value, mend=mend_zh, mend_en=mend_en
        )
        return Small.BLOCK, None
    return Small(found), None


def _check_target(
    desk: Desk, name: str, target: Text, where: Where, known: list[str], targets: dict[str, Text]
) -> None:
    if target.value == name:
        desk.fault(target, where, "merge_into_itself", name=name)
    elif desk.known(target, known, where, GROUP) and target.value in targets:
        desk.fault(
            target, where, "merge_chain", name=name, target=target.value, next=targets[target.value].value
        )
