"""The parts of a rulebook as trees of canonical keys and texts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.model import (
    Adjustment,
    BallotSource,
    ChecklistSource,
    Component,
    Condition,
    Field,
    FieldSource,
    Form,
    Formula,
    Gate,
    Item,
    Quota,
    RankSource,
    Rulebook,
    Scale,
    Share,
    Subject,
)

Tree = dict[str, "Tree"] | list["Tree"] | str
Branch = dict[str, Tree]


def yes(value: bool) -> str:  # noqa: FBT001
    return "yes" if value else "no"


def number(value: Fraction) -> str:
    return numbers.write(value)


def names(written: tuple[str, ...]) -> list[Tree]:
    return list(written)


def present(**branch: Tree | None) -> Branch:
    """The entries that are there: None and empty ones are left out; a trailing underscore frees a keyword."""
    return {key.rstrip("_"): value for key, value in branch.items() if value}


def option_sets(book: Rulebook) -> Branch:
    """The named sets that rows and items use, in the order in which they are first used."""
    scales = [row.scale for form in book.forms for row in form.rows]
    for formula in book.formulas:
        for part in leaves(formula.parts):
            if isinstance(part.source, ChecklistSource):
                scales += [item.scale for item in part.source.items if item.scale]
    return {scale.name: options_branch(scale) for scale in scales if scale.name and not scale.numeric}


def leaves(parts: tuple[Component, ...]) -> Iterator[Component]:
    """Every component below, parts before what follows them."""
    for part in parts:
        yield part
        yield from leaves(part.parts)


def options_branch(scale: Scale) -> Branch:
    return {one.name: "skip" if one.points is None else number(one.points) for one in scale.options}


def scale_branch(scale: Scale) -> Branch:
    if scale.numeric:
        return {"marks": [number(scale.low), number(scale.high), number(scale.step)]}
    return {"options": scale.name or options_branch(scale)}


def field_branch(field: Field) -> Branch:
    if field.kind == "number":
        return {"range": [number(field.low), number(field.high)]}
    return {"survey": "yes"} if field.kind == "survey" else {"labels": names(field.labels)}


def form_branch(form: Form) -> Branch:
    by_marks = all(row.scale.numeric and row.weight == row.scale.full for row in form.rows)
    rows: Branch = {
        row.name: {**({} if by_marks else {"weight": number(row.weight)}), **scale_branch(row.scale)}
        for row in form.rows
    }
    groups: Branch = {}
    for group in form.groups:
        policy = f"merge into {group.merge_into}" if group.merge_into else group.when_small.value
        groups[group.name] = {
            "label": group.label,
            "weight": number(group.weight),
            "minimum": str(group.minimum),
            "when_small": policy,
        }
    return {"rows": rows, "groups": groups, "secret": yes(form.secret)}


def formula_branch(formula: Formula) -> Branch:
    return {
        "for": names(formula.categories) if formula.categories else "others",
        "score": parts_branch(formula.parts),
    }


def parts_branch(parts: tuple[Component, ...]) -> Branch:
    return {part.name: component_branch(part) for part in parts}


def component_branch(part: Component) -> Branch:
    head: Branch = {"weight": number(part.weight), "when_missing": part.when_missing.value}
    if part.parts or part.source is None:
        return {**head, "parts": parts_branch(part.parts)}
    return {**head, **source_branch(part.source)}


def source_branch(source: BallotSource | FieldSource | ChecklistSource | RankSource) -> Branch:
    if isinstance(source, BallotSource):
        return {
            "from": "ballot",
            "form": source.form,
            "measure": source.measure.value,
            **ballot_branch(source),
        }
    if isinstance(source, ChecklistSource):
        items: Branch = {item.name: item_branch(item, "deduct") for item in source.items}
        return {"from": "checklist", "full": number(source.full), "items": items}
    if isinstance(source, RankSource):
        return {
            "from": "rank",
            "field": source.field,
            **present(
                order=("high" if source.high_first else "low") if source.computed else None,
                within=names(source.within),
            ),
            "points": [number(one) for one in source.points],
            "rest": number(source.rest),
        }
    head: Branch = {"from": source.kind, "field": source.field}
    if source.kind == "number":
        return {**head, "full": number(source.full)}
    if source.kind == "survey":
        return {**head, "minimum": str(source.minimum)}
    return {
        **head,
        "options": {name: "skip" if points is None else number(points) for name, points in source.points},
    }


def ballot_branch(source: BallotSource) -> Branch:
    drop: Branch = {
        "highest": str(source.drop_highest),
        "lowest": str(source.drop_lowest),
        "from": str(source.drop_from),
    }
    dropping = source.drop_highest or source.drop_lowest
    return present(of=names(source.rate_of), rows=names(source.rows), drop=drop if dropping else None)


def item_branch(item: Item, points: str) -> Branch:
    head: Branch = scale_branch(item.scale) if item.scale else {points: number(item.points or Fraction(0))}
    cap = None if item.cap is None else number(item.cap)
    return {**head, **present(cap=cap, for_=names(item.categories))}


def adjustment_branch(block: Adjustment) -> Branch:
    return {
        "kind": "bonus" if block.bonus else "deduction",
        "highest_only": yes(block.highest_only),
        "proof": "required" if block.proof_required else "no",
        **present(
            cap=None if block.cap is None else number(block.cap),
            for_=names(block.categories),
            items={item.name: item_branch(item, "points") for item in block.items},
        ),
    }


def condition_branch(condition: Condition) -> Branch:
    if condition.subject is None:
        return {condition.op: [condition_branch(part) for part in condition.parts]}
    value: Tree = names(condition.labels) if condition.labels else number(condition.value)
    return {**subject_branch(condition.subject), condition.op: value}


def subject_branch(subject: Subject) -> Branch:
    return present(
        composite="yes" if subject.composite else None,
        component=subject.component,
        field=subject.field,
        attribute=subject.attribute,
        share=share_branch(subject.share) if subject.share else None,
    )


def share_branch(share: Share) -> Branch:
    return {
        "form": share.form,
        "options": names(share.options),
        **present(rows=names(share.rows), groups=names(share.groups)),
    }


def gate_branch(gate: Gate) -> Branch:
    return {
        "unless" if gate.negated else "when": condition_branch(gate.condition),
        **present(at_most=gate.at_most, at_least=gate.at_least, for_=names(gate.categories)),
        "when_missing": gate.when_missing,
    }


def quota_branch(quota: Quota) -> Branch:
    amount = str(quota.number) if quota.share is None else number(quota.share)
    return {
        "grades": names(quota.grades),
        "at_most" if quota.ceiling else "at_least": amount,
        **present(
            by=names(quota.by),
            minimum=str(quota.minimum) if quota.pool else None,
            pool=[names(level) for level in quota.pool],
        ),
        **present(rounding="" if quota.share is None else quota.rounding.value),
        "count_vetoed": yes(quota.count_vetoed),
    }
