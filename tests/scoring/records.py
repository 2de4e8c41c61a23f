"""Random records for a rulebook: missing cells, empty and tiny groups, ties on purpose."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pyarrow as pa

from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook import model as m

TALLY = pa.schema(
    [
        ("reporter", pa.int32()),
        ("group", pa.int16()),
        ("row", pa.int16()),
        ("mark", pa.int64()),
        ("count", pa.int64()),
    ]
)
CHECK = pa.schema(
    [("reporter", pa.int32()), ("component", pa.string()), ("item", pa.string()), ("value", pa.int64())]
)
CLAIM = pa.schema(
    [
        ("reporter", pa.int32()),
        ("adjustment", pa.string()),
        ("item", pa.string()),
        ("value", pa.int64()),
        ("proof", pa.string()),
    ]
)
VETO = pa.schema(
    [
        ("reporter", pa.int32()),
        ("veto", pa.string()),
        ("proof", pa.string()),
        ("date", pa.string()),
        ("authority", pa.string()),
    ]
)
TURNOUT = pa.schema(
    [
        ("form", pa.string()),
        ("group", pa.string()),
        ("issued", pa.int64()),
        ("returned", pa.int64()),
        ("invalid", pa.int64()),
    ]
)
FIXED = ("code", "unit", "person", "organiser", "category", "form", "excluded")


def random_inputs(rng: random.Random, rulebook: m.Rulebook) -> Inputs:
    """One year's records for a random rulebook."""
    return _Records(rng, rulebook).inputs()


def micros(value: Fraction) -> int:
    return int(value * MICRO)


class _Records:
    def __init__(self, rng: random.Random, rulebook: m.Rulebook) -> None:
        self.rng, self.book = rng, rulebook
        self.gap = rng.choice([0, 0.03, 0.2])  # how often a cell is empty
        self.keen = rng.random() < 0.3  # few different marks, many ties

    def inputs(self) -> Inputs:
        reporters = self._reporters()
        tallies: dict[str, list[dict[str, int]]] = {form.name: [] for form in self.book.forms}
        fields, checks, claims, vetoes = [], [], [], []
        twins: dict[int, dict[str, Any]] = {}
        for i, reporter in enumerate(reporters):
            told = self._told(reporter)
            if twins and self.rng.random() < 0.25:
                told |= {key: twins[self.rng.randrange(i)][key] for key in ("tallies", "fields")}
            twins[i] = told
            fields.append(told["fields"])
            for name, rows in told["tallies"].items():
                tallies[name] += [{"reporter": i, **row} for row in rows]
            checks += [{"reporter": i, **row} for row in told["checks"]]
            claims += [{"reporter": i, **row} for row in told["claims"]]
            vetoes += [{"reporter": i, **row} for row in told["vetoes"]]
        return Inputs(
            self._reporters_table(reporters),
            {name: pa.Table.from_pylist(rows, TALLY) for name, rows in tallies.items()},
            pa.table({name: self._column(name, kind, fields) for name, kind in self._columns()}),
            pa.Table.from_pylist(checks, CHECK),
            pa.Table.from_pylist(claims, CLAIM),
            pa.Table.from_pylist(vetoes, VETO),
            pa.Table.from_pylist([], TURNOUT),
        )

    def _reporters(self) -> list[dict[str, str | None]]:
        rng = self.rng
        found: list[dict[str, str | None]] = []
        names = ("甲", "乙", "丙")[: rng.choice([1, 1, 2, 3])]
        codes = rng.sample(range(100, 999), 60)
        for organiser in sorted(names):
            count = rng.choice([1, 2, 5, 8, 12])
            found += [
                self._reporter(code, organiser) for code in sorted(f"D{codes.pop()}" for _ in range(count))
            ]
        return found

    def _reporter(self, code: str, organiser: str) -> dict[str, str | None]:
        rng = self.rng
        category = rng.choice(self.book.categories) if self.book.categories else None
        listed = [rule.name for rule in self.book.exclusions]
        return {
            "code": code, "unit": f"单位{code}", "person": f"人{code}", "organiser": organiser, "category": category,
            "form": rng.choice(["述", "书", None]), "excluded": rng.choice(listed) if listed and rng.random() < 0.1 else None,
            **{name: rng.choice(["一", "二", "三", None]) for name in self.book.attributes},
        }  # fmt: skip

    def _reporters_table(self, reporters: list[dict[str, str | None]]) -> pa.Table:
        names = (*FIXED, *self.book.attributes)
        return pa.Table.from_pylist(reporters, pa.schema([(name, pa.string()) for name in names]))

    def _told(self, reporter: dict[str, str | None]) -> dict[str, Any]:
        concerning = [
            one
            for one in self.book.adjustments
            if not one.categories or reporter["category"] in one.categories
        ]
        chosen = [one for one in self.book.formulas if reporter["category"] in one.categories]
        formula = (chosen or [one for one in self.book.formulas if not one.categories])[0]
        return {
            "fields": {one.name: self._field(one) for one in self.book.fields},
            "tallies": {form.name: self._tally(form) for form in self.book.forms},
            "checks": [row for part in formula.parts for row in self._checks(part, reporter["category"])],
            "claims": [row for one in concerning for row in self._claims(one, reporter["category"])],
            "vetoes": [
                {"veto": one.name, "proof": "文", "date": "2026-01-01", "authority": ""}
                for one in self.book.vetoes
                if self.rng.random() < 0.12
            ],
        }

    def _field(self, told: m.Field) -> Any:
        rng = self.rng
        if rng.random() < self.gap:
            return (None, None) if told.kind == "survey" else None
        if told.kind == "label":
            return rng.randrange(len(told.labels))
        if told.kind == "survey":
            asked = rng.choice([0, 3, 30, 57])
            return rng.choice(
                [(rng.randint(0, asked), asked), (rng.randint(0, asked), asked), (None, asked), (0, None)]
            )
        if told.name.startswith("名次"):
            return rng.randint(1, 8) * MICRO
        if self.keen:
            return micros(rng.choice([told.low, told.high, (told.low + told.high) / 2]))
        return rng.choice(
            [
                rng.randint(int(told.low), int(told.high)) * MICRO,
                rng.randint(micros(told.low), micros(told.high)),
            ]
        )

    def _tally(self, form: m.Form) -> list[dict[str, int]]:
        rng = self.rng
        counts: Counter[tuple[int, int, int]] = Counter()
        for group in range(len(form.groups)):
            marked = [self._mark(row.scale) for row in form.rows]
            for _ in range(rng.choice([0, 1, 2, 3, 5, 8, 12]) if self.gap else rng.choice([3, 5, 7, 12, 20])):
                for place, row in enumerate(form.rows):
                    if rng.random() >= self.gap:
                        mark = marked[place] if self.keen and rng.random() < 0.7 else self._mark(row.scale)
                        counts[group, place, mark] += 1
        many = rng.randint(2, 400) if rng.random() < 0.02 else 1
        names = ("group", "row", "mark", "count")
        return [dict(zip(names, (*key, count * many), strict=True)) for key, count in sorted(counts.items())]

    def _mark(self, scale: m.Scale) -> int:
        if scale.numeric:
            return micros(
                scale.low + scale.step * self.rng.randint(0, int((scale.high - scale.low) / scale.step))
            )
        return self.rng.randrange(len(scale.options))

    def _checks(self, part: m.Component, category: str | None) -> list[dict[str, Any]]:
        rows = [row for inner in part.parts for row in self._checks(inner, category)]
        source = part.source
        for item in (
            source.items if isinstance(source, m.ChecklistSource) and self.rng.random() > self.gap / 2 else ()
        ):
            stray = bool(item.categories) and category not in item.categories
            if self.rng.random() < (0.9 if stray else self.gap):
                continue
            times = self.rng.choice([1, 1, 2, 0]) if item.points is not None else 1
            rows += [
                {"component": part.path, "item": item.name, "value": self._entry(item)} for _ in range(times)
            ]
        return rows

    def _claims(self, rule: m.Adjustment, category: str | None) -> list[dict[str, Any]]:
        rows = []
        for item in rule.items:
            if (not item.categories or category in item.categories) and self.rng.random() < 0.4:
                for _ in range(self.rng.choice([1, 1, 2]) if item.points is not None else 1):
                    entry = {
                        "adjustment": rule.name,
                        "item": item.name,
                        "value": self._entry(item),
                        "proof": "文",
                    }
                    rows.append(entry)
        return rows

    def _entry(self, item: m.Item) -> int:
        if item.scale is None:
            return self.rng.choice([0, 1, 1, 2, 3]) * MICRO
        return self._mark(item.scale)

    def _columns(self) -> list[tuple[str, str]]:
        names: list[tuple[str, str]] = []
        for told in self.book.fields:
            names.append((told.name, told.kind))
            if told.kind == "survey":
                names.append((f"{told.name}#asked", "asked"))
        return names

    @staticmethod
    def _column(name: str, kind: str, fields: list[dict[str, Any]]) -> pa.Array:
        if kind in {"survey", "asked"}:
            place = ("survey", "asked").index(kind)
            return pa.array([told[name.removesuffix("#asked")][place] for told in fields], pa.int64())
        return pa.array([told[name] for told in fields], pa.int32() if kind == "label" else pa.int64())
