"""The canonical text of a rulebook, which is itself a rulebook in English keys, and its digest.

Comments, quoting, the language of keys, the order of fixed keys and defaults left out make no difference to
it. The order of the office's own names (grades, options, groups, ties, quotas, rows, …) does: it is the order
of columns and of steps.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
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


def digest(rulebook: Rulebook) -> str:
    """SHA-256 of the canonical text, as lower-case hexadecimal."""
    return hashlib.sha256(dump(rulebook).encode()).hexdigest()


def dump(rulebook: Rulebook) -> str:
    """The canonical text; loading it gives the same rulebook and the same digest."""
    return "\n".join(_lines(_file(rulebook), 0)) + "\n"


def _lines(tree: Branch, depth: int) -> Iterator[str]:
    for key, value in tree.items():
        head = "  " * depth + _quoted(key) + ":"
        if isinstance(value, dict) and value:
            yield head
            yield from _lines(value, depth + 1)
        else:
            yield f"{head} {_flow(value)}"


def _flow(tree: Tree) -> str:
    if isinstance(tree, str):
        return _quoted(tree)
    if isinstance(tree, list):
        return f"[{', '.join(_flow(one) for one in tree)}]"
    return "{" + ", ".join(f"{_quoted(key)}: {_flow(value)}" for key, value in tree.items()) + "}"


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(
        f"\\U{ord(one):08x}" if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp", "Co", "Cn"} else one
        for one in escaped
    )


def _yes(value: bool) -> str:  # noqa: FBT001
    return "yes" if value else "no"


def _number(value: Fraction) -> str:
    return numbers.write(value)


def _list(names: tuple[str, ...]) -> list[Tree]:
    return list(names)


def _present(**branch: Tree | None) -> Branch:
    """The entries that are there: None and empty ones are left out; a trailing underscore frees a keyword."""
    return {key.rstrip("_"): value for key, value in branch.items() if value}


def _file(book: Rulebook) -> Branch:
    several = any(formula.name for formula in book.formulas)
    return {
        "rulebook": "1",
        **_present(title=book.title, version=book.version, source=book.source, notes=_list(book.notes)),
        "sample": _yes(book.sample),
        "total": _number(book.total),
        "precision": str(book.precision),
        "rounding": book.rounding.value,
        "display": str(book.display),
        **_present(
            categories=_list(book.categories),
            attributes=_list(book.attributes),
            options=_option_sets(book),
            fields={one.name: _field(one) for one in book.fields},
            forms={one.name: _form(one) for one in book.forms},
            score=None if several else _parts(book.formulas[0].parts),
            formulas={one.name: _formula(one) for one in book.formulas} if several else None,
            adjustments={one.name: _adjustment(one) for one in book.adjustments},
        ),
        "limits": [_number(book.floor), _number(book.ceiling)],
        **_after(book),
    }


def _after(book: Rulebook) -> Branch:
    ranking, shown = book.ranking, book.disclosure
    return {
        **_present(
            exclusions={
                one.name: _present(
                    when=_condition(one.when) if one.when else None,
                    listed=None if one.when else "yes",
                    reason=one.reason,
                )
                for one in book.exclusions
            },
            grades={
                one.name: {"by_decision": "yes"}
                if one.by_decision
                else ({} if one.at_least is None else {"from": _number(one.at_least)})
                for one in book.grades
            },
            gates={one.name: _gate(one) for one in book.gates},
            vetoes={
                one.name: _present(
                    at_most=one.at_most,
                    proof="required" if one.proof_required else "no",
                    authority=one.authority,
                )
                for one in book.vetoes
            },
            quotas={one.name: _quota(one) for one in book.quotas},
            ties=[
                {**_subject(one.subject), "prefer": "high" if one.high_first else "low"} for one in book.ties
            ],
        ),
        "ranking": {
            "mode": ranking.mode,
            **_present(within=_list(ranking.within)),
            "vetoed_last": _yes(ranking.vetoed_last),
        },
        "disclosure": {
            "group_minimum": str(shown.group_minimum),
            "unit_minimum": str(shown.unit_minimum),
            "unanimity_below": str(shown.unanimity_below),
            "decimals": str(shown.decimals),
            "scores": _yes(shown.publish_scores),
            "ranks": _yes(shown.publish_ranks),
            "groups": _yes(shown.publish_groups),
        },
    }


def _option_sets(book: Rulebook) -> Branch:
    """The named sets that rows and items use, in the order in which they are first used."""
    scales = [row.scale for form in book.forms for row in form.rows]
    for formula in book.formulas:
        for part in leaves(formula.parts):
            if isinstance(part.source, ChecklistSource):
                scales += [item.scale for item in part.source.items if item.scale]
    return {scale.name: _options(scale) for scale in scales if scale.name and not scale.numeric}


def leaves(parts: tuple[Component, ...]) -> Iterator[Component]:
    """Every component below, parts before what follows them."""
    for part in parts:
        yield part
        yield from leaves(part.parts)


def _options(scale: Scale) -> Branch:
    return {one.name: "skip" if one.points is None else _number(one.points) for one in scale.options}


def _scale(scale: Scale) -> Branch:
    if scale.numeric:
        return {"marks": [_number(scale.low), _number(scale.high), _number(scale.step)]}
    return {"options": scale.name or _options(scale)}


def _field(field: Field) -> Branch:
    if field.kind == "number":
        return {"range": [_number(field.low), _number(field.high)]}
    return {"survey": "yes"} if field.kind == "survey" else {"labels": _list(field.labels)}


def _form(form: Form) -> Branch:
    by_marks = all(row.scale.numeric and row.weight == row.scale.full for row in form.rows)
    rows: Branch = {
        row.name: {**({} if by_marks else {"weight": _number(row.weight)}), **_scale(row.scale)}
        for row in form.rows
    }
    groups: Branch = {}
    for group in form.groups:
        policy = f"merge into {group.merge_into}" if group.merge_into else group.when_small.value
        groups[group.name] = {
            "label": group.label,
            "weight": _number(group.weight),
            "minimum": str(group.minimum),
            "when_small": policy,
        }
    return {"rows": rows, "groups": groups, "secret": _yes(form.secret)}


def _formula(formula: Formula) -> Branch:
    return {
        "for": _list(formula.categories) if formula.categories else "others",
        "score": _parts(formula.parts),
    }


def _parts(parts: tuple[Component, ...]) -> Branch:
    return {part.name: _component(part) for part in parts}


def _component(part: Component) -> Branch:
    head: Branch = {"weight": _number(part.weight), "when_missing": part.when_missing.value}
    if part.parts or part.source is None:
        return {**head, "parts": _parts(part.parts)}
    return {**head, **_source(part.source)}


def _source(source: BallotSource | FieldSource | ChecklistSource | RankSource) -> Branch:
    if isinstance(source, BallotSource):
        return {"from": "ballot", "form": source.form, "measure": source.measure.value, **_ballot(source)}
    if isinstance(source, ChecklistSource):
        items: Branch = {item.name: _item(item, "deduct") for item in source.items}
        return {"from": "checklist", "full": _number(source.full), "items": items}
    if isinstance(source, RankSource):
        return {
            "from": "rank",
            "field": source.field,
            **_present(
                order=("high" if source.high_first else "low") if source.computed else None,
                within=_list(source.within),
            ),
            "points": [_number(one) for one in source.points],
            "rest": _number(source.rest),
        }
    head: Branch = {"from": source.kind, "field": source.field}
    if source.kind == "number":
        return {**head, "full": _number(source.full)}
    if source.kind == "survey":
        return {**head, "minimum": str(source.minimum)}
    return {
        **head,
        "options": {name: "skip" if points is None else _number(points) for name, points in source.points},
    }


def _ballot(source: BallotSource) -> Branch:
    drop: Branch = {
        "highest": str(source.drop_highest),
        "lowest": str(source.drop_lowest),
        "from": str(source.drop_from),
    }
    dropping = source.drop_highest or source.drop_lowest
    return _present(of=_list(source.rate_of), rows=_list(source.rows), drop=drop if dropping else None)


def _item(item: Item, points: str) -> Branch:
    head: Branch = _scale(item.scale) if item.scale else {points: _number(item.points or Fraction(0))}
    cap = None if item.cap is None else _number(item.cap)
    return {**head, **_present(cap=cap, for_=_list(item.categories))}


def _adjustment(block: Adjustment) -> Branch:
    return {
        "kind": "bonus" if block.bonus else "deduction",
        "highest_only": _yes(block.highest_only),
        "proof": "required" if block.proof_required else "no",
        **_present(
            cap=None if block.cap is None else _number(block.cap),
            for_=_list(block.categories),
            items={item.name: _item(item, "points") for item in block.items},
        ),
    }


def _condition(condition: Condition) -> Branch:
    if condition.subject is None:
        return {condition.op: [_condition(part) for part in condition.parts]}
    value: Tree = _list(condition.labels) if condition.labels else _number(condition.value)
    return {**_subject(condition.subject), condition.op: value}


def _subject(subject: Subject) -> Branch:
    return _present(
        composite="yes" if subject.composite else None,
        component=subject.component,
        field=subject.field,
        attribute=subject.attribute,
        share=_share(subject.share) if subject.share else None,
    )


def _share(share: Share) -> Branch:
    return {
        "form": share.form,
        "options": _list(share.options),
        **_present(rows=_list(share.rows), groups=_list(share.groups)),
    }


def _gate(gate: Gate) -> Branch:
    return {
        "unless" if gate.negated else "when": _condition(gate.condition),
        **_present(at_most=gate.at_most, at_least=gate.at_least, for_=_list(gate.categories)),
        "when_missing": gate.when_missing,
    }


def _quota(quota: Quota) -> Branch:
    amount = str(quota.number) if quota.share is None else _number(quota.share)
    return {
        "grades": _list(quota.grades),
        "at_most" if quota.ceiling else "at_least": amount,
        **_present(
            by=_list(quota.by),
            minimum=str(quota.minimum) if quota.pool else None,
            pool=[_list(level) for level in quota.pool],
        ),
        "rounding": quota.rounding.value,
        "count_vetoed": _yes(quota.count_vetoed),
    }
