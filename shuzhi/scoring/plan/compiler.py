"""A rulebook compiled once into a plan, with the proof that no accepted plan can overflow."""

from __future__ import annotations

from shuzhi.scoring.plan.formulas import Leaves, compile_composite, compile_formula
from shuzhi.scoring.plan.judging import Judging
from shuzhi.scoring.plan.model import GateStep, Limits, Plan, Span
from shuzhi.scoring.plan.proof import Proof, hull, micros
from shuzhi.scoring.plan.sources import Spans
from shuzhi.scoring.plan.steps import BallotStep, FormulaStep, Leaf
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook.model import Missing, Rulebook, Small

# From generous to what the largest real organiser needs; the first one that can be proved holds.
LADDER = (
    Limits(marks=1_000_000, occurrences=10**12, asked=10**9, reporters=10_000_000),
    Limits(marks=100_000, occurrences=10**10, asked=10**8, reporters=10_000_000),
    Limits(marks=10_000, occurrences=10**9, asked=10**6, reporters=10_000_000),
)


def compile_plan(rulebook: Rulebook) -> Plan:
    """The plan, or a refusal that names the rule which cannot be proved to stay within 64 bits."""
    for limits in LADDER[:-1]:
        try:
            return _compile(Proof(rulebook, limits))
        except Refused:
            continue
    return _compile(Proof(rulebook, LADDER[-1]))


def _compile(proof: Proof) -> Plan:
    for known in proof.rulebook.fields:
        # conditions and ties subtract such values from one another
        proof.fits(Span(2 * -micros(-known.low), 2 * micros(known.high)), known.name)
    leaves = Leaves(proof)
    formulas = [compile_formula(leaves, formula) for formula in proof.rulebook.formulas]
    composite, spans = compile_composite(proof, hull([Span(0, 0), *(base for _, base in formulas)]))
    paths = frozenset(part.path for formula, _ in formulas for part in formula.parts)
    judging = Judging(proof, paths)
    exclusions, gates, ties = judging.exclusions(), judging.gates(), judging.ties()
    quotas = judging.quotas()
    spans = leaves.spans | spans | judging.spans | _plain(proof)
    return Plan(
        rulebook=proof.rulebook,
        scale=proof.scale,
        limits=proof.limits,
        leaves=tuple(leaves.steps),
        formulas=tuple(formula for formula, _ in formulas),
        composite=composite,
        shares=tuple(judging.shares.values()),
        share_columns=tuple((share, step.name) for share, step in judging.shares.items()),
        exclusions=exclusions,
        lines=judging.lines(),
        gates=gates,
        vetoes=judging.vetoes(),
        quotas=quotas,
        ties=ties,
        reasons=_reasons(leaves.steps, [formula for formula, _ in formulas], gates),
        spans=tuple(sorted(spans.items())),
    )


def _plain(proof: Proof) -> Spans:
    """Columns of counts, flags and ordinals."""
    flag, reporters = Span(0, 1), Span(0, proof.limits.reporters)
    return {
        "n": Span(0, proof.limits.marks),
        "state": Span(0, 2),
        "status": Span(0, 2),
        "exclusion": Span(0, max(0, len(proof.rulebook.exclusions) - 1)),
        "blocked": flag,
        "gate": flag,
        "veto": flag,
        "band": Span(0, len(proof.rulebook.grades) - 1),
        "grade": Span(0, len(proof.rulebook.grades) - 1),
        "quota": reporters,
        "rank": reporters,
        "rank_of": reporters,
    }


def _reasons(leaves: list[Leaf], formulas: list[FormulaStep], gates: tuple[GateStep, ...]) -> tuple[str, ...]:
    """What can block a reporter, each once, in the order of the formulas."""
    found: dict[str, None] = {}
    for formula in formulas:
        for part in formula.parts:
            leaf = leaves[part.leaf] if part.leaf >= 0 else None
            stops = isinstance(leaf, BallotStep) and any(
                group.when_small is Small.BLOCK for group in leaf.groups
            )
            if part.live and (stops or part.when_missing is Missing.BLOCK):
                found[part.path] = None
    found |= {f"gate/{gate.name}": None for gate in gates if gate.when_missing == "block"}
    return (*found, "base")
