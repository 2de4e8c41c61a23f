"""Random sources, fields, items and shares: where the values of a random rulebook come from."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from shuzhi.scoring.rulebook import model as m

LABELS = ("优秀", "良好", "一般", "较差", "免评")

Source = m.BallotSource | m.FieldSource | m.ChecklistSource | m.RankSource


class Sources:
    """Draws sources and keeps the fields they bring along."""

    def __init__(
        self,
        rng: random.Random,
        categories: tuple[str, ...],
        forms: list[m.Form],
        keys: Callable[[], tuple[str, ...]],
    ) -> None:
        self.rng, self.categories, self.forms, self.keys = rng, categories, forms, keys
        self.fields: dict[str, m.Field] = {}

    def any(self, path: str) -> Source:
        kinds: list[Callable[[], Source]] = [self.number, self.grade, self.survey, self.checklist, self.rank]
        if self.forms:
            kinds += [self.ballot] * 4
        return self.rng.choice(kinds)()

    def ballot(self) -> m.BallotSource:
        rng = self.rng
        form = rng.choice(self.forms)
        rows = tuple(row for row in form.rows if rng.random() < 0.6) if rng.random() < 0.3 else ()
        if not any(row.weight for row in rows):
            rows = ()
        names = tuple(row.name for row in rows)
        options = self.common_options(rows or form.rows)
        if options and rng.random() < 0.3:
            return m.BallotSource(
                form.name, m.Measure.RATE, tuple(rng.sample(options, rng.randint(1, len(options)))), names
            )
        measure = rng.choice([m.Measure.MEAN, m.Measure.MEAN, m.Measure.MEDIAN])
        if rng.random() < 0.6:
            return m.BallotSource(form.name, measure, (), names)
        return m.BallotSource(
            form.name, measure, (), names, rng.randint(0, 2), rng.randint(0, 2), rng.randint(1, 6)
        )

    @staticmethod
    def common_options(rows: tuple[m.Row, ...]) -> list[str]:
        """The options counted on every one of the rows."""
        counted = [{option.name for option in row.scale.options if option.points is not None} for row in rows]
        return sorted(set.intersection(*counted))

    def shares(self) -> list[m.Share]:
        found = []
        for form in self.forms:
            rows = tuple(row for row in form.rows if self.rng.random() < 0.5)
            options = self.common_options(rows or form.rows)
            groups = tuple(group.name for group in form.groups if self.rng.random() < 0.4)
            if options:
                found.append(m.Share(form.name, tuple(options[:2]), tuple(row.name for row in rows), groups))
        return found

    def field(self, kind: str, *, fresh: bool = False) -> m.Field:
        """A field of the kind: one already there sometimes, so that two rules look at the same figure."""
        there = [one for one in self.fields.values() if one.kind == kind and not one.name.startswith("名次")]
        if there and not fresh and self.rng.random() < 0.3:
            return self.rng.choice(there)
        name = f"项目{len(self.fields)}"
        if kind == "label":
            made = m.Field(name, kind, labels=tuple(self.rng.sample(LABELS, self.rng.randint(2, 5))))
        elif kind == "number":
            low = Fraction(self.rng.choice([0, 0, 0, -10, 1]))
            made = m.Field(name, kind, low, Fraction(self.rng.choice([10, 100, 100, 120, 1_000_000])))
        else:
            made = m.Field(name, kind)
        return self.fields.setdefault(name, made)

    def number(self) -> m.FieldSource:
        told = self.field("number")
        return m.FieldSource(
            told.name, "number", self.rng.choice([told.high, told.high, Fraction(7), told.high * 2 / 3])
        )

    def grade(self) -> m.FieldSource:
        told = self.field("label")
        points: list[Fraction | None] = [
            Fraction(self.rng.choice([100, 95, 80, 60, 40, 0])) for _ in told.labels
        ]
        points[0] = Fraction(self.rng.choice([100, 95, 7]))
        if self.rng.random() < 0.3:
            points[-1] = None
        return m.FieldSource(told.name, "grade", points=tuple(zip(told.labels, points, strict=True)))

    def survey(self) -> m.FieldSource:
        return m.FieldSource(self.field("survey").name, "survey", minimum=self.rng.choice([0, 0, 5, 30]))

    def checklist(self) -> m.ChecklistSource:
        items = tuple(self._check(f"条{i}") for i in range(self.rng.randint(1, 4)))
        return m.ChecklistSource(Fraction(self.rng.choice([100, 10, 20])), items)

    def _check(self, name: str) -> m.Item:
        rng = self.rng
        categories = self._for()
        if rng.random() < 0.6:
            points = rng.choice([Fraction(1), Fraction(2), Fraction(1, 3), Fraction(1, 2), Fraction(10)])
            return m.Item(
                name, points=points, cap=rng.choice([None, points * 2, Fraction(10)]), categories=categories
            )
        if rng.random() < 0.5:
            points_of = [
                Fraction(10),
                Fraction(rng.randint(0, 10)),
                None if rng.random() < 0.3 else Fraction(0),
            ]
            scale = m.Scale("档", tuple(m.Option(f"档{i}", one) for i, one in enumerate(points_of)))
        else:
            scale = m.Scale("", (), Fraction(0), Fraction(rng.choice([5, 10, 20])), Fraction(1))
        return m.Item(name, scale=scale, categories=categories)

    def _for(self) -> tuple[str, ...]:
        return (self.rng.choice(self.categories),) if self.categories and self.rng.random() < 0.25 else ()

    def rank(self) -> m.RankSource:
        rng = self.rng
        points = sorted(
            (Fraction(rng.randint(0, 10_000), 100) for _ in range(rng.randint(1, 5))), reverse=True
        )
        rest = rng.choice([Fraction(0), points[-1], points[-1] / 3])
        if rng.random() < 0.6:
            return m.RankSource(
                self.field("number").name, True, rng.random() < 0.7, self.keys(), tuple(points), rest
            )
        name = f"名次{len(self.fields)}"
        self.fields[name] = m.Field(name, "number", Fraction(1), Fraction(50))
        return m.RankSource(name, False, True, (), tuple(points), rest)

    def adjustment(self, name: str) -> m.Adjustment:
        rng = self.rng
        items = []
        for i in range(rng.randint(1, 3)):
            if rng.random() < 0.25:
                scale = m.Scale("", (), Fraction(0), Fraction(2), Fraction(1, 2))
                items.append(m.Item(f"条{i}", scale=scale, categories=self._for()))
                continue
            points = rng.choice([Fraction(1), Fraction(3), Fraction(1, 3), Fraction(1, 2)])
            cap = rng.choice([None, points * 2])
            items.append(m.Item(f"条{i}", points=points, cap=cap, categories=self._for()))
        cap = rng.choice([None, Fraction(3), Fraction(5)])
        return m.Adjustment(
            name,
            rng.random() < 0.6,
            tuple(items),
            cap,
            rng.random() < 0.3,
            proof_required=False,
            categories=self._for(),
        )
