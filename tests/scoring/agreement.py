"""Where the plan's columns and the recount differ: every column of docs/scoring.md, section 13, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from shuzhi.scoring.engines import Settlement, settle_inputs
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.recount import Recounted, recount, rounded
from shuzhi.scoring.rulebook import model as m

MISSING = -(2**63)
STATUS = ("assessed", "excluded", "blocked")
SLOT = ("cohort", "size", "places", "position", "lowered", "tie")


def differences(inputs: Inputs, rulebook: m.Rulebook) -> list[str]:
    """One line for each figure of each reporter that the two realisations do not share."""
    return compared(settle_inputs(inputs, rulebook), recount(inputs, rulebook), rulebook)


def compared(settlement: Settlement, recounted: list[Recounted], rulebook: m.Rulebook) -> list[str]:
    columns = {name: column.tolist() for name, column in settlement.columns.values.items()}
    expected = _Expected(rulebook, recounted)
    found = []
    for i, one in enumerate(recounted):
        row = {name: None if column[i] == MISSING else column[i] for name, column in columns.items()}
        wanted = expected.row(one)
        found += [
            f"{one.code} {name}: plan {row.get(name)}, recount {value}"
            for name, value in wanted.items()
            if row.get(name) != value
        ]
        found += [
            f"{one.code} {name}: plan {row[name]}, recount says nothing"
            for name in expected.unasked(row, wanted)
        ]
    return found


@dataclass
class _Expected:
    """The recount put into the plan's columns."""

    rulebook: m.Rulebook
    everyone: list[Recounted]
    cohorts: dict[tuple[str, Any], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places: dict[str, int] = {}
        for one in self.everyone:
            place = places[one.traits["organiser"]] = places.get(one.traits["organiser"], 0) + 1
            for quota in self.rulebook.quotas:
                if f"quota/{quota.name}" in one.steps:
                    self.cohorts.setdefault((quota.name, self._cohort(quota, one)), place)

    @staticmethod
    def _cohort(quota: m.Quota, one: Recounted) -> Any:
        level, *key = one.steps[f"quota/{quota.name}"][0]
        return level, one.traits["organiser"], *key

    def step(self, value: Fraction | None) -> int | None:
        if value is None:
            return None
        exact = rounded(value, self.rulebook.precision, self.rulebook.rounding) * 10**self.rulebook.precision
        return int(exact)

    def row(self, one: Recounted) -> dict[str, int | None]:
        book = self.rulebook
        excluded, assessed = one.status == "excluded", one.status == "assessed"
        names, exclusions = [grade.name for grade in book.grades], [rule.name for rule in book.exclusions]
        found: dict[str, int | None] = {
            "status": STATUS.index(one.status),
            "exclusion": exclusions.index(one.exclusion) if one.exclusion else None,
            "composite": self.step(one.composite),
            "band": names.index(one.steps["band"]) if assessed else None,
            "grade": names.index(one.grade) if one.grade else None,
            "rank": one.rank,
            "rank_of": one.steps.get("rank_of"),
        }
        found |= {f"blocked/{reason}": 1 for reason in one.blocked}
        if assessed:
            found |= {
                f"gate/{gate.name}": int(one.steps.get(f"gate/{gate.name}", False)) for gate in book.gates
            }
        if excluded:
            return found
        found |= {f"v/{path}": self.step(value) for path, value in one.components.items()}
        found |= {f"n/{'/'.join(key)}": len(marks) for key, marks in one.marks.items()}
        found |= {f"veto/{veto.name}": int(veto.name in one.vetoes) for veto in book.vetoes}
        found |= dict(self._steps(one, assessed=assessed))
        return found

    def _steps(self, one: Recounted, *, assessed: bool) -> Iterator[tuple[str, int | None]]:
        for name, value in one.steps.items():
            kind = name.partition("/")[0]
            if kind in {"g", "row", "base"} or (kind == "adj" and assessed):
                yield name, self.step(value)
        for quota in self.rulebook.quotas:
            yield from self._slot(quota, one)

    def _slot(self, quota: m.Quota, one: Recounted) -> Iterator[tuple[str, int | None]]:
        _, size, places, *candidate = one.steps[f"quota/{quota.name}"]
        cohort = self.cohorts[quota.name, self._cohort(quota, one)]
        told = (cohort, size, places, *(candidate or (None, False, False)))
        for what, value in zip(SLOT, told, strict=True):
            yield f"quota/{quota.name}/{what}", None if value is None else int(value)

    @staticmethod
    def unasked(row: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
        """Flags that only the plan raises, and figures that only the plan has of a component both have valued."""
        valued = tuple(
            f"{kind}/{name[2:]}/" for name in wanted if name.startswith("v/") for kind in ("g", "row")
        )
        return [
            name
            for name, value in row.items()
            if name not in wanted
            and ((value and name.startswith("blocked/")) or (value is not None and name.startswith(valued)))
        ]
