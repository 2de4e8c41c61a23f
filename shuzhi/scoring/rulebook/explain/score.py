"""Formulas, components and adjustments in sentences."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.explain.voice import Voice, nouns, plural
from shuzhi.scoring.rulebook.model import (
    Adjustment,
    BallotSource,
    ChecklistSource,
    Component,
    FieldSource,
    Formula,
    Measure,
    Missing,
    RankSource,
    Rulebook,
)

MISSING = {
    Missing.BLOCK: ("缺项时暂停计分", "when missing, scoring stops"),
    Missing.RESPREAD: (
        "缺项时其权重由同级其他项按比例分摊",
        "when missing, its weight is spread over its siblings in proportion",
    ),
    Missing.ZERO: ("缺项时计 0 分", "when missing, it counts 0"),
    Missing.FULL: ("缺项时计满分", "when missing, it counts in full"),
}


def formulas(book: Rulebook, say: Voice) -> list[str]:
    return [line for formula in book.formulas for line in _formula(formula, say)]


def _formula(formula: Formula, say: Voice) -> list[str]:
    lines = []
    if formula.name:
        named = formula.categories
        zh = f"“{formula.name}”用于{say.names(named) if named else '其他类别'}的述职人："
        en = f"“{formula.name}” is for {say.names(named) if named else 'all other categories'}:"
        lines.append(say(zh, en))
    lines.append(_sum(say("得分", "The score"), formula.parts, say))
    return lines + [line for part in formula.parts for line in _component(part, say)]


def _sum(head: str, parts: tuple[Component, ...], say: Voice) -> str:
    named = [f"“{part.name}” {numbers.write(part.weight)}" for part in parts]
    return say(
        f"{head}由 {len(parts)} 项按权重组成：{'、'.join(named)}。",
        f"{head} is the weighted mean of {plural(len(parts), 'part')}: {', '.join(named)}.",
    )


def _component(part: Component, say: Voice) -> list[str]:
    policy = say(*MISSING[part.when_missing])
    if not part.weight:
        policy += say("；权重为 0，不计入得分", "; weight 0, no part of the score")
    if part.parts:
        head = say(f"“{part.path}”（{policy}）", f"“{part.path}” ({policy})")
        return [_sum(head, part.parts, say), *(line for one in part.parts for line in _component(one, say))]
    said = _source(part, say)
    first = say(f"“{part.path}”：{said[0]}；{policy}。", f"“{part.path}”: {said[0]}; {policy}.")
    return [first, *said[1:]]


def _source(part: Component, say: Voice) -> list[str]:
    if isinstance(part.source, BallotSource):
        return [_ballot(part.source, say)]
    if isinstance(part.source, ChecklistSource):
        return _checklist(part, part.source, say)
    if isinstance(part.source, RankSource):
        return [_rank(part.source, say)]
    return [_field(part.source, say)] if part.source else [""]


def _ballot(source: BallotSource, say: Voice) -> str:
    rows = say.names(source.rows) if source.rows else ""
    how = {
        Measure.MEAN: ("平均分", "the mean"),
        Measure.MEDIAN: ("中位数", "the median"),
        Measure.RATE: (
            f"{say.names(source.rate_of)}的得票率",
            f"the rate of {say.names(source.rate_of)}",
        ),
    }[source.measure]
    text = say(
        f"取自“{source.form}”{f'的{rows}' if rows else '全部测评内容'}，各票类取{how[0]}后按票类权重平均，折成百分制",
        f"from “{source.form}”, {nouns(source.rows, 'row')}{rows}: {how[1]} of each voter group, averaged "
        "by the groups' weights, out of 100",
    )
    if source.drop_highest or source.drop_lowest:
        text += say(
            f"；每项内容中，有效票满 {source.drop_from} 张的票类先去掉 {source.drop_highest} 个最高分、"
            f"{source.drop_lowest} 个最低分",
            f"; on each row, groups with at least {source.drop_from} counted marks leave out the {source.drop_highest} "
            f"highest and the {source.drop_lowest} lowest",
        )
    return text


def _field(source: FieldSource, say: Voice) -> str:
    if source.kind == "number":
        return say(
            f"取数据项“{source.field}”{_worth(source.full, say)}",
            f"the field “{source.field}”{_worth(source.full, say)}",
        )
    if source.kind == "survey":
        text = say(f"取调查“{source.field}”的满意率", f"the rate of favourable answers in “{source.field}”")
        if source.minimum:
            text += say(
                f"，有效样本少于 {source.minimum} 份按缺项处理",
                f", missing with fewer than {source.minimum} valid answers",
            )
        return text
    options = say("、", ", ").join(_label(name, points, say) for name, points in source.points)
    return say(
        f"按数据项“{source.field}”的等次给分：{options}，以最高分折为 100 分",
        f"points for the label in “{source.field}”: {options}; the best is worth 100",
    )


def _worth(full: Fraction, say: Voice) -> str:
    """What is worth a hundred marks, where that is not 100 itself."""
    shown = numbers.write(full)
    return "" if shown == "100" else say(f"，{shown} 折为 100 分", f", where {shown} is worth 100")


def _label(name: str, points: Fraction | None, say: Voice) -> str:
    if points is None:
        return say(f"{name}按缺项处理", f"{name} counts as missing")
    return say.option(name, points)


def _checklist(part: Component, source: ChecklistSource, say: Voice) -> list[str]:
    full = numbers.write(source.full)
    awards = [item for item in source.items if item.scale]
    head = say(
        f"对照清单{'评定' if awards else '检查'}，{'从 0 分加起' if awards else f'从 {full} 分扣起'}，"
        f"不低于 0 分、不高于 {full} 分{_worth(source.full, say)}",
        f"by checklist, {'from 0 upwards' if awards else f'from {full} downwards'}, within 0 and {full}"
        f"{_worth(source.full, say)}",
    )
    if awards and all(item.categories for item in awards) and len(awards) < len(source.items):
        head += say("（没有评定条目的类别从满分扣起）", " (categories without awards begin at the full mark)")
    each = ("每次扣 ", "each occurrence takes")
    return [head, *(say(f"“{part.name}”条目{say.item(item, each)}。", f"Line of “{part.name}”: {say.item(item, each)}.")
                    for item in source.items)]  # fmt: skip


def _rank(source: RankSource, say: Voice) -> str:
    points = say("、", ", ").join(numbers.write(one) for one in source.points)
    rest = numbers.write(source.rest)
    tail = say(
        f"从第一名起依次得 {points} 分，其余名次得 {rest} 分",
        f"the ranks from the first get {points}, every later one {rest}",
    )
    if not source.computed:
        return say(f"按数据项“{source.field}”登记的名次，{tail}", f"by the rank in “{source.field}”, {tail}")
    within = say.keys(source.within)
    scope = say(
        f"同一组织方{f'、{within}相同的' if within else ''}",
        f"one organiser{f' and equal {within}' if within else ''}",
    )
    first = say(*(("高", "highest") if source.high_first else ("低", "lowest")))
    return say(
        f"在{scope}述职人中按“{source.field}”从{first}到{'低' if source.high_first else '高'}排名，"
        f"数值相同的名次并列，{tail}",
        f"ranked by “{source.field}” within {scope}, {first} first, equal values with equal ranks; {tail}",
    )


def composite(book: Rulebook, say: Voice) -> list[str]:
    lines = [line for block in book.adjustments for line in _adjustment(block, say)]
    floor, ceiling = numbers.write(book.floor), numbers.write(book.ceiling)
    bonus = say("，加上加分、减去扣分", ", plus bonuses, less deductions") if book.adjustments else ""
    lines.append(
        say(
            f"总分等于得分折成 {numbers.write(book.total)} 分制{bonus}，最低 {floor} 分，最高 {ceiling} 分。",
            f"The composite is the score out of {numbers.write(book.total)}{bonus}, "
            f"at least {floor}, at most {ceiling}.",
        )
    )
    return lines


def _adjustment(block: Adjustment, say: Voice) -> list[str]:
    kind = say(*(("加分", "a bonus") if block.bonus else ("扣分", "a deduction")))
    how = [
        say("只取最高一条", "only the largest line counts")
        if block.highest_only
        else say("各条累计", "the lines are added up")
    ]
    if block.cap is not None:
        cap = numbers.write(block.cap)
        how.append(say(f"合计最多 {cap} 分", f"at most {cap} in all"))
    if block.proof_required:
        how.append(say("须附证明", "proof is required"))
    head = f"“{block.name}”{say.only_for(block.categories)}"
    each = ("每次 ", "each occurrence")
    lines = [say(f"{head}为{kind}：{say.listed(how)}。", f"{head} is {kind}: {say.listed(how)}.")]
    return lines + [
        say(f"“{block.name}”条目{say.item(item, each)}。", f"Line of “{block.name}”: {say.item(item, each)}.")
        for item in block.items
    ]
