"""计票: the count sheet as offices keep it; one line for each reporter, group and row of the form."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook.model import Form
from shuzhi.scoring.tables.catalogue import option_names
from shuzhi.scoring.tables.cells import choice, mark_on, number
from shuzhi.scoring.tables.faults import Desk
from shuzhi.scoring.tables.grids import Grid, blank
from shuzhi.scoring.tables.headings import Column, Table, column, find_table
from shuzhi.scoring.tables.names import Names
from shuzhi.scoring.tables.people import REPORTER, People, who
from shuzhi.scoring.tables.tallies import Tally, group_names, group_ordinals

MOST_VOTES = Fraction(10_000_000)


def read_counts(grid: Grid, form: Form, people: People, tally: Tally, desk: Desk) -> None:
    """Adds the counts of one sheet to the tally."""
    table = find_table(grid, count_columns(form), desk)
    if table is None:
        return
    tally.sheets["counts"] = grid.name
    groups, rows = group_names(form), Names(row.name for row in form.rows)
    seen: dict[tuple[int, int, int, int | None], int] = {}
    for line in table.lines():
        reporter = who(table, line, people, desk)
        group = _named(table, line, "group", groups, ("票类", "voter group"), desk)
        row = _named(table, line, "row", rows, ("测评内容", "ballot row"), desk)
        if reporter is None or group is None or row is None:
            continue
        at = rows.names.index(row)
        scale = form.rows[at].scale
        mark = mark_on(table, line, "mark", scale, desk) if scale.numeric else None
        where = (reporter, group_ordinals(form)[group], at)
        first = seen.setdefault((*where, mark), line)
        if first != line:
            desk.wrong(
                table.place(line, "code"),
                (f"重复，第 {first + 1} 行已有同一票类和内容", f"is there twice, first in row {first + 1}"),
                ("请合并为一行", "Join the two rows"),
            )
        if _take(table, line, form, where, mark, tally, desk):
            tally.from_counts.add(where[:2])


def count_columns(form: Form) -> list[Column]:
    """The columns of a count sheet: one for every option, or a mark and its number of votes."""
    columns = [
        *REPORTER,
        column("group", required=len(form.groups) > 1),
        column("row", required=len(form.rows) > 1),
    ]
    columns += [Column(f"option:{name}", name, name) for name in option_names(form)]
    if any(row.scale.numeric for row in form.rows):
        columns += [column("mark"), column("count")]
    return columns


def _named(table: Table, line: int, name: str, names: Names, what: tuple[str, str], desk: Desk) -> str | None:
    if not table.has(name):
        return names.names[0]
    found = choice(table, line, name, names, desk, what)
    if found is None and blank(table.cell(line, name)):
        desk.wrong(
            table.place(line, name),
            (f"没有填写{what[0]}", f"the {what[1]} is missing"),
            (f"应为：{'、'.join(names.names)}", f"One of: {', '.join(names.names)}"),
        )
    return found


def _take(
    table: Table,
    line: int,
    form: Form,
    where: tuple[int, int, int],
    mark: int | None,
    tally: Tally,
    desk: Desk,
) -> bool:
    """Adds one line's counts; False when every cell of a prepared line was left blank."""
    scale = form.rows[where[2]].scale
    if scale.numeric:
        count = _votes(table, line, "count", desk)
        if mark is not None and count:
            tally.counts[*where, mark] += count
        return count is not None
    own = [option.name for option in scale.options]
    given = False
    for name in option_names(form):
        count = _votes(table, line, f"option:{name}", desk)
        given |= count is not None
        if name in own and count:
            tally.counts[*where, own.index(name)] += count
        elif count:
            desk.wrong(
                table.place(line, f"option:{name}"),
                (
                    f"“{form.rows[where[2]].name}”没有这个选项",
                    f"“{form.rows[where[2]].name}” has no such option",
                ),
                ("请核对这一格", "Check this cell"),
                count,
            )
    return given


def _votes(table: Table, line: int, name: str, desk: Desk) -> int | None:
    micros = number(table, line, name, desk, Fraction(0), MOST_VOTES, whole=True)
    return None if micros is None else micros // MICRO
