"""The trace of a ballot component: counts times points, group weights, row weights."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from shuzhi.scoring.block import Tally
from shuzhi.scoring.explain.step import Step, Subject, plain, ratio
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.steps import BallotStep, GroupPart, RowPart
from shuzhi.scoring.rulebook.model import BallotSource, Form, Group, Measure, Small
from shuzhi.scoring.settle.ballots import RowMarks, merged


def ballot_steps(of: Subject, step: BallotStep, source: BallotSource, title: str) -> Iterator[Step]:
    """Each group's figure, each row's value, then the component."""
    form = next(known for known in of.plan.rulebook.forms if known.name == step.form)
    for row in step.rows:
        marks = _marks(of, step, row)
        for part, group in zip(step.groups, form.groups, strict=True):
            if part.weight or int(marks.weights[part.index, 0]):
                yield _group(
                    of, step, row, part, group, marks, f"{title} · {row.name} · {group.label or group.name}"
                )
        yield _row(of, step, row, form, marks, f"{title} · {row.name}")
    yield _component(of, step, form, source, title)


def _marks(of: Subject, step: BallotStep, row: RowPart) -> RowMarks:
    """The reporter's own marks on the row, after merging."""
    whole = of.block.tallies[step.form][row.index]
    mine = Tally(whole.counts[:, :, of.row : of.row + 1], whole.marks)
    names = (f"n/{step.form}/{row.name}/{group.name}" for group in step.groups)
    number = np.array([[of.raw(name) or 0] for name in names], np.int64)
    return merged(row, step.groups, mine, number)


def _group(
    of: Subject, step: BallotStep, row: RowPart, part: GroupPart, group: Group, marks: RowMarks, title: str
) -> Step:
    key = f"g/{step.name}/{row.name}/{part.name}"
    counts = _kept(step, marks, part.index)
    number = sum(counts)
    if number:
        below = of.say(f"{number} 票", f"{number} marks")
        formula = ratio(" + ".join(_terms(of, step, row, marks, counts)), below)
    else:
        own = of.raw(f"n/{step.form}/{row.name}/{part.name}") or 0  # as they came in: a merged group had some
        formula = of.say(f"{own} 票", f"{own} marks" if own else "no marks")
    rule = _group_rule(of, step, part, group, marks) + _joined(of, step, row, part)
    return Step(title, formula, of.text(key), rule, key)


def _dropped(step: BallotStep, number: int) -> bool:
    """True when a group with so many marks loses its highest and lowest ones."""
    dropped = step.drop_highest + step.drop_lowest
    return bool(dropped) and number >= step.drop_from and number > dropped


def _kept(step: BallotStep, marks: RowMarks, group: int) -> list[int]:
    """The counts of a group, least mark first, without the marks that are dropped."""
    counts = [int(count) for count in marks.counts[:, group, 0]]
    if not _dropped(step, sum(counts)):
        return counts
    places = range(len(counts))
    for order, most in ((places, step.drop_lowest), (places[::-1], step.drop_highest)):
        still = most
        for at in order:
            taken = min(counts[at], still)
            counts[at] -= taken
            still -= taken
    return counts


def _joined(of: Subject, step: BallotStep, row: RowPart, part: GroupPart) -> str:
    """Which small groups brought their marks and weights here."""
    form = next(known for known in of.plan.rulebook.forms if known.name == step.form)
    told = []
    for other, group in zip(step.groups, form.groups, strict=True):
        own = of.raw(f"n/{step.form}/{row.name}/{other.name}") or 0
        if other.target == part.index and other.weight and own < other.minimum:
            name = group.label or group.name
            told.append(of.say(f"“{name}” {own} 票", f"{own} marks of “{name}”"))
    if not told:
        return ""
    return of.say(f"，含并入的{'、'.join(told)}", f", with {' and '.join(told)} merged in")


def _terms(of: Subject, step: BallotStep, row: RowPart, marks: RowMarks, counts: list[int]) -> list[str]:
    """Each kind of mark that is counted: name, count, points; best first. A single mark stands alone."""
    form = next(known for known in of.plan.rulebook.forms if known.name == step.form)
    scale = form.rows[row.index].scale
    if scale.numeric:
        named = [("", Fraction(int(mark), MICRO), "") for mark in marks.points]
    else:
        order = sorted((points, at) for at, points in enumerate(row.points) if points is not None)
        named = [
            (
                scale.options[at].name,
                scale.options[at].points or Fraction(0),
                "✓" if step.measure is Measure.RATE and row.chosen[at] else "",
            )
            for _, at in order
        ]
    found = []
    for (name, points, chosen), count in zip(named, counts, strict=True):
        if count == 1 and scale.numeric and points >= 0:
            found.append(plain(points))
        elif count:
            worth = chosen or "×" + plain(points) if step.measure is not Measure.RATE else chosen
            found.append(f"{name} {count}{worth}".strip())
    return found[::-1]


def _group_rule(of: Subject, step: BallotStep, part: GroupPart, group: Group, marks: RowMarks) -> str:
    """What happened to the group on this row."""
    say, number = of.say, int(marks.number[part.index, 0])
    if marks.gone is not None and marks.gone[part.index, 0]:
        form = next(known for known in of.plan.rulebook.forms if known.name == step.form)
        into = next(other.label or other.name for other in form.groups if other.name == group.merge_into)
        return say(
            f"不足 {part.minimum} 票，并入“{into}”", f"fewer than {part.minimum} marks: merged into “{into}”"
        )
    if number < part.minimum:
        told = {
            Small.BLOCK: ("暂停，等候处理", "blocked until decided"),
            Small.VOID: ("本项作废", "the component is void"),
            Small.RESPREAD: ("权重重新分摊给其他票类", "its weight is spread over the other groups"),
            Small.MERGE: ("权重重新分摊给其他票类", "its weight is spread over the other groups"),
        }
        zh, en = told[part.when_small]
        return say(f"不足 {part.minimum} 票：{zh}", f"fewer than {part.minimum} marks: {en}")
    measure = {
        Measure.MEAN: ("平均分", "mean of the points"),
        Measure.MEDIAN: ("中位数", "median of the points"),
        Measure.RATE: ("得票率 ×100（✓ 为计入的选项）", "rate × 100 (✓ marks the options that count)"),
    }[step.measure]
    rule = say(*measure)
    if _dropped(step, number):
        rule += say(
            f"，{number} 票中去掉最高 {step.drop_highest} 票、最低 {step.drop_lowest} 票",
            f", {number} marks without the {step.drop_highest} highest and {step.drop_lowest} lowest",
        )
    return rule


def _row(of: Subject, step: BallotStep, row: RowPart, form: Form, marks: RowMarks, title: str) -> Step:
    """Σ weight × figure over the groups that remain."""
    unit = next(
        (
            group.weight / part.weight
            for group, part in zip(form.groups, step.groups, strict=True)
            if part.weight
        ),
        Fraction(1),
    )
    terms, weights = [], Fraction(0)
    for part in step.groups:
        figure = of.exact(f"g/{step.name}/{row.name}/{part.name}")
        if figure is not None:
            weight = int(marks.weights[part.index, 0]) * unit
            terms.append(f"{plain(weight)}×{plain(figure)}")
            weights += weight
    key = f"row/{step.name}/{row.name}"
    formula = (
        ratio(" + ".join(terms), plain(weights)) if terms else of.say("没有票类可用", "no group remains")
    )
    return Step(title, formula, of.text(key), of.say("按票类权重加权", "weighted by voter group"), key)


def _component(of: Subject, step: BallotStep, form: Form, source: BallotSource, title: str) -> Step:
    terms, weights = [], Fraction(0)
    for part in step.rows:
        row = form.rows[part.index]
        full = Fraction(100) if source.measure is Measure.RATE else row.scale.full
        value = of.text(f"row/{step.name}/{part.name}")
        terms.append(f"{plain(row.weight)}×{value}" + ("" if full == 100 else f"×100÷{plain(full)}"))
        weights += row.weight
    say, state = of.say, of.raw(f"state/{step.name}")
    rule = (
        say("按测评内容权重加权，折成百分制", "weighted by row, out of 100"),
        say("缺项", "missing"),
        say("暂停", "blocked"),
    )
    key = f"v/{step.name}"
    value = of.text(key) if state == 0 else "—"
    return Step(title, ratio(" + ".join(terms), plain(weights)), value, rule[state or 0], key)
