"""A settlement read for people: exact values and names instead of scaled integers and ordinals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from shuzhi.scoring.disclosure import Earlier, Figures, Published, disclose_all
from shuzhi.scoring.disclosure.settled import figures_of
from shuzhi.scoring.engines.inputs import Settlement
from shuzhi.scoring.rounding import Ints
from shuzhi.scoring.rulebook.model import Form, Rulebook, Scale
from shuzhi.scoring.tables.catalogue import components

ASSESSED, EXCLUDED, BLOCKED = 0, 1, 2
STATUS = {ASSESSED: ("参加", "assessed"), EXCLUDED: ("不参加考核", "excluded"), BLOCKED: ("暂停", "blocked")}


@dataclass(frozen=True, slots=True)
class Slot:
    """A reporter's place in a quota."""

    quota: str
    size: int
    places: int
    position: int | None
    lowered: bool
    tie: bool
    cohort: tuple[
        int, int
    ]  # the organiser's first reporter and the cohort's number: the same for all of a cohort


class View:
    """Reads a settlement's columns by reporter."""

    def __init__(
        self, settlement: Settlement, earlier: Mapping[str, tuple[Earlier, ...]] | None = None
    ) -> None:
        """Everything is read when it is asked for; ``earlier`` is what was published before, by reporter's code."""
        self.settlement = settlement
        self.earlier = earlier or {}
        self.rulebook: Rulebook = settlement.plan.rulebook
        self.columns = settlement.columns
        self.unit = 10**self.rulebook.precision
        self.people = settlement.inputs.reporters.to_pylist()
        self.grades = [grade.name for grade in self.rulebook.grades]

    def __len__(self) -> int:
        return len(self.settlement)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of all components, each once, nodes before their parts."""
        return tuple(dict.fromkeys(part.path for part in components(self.rulebook)))

    @cached_property
    def organisers(self) -> list[str]:
        """The organisers in order."""
        return list(dict.fromkeys(person["organiser"] or "" for person in self.people))

    def step(self, name: str, i: int) -> Fraction | None:
        """A step value."""
        value = self.columns.given(name, i)
        return None if value is None else Fraction(value, self.unit)

    def flag(self, name: str, i: int) -> bool:
        """True when a flag is set."""
        return bool(self.columns.given(name, i) or 0)

    def status(self, i: int) -> int:
        """0 assessed, 1 excluded, 2 blocked."""
        return self.columns.given("status", i) or 0

    def status_text(self, i: int, lang: str) -> str:
        """The status in words."""
        return STATUS[self.status(i)][0 if lang == "zh" else 1]

    def grade(self, i: int, name: str = "grade") -> str:
        """The proposed grade, or the band by line."""
        ordinal = self.columns.given(name, i)
        return "" if ordinal is None else self.grades[ordinal]

    def exclusion(self, i: int) -> str:
        """The exclusion's name."""
        ordinal = self.columns.given("exclusion", i)
        return "" if ordinal is None else self.rulebook.exclusions[ordinal].name

    def blocked_by(self, i: int) -> tuple[str, ...]:
        """Everything that keeps a reporter from a composite."""
        return tuple(reason for reason in self.settlement.plan.reasons if self.flag(f"blocked/{reason}", i))

    def gates(self, i: int) -> tuple[str, ...]:
        """The gates that caught the reporter."""
        return tuple(gate.name for gate in self.rulebook.gates if self.flag(f"gate/{gate.name}", i))

    def vetoes(self, i: int) -> tuple[str, ...]:
        """The vetoes on record."""
        return tuple(veto.name for veto in self.rulebook.vetoes if self.flag(f"veto/{veto.name}", i))

    def slots(self, i: int) -> Iterator[Slot]:
        """The reporter's place in every quota."""
        for quota in self.rulebook.quotas:
            stem = f"quota/{quota.name}"
            cohort = self.columns.given(f"{stem}/cohort", i)
            if cohort is None:
                continue
            yield Slot(
                quota.name,
                self.columns.given(f"{stem}/size", i) or 0,
                self.columns.given(f"{stem}/places", i) or 0,
                self.columns.given(f"{stem}/position", i),
                self.flag(f"{stem}/lowered", i),
                self.flag(f"{stem}/tie", i),
                (int(self.settlement.block.organiser[i]), cohort),
            )

    def marks(self, form: Form, i: int) -> list[list[Ints]]:
        """For every row and group of a form, the marks of each option or number."""
        tallies = self.settlement.block.tallies[form.name]
        return [[tally.counts[:, group, i] for group in range(len(form.groups))] for tally in tallies]

    def counted(self, scale: Scale) -> list[bool]:
        """Which options of a row count."""
        return [option.points is not None for option in scale.options]

    def figures(self, i: int) -> Figures:
        """What the disclosure rule looks at."""
        return replace(figures_of(self.settlement, i), earlier=self.earlier.get(self.people[i]["code"], ()))

    @cached_property
    def published(self) -> list[Published]:
        """What everybody may know, by reporter: the one gate, for this sheet, the screen and the paper."""
        everybody = [self.figures(i) for i in range(len(self))]
        return disclose_all(everybody, self.rulebook.disclosure)

    def used(self, name: str) -> bool:
        """True when a column exists and holds anything."""
        return name in self.columns and bool((self.columns[name] != np.iinfo(np.int64).min).any())
