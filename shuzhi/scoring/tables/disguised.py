"""Which table a sheet of an unknown name is by its headings: a renamed sheet is asked about, never dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shuzhi.scoring.rulebook.model import Form, Rulebook
from shuzhi.scoring.tables.ballots import tick_columns
from shuzhi.scoring.tables.catalogue import Wanted, option_names, wanted_tables
from shuzhi.scoring.tables.grids import Grid, blank
from shuzhi.scoring.tables.headings import TITLE_ROWS, Column, column, named
from shuzhi.scoring.tables.names import key

# What no other table has; whoever it is about (code, unit, person) stands on many a sheet beside ours.
TELLING = {
    "turnout": ("group", "issued", "returned"),
    "adjustments": ("adjustment", "item", "tally"),
    "vetoes": ("veto", "proof"),
}


def looks_like(grid: Grid, absent: Sequence[Wanted], rulebook: Rulebook) -> Wanted | None:
    """The absent table whose own columns all stand in one row of the grid."""
    lines = [{key(str(cell)) for cell in row if not blank(cell)} for row in grid.rows[:TITLE_ROWS]]
    for table in wanted_tables(rulebook):
        if table in absent and any(
            all(line.intersection(col.keys) for col in columns)
            for columns in _telling(table, rulebook)
            for line in lines
        ):
            return table
    return None


def _telling(table: Wanted, rulebook: Rulebook) -> Iterator[list[Column]]:
    if table.kind in TELLING:
        yield [column(name) for name in TELLING[table.kind]]
    for form in rulebook.forms:
        if table == Wanted("ballots", form.name):
            yield [*_whose(form), *(named(row.name) for row in form.rows)]
            if ticks := tick_columns(form):
                yield [*_whose(form), *ticks]
        elif table == Wanted("counts", form.name) and (options := option_names(form)):
            yield [*_whose(form), *([column("row")] if len(form.rows) > 1 else []), *map(named, options)]


def _whose(form: Form) -> list[Column]:
    return [column("group") if len(form.groups) > 1 else column("code")]
