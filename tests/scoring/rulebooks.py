"""Random rulebooks over the whole language: sound by construction, odd on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction

from shuzhi.scoring.rulebook import model as m
from tests.scoring.sources import Sources

LABELS = ("优秀", "良好", "一般", "较差", "免评")
ATTRIBUTES = ("层级", "片区")
GRADES = ("优秀", "好", "较好", "一般", "差")


def random_rulebook(rng: random.Random) -> m.Rulebook:
    """A rulebook the checker would accept, drawn from everything the language can say."""
    return _Draft(rng).rulebook()


def weights(rng: random.Random, count: int, *, zeros: bool = True) -> list[Fraction]:
    """Weights that sum to 100: whole, thirds, or with zeros among them."""
    kind = rng.random()
    if kind < 0.2:
        return [Fraction(100, count)] * count
    shares = [0, 0, 1, 2, 3, 5, 9] if zeros and kind < 0.45 else [1, 2, 3, 4, 5, 7, 9]
    parts = [rng.choice(shares) for _ in range(count)]
    parts[rng.randrange(count)] += 1
    if kind < 0.7:
        return [Fraction(100 * part, sum(parts)) for part in parts]
    cuts = sorted(rng.sample(range(1, 100), count - 1))
    return [Fraction(high - low) for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


@dataclass
class _Draft:
    """What has been decided so far, in the order in which a file is written."""

    rng: random.Random
    categories: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    forms: list[m.Form] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def rulebook(self) -> m.Rulebook:
        rng = self.rng
        self.categories = tuple(f"类{i}" for i in range(rng.choice([0, 0, 1, 2, 3])))
        self.attributes = ATTRIBUTES[: rng.randint(0, 2)]
        self.forms = [self._form(f"票{i}") for i in range(rng.choice([0, 1, 1, 1, 2]))]
        self.sources = Sources(rng, self.categories, self.forms, self._keys)
        total = Fraction(rng.choice([100, 100, 100, 120, 150, 1000, 10, 1]))
        formulas = self._formulas(total)
        grades = self._grades(total)
        names = [grade.name for grade in grades]
        self.extra_fields()
        gates = tuple(self._gate(f"限{i}", names, total) for i in range(rng.choice([0, 0, 1, 2, 3])))
        exclusions = tuple(self._exclusion(f"不参加{i}") for i in range(rng.choice([0, 0, 1, 2])))
        ties = self._ties()
        mark = rng.choice(["加", "项"])  # a block of bonuses may bear the name of a component
        return m.Rulebook(
            title="随机办法", version="1", source="", sample=True, total=total,
            precision=rng.choice([0, 1, 2, 2, 3, 4, 4, 4, 6]), rounding=rng.choice(list(m.Rounding)), display=2,
            forms=tuple(self.forms), fields=tuple(self.sources.fields.values()), attributes=self.attributes,
            categories=self.categories, formulas=formulas,
            adjustments=tuple(self.sources.adjustment(f"{mark}{i}") for i in range(rng.choice([0, 0, 1, 2]))),
            floor=Fraction(rng.choice([0, 0, 0, -20, 5])), ceiling=total + rng.choice([0, 0, 10]),
            exclusions=exclusions, grades=grades, gates=gates,
            vetoes=tuple(m.Veto(f"否决{i}", rng.choice(names[1:]), proof_required=False) for i in range(rng.choice([0, 0, 1, 2]))),
            quotas=tuple(self._quota(f"比例{i}", names) for i in range(rng.choice([0, 1, 1, 2, 3]))),
            ties=ties, ranking=self._ranking(), disclosure=m.Disclosure(), digest="0" * 64,
        )  # fmt: skip

    def _some(self, things: tuple[str, ...], chance: float = 0.3) -> tuple[str, ...]:
        """Nothing mostly, else a part of the things."""
        if not things or self.rng.random() > chance:
            return ()
        return tuple(sorted(self.rng.sample(things, self.rng.randint(1, len(things))), key=things.index))

    def _keys(self) -> tuple[str, ...]:
        return self._some(("category", "form", *self.attributes), 0.5)

    def _form(self, name: str) -> m.Form:
        rng = self.rng
        scale, numeric = self._scale(), rng.random() < 0.3
        own = [self._marks() if numeric else scale for _ in range(rng.randint(1, 4))]
        if rng.random() < 0.2:
            own[-1] = self._scale()
        count = len(own)
        drawn = [one.full for one in own] if numeric and rng.random() < 0.5 else weights(rng, count)
        rows = tuple(m.Row(f"行{i}", *pair) for i, pair in enumerate(zip(own, drawn, strict=True)))
        return m.Form(name, rows, self._groups(), secret=rng.random() < 0.8)

    def _scale(self) -> m.Scale:
        rng = self.rng
        points: list[Fraction | None] = [self._points() for _ in range(rng.randint(2, 5))]
        points[0] = rng.choice(
            [
                Fraction(100),
                Fraction(95),
                Fraction(10),
                Fraction(1, 3),
                Fraction("99.999"),
                Fraction(1_000_000),
            ]
        )
        if rng.random() < 0.4:
            points.append(None)
        return m.Scale("组", tuple(m.Option(f"选{i}", one) for i, one in enumerate(points)))

    def _points(self) -> Fraction:
        rng = self.rng
        return rng.choice(
            [
                Fraction(rng.randint(0, 100)),
                Fraction(rng.randint(0, 10_000), 100),
                Fraction(0),
                Fraction(200, 3),
            ]
        )

    def _marks(self) -> m.Scale:
        high = Fraction(self.rng.choice([5, 10, 20, 100]))
        return m.Scale(
            "",
            (),
            self.rng.choice([Fraction(0), Fraction(1)]),
            high,
            self.rng.choice([Fraction(1), Fraction(1, 2)]),
        )

    def _groups(self) -> tuple[m.Group, ...]:
        rng = self.rng
        shares = weights(rng, rng.randint(1, 4))
        stays = rng.randrange(len(shares))
        groups = []
        for i, share in enumerate(shares):
            policy = rng.choice(
                [m.Small.RESPREAD, m.Small.RESPREAD, m.Small.MERGE, m.Small.BLOCK, m.Small.VOID]
            )
            if policy is m.Small.MERGE and i == stays:
                policy = m.Small.RESPREAD
            into = f"组{stays}" if policy is m.Small.MERGE else ""
            groups.append(m.Group(f"组{i}", f"第{i}组", share, rng.choice([1, 1, 2, 3, 5]), policy, into))
        return tuple(groups)

    def _formulas(self, total: Fraction) -> tuple[m.Formula, ...]:
        rng = self.rng
        if not self.categories or rng.random() < 0.5:
            return (m.Formula("", (), self._parts("", (Fraction(100), total), 1)),)
        named = self.categories[: rng.randint(1, len(self.categories))]
        formulas = [
            m.Formula(f"式{one}", (one,), self._parts("", (Fraction(100), total), 1)) for one in named
        ]
        if len(named) < len(self.categories):
            formulas.append(m.Formula("其他", (), self._parts("", (Fraction(100), total), 1)))
        rng.shuffle(formulas)
        return tuple(formulas)

    def _parts(self, path: str, wanted: tuple[Fraction, ...], level: int) -> tuple[m.Component, ...]:
        rng = self.rng
        scale = rng.choice(wanted) / 100
        shares = weights(rng, rng.randint(1, 4 if level < 3 else 2))
        return tuple(self._component(f"项{i}", path, share * scale, level) for i, share in enumerate(shares))

    def _component(self, name: str, path: str, weight: Fraction, level: int) -> m.Component:
        rng = self.rng
        own = f"{path}/{name}" if path else name
        missing = rng.choice(
            [m.Missing.BLOCK, m.Missing.RESPREAD, m.Missing.RESPREAD, m.Missing.ZERO, m.Missing.FULL]
        )
        self.paths.append(own)
        if level < 3 and rng.random() < 0.25:
            wanted = (Fraction(100), weight or Fraction(100))
            return m.Component(name, own, weight, missing, None, self._parts(own, wanted, level + 1))
        return m.Component(name, own, weight, missing, self.sources.any(own))

    def extra_fields(self) -> None:
        """Fields that only conditions and ties look at."""
        for kind in ("number", "label"):
            if self.rng.random() < 0.5:
                self.sources.field(kind, fresh=True)

    def _grades(self, total: Fraction) -> tuple[m.Grade, ...]:
        rng = self.rng
        names = GRADES[: rng.randint(2, 5)]
        if rng.random() < 0.25:
            return tuple(m.Grade(name, None) for name in names)
        lines = sorted((total * one / 100 for one in rng.sample(range(5, 98), len(names) - 1)), reverse=True)
        return tuple(m.Grade(*pair) for pair in zip(names, [*lines, Fraction(0)], strict=True))

    def _gate(self, name: str, grades: list[str], total: Fraction) -> m.Gate:
        rng = self.rng
        capping = rng.random() < 0.7
        return m.Gate(
            name, self.condition(total, plain=False), negated=rng.random() < 0.3,
            at_most=rng.choice(grades[1:]) if capping else "", at_least="" if capping else rng.choice(grades[:-1]),
            when_missing=rng.choice(["block", "apply", "ignore", "ignore"]), categories=self._some(self.categories),
        )  # fmt: skip

    def condition(self, total: Fraction, *, plain: bool, level: int = 1) -> m.Condition:
        rng = self.rng
        if level < 3 and rng.random() < 0.25:
            parts = tuple(
                self.condition(total, plain=plain, level=level + 1) for _ in range(rng.randint(1, 3))
            )
            return m.Condition(rng.choice(["all", "any"]), parts=parts)
        labelled = [one for one in self.sources.fields.values() if one.kind == "label"]
        subjects = self._subjects(plain=plain)
        if not subjects or (labelled and rng.random() < 0.3):
            return self._labels(labelled)
        if rng.random() < 0.15:
            return self._labels([])
        subject = rng.choice(subjects)
        op = rng.choice(["at_least", "above", "at_most", "below"])
        return m.Condition(
            op,
            subject,
            Fraction(rng.choice([0, 20, 40, 50, 60, 75, 80, 100]))
            * (total / 100 if subject.composite else 1),
        )

    def _labels(self, fields: list[m.Field]) -> m.Condition:
        rng = self.rng
        op = rng.choice(["is", "is_not"])
        if fields:
            chosen = rng.choice(fields)
            return m.Condition(
                op, m.Subject(field=chosen.name), labels=tuple(rng.sample(chosen.labels, rng.randint(1, 2)))
            )
        name = rng.choice(["category", "form", "organiser", *self.attributes])
        labels = {
            "category": self.categories or ("无",),
            "form": ("述", "书"),
            "organiser": ("甲", "乙"),
        }.get(name, ("一", "二"))
        return m.Condition(
            op, m.Subject(attribute=name), labels=tuple(rng.sample(labels, rng.randint(1, len(labels))))
        )

    def _subjects(self, *, plain: bool) -> list[m.Subject]:
        found = [m.Subject(field=one.name) for one in self.sources.fields.values() if one.kind == "number"]
        if plain:
            return found
        found += [m.Subject(component=path) for path in self.rng.sample(self.paths, min(3, len(self.paths)))]
        found += [m.Subject(composite=True), *(m.Subject(share=one) for one in self.sources.shares())]
        return found

    def _exclusion(self, name: str) -> m.Exclusion:
        when = self.condition(Fraction(100), plain=True) if self.rng.random() < 0.4 else None
        return m.Exclusion(name, "", when)

    def _ties(self) -> tuple[m.Tie, ...]:
        subjects = [one for one in self._subjects(plain=False) if not one.composite]
        picked = self.rng.sample(subjects, min(len(subjects), self.rng.choice([0, 0, 1, 2])))
        return tuple(m.Tie(one, high_first=self.rng.random() < 0.7) for one in picked)

    def _quota(self, name: str, grades: list[str]) -> m.Quota:
        rng = self.rng
        ceiling = rng.random() < 0.6
        count = rng.randint(1, len(grades) - 1)
        number = rng.choice([None, None, 1, 2, 4])
        share = rng.choice(
            [Fraction(3, 10), Fraction(1, 3), Fraction(1, 2), Fraction(15, 100), Fraction(5, 6)]
        )
        by = self._keys()
        pool = (
            tuple(one for one in {self._keys(): 0, (): 0} if set(one) != set(by))
            if rng.random() < 0.4
            else ()
        )
        return m.Quota(
            name, tuple(grades[:count] if ceiling else grades[-count:]), ceiling, share if number is None else None,
            number, by, rng.choice([2, 3, 4, 6]) if pool else 0, pool, rng.choice(list(m.Rounding)),
            count_vetoed=rng.random() < 0.6,
        )  # fmt: skip

    def _ranking(self) -> m.Ranking:
        mode = self.rng.choice(["shared", "dense", "single", "none"])
        return m.Ranking(mode, () if mode == "none" else self._keys(), vetoed_last=self.rng.random() < 0.6)
