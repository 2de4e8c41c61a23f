"""Where component values come from: each source of a rulebook as a step with whole-number constants."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.ballots import compile_ballots
from shuzhi.scoring.plan.model import Span
from shuzhi.scoring.plan.proof import Proof, added, hull, micros, refuse, scaled, with_zero
from shuzhi.scoring.plan.steps import (
    ChecklistStep,
    ItemPart,
    LabelStep,
    Leaf,
    NumberStep,
    RankStep,
    SurveyStep,
)
from shuzhi.scoring.rulebook.model import (
    BallotSource,
    ChecklistSource,
    Component,
    Field,
    FieldSource,
    Item,
    RankSource,
)

Spans = dict[str, Span]


def compile_leaf(proof: Proof, part: Component) -> tuple[Leaf, Spans]:
    """The step of a component with a source, and the spans of the columns it writes."""
    match part.source:
        case BallotSource() as source:
            return compile_ballots(proof, part.path, source)
        case FieldSource() as source:
            leaf, span = _field(proof, part.path, source)
        case ChecklistSource() as source:
            leaf, span = _checklist(proof, part.path, source)
        case None:
            raise refuse(part.path, "既没有来源，也没有组成。", "has neither a source nor parts.")
        case _ as source:
            leaf, span = _rank(proof, part.path, source)
    return leaf, {f"v/{part.path}": span}


def field_named(proof: Proof, where: str, name: str) -> Field:
    """The declared field, or a refusal."""
    for field in proof.rulebook.fields:
        if field.name == name:
            return field
    raise refuse(where, f"没有名为“{name}”的数据项。", f"no field is named '{name}'.")


def _field(proof: Proof, where: str, source: FieldSource) -> tuple[Leaf, Span]:
    field = field_named(proof, where, source.field)
    if source.kind == "grade":
        return _label(proof, where, source, field)
    if source.kind == "survey":
        up = 100 * proof.scale
        asked = Span(0, proof.limits.asked)
        proof.quotient(scaled(asked, up), asked, where)
        return SurveyStep(where, field.name, up, max(1, source.minimum)), proof.hundred
    _positive(where, source.full)
    ratio = Fraction(100 * proof.scale, MICRO) / source.full
    entered = Span(-micros(-field.low), micros(field.high))
    proof.quotient(scaled(entered, ratio.numerator), Span(1, ratio.denominator), where)
    span = proof.rounded_span(100 * field.low / source.full, 100 * field.high / source.full)
    return NumberStep(where, field.name, ratio.numerator, ratio.denominator, field.low < 0), span


def _label(proof: Proof, where: str, source: FieldSource, field: Field) -> tuple[Leaf, Span]:
    points = dict(source.points)
    best = max((value for value in points.values() if value is not None), default=Fraction(0))
    _positive(where, best)
    values = tuple(
        None if (value := points.get(label)) is None else proof.step(100 * value / best)
        for label in field.labels
    )
    known = [value for value in values if value is not None]
    proof.fits(span := Span(min(known, default=0), max(known, default=0)), where)
    return LabelStep(where, field.name, values), span


def item_unit(items: tuple[Item, ...]) -> int:
    """The finest denominator in which every point, cap and entered micro of the items is whole."""
    unit = MICRO
    for item in items:
        if item.points is not None:
            unit = lcm(unit, MICRO * item.points.denominator)
        if item.cap is not None:
            unit = lcm(unit, item.cap.denominator)
        for option in item.scale.options if item.scale else ():
            unit = lcm(unit, option.points.denominator if option.points is not None else 1)
    return unit


def compile_item(proof: Proof, where: str, item: Item, unit: int) -> tuple[ItemPart, Span]:
    """An item with its constants in units, and how much it can amount to."""
    where = f"{where}/{item.name}"
    cap = None if item.cap is None else int(item.cap * unit)
    each = int((Fraction(1) if item.points is None else item.points) * unit / MICRO)
    table: tuple[int | None, ...] = ()
    if item.scale is None:
        entered = Span(0, proof.limits.occurrences)
        span = scaled(entered, each)
    elif item.scale.numeric:
        entered = Span(-micros(-item.scale.low), micros(item.scale.high))
        span = scaled(entered, each)
    else:
        table = tuple(
            None if option.points is None else int(option.points * unit) for option in item.scale.options
        )
        entered = Span(0, len(table) - 1)
        span = hull(Span(points, points) for points in table if points is not None)
    proof.fits(with_zero(span), where)
    if cap is not None:
        proof.fits(Span(cap, cap), where)
        span = Span(min(span.low, cap), min(span.high, cap))
    award = item.scale is not None
    part = ItemPart(item.name, each, table, cap, award, item.categories, entered.low, entered.high)
    return part, with_zero(span)


def _checklist(proof: Proof, where: str, source: ChecklistSource) -> tuple[Leaf, Span]:
    _positive(where, source.full)
    unit = lcm(item_unit(source.items), source.full.denominator)
    full = int(source.full * unit)
    parts, spans = [], [Span(0, full)]
    for item in source.items:
        part, span = compile_item(proof, where, item, unit)
        parts.append(part)
        spans.append(span if part.award else scaled(span, -1))
    proof.fits(added(spans), where)
    ratio = Fraction(100 * proof.scale) / (source.full * unit)
    proof.quotient(scaled(Span(0, full), ratio.numerator), Span(1, ratio.denominator), where)
    return ChecklistStep(where, tuple(parts), full, ratio.numerator, ratio.denominator), proof.hundred


def _rank(proof: Proof, where: str, source: RankSource) -> tuple[Leaf, Span]:
    field = field_named(proof, where, source.field)
    if field.kind != "number":
        raise refuse(where, "名次要从数值得出。", "a rank needs a number.")
    values = tuple(proof.step(points) for points in source.points)
    rest = proof.step(source.rest)
    span = proof.fits(hull([Span(value, value) for value in (*values, rest)]), where)
    step = RankStep(where, field.name, source.computed, source.high_first, keys(source.within), values, rest)
    return step, span


def keys(names: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that divide an organiser's reporters; the organiser always divides."""
    return tuple(name for name in names if name != "organiser")


def _positive(where: str, full: Fraction) -> None:
    if full <= 0:
        raise refuse(where, "满分必须大于 0。", "the full mark must be above 0.")
