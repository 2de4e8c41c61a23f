"""结果与等次建议 and 待定同分: the scores, the proposed grades, and the ties that only people may decide."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook.model import Component, Tie
from shuzhi.scoring.workbook.page import Head, Page, Value
from shuzhi.scoring.workbook.view import EXCLUDED, View
from shuzhi.scoring.workbook.words import remarks, summary

LAST_OF_ALL = 10**9
HEADINGS = {
    "organiser": ("组织方", "Organiser"),
    "code": ("代码", "Code"),
    "unit": ("单位", "Unit"),
    "person": ("姓名", "Person"),
    "category": ("类别", "Category"),
    "form": ("方式", "Form"),
    "status": ("状态", "Status"),
    "base": ("基础分", "Base"),
    "composite": ("综合得分", "Composite"),
    "band": ("按线等次", "By line"),
    "grade": ("建议等次", "Proposed grade"),
    "rank": ("名次", "Rank"),
    "remarks": ("说明", "Remarks"),
}


def heading(name: str, lang: str) -> str:
    """The heading of a column of the result."""
    return HEADINGS[name][0 if lang == "zh" else 1]


def in_order(view: View) -> list[int]:
    """Reporters by organiser, ranking scope and rank; those without a rank or composite behind."""
    within = [name for name in view.rulebook.ranking.within if name != "organiser"]

    def place(i: int) -> tuple[object, ...]:
        person = view.people[i]
        composite = view.step("composite", i)
        return (
            person["organiser"] or "",
            view.rulebook.categories.index(person["category"])
            if person["category"] in view.rulebook.categories
            else 0,
            tuple(str(person.get(name) or "") for name in within),
            view.status(i) and 1 + (view.status(i) == 1),
            view.columns.given("rank", i) or LAST_OF_ALL,
            -(composite if composite is not None else Fraction(-1)),
            person["code"] or "",
        )

    return sorted(range(len(view)), key=place)


def shown_components(view: View) -> list[Component]:
    """The components with a column of their own: the top level of every formula, each path once."""
    found: dict[str, Component] = {}
    for formula in view.rulebook.formulas:
        for part in formula.parts:
            found.setdefault(part.path, part)
    return list(found.values())


def identity(view: View) -> list[str]:
    """The reporters' columns worth showing: those that say something."""
    columns = ["organiser"] if len(view.organisers) > 1 else []
    columns += [
        name
        for name in ("code", "unit", "person", "category", "form")
        if name == "code" or _filled(view, name)
    ]
    return columns


def _filled(view: View, name: str) -> bool:
    return any(person.get(name) for person in view.people)


def result_page(page: Page) -> None:
    """Scores and proposed grades, one line for each reporter."""
    view, points = page.view, page.points()
    names = identity(view)
    heads = [Head(heading(name, page.lang), most=30) for name in names]
    heads.append(Head(heading("status", page.lang), align="center"))
    parts = shown_components(view)
    heads += [Head(part.path, points, most=14) for part in parts]
    heads.append(Head(heading("base", page.lang), points))
    adjustments = [block.name for block in view.rulebook.adjustments]
    signs = {block.name: "+" if block.bonus else "−" for block in view.rulebook.adjustments}
    heads += [Head(f"{name}（{signs[name]}）", points, most=14) for name in adjustments]
    heads.append(Head(heading("composite", page.lang), points, least=9))
    heads += [
        Head(heading(name, page.lang), align="center", grade=True, least=8) for name in ("band", "grade")
    ]
    ranked = view.rulebook.ranking.mode != "none"
    heads += [Head(heading("rank", page.lang), "0")] if ranked else []
    heads.append(Head(heading("remarks", page.lang), least=24, most=36))
    rows: list[list[Value]] = []
    for i in in_order(view):
        person = view.people[i]
        row: list[Value] = [str(person.get(name) or "") for name in names]
        row.append(view.status_text(i, page.lang))
        excluded = view.status(i) == EXCLUDED
        row += [None if excluded else view.step(f"v/{part.path}", i) for part in parts]
        row.append(view.step("base", i))
        row += [None if excluded else view.step(f"adj/{name}", i) for name in adjustments]
        row += [view.step("composite", i), view.grade(i, "band"), view.grade(i)]
        row += [view.columns.given("rank", i)] if ranked else []
        rows.append(
            [
                *row,
                "；".join(remarks(view, i, page.lang))
                if page.lang == "zh"
                else "; ".join(remarks(view, i, "en")),
            ]
        )
    page.title(view.rulebook.title, [summary(view, page.lang), _caution(page)])
    first, _ = page.table(heads, rows)
    page.sheet.freeze_panes(first, names.index("code") + 1 + ("person" in names) + ("unit" in names))
    page.sheet.repeat_rows(first - 1)


def _caution(page: Page) -> str:
    return page.say(
        "本表是按考核办法计算的建议；等次由党委（党组）研究决定，与建议不同的要写明理由。得分显示"
        f" {page.view.rulebook.display} 位小数，单元格中是完整的值。",
        "This is a proposal computed by the rulebook; the committee decides, and gives a reason where it differs. "
        "Cells hold the full value, whatever is displayed.",
    )


def ties_page(page: Page) -> None:
    """Everybody who ties at a quota's line, with the keys that could not part them."""
    view = page.view
    rows: list[list[Value]] = []
    keys = [_key_name(tie, page.lang) for tie in view.rulebook.ties]
    for quota in view.rulebook.quotas:
        tied = [
            (slot.cohort, slot.position or 0, i, slot)
            for i in range(len(view))
            for slot in view.slots(i)
            if slot.tie and slot.quota == quota.name
        ]
        for _, _, i, slot in sorted(tied, key=lambda line: line[:3]):
            person = view.people[i]
            rows.append(
                [
                    quota.name,
                    str(person["category"] or ""),
                    str(person["code"] or ""),
                    str(person["unit"] or ""),
                    str(person["person"] or ""),
                    view.step("composite", i),
                    *(_key_value(view, tie, i) for tie in view.rulebook.ties),
                    slot.size,
                    slot.places,
                    slot.position,
                    view.grade(i),
                    "",
                ]
            )
    page.title(page.say("待定同分", "Ties to decide"), [_tie_note(page, bool(rows))])
    texts = [
        page.say("比例", "Quota"),
        *(heading(name, page.lang) for name in ("category", "code", "unit", "person")),
    ]
    heads = [Head(text, most=30) for text in texts]
    heads.append(Head(heading("composite", page.lang), page.points(), least=9))
    heads += [Head(key, page.points(), most=18) for key in keys]
    heads += [
        Head(page.say(zh, en), "0")
        for zh, en in (("范围人数", "Cohort"), ("名额", "Places"), ("排位", "Position"))
    ]
    heads.append(Head(heading("grade", page.lang), align="center", grade=True))
    heads.append(Head(page.say("会议决定", "Decision"), least=18))
    page.table(heads, rows, filtered=False)


def _tie_note(page: Page, found: bool) -> str:  # noqa: FBT001 — one of two sentences
    if found:
        return page.say(
            "下列人员在名额线上得分和所有同分规则都相同。建议等次暂按代码先后给出，请会议决定。",
            "Equal at the line in score and in every key. The proposal follows the code; please decide.",
        )
    return page.say("没有需要由人决定的同分。", "There is no tie that people must decide.")


def _key_name(tie: Tie, lang: str) -> str:
    subject = tie.subject
    if subject.share is not None:
        options = "+".join(subject.share.options)
        return (
            f"{subject.share.form}·{options}占比"
            if lang == "zh"
            else f"{subject.share.form}: share of {options}"
        )
    return subject.component or subject.field


def _key_value(view: View, tie: Tie, i: int) -> Value:
    subject = tie.subject
    if subject.component:
        return view.step(f"v/{subject.component}", i)
    if subject.field:
        value = view.settlement.inputs.fields[subject.field][i].as_py() if subject.field else None
        return None if value is None else Fraction(value, 1_000_000)
    return None
