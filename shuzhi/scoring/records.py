"""The inputs as plain Python, reporter by reporter: what the recount counts and an auditor can look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook.model import Option, Rulebook

Marks = list[tuple[Fraction, str]]  # the points of each mark and, on an option scale, the option's name
Key = tuple[str | None, ...]


@dataclass(slots=True, eq=False)
class Recounted:
    """One reporter: what is on record, and everything that the recount finds to follow from it."""

    code: str
    traits: Mapping[str, Any]  # the row of the reporters table
    fields: Mapping[str, Any]  # those that are not missing
    marks: defaultdict[tuple[str, str, str], Marks]  # the counted ones by form, row and group
    checks: defaultdict[tuple[str, str], list[int]]  # by component and item
    claims: defaultdict[tuple[str, str], list[int]]  # by adjustment and item
    vetoes: set[str] = field(default_factory=set)
    status: str = "assessed"
    exclusion: str | None = None
    blocked: tuple[str, ...] = ()
    components: dict[str, Fraction | None] = field(default_factory=dict)
    steps: dict[str, Any] = field(
        default_factory=dict
    )  # every other figure, by its name in docs/scoring.md, section 13
    composite: Fraction | None = None
    grade: str | None = None
    rank: int | None = None

    def concerned(self, rules: Iterable[Any]) -> list[Any]:
        """The rules without categories, and those that name the reporter's."""
        return [rule for rule in rules if not rule.categories or self.traits["category"] in rule.categories]

    def key(self, names: Sequence[str]) -> Key:
        """Organiser and the named columns: reporters are compared only where these are equal."""
        return self.traits["organiser"], *(self.traits[name] for name in names)


def grouped(members: Iterable[Recounted], names: Sequence[str]) -> dict[Key, list[Recounted]]:
    """The members by their key, each group in the order given."""
    groups = defaultdict(list)
    for one in members:
        groups[one.key(names)].append(one)
    return groups


def records(inputs: Inputs, rulebook: Rulebook) -> list[Recounted]:
    """Everybody's record, in the order of the reporters table."""
    traits = inputs.reporters.to_pylist()
    told = [dict(_told(row, rulebook)) for row in inputs.fields.to_pylist() or [{} for _ in traits]]
    everyone = [
        Recounted(row["code"], row, fields, defaultdict(list), defaultdict(list), defaultdict(list))
        for row, fields in zip(traits, told, strict=True)
    ]
    for form in rulebook.forms:
        for tally in inputs.tallies[form.name].to_pylist() if form.name in inputs.tallies else ():
            row, group = form.rows[tally["row"]], form.groups[tally["group"]]
            number = Option("", Fraction(tally["mark"], MICRO))
            option = number if row.scale.numeric else row.scale.options[tally["mark"]]
            if option.points is not None:
                marks = everyone[tally["reporter"]].marks[form.name, row.name, group.name]
                marks += [(option.points, option.name)] * tally["count"]
    for entry in inputs.checklist.to_pylist():
        everyone[entry["reporter"]].checks[entry["component"], entry["item"]].append(entry["value"])
    for entry in inputs.adjustments.to_pylist():
        everyone[entry["reporter"]].claims[entry["adjustment"], entry["item"]].append(entry["value"])
    for entry in inputs.vetoes.to_pylist():
        everyone[entry["reporter"]].vetoes.add(entry["veto"])
    return everyone


def _told(row: Mapping[str, Any], rulebook: Rulebook) -> Iterator[tuple[str, Any]]:
    """Numbers in the unit written, labels by name, surveys as the pair (favourable, asked)."""
    for known in rulebook.fields:
        value, asked = row[known.name], row.get(f"{known.name}#asked", 0)
        if value is not None and asked is not None:
            number = (value, asked) if known.kind == "survey" else Fraction(value, MICRO)
            yield known.name, known.labels[value] if known.kind == "label" else number
