"""The figures of a settlement as the gate reads them: what one more mark of an option adds to the composite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.disclosure.figures import Bound, Figures, GroupMarks
from shuzhi.scoring.engines.inputs import Settlement
from shuzhi.scoring.plan.steps import BallotStep, FormulaStep, GroupPart, RowPart
from shuzhi.scoring.rulebook.model import Condition, Form, Measure, Missing, Share

KEPT = (Missing.ZERO, Missing.FULL)
MOST_STEPS = 201
LEAST_ROUNDING = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """The counts of a form on a reporter: by row and group, the counted options only."""

    form: Form
    rows: tuple[tuple[tuple[int, ...], ...], ...]
    marks: tuple[tuple[Fraction, ...], ...]  # what each place of a row is worth on its scale


def figures_of(settlement: Settlement, i: int) -> Figures:
    """What the gate looks at, of one reporter."""
    book = settlement.plan.rulebook
    columns, unit = settlement.columns, 10**book.precision
    composite = columns.given("composite", i)
    seen = {form.name: _seen(settlement, form, i) for form in book.forms if form.secret}
    reading = _Reading(settlement, i, seen)
    values, bent = reading.values() if composite is not None else ({}, False)
    ordinal = columns.given("grade", i)
    exact = None if composite is None else Fraction(composite, unit)
    low, high = reading.bounds(exact)
    return Figures(
        "" if ordinal is None else book.grades[ordinal].name,
        exact,
        columns.given("rank", i),
        tuple(_groups(seen, values, reading.keeps())),
        low,
        high,
        reading.slack(),
        reading.totals(),
        bent,
    )


def _seen(settlement: Settlement, form: Form, i: int) -> Seen:
    rows, worth = [], []
    for row, tally in zip(form.rows, settlement.block.tallies[form.name], strict=True):
        counts = [tally.counts[:, at, i] for at in range(len(form.groups))]
        if row.scale.numeric:
            given = [
                Fraction(int(mark), 1_000_000) for mark in (tally.marks if tally.marks is not None else ())
            ]
            places = _scale(row.scale.low, row.scale.high, row.scale.step, given)
            found = [dict(zip(given, (int(n) for n in column), strict=True)) for column in counts]
            rows.append(tuple(tuple(cell.get(mark, 0) for mark in places) for cell in found))
            worth.append(tuple(places))
        else:
            kept = [at for at, option in enumerate(row.scale.options) if option.points is not None]
            rows.append(tuple(tuple(int(column[at]) for at in kept) for column in counts))
            worth.append(tuple(row.scale.options[at].points or Fraction(0) for at in kept))
    return Seen(form, tuple(rows), tuple(worth))


def _scale(low: Fraction, high: Fraction, step: Fraction, given: list[Fraction]) -> list[Fraction]:
    """All marks of a short scale; of a long one, those that were given and their neighbours."""
    if (high - low) / step < MOST_STEPS:
        return [low + step * at for at in range(int((high - low) / step) + 1)]
    near = {mark + step * by for mark in given for by in (-1, 0, 1)}
    return sorted(mark for mark in near if low <= mark <= high)


def _groups(
    seen: dict[str, Seen],
    values: dict[tuple[str, int, int], list[Fraction]],
    keeps: dict[tuple[str, int, int], list[frozenset[int]]],
) -> Iterator[GroupMarks]:
    for name, one in seen.items():
        for at, group in enumerate(one.form.groups):
            rows = range(len(one.form.rows))
            yield GroupMarks(
                name,
                group.name,
                group.label or group.name,
                tuple(one.rows[row][at] for row in rows),
                tuple(tuple(values.get((name, row, at), ())) for row in rows),
                tuple(tuple(keeps.get((name, row, at), ())) for row in rows),
            )


class _Reading:
    """One reporter's way from marks to composite, as the plan went it."""

    def __init__(self, settlement: Settlement, i: int, seen: dict[str, Seen]) -> None:
        self.plan, self.columns, self.i, self.seen = settlement.plan, settlement.columns, i, seen
        self.book = settlement.plan.rulebook
        self.category = settlement.inputs.reporters.column("category")[i].as_py() or ""

    def values(self) -> tuple[dict[tuple[str, int, int], list[Fraction]], bool]:
        """What a mark adds to the composite, by form, row and group; and whether some way is not a sum."""
        found: dict[tuple[str, int, int], list[Fraction]] = {}
        bent = False
        for step, share in self._leaves():
            if step.form not in self.seen:
                continue
            bent = bent or step.measure is Measure.MEDIAN or bool(step.drop_highest + step.drop_lowest)
            for row in step.rows:
                for at, per_mark in self._row(step, row):
                    values = [share * value for value in per_mark]
                    before = found.get((step.form, row.index, at))
                    found[step.form, row.index, at] = (
                        values if before is None else [a + b for a, b in zip(before, values, strict=True)]
                    )
        return found, bent

    def _formula(self) -> FormulaStep:
        own = [one for one in self.plan.formulas if self.category in one.categories]
        return (own or [one for one in self.plan.formulas if not one.categories])[0]

    def _leaves(self) -> Iterator[tuple[BallotStep, Fraction]]:
        """Every ballot step with its share: what one more point of its value adds to the composite."""
        formula = self._formula()
        below = [(number, weight) for number, weight in formula.top if self._stays(formula, number)]
        whole = sum(weight for _, weight in below)
        waiting = [(n, Fraction(w * formula.up, whole * formula.down)) for n, w in below if whole]
        while waiting:
            number, share = waiting.pop()
            part = formula.parts[number]
            if not part.live or self._state(part.path):
                continue
            leaf = self.plan.leaves[part.leaf] if part.leaf >= 0 else None
            if isinstance(leaf, BallotStep):
                yield leaf, share
            kept = [(one, weight) for one, weight in part.parts if self._stays(formula, one)]
            total = sum(weight for _, weight in kept)
            waiting += [(one, share * Fraction(weight, total)) for one, weight in kept if total]

    def _state(self, path: str) -> int:
        return self.columns.given(f"state/{path}", self.i) or 0

    def _stays(self, formula: FormulaStep, number: int) -> bool:
        part = formula.parts[number]
        return part.live and (self._state(part.path) == 0 or part.when_missing in KEPT)

    def _row(self, step: BallotStep, row: RowPart) -> Iterator[tuple[int, list[Fraction]]]:
        """For every group that counts on the row, what a mark of each option adds to the component's value."""
        seen = self.seen[step.form]
        numbers = [sum(cell) for cell in seen.rows[row.index]]
        pools = _pools(step.groups, numbers)
        staying = {
            target: members
            for target, members in pools.items()
            if sum(numbers[at] for at in members) >= step.groups[target].minimum
            and any(step.groups[at].weight for at in members)
        }
        weights = {
            target: sum(step.groups[at].weight for at in members) for target, members in staying.items()
        }
        whole = sum(weights.values())
        if step.measure is Measure.RATE:
            chosen = [row.chosen[at] for at, points in enumerate(row.points) if points is not None]
            worth = [Fraction(100 if one else 0) for one in chosen]
        else:
            worth = list(seen.marks[row.index])
        for target, members in staying.items():
            marks = sum(numbers[at] for at in members)
            factor = Fraction(row.factor, step.divisor) * Fraction(weights[target], whole * marks)
            for at in members:
                yield at, [factor * value for value in worth]

    def slack(self) -> Fraction:
        """Twice what all rounding between marks and composite can come to."""
        formula = self._formula()
        total = max(Fraction(1), self.book.total / 100)
        full = [row.scale.full for one in self.seen.values() for row in one.form.rows]
        least = min((one for one in full if one > 0), default=Fraction(100))
        steps = 2 * max(Fraction(1), Fraction(100) / least) + len(formula.parts) + LEAST_ROUNDING
        return Fraction(2 * steps * total, 10**self.book.precision)

    def bounds(self, composite: Bound) -> tuple[Bound, Bound]:
        """How far the composite could lie lower or higher with the same grade by line and the same conditions."""
        if composite is None:
            return None, None
        lines = [Fraction(line, 10**self.book.precision) for line in self.plan.lines]
        lines += [rule.value for rule in self._conditions() if rule.subject and rule.subject.composite]
        lines += [composite + by for by in self._component_lines()]
        under = max((line for line in lines if line <= composite), default=None)
        over = min((line for line in lines if line > composite), default=None)
        return (None if under is None else under - composite), (None if over is None else over - composite)

    def _component_lines(self) -> Iterator[Fraction]:
        """Conditions on components, as if the whole way to their line stood in the composite."""
        for rule in self._conditions():
            path = rule.subject.component if rule.subject else ""
            value = self.columns.given(f"v/{path}", self.i) if path else None
            if value is None:
                continue
            away = rule.value - Fraction(value, 10**self.book.precision)
            for step, share in self._leaves():
                if step.name == path or step.name.startswith(f"{path}/"):
                    yield away * share

    def _conditions(self) -> Iterator[Condition]:
        waiting = [gate.condition for gate in self.book.gates]
        waiting += [one.when for one in self.book.exclusions if one.when is not None]
        while waiting:
            rule = waiting.pop()
            waiting += rule.parts
            yield rule

    def _shares(self) -> Iterator[Share]:
        subjects = [rule.subject for rule in self._conditions()] + [tie.subject for tie in self.book.ties]
        yield from (one.share for one in subjects if one is not None and one.share is not None)

    def totals(self) -> frozenset[tuple[str, int]]:
        """The rows whose counts over all groups a rule speaks about."""
        return frozenset(
            (share.form, at)
            for share in self._shares()
            if not share.groups and share.form in self.seen
            for at, row in enumerate(self.seen[share.form].form.rows)
            if not share.rows or row.name in share.rows
        )

    def keeps(self) -> dict[tuple[str, int, int], list[frozenset[int]]]:
        """The groups of which a rule speaks by name, with the options it looks at."""
        found: dict[tuple[str, int, int], list[frozenset[int]]] = {}
        for share in self._shares():
            if not share.groups or share.form not in self.seen:
                continue
            form = self.seen[share.form].form
            for row, line in enumerate(form.rows):
                if share.rows and line.name not in share.rows:
                    continue
                counted = [option.name for option in line.scale.options if option.points is not None]
                options = frozenset(at for at, name in enumerate(counted) if name in share.options)
                for at, group in enumerate(form.groups):
                    if group.name in share.groups:
                        found.setdefault((share.form, row, at), []).append(options)
        return found


def _pools(groups: tuple[GroupPart, ...], numbers: list[int]) -> dict[int, list[int]]:
    """Which groups are counted as one: a merging group below its minimum joins its target."""
    pools: dict[int, list[int]] = {}
    for group in groups:
        joins = group.target >= 0 and numbers[group.index] < group.minimum
        pools.setdefault(group.target if joins else group.index, []).append(group.index)
    return pools
