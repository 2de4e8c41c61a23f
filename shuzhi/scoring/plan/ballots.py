"""A ballot component as a step: rows, groups and the constants of their figures."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.model import Span
from shuzhi.scoring.plan.proof import Proof, added, hull, refuse, scaled, whole_weights, with_zero
from shuzhi.scoring.plan.steps import BallotStep, GroupPart, RowPart
from shuzhi.scoring.rulebook.model import BallotSource, Form, Group, Measure, Row, Small


def form_named(proof: Proof, where: str, name: str) -> Form:
    """The declared form, or a refusal."""
    for form in proof.rulebook.forms:
        if form.name == name:
            return form
    raise refuse(where, f"没有名为“{name}”的票种。", f"no form is named '{name}'.")


def compile_ballots(proof: Proof, where: str, source: BallotSource) -> tuple[BallotStep, dict[str, Span]]:
    """The step, and the spans of its group figures, row values and component value."""
    form = form_named(proof, where, source.form)
    used = [
        (index, row)
        for index, row in enumerate(form.rows)
        if row.weight > 0 and (not source.rows or row.name in source.rows)
    ]
    if not used:
        raise refuse(where, "没有权重大于 0 的测评内容。", "no row with a weight above 0 is used.")
    rows, figures, divisor = _rows(proof, where, used, source)
    groups = _groups(proof, where, form)
    total = sum(group.weight for group in groups)
    for figure in figures:
        proof.quotient(scaled(with_zero(figure), total), Span(1, total), where)
    above = added(scaled(figure, part.factor) for figure, part in zip(figures, rows, strict=True))
    proof.quotient(above, Span(1, divisor), where)
    figure = hull(figures)
    step = BallotStep(
        name=where,
        form=form.name,
        measure=source.measure,
        rows=rows,
        groups=groups,
        drop_highest=0 if source.measure is Measure.RATE else source.drop_highest,
        drop_lowest=0 if source.measure is Measure.RATE else source.drop_lowest,
        drop_from=source.drop_from,
        divisor=divisor,
        signed=figure.low < 0,
    )
    value = Span(-(-above.low // divisor) - 1, above.high // divisor + 1)
    return step, {f"g/{where}": figure, f"row/{where}": figure, f"v/{where}": value}


def _rows(
    proof: Proof, where: str, used: list[tuple[int, Row]], source: BallotSource
) -> tuple[tuple[RowPart, ...], list[Span], int]:
    """The rows with their factors, the spans of their figures, and what the sum of factor × value is divided by."""
    factors, unit = whole_weights(row.weight / _full(where, row, source.measure) for _, row in used)
    # value = 100 × Σ (factor × unit) × v / Σ weight, so the divisor is Σ weight / (100 × unit)
    ratio = sum((row.weight for _, row in used), Fraction(0)) / (100 * unit)
    found = [
        _row(proof, where, index, row, source, factor * ratio.denominator)
        for (index, row), factor in zip(used, factors, strict=True)
    ]
    return tuple(part for part, _ in found), [figure for _, figure in found], ratio.numerator


def _full(where: str, row: Row, measure: Measure) -> Fraction:
    full = Fraction(100) if measure is Measure.RATE else row.scale.full
    if full <= 0:
        raise refuse(
            where, f"“{row.name}”的满分必须大于 0。", f"the full mark of '{row.name}' must be above 0."
        )
    return full


def _row(
    proof: Proof, where: str, index: int, row: Row, source: BallotSource, factor: int
) -> tuple[RowPart, Span]:
    """A row's constants, and the span of its figures. The proof covers the sum of points of all possible marks."""
    if source.measure is Measure.RATE:
        return _rate(proof, where, index, row, source, factor)
    no_points: tuple[int | None, ...] = ()
    if row.scale.numeric:
        unit, points = MICRO, no_points
        worth = [row.scale.low, row.scale.high]
    else:
        worth = [option.points for option in row.scale.options if option.points is not None]
        unit = lcm(*(value.denominator for value in worth))
        points = tuple(
            None if option.points is None else int(option.points * unit) for option in row.scale.options
        )
    ratio = Fraction(proof.scale, unit)
    if source.measure is Measure.MEDIAN:
        ratio /= 2  # both middle marks are added
    marks = 2 if source.measure is Measure.MEDIAN else proof.limits.marks * len(_weighty(proof, source.form))
    one = Span(int(min(worth) * unit), int(max(worth) * unit))
    proof.quotient(
        scaled(scaled(with_zero(one), marks), ratio.numerator), Span(1, marks * ratio.denominator), where
    )
    part = RowPart(row.name, index, points, (), ratio.numerator, ratio.denominator, factor)
    return part, proof.fits(proof.rounded_span(min(worth), max(worth)), where)


def _rate(
    proof: Proof, where: str, index: int, row: Row, source: BallotSource, factor: int
) -> tuple[RowPart, Span]:
    if row.scale.numeric:
        raise refuse(
            where,
            f"“{row.name}”按分值打分，不能算得票率。",
            f"'{row.name}' is marked in numbers and has no rate.",
        )
    marks = proof.limits.marks * len(_weighty(proof, source.form))
    proof.quotient(Span(0, marks * 100 * proof.scale), Span(1, marks), where)
    points = tuple(None if option.points is None else 0 for option in row.scale.options)
    chosen = tuple(
        option.name in source.rate_of and option.points is not None for option in row.scale.options
    )
    return RowPart(row.name, index, points, chosen, 100 * proof.scale, 1, factor), proof.hundred


def _weighty(proof: Proof, form: str) -> tuple[Group, ...]:
    return next(found for found in proof.rulebook.forms if found.name == form).groups


def _groups(proof: Proof, where: str, form: Form) -> tuple[GroupPart, ...]:
    weights, _ = whole_weights(group.weight for group in form.groups)
    if not any(weights):
        raise refuse(where, "票类的权重都是 0。", "every voter group has a weight of 0.")
    proof.fits(Span(0, sum(weights)), where)
    order = {group.name: index for index, group in enumerate(form.groups)}
    parts = []
    for index, (group, weight) in enumerate(zip(form.groups, weights, strict=True)):
        merging = group.when_small is Small.MERGE and weight > 0
        target = order[group.merge_into] if merging else -1
        if merging and form.groups[target].when_small is Small.MERGE:
            raise refuse(
                where,
                f"“{group.name}”并入的票类自己也要并入别处。",
                f"'{group.name}' merges into a merging group.",
            )
        parts.append(GroupPart(group.name, index, weight, max(1, group.minimum), group.when_small, target))
    return tuple(parts)
