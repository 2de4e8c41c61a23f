"""Between which values a composite can lie: a bound that is never too narrow, so that a fault is never false."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from shuzhi.scoring.rulebook.model import (
    Adjustment,
    BallotSource,
    ChecklistSource,
    Component,
    FieldSource,
    Form,
    Item,
    Measure,
    Missing,
    RankSource,
    Rulebook,
)

Span = tuple[Fraction, Fraction]
WHOLE: Span = (Fraction(0), Fraction(100))


def composite_span(book: Rulebook) -> Span:
    """The least and the most a composite can be, over all formulas and categories."""
    named = {name for formula in book.formulas for name in formula.categories}
    left = tuple(name for name in book.categories if name not in named)
    spans = [
        _of_category(book, formula.parts, category)
        for formula in book.formulas
        for category in formula.categories or left or ("",)
    ]
    low, high = _hull(spans or [(book.floor, book.ceiling)])
    return max(book.floor, low), min(book.ceiling, high)


def _of_category(book: Rulebook, parts: tuple[Component, ...], category: str) -> Span:
    low, high = _node(book, parts, category)
    # Each rounding may move a value by one unit of the declared precision; a formula has fewer than a hundred.
    slack = Fraction(100, 10**book.precision)
    low, high = low * book.total / 100 - slack, high * book.total / 100 + slack
    for block in book.adjustments:
        if not block.categories or category in block.categories:
            most = _most(block, book.ceiling - book.floor)
            low, high = (low, high + most) if block.bonus else (low - most, high)
    return low, high


def _most(block: Adjustment, limit: Fraction) -> Fraction:
    """The most a block can amount to; an item counted without a cap has no bound but the limits themselves."""
    amounts = [item.scale.full if item.scale else item.cap for item in block.items]
    bounded = [amount for amount in amounts if amount is not None]
    total = None
    if bounded and len(bounded) == len(amounts):
        total = max(bounded) if block.highest_only else sum(bounded, Fraction(0))
    ends = [end for end in (total, block.cap) if end is not None]
    return Fraction(min(ends)) if ends else limit


def _node(book: Rulebook, parts: Iterable[Component], category: str) -> Span:
    weighed = [(part, _component(book, part, category)) for part in parts if part.weight]
    if any(part.when_missing is Missing.RESPREAD for part, _ in weighed):
        return _hull([span for _, span in weighed])
    total = sum(part.weight for part, _ in weighed)
    low, high = (sum(part.weight * span[end] for part, span in weighed) / total for end in (0, 1))
    return Fraction(low), Fraction(high)


def _component(book: Rulebook, part: Component, category: str) -> Span:
    span = _node(book, part.parts, category) if part.parts else _leaf(book, part, category)
    if part.when_missing is Missing.ZERO:
        return _hull([span, (Fraction(0), Fraction(0))])
    if part.when_missing is Missing.FULL:
        return _hull([span, (Fraction(100), Fraction(100))])
    return span


def _hull(spans: list[Span]) -> Span:
    return min(low for low, _ in spans), max(high for _, high in spans)


def _leaf(book: Rulebook, part: Component, category: str) -> Span:
    source = part.source
    if isinstance(source, BallotSource):
        form = next(form for form in book.forms if form.name == source.form)
        return WHOLE if source.measure is Measure.RATE else _ballot(form, source.rows)
    if isinstance(source, RankSource):
        return min((*source.points, source.rest)), max((*source.points, source.rest))
    if isinstance(source, ChecklistSource):
        return _checklist(source, category)
    return _field(book, source) if isinstance(source, FieldSource) else WHOLE


def _ballot(form: Form, names: tuple[str, ...]) -> Span:
    rows = [row for row in form.rows if row.weight and (not names or row.name in names)]
    total = sum(row.weight for row in rows)
    least = Fraction(0)
    for row in rows:
        points = [one.points for one in row.scale.options if one.points is not None]
        low = row.scale.low if row.scale.numeric else min(points)
        least += 100 * row.weight * low / row.scale.full
    return least / total, Fraction(100)


def _field(book: Rulebook, source: FieldSource) -> Span:
    if source.kind == "number":
        field = next(field for field in book.fields if field.name == source.field)
        return 100 * field.low / source.full, 100 * field.high / source.full
    points = [one for _, one in source.points if one is not None]
    return (100 * min(points) / max(points), Fraction(100)) if source.kind == "grade" and points else WHOLE


def _checklist(source: ChecklistSource, category: str) -> Span:
    items = [item for item in source.items if not item.categories or category in item.categories]
    awards = [item.scale for item in items if item.scale]
    start = Fraction(0) if awards else source.full
    low = start + sum(_least(item) for item in items) - sum(_deduction(item, source.full) for item in items)
    high = start + sum(scale.full for scale in awards)
    full = source.full
    return 100 * min(max(low, Fraction(0)), full) / full, 100 * min(high, full) / full


def _least(item: Item) -> Fraction:
    if item.scale is None:
        return Fraction(0)
    points = [one.points for one in item.scale.options if one.points is not None]
    return item.scale.low if item.scale.numeric else min(points)


def _deduction(item: Item, full: Fraction) -> Fraction:
    """The most one line can take; without a cap, the whole checklist."""
    if item.points is None:
        return Fraction(0)
    return full if item.cap is None else min(item.cap, full)
