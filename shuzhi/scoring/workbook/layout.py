"""What stands on each sheet of the empty workbook: columns, notes, rules, the example, lines filled in before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from shuzhi.scoring.rulebook.model import Form, Item, Rulebook, Scale
from shuzhi.scoring.tables.catalogue import (
    HEADINGS,
    Wanted,
    checklists,
    option_names,
    survey_headings,
    wanted_tables,
)
from shuzhi.scoring.tables.cells import plain
from shuzhi.scoring.tables.faults import Words

EXAMPLE: Words = ("示例", "Example")
FORMS: Words = ("现场", "书面")
Reporter = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a column accepts: one of ``choices``, a reporter's code, a number within bounds, or a date."""

    choices: tuple[str, ...] = ()
    codes: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False
    date: bool = False
    strict: bool = True  # False: another entry is allowed after a warning


@dataclass(frozen=True, slots=True)
class Spot:
    """A column of an empty sheet."""

    heading: str
    note: str = ""
    example: str | float = ""
    rule: Rule | None = None
    least: int = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """An empty sheet."""

    table: Wanted
    title: str
    guide: str
    columns: tuple[Spot, ...]
    lines: tuple[tuple[str, ...], ...] = field(default=())


def layouts(rulebook: Rulebook, reporters: Sequence[Reporter], lang: str) -> list[Layout]:
    """The sheets this rulebook needs, in order."""
    maker = _Maker(rulebook, tuple(reporters), 0 if lang == "zh" else 1)
    return [maker.layout(table) for table in wanted_tables(rulebook) if maker.useful(table)]


@dataclass(frozen=True, slots=True)
class _Maker:
    rulebook: Rulebook
    reporters: tuple[Reporter, ...]
    at: int

    def useful(self, table: Wanted) -> bool:
        """A named form has no count sheet: its raters are on the ballots."""
        forms = {form.name: form for form in self.rulebook.forms}
        return table.kind != "counts" or forms[table.form].secret

    def say(self, zh: str, en: str) -> str:
        return (zh, en)[self.at]

    def spot(
        self, name: str, note: Words, example: str | float = "", rule: Rule | None = None, least: int = 10
    ) -> Spot:
        return Spot(HEADINGS[name][:2][self.at], note[self.at], example, rule, least)

    def layout(self, table: Wanted) -> Layout:
        makers = {
            "reporters": self.people,
            "turnout": self.turnout,
            "fields": self.fields,
            "checklist": self.checklist,
            "adjustments": self.adjustments,
            "vetoes": self.vetoes,
        }
        lang = ("zh", "en")[self.at]
        if table.kind in ("ballots", "counts"):
            form = next(form for form in self.rulebook.forms if form.name == table.form)
            guide, columns, lines = self.ballots(form) if table.kind == "ballots" else self.counts(form)
        else:
            guide, columns, lines = makers[table.kind]()
        head = self.say("填写：", "How to fill in: ")
        return Layout(table, table.title(lang), head + guide, tuple(columns), tuple(lines))

    def code(self) -> Spot:
        note = ("与《述职人》表的代码一致", "As on the sheet of reporters")
        return self.spot("code", note, EXAMPLE[self.at], Rule(codes=True, strict=False), 14)

    def people(self) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        book = self.rulebook
        names = ["code", "unit", "person", "organiser", "category", "form", "excluded"]
        kinds = {
            "code": (
                (
                    "每名述职人一个，不得重复；排序和同分时最后按代码先后",
                    "One for each reporter, never twice; the last key of order",
                ),
                EXAMPLE[self.at],
                None,
                14,
            ),
            "unit": (("单位全称", "Full name"), self.say("某某镇党委", "Some township committee"), None, 28),
            "person": (("述职人姓名", "Who reports"), self.say("张某某", "A. Person"), None, 12),
            "organiser": (
                (
                    "组织开展述职评议考核的党委；只有一个时可不填",
                    "Who runs the review; may stay blank when there is only one",
                ),
                "",
                None,
                20,
            ),
            "category": (
                ("按办法的类别", "A category of the rulebook"),
                next(iter(book.categories), ""),
                Rule(choices=book.categories) if book.categories else None,
                14,
            ),
            "form": (
                ("现场或书面", "On site or in writing"),
                FORMS[0],
                Rule(choices=FORMS, strict=False),
                10,
            ),
            "excluded": (
                ("参加考核的不填", "Blank for everybody who is assessed"),
                "",
                Rule(choices=tuple(e.name for e in book.exclusions)),
                18,
            ),
        }
        if not book.categories:
            names.remove("category")
        if not book.exclusions:
            names.remove("excluded")
        columns = [self.spot(name, *kinds[name]) for name in names]
        columns += [
            Spot(name, self.say("办法的附加属性", "An attribute of the rulebook"), "", None, 12)
            for name in book.attributes
        ]
        names += book.attributes
        guide = self.say(
            "一人一行。代码供其他各表引用。", "One line for each reporter; other sheets refer to the code."
        )
        lines = [tuple(str(person.get(name) or "") for name in names) for person in self.reporters]
        return guide, columns, lines

    def groups(self, form: Form) -> Spot:
        names = tuple(group.name for group in form.groups)
        labels = "；".join(
            f"{group.name}＝{group.label}"
            for group in form.groups
            if group.label and group.label != group.name
        )
        return self.spot(
            "group", (labels or "投票人类别", labels or "Voter group"), names[0], Rule(choices=names)
        )

    def marks(self, scale: Scale, name: str) -> Spot:
        if scale.numeric:
            span = f"{plain(scale.low)}–{plain(scale.high)}"
            return Spot(
                name, self.say(f"{span} 分", f"A mark of {span}"), float(scale.high), _bounds(scale), 12
            )
        options = tuple(option.name for option in scale.options)
        return Spot(
            name,
            self.say("选一项；空白为弃填", "Choose one; blank is no mark"),
            options[0],
            Rule(choices=options),
            12,
        )

    def ballots(self, form: Form) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        columns = [self.code()]
        if len(form.groups) > 1:
            columns.append(self.groups(form))
        if not form.secret:
            note = ("评价人的代码或姓名；不评本人", "Code or name of the rater, who never rates himself")
            columns.append(self.spot("rater", note, self.say("评价人", "Rater"), None, 14))
        columns += [self.marks(row.scale, row.name) for row in form.rows]
        guide = self.say(
            "一张票上的一名述职人占一行。" + ("已在《计票》表填了的，这里不填。" if form.secret else ""),
            "One line for each ballot and reporter."
            + (" Leave blank what is on the count sheet." if form.secret else ""),
        )
        return guide, columns, []

    def counts(self, form: Form) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        whole = Rule(low=Fraction(0), high=Fraction(10_000_000), whole=True)
        columns = [self.code()]
        if len(form.groups) > 1:
            columns.append(self.groups(form))
        if len(form.rows) > 1:
            rows = tuple(row.name for row in form.rows)
            columns.append(
                self.spot("row", ("测评表上的一行", "A row of the form"), rows[0], Rule(choices=rows), 20)
            )
        note = self.say("得票数", "Number of votes")
        columns += [Spot(name, note, 1, whole, 9) for name in option_names(form)]
        if any(row.scale.numeric for row in form.rows):
            scale = next(row.scale for row in form.rows if row.scale.numeric)
            columns.append(
                self.spot(
                    "mark", ("一个分值一行", "One line for each mark"), float(scale.high), _bounds(scale)
                )
            )
            columns.append(self.spot("count", ("打这个分值的票数", "Votes with this mark"), 1, whole))
        guide = self.say(
            "现场计票的票数：每名述职人、每个票类、每项内容一行。已逐张录入《测评票》的，这里不填。",
            "Votes as counted: a line for each reporter, group and row. Leave blank what is entered by ballots.",
        )
        return guide, columns, self.count_lines(form)

    def count_lines(self, form: Form) -> list[tuple[str, ...]]:
        if any(row.scale.numeric for row in form.rows):
            return []
        lines = []
        for person in self.reporters:
            for group in form.groups:
                for row in form.rows:
                    line = [str(person["code"])]
                    line += [group.name] if len(form.groups) > 1 else []
                    line += [row.name] if len(form.rows) > 1 else []
                    lines.append(tuple(line))
        return lines

    def turnout(self) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        forms = tuple(form.name for form in self.rulebook.forms)
        groups = tuple(dict.fromkeys(group.name for form in self.rulebook.forms for group in form.groups))
        whole = Rule(low=Fraction(0), high=Fraction(10_000_000), whole=True)
        columns = [
            self.spot(
                "ballot_form",
                ("测评表的名称", "Name of the ballot form"),
                EXAMPLE[self.at],
                Rule(choices=forms),
                18,
            ),
            self.spot("group", ("投票人类别", "Voter group"), groups[0], Rule(choices=groups)),
            self.spot("issued", ("发出的张数", "Ballots handed out"), 50, whole),
            self.spot("returned", ("收回的张数", "Ballots taken in"), 49, whole),
            self.spot("invalid", ("整张作废的张数", "Ballots void as a whole"), 1, whole),
        ]
        lines: list[tuple[str, ...]] = [
            (form.name, group.name) for form in self.rulebook.forms for group in form.groups
        ]
        guide = self.say(
            "每种票、每个票类一行。有效票不得多于收回减无效。", "One line for each form and group."
        )
        return guide, columns, lines

    def fields(self) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        columns = [self.code()]
        for known in self.rulebook.fields:
            if known.kind == "number":
                note = self.say(
                    f"{plain(known.low)}–{plain(known.high)}；空白为缺",
                    f"{plain(known.low)} to {plain(known.high)}; blank is missing",
                )
                columns.append(
                    Spot(known.name, note, float(known.high), Rule(low=known.low, high=known.high), 12)
                )
            elif known.kind == "label":
                columns.append(
                    Spot(
                        known.name,
                        self.say("选一项；空白为缺", "Choose one; blank is missing"),
                        known.labels[0],
                        Rule(choices=known.labels),
                        12,
                    )
                )
            else:
                whole = Rule(low=Fraction(0), high=Fraction(1_000_000_000), whole=True)
                favourable, asked = survey_headings(known.name, ("zh", "en")[self.at])
                columns.append(
                    Spot(favourable, self.say("答满意的人数", "Favourable answers"), 95, whole, 14)
                )
                columns.append(Spot(asked, self.say("有效答卷数", "Valid answers"), 100, whole, 14))
        guide = self.say(
            "一人一行。没有的数据留空，不要填 0。",
            "One line for each reporter. Leave blank what is not known; do not write 0.",
        )
        return guide, columns, [(str(person["code"]),) for person in self.reporters]

    def checklist(self) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        known = checklists(self.rulebook)
        paths, items = tuple(known), [item for items in known.values() for item in items]
        columns = [
            self.code(),
            self.spot("component", ("考核项", "Component"), paths[0], Rule(choices=paths), 20),
            self.spot(
                "item", ("检查的条目", "What is checked"), items[0].name, Rule(choices=_names(items)), 28
            ),
            self.spot("tally", (_values(items, 0), _values(items, 1)), 1, None, 14),
            self.spot("proof", ("依据", "Proof"), "", None, 28),
        ]
        lines: list[tuple[str, ...]] = [
            (str(person["code"]), path, item.name)
            for person in self.reporters
            for path in paths
            for item in known[path]
            if not item.categories or person.get("category") in item.categories
        ]
        guide = self.say(
            "每个条目一行。检查过、没有发现问题的填 0；没有检查的留空。",
            "One line for each item. Write 0 when nothing was found; leave blank what was not checked.",
        )
        return guide, columns, lines

    def adjustments(self) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        blocks = self.rulebook.adjustments
        items = [item for block in blocks for item in block.items]
        names = tuple(block.name for block in blocks)
        columns = [
            self.code(),
            self.spot("adjustment", ("加减分名目", "Adjustment"), names[0], Rule(choices=names), 18),
            self.spot("item", ("条目", "Item"), items[0].name, Rule(choices=_names(items)), 28),
            self.spot("tally", (_values(items, 0), _values(items, 1)), 1, None, 14),
            self.spot("proof", ("文件名称和文号", "Document and number"), "", None, 32),
        ]
        return (
            self.say("有加减分的才填，每个条目一行。", "Only where there is one; a line for each item."),
            columns,
            [],
        )

    def vetoes(self) -> tuple[str, list[Spot], list[tuple[str, ...]]]:
        names = tuple(veto.name for veto in self.rulebook.vetoes)
        columns = [
            self.code(),
            self.spot("veto", ("否决事项", "Veto"), names[0], Rule(choices=names), 24),
            self.spot("proof", ("文件名称和文号", "Document and number"), "", None, 32),
            self.spot(
                "date", ("认定日期，如 2026-12-31", "Date, such as 2026-12-31"), "", Rule(date=True), 14
            ),
            self.spot("authority", ("作出认定的机关", "Who found it"), "", None, 20),
        ]
        return self.say("有一票否决事项的才填。", "Only where there is one."), columns, []


def _bounds(scale: Scale) -> Rule:
    return Rule(
        low=scale.low, high=scale.high, whole=scale.step.denominator == 1 and scale.low.denominator == 1
    )


def _names(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.name for item in items))


def _values(items: Sequence[Item], at: int) -> str:
    """What may be entered for each item, in one note."""
    lines = []
    for item in items:
        if item.scale is None:
            lines.append(f"{item.name}：{('次数', 'occurrences')[at]}")
        elif item.scale.numeric:
            lines.append(f"{item.name}：{plain(item.scale.low)}–{plain(item.scale.high)}")
        else:
            lines.append(f"{item.name}：{' / '.join(option.name for option in item.scale.options)}")
    return "\n".join(dict.fromkeys(lines))
