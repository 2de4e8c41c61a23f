"""检查清单, 加减分, 一票否决: tables with one line for each thing that was recorded about a reporter."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa

from shuzhi.scoring.rulebook.model import Item, Rulebook
from shuzhi.scoring.tables.catalogue import checklists, for_category, own_checklists
from shuzhi.scoring.tables.cells import choice, iso_date, mark_on, number, text
from shuzhi.scoring.tables.faults import Desk, Words
from shuzhi.scoring.tables.grids import Grid, blank
from shuzhi.scoring.tables.headings import Table, column, rows_of
from shuzhi.scoring.tables.names import Names
from shuzhi.scoring.tables.people import REPORTER, People, who

MOST_OCCURRENCES = Fraction(10_000)
Line = tuple[object, ...]
LISTS = {
    "checklist": pa.schema(
        [("reporter", pa.int32()), ("component", pa.string()), ("item", pa.string()), ("value", pa.int64())]
    ),
    "adjustments": pa.schema(
        [
            ("reporter", pa.int32()),
            ("adjustment", pa.string()),
            ("item", pa.string()),
            ("value", pa.int64()),
            ("proof", pa.string()),
        ]
    ),
    "vetoes": pa.schema(
        [
            ("reporter", pa.int32()),
            ("veto", pa.string()),
            ("proof", pa.string()),
            ("date", pa.string()),
            ("authority", pa.string()),
        ]
    ),
}


def listed(kind: str, lines: list[Line]) -> pa.Table:
    """The lines in canonical order as an Arrow table."""
    schema = LISTS[kind]
    lines = sorted(lines, key=lambda line: tuple("" if cell is None else cell for cell in line))
    columns = [[line[at] for line in lines] for at in range(len(schema))]
    return pa.table(
        [pa.array(values, schema.field(at).type) for at, values in enumerate(columns)], schema=schema
    )


def read_checklist(grid: Grid | None, rulebook: Rulebook, people: People, desk: Desk) -> list[Line]:
    """Occurrences and verdicts of every checklist component."""
    items = checklists(rulebook)
    blanks = 0
    paths = Names(items, [(path.rsplit("/", 1)[-1], path) for path in items])
    columns = [
        *REPORTER,
        column("component", required=len(items) > 1),
        column("item"),
        column("tally"),
        column("proof", required=False),
    ]
    lines: list[Line] = []
    awarded: dict[Line, int] = {}
    own = {category: own_checklists(rulebook, category) for category in rulebook.categories or ("",)}
    for table, row in rows_of(grid, columns, desk):
        reporter = who(table, row, people, desk)
        path = _must(table, row, "component", paths, ("考核项", "component"), desk)
        if path is None:
            continue
        if _left_blank(table, row):
            blanks += 1
            continue
        found = _item(table, row, items[path], desk)
        if reporter is not None and found is not None:
            _once(table, row, items[path], (reporter, path, found[0]), awarded, desk)
            category = people.columns["category"][reporter] or ""
            meant = own.get(category, items).get(path, ())
            if found[1] or _scaled(items[path], found[0]):
                _concerns(table, row, found[0], meant, category, desk)
            lines.append((reporter, path, *found))
    if blanks and grid is not None:
        desk.note(
            (
                f"《{grid.name}》有 {blanks} 行没有填写评定，按没有记录处理",
                f"{grid.name}: {blanks} prepared lines were left blank and are no entries",
            )
        )
    return lines


def _left_blank(table: Table, row: int) -> bool:
    """A prepared line that nobody filled in: neither a value nor a proof."""
    marked = (row, table.columns["tally"]) in table.grid.marks
    return not marked and blank(table.cell(row, "tally")) and blank(table.cell(row, "proof"))


def read_adjustments(grid: Grid | None, rulebook: Rulebook, people: People, desk: Desk) -> list[Line]:
    """Bonus and deduction items; one that needs a proof and has none is a fault."""
    blocks = {adjustment.name: adjustment for adjustment in rulebook.adjustments}
    columns = [
        *REPORTER,
        column("adjustment", required=len(blocks) > 1),
        column("item"),
        column("tally"),
        column("proof", required=False),
    ]
    lines: list[Line] = []
    awarded: dict[Line, int] = {}
    for table, row in rows_of(grid, columns, desk):
        reporter = who(table, row, people, desk)
        name = _must(table, row, "adjustment", Names(blocks), ("加减分名目", "adjustment"), desk)
        if name is None:
            continue
        found = _item(table, row, blocks[name].items, desk)
        proof = text(table, row, "proof")
        if blocks[name].proof_required and not proof:
            _proof_missing(table, row, name, desk)
        if reporter is not None and found is not None:
            _once(table, row, blocks[name].items, (reporter, name, found[0]), awarded, desk)
            category = people.columns["category"][reporter] or ""
            meant = () if category not in (blocks[name].categories or (category,)) else blocks[name].items
            if found[1] or _scaled(blocks[name].items, found[0]):
                _concerns(table, row, found[0], for_category(meant, category), category, desk)
            lines.append((reporter, name, *found, proof))
    return lines


def read_vetoes(grid: Grid | None, rulebook: Rulebook, people: People, desk: Desk) -> list[Line]:
    """Vetoes; one that needs a proof needs a date too."""
    vetoes = {veto.name: veto for veto in rulebook.vetoes}
    columns = [
        *REPORTER,
        column("veto", required=len(vetoes) > 1),
        *(column(name, required=False) for name in ("proof", "date", "authority")),
    ]
    lines: list[Line] = []
    seen: dict[tuple[int, str], int] = {}
    for table, row in rows_of(grid, columns, desk):
        reporter = who(table, row, people, desk)
        name = _must(table, row, "veto", Names(vetoes), ("否决事项", "veto"), desk)
        proof, date = text(table, row, "proof"), iso_date(table, row, "date", desk)
        if name is None or reporter is None:
            continue
        first = seen.setdefault((reporter, name), row)
        if first != row:
            desk.wrong(
                table.place(row, "veto"),
                (f"与第 {first + 1} 行重复", f"is there twice, first in row {first + 1}"),
                ("请只保留一行", "Keep one of the rows"),
                name,
            )
        if vetoes[name].proof_required and not proof:
            _proof_missing(table, row, name, desk)
        if vetoes[name].proof_required and blank(table.cell(row, "date")):
            desk.wrong(
                table.place(row, "date"),
                ("没有填写认定日期", "the date is missing"),
                ("请填写日期", "Write the date"),
            )
        lines.append((reporter, name, proof, date, text(table, row, "authority")))
    return lines


def _once(
    table: Table, row: int, items: tuple[Item, ...], what: Line, awarded: dict[Line, int], desk: Desk
) -> None:
    """Occurrences add up; a verdict or a mark for one item stands once."""
    first = awarded.setdefault(what, row)
    if _scaled(items, str(what[-1])) and first != row:
        desk.wrong(
            table.place(row, "item"),
            (
                f"给同一人评了两次，第 {first + 1} 行已有",
                f"is rated twice for one reporter, first in row {first + 1}",
            ),
            ("请只保留一行", "Keep one of the rows"),
            what[-1],
        )


def _scaled(items: tuple[Item, ...], name: str) -> bool:
    """True for an item that is judged; of one that is counted, 0 says that nothing occurred."""
    return any(item.name == name and item.scale is not None for item in items)


def _concerns(table: Table, row: int, name: str, items: tuple[Item, ...], category: str, desk: Desk) -> None:
    """An entry that the reporter's own rules do not know would be lost without a word."""
    if category and name not in {item.name for item in items}:
        desk.wrong(
            table.place(row, "item"),
            (
                f"不用于类别“{category}”，填了也不计分",
                f"is not for category “{category}” and would not count",
            ),
            (
                "请核对代码、类别和条目；不该有的，删除这一行",
                "Check code, category and item, or delete the row",
            ),
            name,
        )


def _proof_missing(table: Table, row: int, name: str, desk: Desk) -> None:
    desk.wrong(
        table.place(row, "proof"),
        (f"“{name}”必须有依据", f"“{name}” needs a proof"),
        ("请填写依据（文件名称和文号）", "Write the document and its number"),
    )


def _must(table: Table, row: int, name: str, names: Names, what: Words, desk: Desk) -> str | None:
    """A name that must be there; when only one is possible the column may be left out."""
    if not table.has(name):
        return names.names[0]
    found = choice(table, row, name, names, desk, what)
    if found is None and blank(table.cell(row, name)):
        desk.wrong(
            table.place(row, name),
            (f"没有填写{what[0]}", f"the {what[1]} is missing"),
            (f"应为：{'、'.join(names.names)}", f"One of: {', '.join(names.names)}"),
        )
    return found


def _item(table: Table, row: int, items: tuple[Item, ...], desk: Desk) -> tuple[str, int] | None:
    """An item and its value: occurrences or a mark in millionths, or the ordinal of an option."""
    by_name = {item.name: item for item in items}
    name = _must(table, row, "item", Names(by_name), ("条目", "item"), desk)
    if name is None:
        return None
    item = by_name[name]
    if blank(table.cell(row, "tally")) and (row, table.columns["tally"]) not in table.grid.marks:
        desk.wrong(
            table.place(row, "tally"),
            ("没有填写次数或评定", "the value is missing"),
            ("没有发生的，请填 0 或删除这一行", "Write 0 when nothing occurred, or delete the row"),
        )
        return None
    if item.scale is not None and item.scale.options:
        names = Names(option.name for option in item.scale.options)
        chosen = choice(table, row, "tally", names, desk, ("评定", "verdict"))
        return None if chosen is None else (name, names.names.index(chosen))
    if item.scale is not None:
        value = mark_on(table, row, "tally", item.scale, desk)
    else:
        value = number(table, row, "tally", desk, Fraction(0), MOST_OCCURRENCES, whole=True)
    return None if value is None else (name, value)
