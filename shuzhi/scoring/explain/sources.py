"""The trace of the other sources, of nodes and of the composite."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from shuzhi.scoring.block import MISSING
from shuzhi.scoring.explain.step import Step, Subject, plain, ratio
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook.model import (
    Adjustment,
    ChecklistSource,
    Component,
    FieldSource,
    Formula,
    Item,
    Missing,
    RankSource,
)


def entered(of: Subject, field: str) -> int | None:
    """What was entered in a field, None for nothing."""
    value = int(of.block.fields[field][of.row])
    return None if value == MISSING else value


def leaf_step(of: Subject, part: Component, title: str) -> Step:
    """A component that is no ballot and no node."""
    match part.source:
        case ChecklistSource() as source:
            formula, rule = _checklist(of, part, source)
        case RankSource() as source:
            formula, rule = _rank(of, source)
        case _:
            formula, rule = _field(of, cast("FieldSource", part.source))
    key = f"v/{part.path}"
    missing = of.raw(f"state/{part.path}") != 0
    return Step(title, formula, "—" if missing else of.text(key), rule, key)


def _field(of: Subject, source: FieldSource) -> tuple[str, str]:
    value, say = entered(of, source.field), of.say
    nothing = say("没有数据", "no entry")
    if source.kind == "grade":
        known = next(field for field in of.plan.rulebook.fields if field.name == source.field)
        if value is None:
            return nothing, say("等次折分", "grade in points")
        label = known.labels[value]
        points = dict(source.points).get(label)
        best = max(worth for _, worth in source.points if worth is not None)
        text = say("不计", "not counted") if points is None else f"{plain(points)} ÷ {plain(best)} × 100"
        return f"{label}: {text}", say("等次折分", "grade in points")
    if source.kind == "survey":
        asked = entered(of, f"{source.field}#asked")
        least = say(
            f"有效样本不少于 {max(1, source.minimum)}", f"at least {max(1, source.minimum)} valid answers"
        )
        return (nothing if value is None or asked is None else f"{value} ÷ {asked} × 100"), least
    text = nothing if value is None else f"{plain(Fraction(value, MICRO))} ÷ {plain(source.full)} × 100"
    return text, say(f"数据项“{source.field}”", f"field “{source.field}”")


def _rank(of: Subject, source: RankSource) -> tuple[str, str]:
    value, say = entered(of, source.field), of.say
    if value is None:
        return say("没有数据", "no entry"), say("名次得分", "points by rank")
    shown = plain(Fraction(value, MICRO))
    if not source.computed:
        return say(f"第 {shown} 名", f"rank {shown}"), say("名次得分", "points by rank")
    within = say("组织方", "organiser") if not source.within else of.say.keys(("organiser", *source.within))
    better = say("高者在前", "high first") if source.high_first else say("低者在前", "low first")
    formula = f"{source.field} = {shown}"
    return formula, say(
        f"在同一{within}内按数值排名（{better}），按名次给分",
        f"ranked within {within} ({better}), points by rank",
    )


def _item_text(of: Subject, owner: str, item: Item, sign: str) -> str:
    """One entry: occurrences times points, or what was awarded, with its cap."""
    value = int(of.block.entries[owner, item.name][of.row])
    if value == MISSING or not of.concerns(item.categories):
        return ""
    if item.scale is not None and not item.scale.numeric:
        option = item.scale.options[value]
        text = of.say("不计", "not counted") if option.points is None else plain(option.points)
        return f"{sign} {item.name} {option.name} {text}"
    times = plain(Fraction(value, MICRO))
    text = times if item.points is None else f"{times}×{plain(item.points)}"
    cap = "" if item.cap is None else of.say(f"（最多 {plain(item.cap)}）", f" (at most {plain(item.cap)})")
    return f"{sign} {item.name} {text}{cap}"


def _checklist(of: Subject, part: Component, source: ChecklistSource) -> tuple[str, str]:
    mine = [item for item in source.items if of.concerns(item.categories)]
    awarding = any(item.scale is not None for item in mine)
    owner = f"component/{part.path}"
    texts = [_item_text(of, owner, item, "+" if item.scale is not None else "−") for item in mine]
    start = "0" if awarding else plain(source.full)
    shown = " ".join([start, *(text for text in texts if text)])
    full = plain(source.full)
    rule = of.say(
        f"清单满分 {full}，不低于 0、不高于满分", f"checklist of {full}, kept between 0 and the full mark"
    )
    return f"({shown}) ÷ {full} × 100", rule


def policy_step(of: Subject, part: Component, title: str, *, node: bool) -> Step | None:
    """What became of a component without a value."""
    state = of.raw(f"state/{part.path}")
    if state != 1:
        return None
    told = {
        Missing.BLOCK: ("缺项：暂停，等候处理", "missing: blocked until decided"),
        Missing.RESPREAD: ("缺项：权重重新分摊", "missing: its weight is spread over the other parts"),
        Missing.ZERO: ("缺项：计 0 分", "missing: counted as 0"),
        Missing.FULL: ("缺项：计满分", "missing: counted as the full mark"),
    }[part.when_missing]
    what = (
        of.say("所有组成部分都缺", "every part is missing")
        if node
        else of.say("没有可用的值", "no usable value")
    )
    return Step(title, what, of.text(f"v/{part.path}"), of.say(*told), f"policy/{part.path}")


def node_step(of: Subject, part: Component, title: str) -> Step:
    """The weighted mean of a node's parts that remain."""
    key = f"v/{part.path}"
    formula = weighted_text(of, part.parts)
    value = of.text(key) if of.raw(f"state/{part.path}") == 0 else "—"
    return Step(title, formula, value, of.say("按组成部分的权重加权", "weighted by part"), key)


def weighted_text(of: Subject, parts: tuple[Component, ...]) -> str:
    """Σ weight × value ÷ Σ weight over the parts with a value."""
    kept = [
        (part.weight, value)
        for part in parts
        if part.weight and (value := of.exact(f"v/{part.path}")) is not None
    ]
    if not kept:
        return of.say("没有可用的组成部分", "no part remains")
    total = sum((weight for weight, _ in kept), Fraction(0))
    return ratio(" + ".join(f"{plain(weight)}×{plain(value)}" for weight, value in kept), plain(total))


def base_step(of: Subject, formula: Formula) -> Step:
    """The weighted mean of the formula's parts, brought to the total."""
    total = of.plan.rulebook.total
    text = weighted_text(of, formula.parts) + ("" if total == 100 else f" × {plain(total)} ÷ 100")
    name = formula.name and of.say(f"计分公式“{formula.name}”", f"formula “{formula.name}”")
    return Step(
        of.say("基础分", "Base"), text, of.text("base"), name or of.say("计分公式", "the formula"), "base"
    )


def adjustment_steps(of: Subject) -> Iterator[Step]:
    """Every block of bonuses or deductions in which something was entered."""
    for adjustment in of.plan.rulebook.adjustments:
        if not of.concerns(adjustment.categories):
            continue
        sign = "+" if adjustment.bonus else "−"
        texts = [_item_text(of, f"adjustment/{adjustment.name}", item, sign) for item in adjustment.items]
        texts = [text for text in texts if text]
        if texts:
            shown = f"{sign}{of.text(f'adj/{adjustment.name}')}"
            yield Step(
                adjustment.name, " ".join(texts), shown, _bounds(of, adjustment), f"adj/{adjustment.name}"
            )


def _bounds(of: Subject, adjustment: Adjustment) -> str:
    say = of.say
    found = [say("加分", "bonus") if adjustment.bonus else say("扣分", "deduction")]
    if adjustment.highest_only:
        found.append(say("只取最高一项", "only the largest item"))
    if adjustment.cap is not None:
        found.append(say(f"合计最多 {plain(adjustment.cap)}", f"at most {plain(adjustment.cap)} together"))
    return say("，", ", ").join(found)


def composite_step(of: Subject) -> Step:
    """Base, bonuses and deductions, rounded once and kept within the limits."""
    book = of.plan.rulebook
    terms = [of.text("base")]
    for adjustment in book.adjustments:
        amount = of.exact(f"adj/{adjustment.name}")
        if amount:
            terms.append(f"{'+' if adjustment.bonus else '−'} {plain(amount)}")
    low, high = plain(book.floor), plain(book.ceiling)
    rule = of.say(
        f"不低于 {low}、不高于 {high}，保留 {book.precision} 位小数",
        f"kept between {low} and {high}, {book.precision} places",
    )
    return Step(of.say("总分", "Composite"), " ".join(terms), of.text("composite"), rule, "composite")
