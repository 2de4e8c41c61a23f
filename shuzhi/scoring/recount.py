"""The independent recount: docs/scoring.md done again, slowly, with exact fractions and nothing of the plan.

Numbers in brackets are the sections of that page. A value is a Fraction, or None where it is missing.
"""

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from shuzhi.scoring.against import Difference, against
from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.records import Key, Marks, Recounted, grouped, records
from shuzhi.scoring.rulebook import model as m

__all__ = ["Difference", "Recounted", "against", "recount", "rounded"]

Valued = tuple[Fraction | None, tuple[str, ...]]  # a value, and the reasons why the reporter is blocked
COMPARE = {"at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt}
STAND_IN = {m.Missing.ZERO: Fraction(0), m.Missing.FULL: Fraction(100)}
NIL = Fraction(0)


def recount(inputs: Inputs | list[Recounted], rulebook: m.Rulebook) -> list[Recounted]:
    """Every reporter's result, in the order of the reporters table, or of the records."""
    everyone = inputs if isinstance(inputs, list) else records(inputs, rulebook)
    return _Recount(rulebook, everyone).everyone


def rounded(value: Fraction, places: int, how: m.Rounding) -> Fraction:
    """[1] The value with that many decimal places."""
    whole, rest = divmod(abs(value) * 10**places, 1)
    half_even = 2 * rest > 1 or (2 * rest == 1 and whole % 2 == 1)
    away = {"half up": 2 * rest >= 1, "half even": half_even, "up": rest > 0, "down": False}[how]
    return Fraction((whole + away) * (1 if value >= 0 else -1), 10**places)


def _mean(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The weighted mean of the parts that have a weight and a value, or None when there are none."""
    used = [(weight, value) for weight, value in parts if weight and value is not None]
    return sum((w * v for w, v in used), NIL) / sum(w for w, _ in used) if used else None


def _capped(amounts: Iterable[Fraction], cap: Fraction | None) -> Fraction:
    return sum(amounts, NIL) if cap is None else min(sum(amounts, NIL), cap)


def _amount(item: m.Item, entries: Sequence[int]) -> Fraction | None:
    """[4, 5.4] What the entries of an item come to; None when an award has no entry that counts."""
    if item.scale is None:
        return _capped(((item.points or NIL) * entry / MICRO for entry in entries), item.cap)
    options = item.scale.options
    awards = [options[entry].points if options else Fraction(entry, MICRO) for entry in entries]
    return None if None in awards or not awards else sum((a for a in awards if a), NIL)


def _ranked(source: m.RankSource, assessed: Iterable[Recounted]) -> dict[Key, list[Fraction]]:
    """[4] The values to rank by organiser and keys, lowest first."""
    groups = grouped((one for one in assessed if source.field in one.fields), source.within)
    return {key: sorted(one.fields[source.field] for one in group) for key, group in groups.items()}


class _Recount:
    def __init__(self, book: m.Rulebook, everyone: list[Recounted]) -> None:
        self.book, self.everyone = book, everyone
        self.forms = {form.name: form for form in book.forms}
        self.grades = [grade.name for grade in book.grades]
        assessed = [one for one in everyone if not self.excluded(one)]
        self.ranked = cache(lambda source: _ranked(source, assessed))
        for one in assessed:
            self.assess(one)
        for quota in book.quotas:
            self.share_out(quota, assessed)
        self.rank([one for one in assessed if one.composite is not None and book.ranking.mode != "none"])

    def round(self, value: Fraction) -> Fraction:
        return rounded(value, self.book.precision, self.book.rounding)

    def excluded(self, one: Recounted) -> bool:
        """[6] The first exclusion that is listed for the reporter or whose condition holds."""
        for rule in self.book.exclusions:
            if one.traits["excluded"] == rule.name or (rule.when and self.holds(rule.when, one)):
                one.status, one.exclusion = "excluded", rule.name
                return True
        return False

    def assess(self, one: Recounted) -> None:
        """[5.3 to 5.5] Base, composite, and the grade of whoever nothing blocks."""
        formula = max(one.concerned(self.book.formulas), key=lambda formula: len(formula.categories))
        mean, blocked = self.node(formula, one)
        if mean is not None:
            one.steps["base"] = base = self.round(self.book.total * mean / 100)
            adjusted = sum((self.adjustment(a, one) for a in one.concerned(self.book.adjustments)), base)
            one.composite = min(max(self.round(adjusted), self.book.floor), self.book.ceiling)
        one.blocked = (*(blocked or ("base",) * (mean is None)), *self.blocking_gates(one))
        if one.blocked:
            one.status, one.composite = "blocked", None
        else:
            self.judge(one)

    def component(self, part: m.Component, one: Recounted) -> Valued:
        """[5.1] The value in hundred marks after the policy for a missing one."""
        measures: dict[type, Callable[[Any, Recounted], Valued]] = {
            type(None): self.node, m.BallotSource: self.ballot, m.ChecklistSource: self.checklist,
            m.FieldSource: self.from_field, m.RankSource: self.points_of_rank,
        }  # fmt: skip
        exact, blocked = measures[type(part.source)](part, one)
        value = None if exact is None else self.round(exact)
        if value is None and not blocked:
            value = STAND_IN.get(part.when_missing)
            blocked = (part.path,) if part.when_missing is m.Missing.BLOCK else ()
        one.components[part.path] = value
        return value, blocked

    def node(self, whole: m.Component | m.Formula, one: Recounted) -> Valued:
        """[5.2] The mean of the parts that remain; a part of weight 0 is valued for conditions only."""
        valued = [(part.weight, *self.component(part, one)) for part in whole.parts]
        blocked = tuple(reason for weight, _, reasons in valued if weight for reason in reasons)
        return (None if blocked else _mean((weight, value) for weight, value, _ in valued)), blocked

    def ballot(self, part: Any, one: Recounted) -> Valued:
        """[3] A ballot component; its group figures and row values are kept on the way."""
        source, form, fates, values = part.source, self.forms[part.source.form], set(), []
        for row in (row for row in form.rows if row.weight and row.name in (source.rows or [row.name])):
            figures = []
            for group, weight, marks in self.merged(form, row, one):
                if len(marks) < group.minimum:
                    fates.add(group.when_small)
                else:
                    one.steps[f"g/{part.path}/{row.name}/{group.name}"] = figure = self.figure(source, marks)
                    figures.append((weight, figure))
            mean = _mean(figures)
            if mean is None:
                fates.add(m.Small.VOID)
            else:
                one.steps[f"row/{part.path}/{row.name}"] = value = self.round(mean)
                full = 100 if source.measure is m.Measure.RATE else row.scale.full
                values.append((row.weight, 100 * value / full))
        exact = None if fates & {m.Small.BLOCK, m.Small.VOID} else _mean(values)
        return exact, (part.path,) if m.Small.BLOCK in fates else ()

    def merged(self, form: m.Form, row: m.Row, one: Recounted) -> list[tuple[m.Group, Fraction, Marks]]:
        """[3.1] The groups with a weight on a row, after the small merging ones have joined their targets."""
        weights = {group.name: group.weight for group in form.groups}
        marks = {group.name: one.marks[form.name, row.name, group.name] for group in form.groups}
        for small in (group for group in form.groups if group.weight and group.when_small is m.Small.MERGE):
            if len(marks[small.name]) < small.minimum:
                marks[small.merge_into] = marks[small.merge_into] + marks[small.name]
                weights[small.merge_into] += weights.pop(small.name)
        return [(g, weights[g.name], marks[g.name]) for g in form.groups if weights.get(g.name)]

    def figure(self, source: m.BallotSource, marks: Marks) -> Fraction:
        """[3.3, 3.4] The figure of one group on one row."""
        points = sorted(points for points, _ in marks)
        if source.measure is m.Measure.RATE:
            points = [Fraction(100 * (option in source.rate_of)) for _, option in marks]
        elif len(points) >= source.drop_from and len(points) > source.drop_highest + source.drop_lowest:
            points = points[source.drop_lowest : len(points) - source.drop_highest]
        if source.measure is m.Measure.MEDIAN:
            points = points[(len(points) - 1) // 2 : len(points) // 2 + 1]
        return self.round(sum(points, NIL) / len(points))

    def from_field(self, part: Any, one: Recounted) -> Valued:
        """[4] A number, a grade or a survey rate."""
        value, source = one.fields.get(part.source.field), part.source
        if value is None or source.kind == "number":
            return None if value is None else 100 * value / source.full, ()
        if source.kind == "survey":
            return Fraction(100 * value[0], value[1]) if value[1] >= max(1, source.minimum) else None, ()
        points = {label: points for label, points in source.points if points is not None}
        return 100 * points[value] / max(points.values()) if value in points else None, ()

    def checklist(self, part: Any, one: Recounted) -> Valued:
        """[4] Deductions from the full mark, or awards less deductions."""
        source, entries = (
            part.source,
            {item: one.checks[part.path, item.name] for item in one.concerned(part.source.items)},
        )
        amounts = {item: _amount(item, given) for item, given in entries.items()}
        awarding = any(item.scale for item in amounts)
        if None in amounts.values() or not any(entries.values()):
            return None, ()
        changes = ((amount or NIL) * (1 if item.scale else -1) for item, amount in amounts.items())
        value = sum(changes, NIL if awarding else source.full)
        return 100 * min(max(value, NIL), source.full) / source.full, ()

    def points_of_rank(self, part: Any, one: Recounted) -> Valued:
        """[4] Points by rank, the rank computed or given."""
        source, rank = part.source, one.fields.get(part.source.field)
        if rank is not None and source.computed:
            values = self.ranked(source)[one.key(source.within)]
            better = (
                len(values) - bisect_right(values, rank) if source.high_first else bisect_left(values, rank)
            )
            rank = 1 + better
        points = dict(enumerate(source.points, start=1))
        return None if rank is None else points.get(rank, source.rest), ()

    def adjustment(self, rule: m.Adjustment, one: Recounted) -> Fraction:
        """[5.4] What a block of bonuses adds or a block of deductions takes."""
        items = [(item, one.claims[rule.name, item.name]) for item in one.concerned(rule.items)]
        amounts = sorted(_amount(item, entries) or NIL for item, entries in items)
        amount = _capped(amounts[-1:] if rule.highest_only else amounts, rule.cap)
        one.steps[f"adj/{rule.name}"] = amount
        return amount if rule.bonus else -amount

    def blocking_gates(self, one: Recounted) -> list[str]:
        """[7, 9] Settles which gates apply; the answer is those that block for want of a value."""
        rules = one.concerned(self.book.gates)
        found = [(rule, f"gate/{rule.name}", self.holds(rule.condition, one)) for rule in rules]
        for rule, name, holds in found:
            one.steps[name] = rule.when_missing == "apply" if holds is None else holds != rule.negated
        return [name for rule, name, holds in found if holds is None and rule.when_missing == "block"]

    def holds(self, condition: m.Condition, one: Recounted) -> bool | None:
        """[7] True, False, or None where a missing value leaves it open."""
        if condition.op in {"all", "any"}:
            parts, decisive = [self.holds(part, one) for part in condition.parts], condition.op == "any"
            return decisive if decisive in parts else (None if None in parts else not decisive)
        value = self.subject(condition.subject, one)
        if value is None or condition.op in COMPARE:
            return None if value is None else bool(COMPARE[condition.op](value, condition.value))
        return (value in condition.labels) == (condition.op == "is")

    def subject(self, subject: m.Subject | None, one: Recounted) -> Any:
        """[7] The value a condition or a tie key looks at."""
        if subject is None or subject.composite:
            return one.composite
        if subject.component:
            return one.components.get(subject.component)
        if subject.share is None:
            return one.fields.get(subject.field) if subject.field else one.traits[subject.attribute]
        share, counted = subject.share, []
        for (form, row, group), marks in one.marks.items():
            if form == share.form and row in (share.rows or [row]) and group in (share.groups or [group]):
                counted += [option in share.options for _, option in marks]
        return self.round(Fraction(100 * sum(counted), len(counted))) if counted else None

    def judge(self, one: Recounted) -> None:
        """[8, 9] The band by lines, and the grade after floors, gates and vetoes."""
        lines = [grade.at_least for grade in self.book.grades[:-1]]
        band = [*(line is None or (one.composite or NIL) >= line for line in lines), True].index(True)
        gates = [gate for gate in self.book.gates if one.steps.get(f"gate/{gate.name}")]
        caps = [gate.at_most for gate in gates if gate.at_most]
        caps += [veto.at_most for veto in self.book.vetoes if veto.name in one.vetoes]
        raised = min([band, *(self.grades.index(gate.at_least) for gate in gates if gate.at_least)])
        one.grade = self.grades[max([raised, *map(self.grades.index, caps)])]
        one.steps["band"] = self.grades[band]

    def merit(self, one: Recounted) -> tuple[Any, ...]:
        """[10.1] What the order of merit looks at, all but the code; equal merit is a tie."""
        keys = [(self.subject(tie.subject, one), -1 if tie.high_first else 1) for tie in self.book.ties]
        missing_last = [(value is None, NIL if value is None else sign * value) for value, sign in keys]
        return self.book.ranking.vetoed_last and bool(one.vetoes), -(one.composite or NIL), *missing_last

    def in_order(self, members: Iterable[Recounted]) -> list[tuple[tuple[Any, ...], str, Recounted]]:
        """[10.1] Merit, code and reporter, best first."""
        return sorted(((self.merit(one), one.code, one) for one in members), key=operator.itemgetter(0, 1))

    def share_out(self, quota: m.Quota, waiting: list[Recounted]) -> None:
        """[10.2, 10.3] The cohorts of a quota, level by level."""
        levels = (quota.by, *quota.pool)
        for level, names in enumerate(levels):
            groups, waiting = grouped(waiting, names), []
            for key, members in groups.items():
                size = sum(quota.count_vetoed or not one.vetoes for one in members)
                if size >= quota.minimum or level == len(levels) - 1:
                    self.lower(quota, (level, *key), size, members)
                else:
                    waiting += members

    def lower(self, quota: m.Quota, cohort: tuple[Any, ...], size: int, members: list[Recounted]) -> None:
        """[10.4 to 10.6] Places, candidates, who is lowered, and the ties at the line."""
        asked = quota.number or rounded((quota.share or NIL) * size, 0, quota.rounding)
        places = int(asked if quota.ceiling else max(0, size - asked))
        bounded = [self.grades.index(grade) for grade in quota.grades]
        last = max(bounded) if quota.ceiling else min(bounded) - 1
        ordered = self.in_order(one for one in members if one.grade in self.grades[: last + 1])
        at_line = [merit for merit, _, _ in ordered[places - 1 : places + 1]] if places else []
        for one in members:
            one.steps[f"quota/{quota.name}"] = (cohort, size, places)
        for position, (merit, _, one) in enumerate(ordered, start=1):
            one.steps[f"quota/{quota.name}"] += (position, position > places, at_line == [merit, merit])
            one.grade = self.grades[last + 1] if position > places else one.grade

    def rank(self, scored: list[Recounted]) -> None:
        """[11] Ranks within organiser and keys."""
        mode = self.book.ranking.mode
        for members in grouped(scored, self.book.ranking.within).values():
            ordered = self.in_order(members)
            merits = [merit for merit, _, _ in ordered]
            counted = sorted(set(merits)) if mode == "dense" else merits
            for place, (merit, _, one) in enumerate(ordered, start=1):
                one.rank = place if mode == "single" else bisect_left(counted, merit) + 1
                one.steps["rank_of"] = len(members)
