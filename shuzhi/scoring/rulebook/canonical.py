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

from shuzhi.scoring.rulebook.branches import (
    Branch,
    Tree,
    adjustment_branch,
    condition_branch,
    field_branch,
    form_branch,
    formula_branch,
    gate_branch,
    names,
    number,
    option_sets,
    parts_branch,
    present,
    quota_branch,
    subject_branch,
    yes,
)
from shuzhi.scoring.rulebook.model import Rulebook


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


def _file(book: Rulebook) -> Branch:
    several = any(formula.name for formula in book.formulas)
    return {
        "rulebook": "1",
        **present(title=book.title, version=book.version, source=book.source, notes=names(book.notes)),
        "sample": yes(book.sample),
        "total": number(book.total),
        "precision": str(book.precision),
        "rounding": book.rounding.value,
        "display": str(book.display),
        **present(
            categories=names(book.categories),
            attributes=names(book.attributes),
            options=option_sets(book),
            fields={one.name: field_branch(one) for one in book.fields},
            forms={one.name: form_branch(one) for one in book.forms},
            score=None if several else parts_branch(book.formulas[0].parts),
            formulas={one.name: formula_branch(one) for one in book.formulas} if several else None,
            adjustments={one.name: adjustment_branch(one) for one in book.adjustments},
        ),
        "limits": [number(book.floor), number(book.ceiling)],
        **_after(book),
    }


def _after(book: Rulebook) -> Branch:
    ranking, shown = book.ranking, book.disclosure
    return {
        **present(
            exclusions={
                one.name: present(
                    when=condition_branch(one.when) if one.when else None,
                    listed=None if one.when else "yes",
                    reason=one.reason,
                )
                for one in book.exclusions
            },
            grades={
                one.name: {"by_decision": "yes"}
                if one.by_decision
                else ({} if one.at_least is None else {"from": number(one.at_least)})
                for one in book.grades
            },
            gates={one.name: gate_branch(one) for one in book.gates},
            vetoes={
                one.name: present(
                    at_most=one.at_most,
                    proof="required" if one.proof_required else "no",
                    authority=one.authority,
                )
                for one in book.vetoes
            },
            quotas={one.name: quota_branch(one) for one in book.quotas},
            ties=[
                {**subject_branch(one.subject), "prefer": "high" if one.high_first else "low"}
                for one in book.ties
            ],
        ),
        "ranking": {
            "mode": ranking.mode,
            **present(within=names(ranking.within)),
            "vetoed_last": yes(ranking.vetoed_last),
        },
        "disclosure": {
            "group_minimum": str(shown.group_minimum),
            "unit_minimum": str(shown.unit_minimum),
            "unanimity_below": str(shown.unanimity_below),
            "decimals": str(shown.decimals),
            "scores": yes(shown.publish_scores),
            "ranks": yes(shown.publish_ranks),
            "groups": yes(shown.publish_groups),
        },
        **present(burden={one.level: {name: str(most) for name, most in one.caps} for one in book.burden}),
    }
