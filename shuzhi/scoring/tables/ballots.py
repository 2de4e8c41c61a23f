"""测评票: one row a ballot and reporter; a column for each row, or one to tick for each option."""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.rulebook.model import Form, Row
from shuzhi.scoring.tables.cells import choice, mark_on, raw, shown, text, ticked
from shuzhi.scoring.tables.faults import Desk
from shuzhi.scoring.tables.grids import Cell, Grid, blank
from shuzhi.scoring.tables.headings import Column, Table, column, find_table
from shuzhi.scoring.tables.names import Names, key
from shuzhi.scoring.tables.people import REPORTER, People, who
from shuzhi.scoring.tables.tallies import Tally, group_names, group_ordinals

INVALID = frozenset(key(text) for text in ("无效", "作废", "废票", "invalid", "void"))


def read_ballots(grid: Grid, form: Form, people: People, tally: Tally, desk: Desk) -> None:
    """Counts the ballots of one sheet into the tally."""
    ticks = _is_ticked(grid, form)
    rows = [Column(f"row:{at}", row.name, row.name) for at, row in enumerate(form.rows)]
    if ticks:
        rows = tick_columns(form)
    table = find_table(grid, [*_who_columns(form), *rows], desk)
    if table is None:
        return
    tally.sheets["ballots"] = grid.name
    _Reader(table, form, people, tally, desk, ticks=ticks).read()


def ballot_columns(form: Form) -> list[Column]:
    """Every column that a sheet of ballots may have, in either layout."""
    rows = [Column(f"row:{at}", row.name, row.name) for at, row in enumerate(form.rows)]
    return [*_who_columns(form), *rows, *tick_columns(form)]


def _who_columns(form: Form) -> list[Column]:
    return [
        *REPORTER,
        column("group", required=len(form.groups) > 1),
        column("rater", required=not form.secret),
    ]


def tick_heading(form: Form, row: Row, option: str) -> str:
    """The heading of a column to tick: the option alone when the form has one row."""
    return option if len(form.rows) == 1 else f"{row.name}/{option}"


def tick_columns(form: Form) -> list[Column]:
    """A column for every option of every row, with the ways to write its heading."""
    columns = []
    for at, row in enumerate(form.rows):
        for option, chosen in enumerate(row.scale.options):
            spellings = [f"{row.name}{mark}{chosen.name}" for mark in ("/", "-", ":", "·", "", "(")]
            spellings[-1] += ")"
            heading = tick_heading(form, row, chosen.name)
            columns.append(Column(f"tick:{at}:{option}", heading, heading, tuple(spellings)))
    return columns


def _is_ticked(grid: Grid, form: Form) -> bool:
    """True when the sheet has a column for every option rather than for every row."""
    options = {short for col in tick_columns(form) for short in col.keys}
    rows = {key(row.name) for row in form.rows}
    headings = [{key(str(cell)) for cell in line if not blank(cell)} for line in grid.rows[:20]]
    most_ticks = max((len(line & options) for line in headings), default=0)
    most_rows = max((len(line & rows) for line in headings), default=0)
    return most_ticks > most_rows


@dataclass(slots=True)
class _Reader:
    table: Table
    form: Form
    people: People
    tally: Tally
    desk: Desk
    ticks: bool

    def read(self) -> None:
        groups, ordinals = group_names(self.form), group_ordinals(self.form)
        known: list[dict[Cell, int | None]] = [{} for _ in self.form.rows]
        persons: dict[tuple[Cell, ...], int | None] = {}
        group_of: dict[Cell, int | None] = {}
        scales = [Names(option.name for option in row.scale.options) for row in self.form.rows]
        pairs: dict[tuple[int, str], int] = {}
        for row in self.table.lines():
            reporter = self._person(row, persons)
            group = self._group(row, groups, ordinals, group_of)
            rater = self._rater(row, reporter, pairs)
            marks = (
                [self._tick(row, at) for at in range(len(self.form.rows))]
                if self.ticks
                else [self._mark(row, at, known[at], scales[at]) for at in range(len(self.form.rows))]
            )
            if reporter is None or group is None or not rater:
                continue
            self.tally.from_ballots.add((reporter, group))
            if any(mark is not None for mark in marks):
                self.tally.ballots[reporter, group] += 1
            for at, mark in enumerate(marks):
                if mark is not None:
                    self.tally.counts[reporter, group, at, mark] += 1

    def _person(self, row: int, memory: dict[tuple[Cell, ...], int | None]) -> int | None:
        """Thousands of rows name the same few reporters: each clean spelling is looked up once."""
        asked = tuple(self.table.cell(row, name) for name in ("code", "unit", "person"))
        found = memory.get(asked)
        if found is None:
            taken = self.desk.taken
            found = who(self.table, row, self.people, self.desk)
            if taken == self.desk.taken:
                memory[asked] = found
        return found

    def _group(
        self, row: int, names: Names, ordinals: dict[str, int], memory: dict[Cell, int | None]
    ) -> int | None:
        if not self.table.has("group"):
            return 0
        asked = self.table.cell(row, "group")
        found = memory.get(asked)
        if found is not None:
            return found
        taken = self.desk.taken
        name = choice(self.table, row, "group", names, self.desk, ("票类", "voter group"))
        if name is None and blank(asked):
            self.desk.wrong(
                self.table.place(row, "group"),
                ("没有填写票类", "the voter group is missing"),
                (f"应为：{'、'.join(names.names)}", f"One of: {', '.join(names.names)}"),
            )
        found = None if name is None else ordinals[name]
        if taken == self.desk.taken:
            memory[asked] = found
        return found

    def _rater(self, row: int, reporter: int | None, pairs: dict[tuple[int, str], int]) -> bool:
        """A named form must name the rater, who rates a reporter once and never himself."""
        if self.form.secret or reporter is None:
            return True
        rater = text(self.table, row, "rater")
        place = self.table.place(row, "rater")
        if not rater:
            self.desk.wrong(
                place, ("没有写明评价人", "the rater is missing"), ("请填写评价人", "Name the rater")
            )
            return False
        named_as = self.people.names.find(rater) or rater
        if self.people.by_key.get(key(named_as)) == reporter:
            if all(blank(self.table.cell(row, name)) for name in self.table.columns if ":" in name):
                return False
            self.desk.wrong(
                place,
                ("评价了自己", "rates himself"),
                ("互评不含本人，请删除这一行", "Delete this row"),
                rater,
            )
            return False
        first = pairs.setdefault((reporter, key(named_as)), row)
        if first != row:
            self.desk.wrong(
                place,
                (
                    f"对同一述职人评了两次，第 {first + 1} 行已有",
                    f"rates the same reporter twice, first in row {first + 1}",
                ),
                ("请只保留一行", "Keep one of the rows"),
                rater,
            )
        return first == row

    def _mark(self, row: int, at: int, memory: dict[Cell, int | None], names: Names) -> int | None:
        """The option's ordinal or the number in millionths; clean values are looked up once."""
        name = f"row:{at}"
        value = self.table.cell(row, name)
        plain = (row, self.table.columns[name]) not in self.table.grid.marks and not isinstance(value, bool)
        if plain and value in memory:
            return memory[value]
        if plain and blank(value):
            return None
        if isinstance(value, str) and key(value) in INVALID and names.find(value) is None:
            self.desk.took(
                self.table.place(row, name), ("无效的格不计票", "invalid marks were not counted"), value, "—"
            )
            return None
        before = len(self.desk.faults), self.desk.taken
        mark = self._number(row, at) if self.form.rows[at].scale.numeric else self._option(row, at, names)
        if plain and before == (len(self.desk.faults), self.desk.taken):
            memory[value] = mark
        return mark

    def _option(self, row: int, at: int, names: Names) -> int | None:
        chosen = choice(self.table, row, f"row:{at}", names, self.desk, ("选项", "option"))
        return None if chosen is None else names.names.index(chosen)

    def _number(self, row: int, at: int) -> int | None:
        return mark_on(self.table, row, f"row:{at}", self.form.rows[at].scale, self.desk)

    def _tick(self, row: int, at: int) -> int | None:
        """The one ticked option of a row; more than one makes the mark invalid, as the ballot says."""
        chosen = []
        for option in range(len(self.form.rows[at].scale.options)):
            name = f"tick:{at}:{option}"
            value = raw(self.table, row, name)
            tick = ticked(value)
            if tick is None:
                self.desk.wrong(
                    self.table.place(row, name),
                    ("不是打勾", "is not a tick"),
                    ("请填 √，或留空", "Write √ or leave it blank"),
                    shown(value),
                )
            elif tick:
                chosen.append(option)
        place = self.table.place(row, f"tick:{at}:{chosen[0]}" if chosen else "")
        if len(chosen) > 1:
            self.desk.took(
                place,
                ("同一行打勾多于一处，按无效票处理", "more than one tick makes the mark invalid"),
                len(chosen),
                "—",
            )
            return None
        return chosen[0] if chosen else None
