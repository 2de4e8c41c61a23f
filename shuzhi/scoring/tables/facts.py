"""成绩与结果: figures and labels of each reporter. 发票登记: ballots handed out and taken in."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook.model import Field, Rulebook
from shuzhi.scoring.tables.catalogue import survey_headings
from shuzhi.scoring.tables.cells import choice, number, shown
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.grids import Grid, blank
from shuzhi.scoring.tables.headings import Column, Table, column, rows_of
from shuzhi.scoring.tables.names import Names
from shuzhi.scoring.tables.people import REPORTER, People, who
from shuzhi.scoring.tables.tallies import Tally, group_names, group_ordinals

MOST_ASKED = Fraction(1_000_000_000)


def read_fields(grid: Grid | None, rulebook: Rulebook, people: People, desk: Desk) -> pa.Table:
    """One aligned column for every field, two for a survey."""
    values: dict[str, list[int | None]] = {}
    for field in rulebook.fields:
        for name in _field_columns(field):
            values[name.name] = [None] * people.size
    columns = [*REPORTER, *(col for field in rulebook.fields for col in _field_columns(field))]
    seen: dict[int, int] = {}
    for table, row in rows_of(grid, columns, desk):
        reporter = who(table, row, people, desk)
        if reporter is None:
            continue
        first = seen.setdefault(reporter, row)
        if first != row:
            desk.wrong(
                table.place(row, "code"),
                (f"述职人重复，第 {first + 1} 行已有", f"is there twice, first in row {first + 1}"),
                ("请合并为一行", "Join the two rows"),
            )
        for field in rulebook.fields:
            _read_field(table, row, field, reporter, values, desk)
    kinds = {f.name: pa.int32() if f.kind == "label" else pa.int64() for f in rulebook.fields}
    arrays = {name: pa.array(cells, kinds.get(name, pa.int64())) for name, cells in values.items()}
    return pa.table(arrays) if arrays else pa.table({"": pa.nulls(people.size)}).select([])


def _field_columns(field: Field) -> list[Column]:
    if field.kind != "survey":
        return [Column(field.name, field.name, field.name)]
    zh, en = survey_headings(field.name, "zh"), survey_headings(field.name, "en")
    return [
        Column(field.name, zh[0], en[0], (field.name,)),
        Column(f"{field.name}#asked", zh[1], en[1], (f"{field.name}#asked",)),
    ]


def _read_field(
    table: Table, row: int, field: Field, reporter: int, values: dict[str, list[int | None]], desk: Desk
) -> None:
    name = field.name
    if field.kind == "number":
        value = number(table, row, name, desk, field.low, field.high)
        values[name][reporter] = value
        if value is not None and field.high == 100 and 0 < value < MICRO:
            _note_fraction(table, row, name, desk)
    elif field.kind == "label":
        label = choice(table, row, name, Names(field.labels), desk, ("取值", "label"))
        values[name][reporter] = None if label is None else field.labels.index(label)
    else:
        pair = [
            number(table, row, part, desk, Fraction(0), MOST_ASKED, whole=True)
            for part in (name, f"{name}#asked")
        ]
        favourable, asked = (None if part is None else part // MICRO for part in pair)
        _check_both(table, row, name, desk)
        values[name][reporter], values[f"{name}#asked"][reporter] = favourable, asked
        if favourable is not None and asked is not None and favourable > asked:
            desk.wrong(
                table.place(row, name),
                (f"满意数多于有效数 {asked}", f"more favourable answers than the {asked} valid ones"),
                ("请核对两列", "Check the two columns"),
                favourable,
            )


def _check_both(table: Table, row: int, name: str, desk: Desk) -> None:
    """Favourable and valid answers stand together; one alone would read as no survey at all."""
    empty = [part for part in (name, f"{name}#asked") if blank(table.cell(row, part))]
    if len(empty) == 1 and (row, table.columns[empty[0]]) not in table.grid.marks:
        desk.wrong(
            table.place(row, empty[0]),
            ("调查的两个数只填了一个", "only one of the survey's two numbers is given"),
            ("请补填；没有调查的，两格都留空", "Write both, or leave both blank where there was no survey"),
        )


def _note_fraction(table: Table, row: int, name: str, desk: Desk) -> None:
    """0.96 in a column up to 100 is taken as it stands, and said, as 96% may have been meant."""
    value, place = table.cell(row, name), table.place(row, name)
    if (row, table.columns[name]) not in table.grid.marks and not str(value).rstrip().endswith(("%", "％")):
        how = (
            "小于 1 的数按原数读取，没有当作百分数；要填 96% 请写 96% 或 96",
            "numbers below 1 were read as they stand, not as percentages; for 96% write 96% or 96",
        )
        desk.took(place, how, shown(value), shown(value))


TURNOUT = pa.schema(
    [
        ("form", pa.string()),
        ("group", pa.string()),
        ("issued", pa.int64()),
        ("returned", pa.int64()),
        ("invalid", pa.int64()),
    ]
)


def read_turnout(grid: Grid | None, tallies: dict[str, Tally], desk: Desk) -> pa.Table:
    """Ballots issued, returned and invalid by form and group; nobody may have more ballots than voters."""
    forms = Names(tallies)
    columns = [
        column("ballot_form", required=len(tallies) > 1),
        column("group"),
        column("issued", required=False),
        column("returned", required=False),
        column("invalid", required=False),
    ]
    lines: dict[tuple[str, str], tuple[int | None, ...]] = {}
    places: dict[tuple[str, str], Place] = {}
    for table, row in rows_of(grid, columns, desk):
        form = _form(table, row, forms, desk)
        if form is None:
            continue
        group = choice(table, row, "group", group_names(tallies[form].form), desk, ("票类", "voter group"))
        stated = tuple(_ballots(table, row, name, desk) for name in ("issued", "returned", "invalid"))
        if group is None:
            continue
        if (form, group) in lines:
            desk.wrong(
                table.place(row, "group"),
                ("重复登记", "is there twice"),
                ("请合并为一行", "Join the two rows"),
                group,
            )
        lines[form, group] = stated
        places[form, group] = table.place(row, "issued" if stated[1] is None else "returned")
        _check_order(table, row, stated, desk)
    _check_voters(tallies, lines, places, desk)
    ordered = [(*where, *stated) for where, stated in sorted(lines.items())]
    return pa.table(
        [pa.array([line[at] for line in ordered], TURNOUT.field(at).type) for at in range(5)], schema=TURNOUT
    )


def _form(table: Table, row: int, forms: Names, desk: Desk) -> str | None:
    if not table.has("ballot_form"):
        return forms.names[0]
    return choice(table, row, "ballot_form", forms, desk, ("票种", "ballot form"))


def _ballots(table: Table, row: int, name: str, desk: Desk) -> int | None:
    micros = number(table, row, name, desk, Fraction(0), MOST_ASKED, whole=True) if table.has(name) else None
    return None if micros is None else micros // MICRO


def _check_order(table: Table, row: int, stated: tuple[int | None, ...], desk: Desk) -> None:
    issued, returned, invalid = stated
    if issued is not None and returned is not None and returned > issued:
        desk.wrong(
            table.place(row, "returned"),
            (f"收回多于发出的 {issued} 张", f"more returned than the {issued} issued"),
            ("请核对发票登记", "Check the record of ballots"),
            returned,
        )
    if returned is not None and invalid is not None and invalid > returned:
        desk.wrong(
            table.place(row, "invalid"),
            (f"无效多于收回的 {returned} 张", f"more invalid than the {returned} returned"),
            ("请核对发票登记", "Check the record of ballots"),
            invalid,
        )


def _check_voters(
    tallies: dict[str, Tally],
    lines: dict[tuple[str, str], tuple[int | None, ...]],
    places: dict[tuple[str, str], Place],
    desk: Desk,
) -> None:
    """Valid ballots are at most returned less invalid, or what else is stated."""
    for (name, group), (issued, returned, invalid) in lines.items():
        tally = tallies[name]
        most = returned - (invalid or 0) if returned is not None else issued
        if most is None:
            continue
        ordinal = group_ordinals(tally.form)[group]
        over = {
            reporter: count
            for (reporter, at), count in tally.voters().items()
            if at == ordinal and count > most
        }
        title = tally.form.groups[ordinal].label or group
        if len(over) > 1:
            _too_few_recorded(tally, places[name, group], title, most, over, desk)
        for reporter, count in over.items() if len(over) == 1 else ():
            kind = "counts" if (reporter, ordinal) in tally.from_counts else "ballots"
            desk.wrong(
                Place(tally.sheets.get(kind, places[name, group].sheet)),
                (
                    f"的“{title}”有 {count} 张有效票，多于登记的 {most} 张",
                    f"has {count} valid ballots of “{title}”, more than the {most} recorded",
                ),
                ("请核对测评票与发票登记", "Check the ballots and the record of ballots"),
                tally.people[reporter],
            )


def _too_few_recorded(
    tally: Tally, place: Place, title: str, most: int, over: dict[int, int], desk: Desk
) -> None:
    """Several reporters with more ballots than recorded: one fault, at the record."""
    codes = [tally.people[reporter] for reporter in sorted(over)]
    who, top = "、".join(codes[:8]) + ("…" if len(codes) > 8 else ""), max(over.values())
    zh = f"“{title}”登记的有效票是 {most} 张，而有 {len(codes)} 人的票多于此数，最多 {top} 张（{who}）"
    en = (
        f"{most} valid ballots of “{title}” are recorded, but {len(codes)} reporters have more, up to {top} "
        f"({who.replace('、', ', ')})"
    )
    desk.wrong(
        place,
        (zh, en),
        (
            "请核对发票登记；登记无误的，核对这些人的票",
            "Check the record of ballots, else the ballots of these reporters",
        ),
    )
