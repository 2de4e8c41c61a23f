"""The table of docs/mechanisms.md, row by row: what it names is what the tests load."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings

TABLE = settings.ROOT / "docs" / "mechanisms.md"
RANGES = [(2, 16), (21, 49), (51, 53), (55, 61), (63, 63), (67, 69), (77, 77)]
ACCEPTED = [f"M{number}" for first, last in RANGES for number in range(first, last + 1)]
QUOTED = re.compile(r"`([^`]+)`")
HOW_FAR = ("whole", "in part")


@dataclass(frozen=True, slots=True)
class Row:
    """One mechanism: the data files with the codes it is expressed by, the pages, and how far it goes."""

    number: str
    needs: str
    places: list[tuple[str, list[str]]]
    pages: list[str]
    how_far: str

    def in_folder(self, folder: str) -> list[tuple[Path, list[str]]]:
        return [(settings.ROOT / path, codes) for path, codes in self.places if path.startswith(folder)]


def rows() -> dict[str, Row]:
    """The rows of the table by their number; a number twice is a fault of the table."""
    found: dict[str, Row] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not re.match(r"\| M\d+ \|", line):
            continue
        number, needs, data, pages, how_far = [cell.strip() for cell in line.strip("|").split("|")]
        assert number not in found, number
        found[number] = Row(number, needs, places_in(data), QUOTED.findall(pages), how_far)
    return found


def places_in(cell: str) -> list[tuple[str, list[str]]]:
    """Each quoted file, with the quoted codes that follow it."""
    found: list[tuple[str, list[str]]] = []
    for quoted in QUOTED.findall(cell):
        if "/" in quoted:
            found.append((quoted, []))
        else:
            found[-1][1].append(quoted)
    return found


def codes_in(path: Path) -> set[str]:
    """What a data file defines: codes of topics or figures, keys and words of the others."""
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "topics":
        return {topic["code"] for topic in yaml.safe_load(text)["topics"]}
    if path.suffix == ".csv":
        return {line["代码"] for line in csv.DictReader(text.splitlines())}
    return set(_names(yaml.safe_load(text)))


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["code"])] if "code" in value else [str(key) for key in value]
        return own + [name for one in value.values() for name in _names(one)]
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    return [value] if isinstance(value, str) else []
