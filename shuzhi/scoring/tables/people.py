"""The reporters: who is assessed, in canonical order, and how other tables may name them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.tables.cells import choice, text
from shuzhi.scoring.tables.faults import Desk
from shuzhi.scoring.tables.headings import Column, Table, column, named
from shuzhi.scoring.tables.names import Names, key

REPORTER = [column("code", required=False), column("unit", required=False), column("person", required=False)]
OWN = ("code", "unit", "person", "organiser", "category", "form", "excluded")


@dataclass(frozen=True, slots=True)
class People:
    """The reporters' columns in canonical order, and the numbers by which they are found."""

    columns: dict[str, list[str | None]]
    by_key: dict[str, int]
    names: Names

    @property
    def size(self) -> int:
        """How many reporters there are."""
        return len(self.columns["code"])

    def table(self) -> pa.Table:
        """The canonical Arrow table."""
        return pa.table({name: pa.array(values, pa.string()) for name, values in self.columns.items()})


def reader_columns(rulebook: Rulebook) -> list[Column]:
    """The columns of the reporters table."""
    columns = [
        column("code"),
        column("unit", required=False),
        column("person", required=False),
        column("organiser", required=False),
        column("category", required=bool(rulebook.categories)),
        column("form", required=False),
        column("excluded", required=False),
    ]
    return columns + [named(name) for name in rulebook.attributes if name not in OWN]


def read_people(table: Table, rulebook: Rulebook, desk: Desk) -> People:
    """The reporters; a code that stands there twice, an unknown category or exclusion is a fault."""
    categories = Names(rulebook.categories)
    exclusions = Names(exclusion.name for exclusion in rulebook.exclusions)
    names = [*OWN, *(name for name in rulebook.attributes if name not in OWN)]
    seen: dict[str, int] = {}
    lines: list[dict[str, str | None]] = []
    for row in table.lines():
        line = {name: text(table, row, name) or None for name in names}
        _check_code(table, row, line["code"], seen, desk)
        if rulebook.categories:
            line["category"] = choice(table, row, "category", categories, desk, ("类别", "category"))
            if not line["category"] and not text(table, row, "category"):
                desk.wrong(
                    table.place(row, "category"),
                    ("没有填写类别", "the category is missing"),
                    (f"应为：{'、'.join(rulebook.categories)}", f"One of: {', '.join(rulebook.categories)}"),
                )
        line["excluded"] = choice(table, row, "excluded", exclusions, desk, ("不参加考核的情形", "exclusion"))
        for name in ("code", "unit", "person", "organiser", "category"):
            line[name] = line[name] or ""
        lines.append(line)
    if not lines:
        desk.wrong(
            table.place(None),
            ("没有一名述职人", "there is no reporter"),
            ("请填写述职人", "Fill in the reporters"),
        )
    _check_organisers(table, lines, desk)
    lines.sort(key=lambda line: (line["organiser"] or "", line["code"] or ""))
    return _people({name: [line[name] for line in lines] for name in names})


def _check_organisers(table: Table, lines: list[dict[str, str | None]], desk: Desk) -> None:
    """Quotas and ranks never cross organisers, so a blank one beside written ones would stand alone."""
    rows = [row for row, line in zip(table.lines(), lines, strict=True) if not line["organiser"]]
    if rows and len(rows) < len(lines):
        desk.wrong(
            table.place(rows[0], "organiser"),
            (
                f"有 {len(rows)} 人没有填写组织方，其他人填了；不同组织方分开排名和算比例",
                f"{len(rows)} reporters have no organiser while others have; each organiser is ranked on its own",
            ),
            (
                "只有一个组织方的，都不填；有几个的，人人都填",
                "Leave all blank where there is one, else fill in all",
            ),
        )


def _check_code(table: Table, row: int, code: str | None, seen: dict[str, int], desk: Desk) -> None:
    place = table.place(row, "code")
    if not code:
        if not any(fault.row == place.row and fault.column == place.column for fault in desk.faults):
            desk.wrong(
                place,
                ("没有填写代码", "the code is missing"),
                ("每名述职人要有唯一的代码", "Give every reporter a code of his own"),
            )
        return
    first = seen.setdefault(key(code), row)
    if first != row:
        desk.wrong(
            place,
            (f"述职人重复，第 {first + 1} 行已有", f"is there twice, first in row {first + 1}"),
            ("请删除重复的一行，或改正代码", "Delete one of the two rows or correct the code"),
            code,
        )


def _people(columns: dict[str, list[str | None]]) -> People:
    codes = [code or "" for code in columns["code"]]
    others = [
        (spelling, code)
        for name in ("unit", "person")
        for spelling, code in zip(columns[name], codes, strict=True)
        if spelling
    ]
    return People(columns, {key(code): row for row, code in enumerate(codes)}, Names(codes, others))


def who(table: Table, row: int, people: People, desk: Desk) -> int | None:
    """The reporter a row is about, by code, else by unit or person where only one has that name."""
    name = next(
        (name for name in ("code", "unit", "person") if table.has(name) and text(table, row, name)), ""
    )
    if not name:
        desk.wrong(
            table.place(row, "code"),
            ("没有写明是哪名述职人", "does not say which reporter it is about"),
            ("请填写代码", "Write the code"),
        )
        return None
    value = text(table, row, name)
    unlike = (
        "请核对；《述职人》表里没有的人，请先在那里补上",
        "Check it; a new reporter comes first among the reporters",
    )
    code = choice(table, row, name, people.names, desk, ("述职人代码、单位或姓名", "reporter"), unlike)
    if code is None:
        return None
    found = people.by_key[key(code)]
    _agree(table, row, name, value, found, people, desk)
    return found


def _agree(table: Table, row: int, by: str, value: str, found: int, people: People, desk: Desk) -> None:
    """A row that gives the code of one reporter and the unit or name of another is a fault, not a choice."""
    for other in ("unit", "person"):
        if other == by or not table.has(other):
            continue
        written, known = text(table, row, other), people.columns[other][found]
        if written and known and key(written) != key(known):
            desk.wrong(
                table.place(row, other),
                (
                    f"与代码“{value}”不符，该代码是“{known}”",
                    f"does not belong to “{value}”, which is “{known}”",
                ),
                ("请核对是谁", "Check who is meant"),
                written,
            )
