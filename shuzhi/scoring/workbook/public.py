"""公开版: the publishable version after the disclosure rule, with the reason for everything withheld."""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.disclosure import Published
from shuzhi.scoring.rulebook.model import BallotSource, Component, Form, Group
from shuzhi.scoring.tables.catalogue import components
from shuzhi.scoring.workbook.book import decimal_text
from shuzhi.scoring.workbook.page import Head, Page, Value
from shuzhi.scoring.workbook.results import heading, identity, in_order
from shuzhi.scoring.workbook.view import View
from shuzhi.scoring.workbook.words import shown


def public_page(page: Page) -> None:
    """Grades, and beyond them only what passes."""
    view, policy = page.view, page.view.rulebook.disclosure
    names = [name for name in identity(view) if name != "form"]
    heads = [Head(heading(name, page.lang), most=30) for name in names]
    heads.append(Head(page.say("等次", "Grade"), align="center", grade=True, least=8))
    if policy.publish_scores:
        heads.append(Head(page.say("得分", "Score"), align="right", least=8))
    if policy.publish_ranks and view.rulebook.ranking.mode != "none":
        heads.append(Head(heading("rank", page.lang), "0"))
    figures = _group_columns(view) if policy.publish_groups else []
    heads += [_group_head(page, column) for column in figures]
    forms = [form for form in view.rulebook.forms if form.secret] if policy.publish_groups else []
    heads += [
        Head(page.say(f"{form.name}\n各选项票数", f"{form.name}\nvotes by option"), least=24, most=44)
        for form in forms
    ]
    heads.append(Head(page.say("没有公布的内容和理由", "Withheld, and why"), least=30, most=60))
    rows = [_row(page, names, figures, forms, i) for i in in_order(view)]
    page.title(page.say("公开版", "Publishable version"), [view.rulebook.title, _note(page)])
    first, _ = page.table(heads, rows)
    page.sheet.freeze_panes(first, len(names))
    page.sheet.repeat_rows(first - 1)


def published(view: View, i: int) -> Published:
    """What may be shown of one reporter."""
    return view.published[i]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of group figures: one group of a form with one row, or all groups of a form with several."""

    part: Component
    form: Form
    groups: tuple[Group, ...]

    @property
    def single(self) -> bool:
        """True for a column that holds one figure."""
        return len(self.form.rows) == 1


def _group_columns(view: View) -> list[Shown]:
    """The group figures of every ballot component that counts a secret form."""
    forms = {form.name: form for form in view.rulebook.forms}
    found: dict[str, list[Shown]] = {}
    for part in components(view.rulebook):
        if not isinstance(part.source, BallotSource) or not forms[part.source.form].secret:
            continue
        form = forms[part.source.form]
        parts = [(group,) for group in form.groups] if len(form.rows) == 1 else [form.groups]
        found.setdefault(part.path, [Shown(part, form, groups) for groups in parts])
    return [column for columns in found.values() for column in columns]


def _group_head(page: Page, column: Shown) -> Head:
    if column.single:
        group = column.groups[0]
        return Head(f"{column.part.name}\n{group.label or group.name}", align="right", most=14)
    return Head(f"{column.part.name}{page.say('：各票类得分', ': figures of the groups')}", least=40, most=58)


def _row(page: Page, names: list[str], figures: list[Shown], forms: list[Form], i: int) -> list[Value]:
    view, policy = page.view, page.view.rulebook.disclosure
    public = published(view, i)
    person = view.people[i]
    row: list[Value] = [str(person.get(name) or "") for name in names]
    row.append(_grade(page, public, i))
    if policy.publish_scores:
        row.append("—" if public.composite is None else decimal_text(public.composite, public.decimals))
    if policy.publish_ranks and view.rulebook.ranking.mode != "none":
        row.append(public.rank)
    row += [_figures(view, column, public.groups, i) for column in figures]
    row += [_votes(view, form, i) if form.name in public.counts else "—" for form in forms]
    withheld = [reason[0 if page.lang == "zh" else 1] for reason in public.withheld]
    return [*row, "\n".join(withheld)]


def _grade(page: Page, public: Published, i: int) -> str:
    """The grade, or why there is none; a grade that would give a ballot away is a dash."""
    return public.grade or ("—" if page.view.grade(i) else page.view.status_text(i, page.lang))


def _figures(view: View, column: Shown, passed: tuple[tuple[str, str], ...], i: int) -> str:
    """The figures that pass, one line for each group."""
    lines = []
    for group in column.groups:
        if (column.form.name, group.name) not in passed:
            continue
        values = [
            (row.name, view.step(f"g/{column.part.path}/{row.name}/{group.name}", i))
            for row in column.form.rows
        ]
        given = [(name, shown(view, value)) for name, value in values if value is not None]
        figures = "  ".join(value if column.single else f"{name} {value}" for name, value in given)
        if figures:
            lines.append(figures if column.single else f"{group.label or group.name}：{figures}")
    return "\n".join(lines) or "—"


def _votes(view: View, form: Form, i: int) -> str:
    lines = []
    for row, cells in zip(form.rows, view.marks(form, i), strict=True):
        if row.scale.numeric:
            continue
        totals = [sum(int(counts[at]) for counts in cells) for at in range(len(row.scale.options))]
        votes = " ".join(
            f"{option.name}{total}" for option, total in zip(row.scale.options, totals, strict=True)
        )
        lines.append(votes if len(form.rows) == 1 else f"{row.name}：{votes}")
    return "\n".join(lines) or "—"


def _note(page: Page) -> str:
    policy = page.view.rulebook.disclosure
    return page.say(
        f"票类不足 {policy.group_minimum} 票、单位有效票不足 {policy.unit_minimum} 张、"
        f"不足 {policy.unanimity_below} 票且意见一致的，不公布具体数据；只剩一个不公布的票类时，再隐去一个，以免推算。",
        f"Withheld: groups below {policy.group_minimum} marks, units below {policy.unit_minimum} ballots, unanimous "
        f"groups below {policy.unanimity_below}; where one group alone is withheld, so is the next smallest.",
    )


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What everybody may read of one reporter, as text: the same on the sheet, the screen and the paper."""

    grade: str
    score: str
    rank: int | None
    figures: tuple[tuple[str, str], ...]
    votes: tuple[tuple[str, str], ...]
    withheld: tuple[tuple[str, str], ...]


def public_line(view: View, i: int) -> PublicLine:
    """One reporter's line of the publishable version."""
    public = published(view, i)
    figures = [(_title(column), _figures(view, column, public.groups, i)) for column in _group_columns(view)]
    votes = [(form.name, _votes(view, form, i)) for form in view.rulebook.forms if form.name in public.counts]
    return PublicLine(
        public.grade,
        "" if public.composite is None else decimal_text(public.composite, public.decimals),
        public.rank,
        tuple((title, text) for title, text in figures if text != "—"),
        tuple((title, text) for title, text in votes if text != "—"),
        public.withheld,
    )


def _title(column: Shown) -> str:
    group = column.groups[0]
    return f"{column.part.name} · {group.label or group.name}" if column.single else column.part.name
