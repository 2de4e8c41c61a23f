"""Sentences of the result: why a reporter stands where he stands, in Chinese and English."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.disclosure import half_up
from shuzhi.scoring.workbook.book import decimal_text
from shuzhi.scoring.workbook.causes import cause
from shuzhi.scoring.workbook.view import ASSESSED, BLOCKED, EXCLUDED, View

MISSING_STATE = 1
MOST_STOPPED = 20  # of more only the number is told


def shown(view: View, value: Fraction | None, places: int | None = None) -> str:
    """A value as it is printed: with the rulebook's display places."""
    if value is None:
        return "—"
    places = view.rulebook.display if places is None else places
    return decimal_text(half_up(value, places), places)


def remarks(view: View, i: int, lang: str) -> list[str]:
    """Everything that explains a status or a grade beyond the composite, one sentence each."""
    at = 0 if lang == "zh" else 1
    if view.status(i) == EXCLUDED:
        name = view.exclusion(i)
        rule = next(rule for rule in view.rulebook.exclusions if rule.name == name)
        reason = f"：{rule.reason}" if rule.reason and rule.reason != name else ""
        return [(f"不参加考核（{name}{reason}）", f"Not assessed ({name}{reason.replace('：', ': ')})")[at]]
    if view.status(i) == BLOCKED:
        return [_blocked(view, i, reason)[at] for reason in view.blocked_by(i)]
    return [sentence[at] for sentence in (*_gates(view, i), *_vetoes(view, i), *_quotas(view, i))]


def _blocked(view: View, i: int, reason: str) -> tuple[str, str]:
    if reason == "base":
        return "暂停：没有一个可以计算的考核项", "Blocked: no component remains"
    if reason.startswith("gate/"):
        name = reason.removeprefix("gate/")
        return f"暂停：限制“{name}”缺少数据", f"Blocked: the gate “{name}” lacks its data"
    zh, en = cause(view, reason, i)
    if view.columns.given(f"state/{reason}", i) == MISSING_STATE:
        return f"暂停：“{reason}”缺项{zh}", f"Blocked: “{reason}” is missing{en}"
    return f"暂停：“{reason}”的票数不足{zh}", f"Blocked: too few marks for “{reason}”{en}"


def _gates(view: View, i: int) -> list[tuple[str, str]]:
    found = []
    for gate in view.rulebook.gates:
        if gate.name not in view.gates(i):
            continue
        zh = f"最高{gate.at_most}" if gate.at_most else f"最低{gate.at_least}"
        en = f"at most {gate.at_most}" if gate.at_most else f"at least {gate.at_least}"
        found.append((f"限制“{gate.name}”：{zh}", f"Gate “{gate.name}”: {en}"))
    return found


def _vetoes(view: View, i: int) -> list[tuple[str, str]]:
    return [
        (f"一票否决“{veto.name}”：最高{veto.at_most}", f"Veto “{veto.name}”: at most {veto.at_most}")
        for veto in view.rulebook.vetoes
        if veto.name in view.vetoes(i)
    ]


def _quotas(view: View, i: int) -> list[tuple[str, str]]:
    found = []
    for slot in view.slots(i):
        if slot.lowered:
            found.append(
                (
                    f"“{slot.quota}”名额 {slot.places} 个，排第 {slot.position}，降低等次",
                    f"“{slot.quota}”: {slot.places} places, position {slot.position}, lowered",
                )
            )
        if slot.tie:
            found.append(
                (f"“{slot.quota}”线上同分，待会议决定", f"“{slot.quota}”: tie at the line, to be decided")
            )
    return found


def stopped(view: View, lang: str) -> list[str]:
    """Who is blocked and why, a line for each of the first; the rest is in the result."""
    found = [i for i in range(len(view)) if view.status(i) == BLOCKED]
    lines = []
    for i in found[:MOST_STOPPED]:
        names = (view.people[i][name] for name in ("code", "unit", "person"))
        lines.append(
            f"  {' '.join(name for name in names if name)}  {('；', '; ')[lang == 'en'].join(remarks(view, i, lang))}"
        )
    left = len(found) - len(lines)
    if left:
        lines.append(
            ("  另有 {} 人，见结果的“说明”列", "  {} more: see the column of remarks")[lang == "en"].format(
                left
            )
        )
    return lines


def summary(view: View, lang: str) -> str:
    """The result in one sentence."""
    total = len(view)
    number = {
        status: sum(view.status(i) == status for i in range(total))
        for status in (ASSESSED, EXCLUDED, BLOCKED)
    }
    counts = [(name, sum(view.grade(i) == name for i in range(total))) for name in view.grades]
    if lang == "zh":
        grades = "，".join(f"{name} {count} 人" for name, count in counts if count)
        return (
            f"共 {total} 人：参加 {number[ASSESSED]} 人，不参加考核 {number[EXCLUDED]} 人，暂停 {number[BLOCKED]} 人。"
            f"建议等次：{grades or '无'}。"
        )
    grades = ", ".join(f"{name} {count}" for name, count in counts if count)
    return (
        f"{total} reporters: {number[ASSESSED]} assessed, {number[EXCLUDED]} excluded, {number[BLOCKED]} blocked. "
        f"Proposed grades: {grades or 'none'}."
    )
