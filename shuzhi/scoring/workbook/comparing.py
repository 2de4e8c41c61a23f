"""对比: what another rulebook would change, for whom, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.rulebook.model import Formula
from shuzhi.scoring.workbook.page import Head, Page, Value
from shuzhi.scoring.workbook.view import ASSESSED, View
from shuzhi.scoring.workbook.words import remarks, shown


@dataclass(frozen=True, slots=True)
class Change:
    """One reporter under two rulebooks."""

    code: str
    unit: str
    person: str
    category: str
    before: Fraction | None
    after: Fraction | None
    grade_before: str
    grade_after: str
    why: tuple[str, ...]

    @property
    def regraded(self) -> bool:
        """True when the proposed grade, or whether there is one, changes."""
        return self.grade_before != self.grade_after


def compare(ours: View, other: View, lang: str) -> list[Change]:
    """Every reporter whose grade or composite changes, by organiser and code; those regraded first."""
    places = {(one["organiser"], one["code"]): i for i, one in enumerate(other.people)}
    changes = []
    for i, person in enumerate(ours.people):
        k = places[person["organiser"], person["code"]]
        before, after = (
            (ours.grade(i) or ours.status_text(i, lang)),
            (other.grade(k) or other.status_text(k, lang)),
        )
        scores = ours.step("composite", i), other.step("composite", k)
        if before != after or scores[0] != scores[1]:
            code, unit, name, kind = (
                str(person[key] or "") for key in ("code", "unit", "person", "category")
            )
            why = tuple(_reasons(ours, i, other, k, lang))
            changes.append(Change(code, unit, name, kind, *scores, before, after, why))
    return sorted(changes, key=lambda change: not change.regraded)


def _reasons(ours: View, i: int, other: View, k: int, lang: str) -> list[str]:
    """Components, weights, lines and remarks that differ."""
    zh = lang == "zh"
    found = _components(ours, i, other, k, zh=zh)
    both = ours.status(i) == ASSESSED == other.status(k)
    if both and ours.grade(i, "band") != other.grade(k, "band"):
        found += _lines(ours, other, zh=zh)
    before, after = remarks(ours, i, lang), remarks(other, k, lang)
    found += [("不再：" if zh else "No longer: ") + text for text in before if text not in after]
    found += [("改为：" if zh else "Now: ") + text for text in after if text not in before]
    return found


def _components(ours: View, i: int, other: View, k: int, *, zh: bool) -> list[str]:
    before, after = _parts(ours, i), _parts(other, k)
    found = []
    for path in dict.fromkeys([*before, *after]):
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        texts = [
            ("没有" if zh else "none")
            if part is None
            else (
                f"{shown(view, part[1])}×{shown(view, part[0], 0)}%"
                if part[1] is not None
                else ("缺" if zh else "missing")
            )
            for view, part in ((ours, old), (other, new))
        ]
        found.append(f"{path} {texts[0]} → {texts[1]}")
    return found


def _parts(view: View, i: int) -> dict[str, tuple[Fraction, Fraction | None]]:
    """Weight and value of the top components of the reporter's formula."""
    formula = _formula(view, i)
    return (
        {part.path: (part.weight, view.step(f"v/{part.path}", i)) for part in formula.parts}
        if formula
        else {}
    )


def _formula(view: View, i: int) -> Formula | None:
    category = view.people[i]["category"]
    named = [formula for formula in view.rulebook.formulas if category in formula.categories]
    others = [formula for formula in view.rulebook.formulas if not formula.categories]
    return next(iter(named or others), None)


def _lines(ours: View, other: View, *, zh: bool) -> list[str]:
    before = {grade.name: grade.at_least for grade in ours.rulebook.grades}
    after = {grade.name: grade.at_least for grade in other.rulebook.grades}
    found = []
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            texts = [shown(view, lines.get(name)) for view, lines in ((ours, before), (other, after))]
            found.append(
                f"“{name}”线 {texts[0]} → {texts[1]}" if zh else f"line of “{name}” {texts[0]} → {texts[1]}"
            )
    return found


def comparison_page(page: Page, other: View) -> None:
    """The sheet 对比."""
    changes = compare(page.view, other, page.lang)
    regraded = sum(change.regraded for change in changes)
    ours, theirs = page.view.rulebook, other.rulebook
    titles = f"{ours.title} {ours.version} → {theirs.title} {theirs.version}"
    page.title(
        page.say("对比", "Comparison"), [titles, comparison_sentence(page.lang, regraded, len(changes))]
    )
    texts = [("代码", "Code"), ("单位", "Unit"), ("姓名", "Person"), ("类别", "Category")]
    heads = [Head(page.say(*text), most=30) for text in texts]
    heads += [
        Head(page.say(*text), page.points())
        for text in (("原得分", "Score before"), ("新得分", "Score after"))
    ]
    heads += [
        Head(page.say(*text), align="center", grade=True, least=9)
        for text in (("原等次", "Grade before"), ("新等次", "Grade after"))
    ]
    heads.append(Head(page.say("等次变化", "Regraded"), align="center"))
    heads.append(Head(page.say("原因", "Why"), least=30, most=70))
    rows: list[list[Value]] = [
        [
            change.code,
            change.unit,
            change.person,
            change.category,
            change.before,
            change.after,
            change.grade_before,
            change.grade_after,
            page.say("是", "yes") if change.regraded else "",
            "\n".join(change.why),
        ]
        for change in changes
    ]
    first, _ = page.table(heads, rows)
    page.sheet.freeze_panes(first, 3)
    page.sheet.repeat_rows(first - 1)


def comparison_sentence(lang: str, regraded: int, changed: int) -> str:
    """How much changes, in one sentence."""
    if lang == "zh":
        return f"改用新办法，{regraded} 人的建议等次变化，{changed} 人的得分或等次变化。"
    return (
        f"Under the other rulebook {regraded} get another proposed grade; {changed} change in score or grade."
    )
