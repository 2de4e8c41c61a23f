"""What stands on each sheet of the empty workbook: reporters and ballots here, the rest in ``records``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from shuzhi.scoring.rulebook.model import Form, Rulebook, Scale
from shuzhi.scoring.tables.catalogue import Wanted, option_names, wanted_tables
from shuzhi.scoring.tables.cells import plain
from shuzhi.scoring.workbook import records
from shuzhi.scoring.workbook.spots import EXAMPLE, FORMS, Content, Layout, Lines, Maker, Reporter, Rule, Spot


def layouts(rulebook: Rulebook, reporters: Sequence[Reporter], lang: str) -> list[Layout]:
    """The sheets this rulebook needs, in order."""
    maker = Maker(rulebook, tuple(reporters), 0 if lang == "zh" else 1)
    return [_layout(maker, table) for table in wanted_tables(rulebook) if _useful(maker, table)]


def _useful(maker: Maker, table: Wanted) -> bool:
    """A named form has no count sheet: its raters are on the ballots."""
    forms = {form.name: form for form in maker.rulebook.forms}
    return table.kind != "counts" or forms[table.form].secret


def _layout(maker: Maker, table: Wanted) -> Layout:
    makers: dict[str, Callable[[Maker], Content]] = {
        "reporters": _people,
        "turnout": records.turnout,
        "fields": records.fields,
        "checklist": records.checklist,
        "adjustments": records.adjustments,
        "vetoes": records.vetoes,
    }
    lang = ("zh", "en")[maker.at]
    if table.kind in ("ballots", "counts"):
        form = next(form for form in maker.rulebook.forms if form.name == table.form)
        guide, columns, lines = _ballots(maker, form) if table.kind == "ballots" else _counts(maker, form)
    else:
        guide, columns, lines = makers[table.kind](maker)
    head = maker.say("填写：", "How to fill in: ")
    return Layout(table, table.title(lang), head + guide, tuple(columns), tuple(lines))


def _people(maker: Maker) -> Content:
    book = maker.rulebook
    columns = [*_identity(maker), *_placing(maker)]
    columns += [
        (name, Spot(name, maker.say("办法的附加属性", "An attribute of the rulebook"), "", None, 12))
        for name in book.attributes
    ]
    guide = maker.say(
        "一人一行。代码供其他各表引用。", "One line for each reporter; other sheets refer to the code."
    )
    lines = [tuple(str(person.get(name) or "") for name, _ in columns) for person in maker.reporters]
    return guide, [spot for _, spot in columns], lines


def _identity(maker: Maker) -> list[tuple[str, Spot]]:
    """Who the reporter is."""
    code = (
        "每名述职人一个，不得重复；排序和同分时最后按代码先后",
        "One for each reporter, never twice; the last key of order",
    )
    organiser = (
        "组织开展述职评议考核的党委；只有一个时可不填",
        "Who runs the review; may stay blank when there is only one",
    )
    unit, person = maker.say("某某镇党委", "Some township committee"), maker.say("张某某", "A. Person")
    return [
        ("code", maker.spot("code", code, EXAMPLE[maker.at], None, 14)),
        ("unit", maker.spot("unit", ("单位全称", "Full name"), unit, None, 28)),
        ("person", maker.spot("person", ("述职人姓名", "Who reports"), person, None, 12)),
        ("organiser", maker.spot("organiser", organiser, "", None, 20)),
    ]


def _placing(maker: Maker) -> list[tuple[str, Spot]]:
    """Where the rules put the reporter; columns that this rulebook has no use for are left out."""
    categories = maker.rulebook.categories
    exclusions = tuple(exclusion.name for exclusion in maker.rulebook.exclusions)
    found = []
    if categories:
        note = ("按办法的类别", "A category of the rulebook")
        found.append(("category", maker.spot("category", note, categories[0], Rule(choices=categories), 14)))
    note = ("现场或书面", "On site or in writing")
    found.append(("form", maker.spot("form", note, FORMS[0], Rule(choices=FORMS, strict=False), 10)))
    if exclusions:
        note = ("参加考核的不填", "Blank for everybody who is assessed")
        found.append(("excluded", maker.spot("excluded", note, "", Rule(choices=exclusions), 18)))
    return found


def _groups(maker: Maker, form: Form) -> Spot:
    names = tuple(group.name for group in form.groups)
    labels = "；".join(
        f"{group.name}＝{group.label}" for group in form.groups if group.label and group.label != group.name
    )
    return maker.spot(
        "group", (labels or "投票人类别", labels or "Voter group"), names[0], Rule(choices=names)
    )


def _marks(maker: Maker, scale: Scale, name: str) -> Spot:
    if scale.numeric:
        span = f"{plain(scale.low)}–{plain(scale.high)}"
        step = (
            ""
            if scale.step == 1
            else maker.say(f"，每级 {plain(scale.step)} 分", f" in steps of {plain(scale.step)}")
        )
        return Spot(
            name, maker.say(f"{span} 分", f"A mark of {span}") + step, float(scale.high), _bounds(scale), 12
        )
    options = tuple(option.name for option in scale.options)
    return Spot(
        name,
        maker.say("选一项；空白为弃填", "Choose one; blank is no mark"),
        options[0],
        Rule(choices=options),
        12,
    )


def _ballots(maker: Maker, form: Form) -> Content:
    columns = [maker.code()]
    if len(form.groups) > 1:
        columns.append(_groups(maker, form))
    if not form.secret:
        note = ("评价人的代码或姓名；不评本人", "Code or name of the rater, who never rates himself")
        columns.append(maker.spot("rater", note, maker.say("评价人", "Rater"), None, 14))
    columns += [_marks(maker, row.scale, row.name) for row in form.rows]
    guide = maker.say(
        "一张票上的一名述职人占一行。" + ("已在《计票》表填了的，这里不填。" if form.secret else ""),
        "One line for each ballot and reporter."
        + (" Leave blank what is on the count sheet." if form.secret else ""),
    )
    return guide, columns, []


def _counts(maker: Maker, form: Form) -> Content:
    whole = Rule(low=Fraction(0), high=Fraction(10_000_000), whole=True)
    columns = [maker.code()]
    if len(form.groups) > 1:
        columns.append(_groups(maker, form))
    if len(form.rows) > 1:
        rows = tuple(row.name for row in form.rows)
        columns.append(
            maker.spot("row", ("测评表上的一行", "A row of the form"), rows[0], Rule(choices=rows), 20)
        )
    note = maker.say("得票数", "Number of votes")
    columns += [Spot(name, note, 1, whole, 9) for name in option_names(form)]
    if any(row.scale.numeric for row in form.rows):
        scale = next(row.scale for row in form.rows if row.scale.numeric)
        columns.append(
            maker.spot("mark", ("一个分值一行", "One line for each mark"), float(scale.high), _bounds(scale))
        )
        columns.append(maker.spot("count", ("打这个分值的票数", "Votes with this mark"), 1, whole))
    guide = maker.say(
        "现场计票的票数：每名述职人、每个票类、每项内容一行。已逐张录入《测评票》的，这里不填。",
        "Votes as counted: a line for each reporter, group and row. Leave blank what is entered by ballots.",
    )
    return guide, columns, _count_lines(maker, form)


def _count_lines(maker: Maker, form: Form) -> Lines:
    if any(row.scale.numeric for row in form.rows):
        return []
    lines = []
    for person in maker.reporters:
        for group in form.groups:
            for row in form.rows:
                line = [str(person["code"])]
                line += [group.name] if len(form.groups) > 1 else []
                line += [row.name] if len(form.rows) > 1 else []
                lines.append(tuple(line))
    return lines


def _bounds(scale: Scale) -> Rule:
    return Rule(
        low=scale.low, high=scale.high, whole=scale.step.denominator == 1 and scale.low.denominator == 1
    )
