"""Which tables a rulebook needs, what they are called, and which columns they have, in Chinese and English.

One list for the empty workbook that is handed out and for the filled one that comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shuzhi.scoring.rulebook.model import BallotSource, ChecklistSource, Component, Form, Item, Rulebook

FORBIDDEN = re.compile(r"[\[\]:*?/\\：？／＼＊［］']")
SHEET_NAME_MOST = 31

KINDS = {
    "reporters": ("述职人", "reporters"),
    "ballots": ("测评票", "ballots"),
    "counts": ("计票", "counts"),
    "turnout": ("发票登记", "turnout"),
    "fields": ("成绩与结果", "fields"),
    "checklist": ("检查清单", "checklist"),
    "adjustments": ("加减分", "adjustments"),
    "vetoes": ("一票否决", "vetoes"),
}
HEADINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "code": ("代码", "code", ("编码", "单位代码", "组织代码", "述职人代码", "编号")),
    "unit": (
        "单位",
        "unit",
        ("单位名称", "党组织", "党组织名称", "组织名称", "organisation", "organization"),
    ),
    "person": ("姓名", "person", ("述职人", "书记", "书记姓名", "述职人姓名", "name", "reporter")),
    "organiser": ("组织方", "organiser", ("组织开展的党委", "组织单位", "organizer")),
    "category": ("类别", "category", ("单位类别", "述职人类别")),
    "form": ("方式", "form", ("述职方式", "述职形式")),
    "excluded": ("不参加考核", "excluded", ("不参加考核原因", "不考核")),
    "group": ("票类", "group", ("票别", "投票人类别", "测评主体")),
    "rater": ("评价人", "rater", ("评价人代码", "打分人")),
    "row": ("测评内容", "row", ("测评项目", "评价内容")),
    "mark": ("分值", "mark", ("打分",)),
    "count": ("票数", "count", ("得票",)),
    "ballot_form": ("票种", "form", ("测评票", "测评表")),
    "issued": ("发出", "issued", ("发出票数", "发票", "发出张数")),
    "returned": ("收回", "returned", ("收回票数", "收回张数", "回收")),
    "invalid": ("无效", "invalid", ("无效票", "无效票数", "废票")),
    "component": ("考核项", "component", ("考核项目", "项目")),
    "item": ("条目", "item", ("考核条目", "检查条目", "事项")),
    "tally": ("次数或评定", "value", ("次数", "评定", "次数或分值", "分值", "得分", "评定结果")),
    "proof": ("依据", "proof", ("证明", "依据文件", "佐证")),
    "adjustment": ("名目", "adjustment", ("加减分名目", "加减分项目")),
    "veto": ("否决事项", "veto", ("一票否决事项", "否决项")),
    "date": ("日期", "date", ("认定日期", "时间")),
    "authority": ("认定机关", "authority", ("认定单位",)),
}
SURVEY = (("（满意）", "（有效）"), (" (favourable)", " (asked)"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table of the catalogue; ``form`` names the ballot form it belongs to."""

    kind: str
    form: str = ""

    def title(self, lang: str) -> str:
        """The sheet's name, within what a workbook allows."""
        base = KINDS[self.kind][0 if lang == "zh" else 1]
        return sheet_name(f"{base}-{self.form}") if self.form else base

    def titles(self) -> tuple[str, ...]:
        """Every name under which the table is recognised."""
        names = list(KINDS[self.kind])
        if self.form:
            names = [f"{base}-{self.form}" for base in names]
        return tuple(dict.fromkeys([*names, *(sheet_name(name) for name in names)]))


def sheet_name(text: str) -> str:
    """A name that a workbook accepts for a sheet."""
    return FORBIDDEN.sub("·", text)[:SHEET_NAME_MOST]


def wanted_tables(rulebook: Rulebook) -> tuple[Wanted, ...]:
    """The tables that this rulebook can use, in the order of the workbook."""
    tables = [Wanted("reporters")]
    for form in rulebook.forms:
        tables += [Wanted("ballots", form.name), Wanted("counts", form.name)]
    if rulebook.forms:
        tables.append(Wanted("turnout"))
    if rulebook.fields:
        tables.append(Wanted("fields"))
    if checklists(rulebook):
        tables.append(Wanted("checklist"))
    if rulebook.adjustments:
        tables.append(Wanted("adjustments"))
    if rulebook.vetoes:
        tables.append(Wanted("vetoes"))
    return tuple(tables)


def components(rulebook: Rulebook) -> Iterator[Component]:
    """Every component of every formula, nodes before their parts."""
    waiting = [part for formula in reversed(rulebook.formulas) for part in reversed(formula.parts)]
    while waiting:
        component = waiting.pop()
        yield component
        waiting.extend(reversed(component.parts))


def checklists(rulebook: Rulebook) -> dict[str, tuple[Item, ...]]:
    """The items of every checklist component, by path; formulas with the same path are joined."""
    found: dict[str, dict[str, Item]] = {}
    for component in components(rulebook):
        if isinstance(component.source, ChecklistSource):
            items = found.setdefault(component.path, {})
            for item in component.source.items:
                items.setdefault(item.name, item)
    return {path: tuple(items.values()) for path, items in found.items()}


def own_checklists(rulebook: Rulebook, category: str) -> dict[str, tuple[Item, ...]]:
    """The items that count for a reporter of this category, by the paths of his own formula."""
    own = [formula for formula in rulebook.formulas if category in formula.categories]
    others = [formula for formula in rulebook.formulas if not formula.categories]
    found = checklists(replace(rulebook, formulas=tuple(own or others)))
    return {path: for_category(items, category) for path, items in found.items()}


def for_category(items: Iterable[Item], category: str) -> tuple[Item, ...]:
    """The items that concern a category."""
    return tuple(item for item in items if not item.categories or category in item.categories)


def forms_used(rulebook: Rulebook) -> set[str]:
    """The forms that some score is computed from, and that must therefore be counted."""
    return {
        component.source.form
        for component in components(rulebook)
        if isinstance(component.source, BallotSource)
    }


def option_names(form: Form) -> tuple[str, ...]:
    """The options of all rows of a form, each once, in written order."""
    return tuple(dict.fromkeys(option.name for row in form.rows for option in row.scale.options))


def survey_headings(field: str, lang: str) -> tuple[str, str]:
    """The two columns of a survey field."""
    favourable, asked = SURVEY[0 if lang == "zh" else 1]
    return field + favourable, field + asked
