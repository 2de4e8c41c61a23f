"""Formulas, base, adjustments and composite as steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from shuzhi.scoring.plan.model import Span
from shuzhi.scoring.plan.proof import Proof, added, hull, refuse, scaled, whole_weights, with_zero
from shuzhi.scoring.plan.sources import Spans, compile_item, compile_leaf, item_unit
from shuzhi.scoring.plan.steps import AdjustStep, CompositeStep, FormulaStep, Leaf, PartStep
from shuzhi.scoring.rulebook.model import Adjustment, Component, Formula, Missing


@dataclass(slots=True)
class Leaves:
    """The leaf steps found so far. Formulas that take the same component from the same source share one step."""

    proof: Proof
    steps: list[Leaf] = field(default_factory=list)
    spans: Spans = field(default_factory=dict)
    known: dict[tuple[str, object], int] = field(default_factory=dict)

    def number(self, part: Component) -> int:
        """The number of the component's leaf step."""
        key = (part.path, part.source)
        if key not in self.known:
            step, spans = compile_leaf(self.proof, part)
            self.known[key] = len(self.steps)
            self.steps.append(step)
            self.add(spans)
        return self.known[key]

    def add(self, spans: Spans) -> None:
        """Columns of one name in several formulas hold the values of all of them."""
        for name, span in spans.items():
            self.spans[name] = hull([span, self.spans[name]]) if name in self.spans else span


def compile_formula(leaves: Leaves, formula: Formula) -> tuple[FormulaStep, Span]:
    """A formula's parts in the order of computing (children first), and the span of the base."""
    proof = leaves.proof
    steps: list[PartStep] = []
    spans: list[Span] = []
    where = formula.name or "score"
    top = _walk(leaves, formula.parts, steps, spans, live=True)
    if not any(weight for _, weight in top):
        raise refuse(where, "没有权重大于 0 的组成部分。", "no part has a weight above 0.")
    total = Fraction(proof.rulebook.total) / 100
    above = scaled(_sum(proof, top, spans, where), total.numerator)
    below = Span(1, total.denominator * sum(weight for _, weight in top))
    proof.quotient(above, below, where)
    held = [spans[number] for number, weight in top if weight]
    least, most = (min(span.low for span in held), max(span.high for span in held))
    base = Span(int(least * total) - 1, int(most * total) + 1)
    step = FormulaStep(
        where, formula.categories, tuple(steps), top, total.numerator, total.denominator, above.low < 0
    )
    return step, base


def _walk(
    leaves: Leaves, parts: tuple[Component, ...], steps: list[PartStep], spans: list[Span], *, live: bool
) -> tuple[tuple[int, int], ...]:
    """Appends the parts after their own parts; gives their numbers with their weights."""
    weights, _ = whole_weights(part.weight for part in parts)
    numbered = []
    for part, weight in zip(parts, weights, strict=True):
        alive = live and weight > 0
        if part.parts:
            inner = _walk(leaves, part.parts, steps, spans, live=alive)
            span = _node(leaves, part, inner, spans)
            leaf = -1
        else:
            inner = ()
            leaf = leaves.number(part)
            span = leaves.spans[f"v/{part.path}"]
        span = _after_policy(leaves.proof, part.when_missing, span)
        leaves.add({f"v/{part.path}": span})
        numbered.append((len(steps), weight))
        steps.append(PartStep(part.path, leaf, inner, part.when_missing, alive, span.low < 0))
        spans.append(span)
    return tuple(numbered)


def _node(leaves: Leaves, part: Component, inner: tuple[tuple[int, int], ...], spans: list[Span]) -> Span:
    held = [spans[number] for number, weight in inner if weight]
    if not held:
        raise refuse(part.path, "没有权重大于 0 的组成部分。", "no part has a weight above 0.")
    above = _sum(leaves.proof, inner, spans, part.path)
    leaves.proof.quotient(above, Span(1, sum(weight for _, weight in inner)), part.path)
    return hull(held)


def _sum(proof: Proof, parts: tuple[tuple[int, int], ...], spans: list[Span], where: str) -> Span:
    return proof.fits(added(scaled(with_zero(spans[number]), weight) for number, weight in parts), where)


def _after_policy(proof: Proof, policy: Missing, span: Span) -> Span:
    if policy is Missing.ZERO:
        return with_zero(span)
    if policy is Missing.FULL:
        return hull([span, Span(proof.hundred.high, proof.hundred.high)])
    return span


def compile_composite(proof: Proof, base: Span) -> tuple[CompositeStep, Spans]:
    """Adjustments and the clamp. The fine scale holds every point and cap of them exactly."""
    book = proof.rulebook
    floor, ceiling = book.floor * proof.scale, book.ceiling * proof.scale
    if floor.denominator != 1 or ceiling.denominator != 1:
        raise refuse(
            "limits", "总分范围的小数位多于中间小数位。", "the limits have more places than the precision."
        )
    unit = lcm(proof.scale, *_units(book.adjustments))
    fine = unit // proof.scale
    steps, spans, amounts = [], {}, [scaled(base, fine)]
    for adjustment in book.adjustments:
        step, span = _adjustment(proof, adjustment, unit)
        steps.append(step)
        amounts.append(with_zero(scaled(span, step.sign)))
        spans[f"adj/{adjustment.name}"] = Span(-(-span.low // step.down) - 1, span.high // step.down + 1)
    above = added(amounts)
    proof.quotient(above, Span(fine, fine), "composite")
    spans["base"] = base
    spans["composite"] = proof.fits(
        hull([Span(int(floor), int(floor)), Span(int(ceiling), int(ceiling))]), "limits"
    )
    return CompositeStep(tuple(steps), fine, int(floor), int(ceiling), above.low < 0), spans


def _units(adjustments: tuple[Adjustment, ...]) -> Iterator[int]:
    for adjustment in adjustments:
        yield item_unit(adjustment.items)
        if adjustment.cap is not None:
            yield adjustment.cap.denominator


def _adjustment(proof: Proof, adjustment: Adjustment, unit: int) -> tuple[AdjustStep, Span]:
    parts, spans = [], []
    for item in adjustment.items:
        part, span = compile_item(proof, adjustment.name, item, unit)
        parts.append(part)
        spans.append(span)
    span = with_zero(hull(spans) if adjustment.highest_only else added(spans)) if spans else Span(0, 0)
    proof.fits(span, adjustment.name)
    cap = None if adjustment.cap is None else int(adjustment.cap * unit)
    if cap is not None:
        proof.fits(Span(cap, cap), adjustment.name)
        span = Span(min(span.low, cap), min(span.high, cap))
    down = unit // proof.scale
    proof.quotient(span, Span(down, down), adjustment.name)
    step = AdjustStep(
        adjustment.name,
        1 if adjustment.bonus else -1,
        tuple(parts),
        cap,
        adjustment.highest_only,
        adjustment.categories,
        down,
        span.low < 0,
    )
    return step, span
