"""Grades, gates, vetoes, quotas, ties and ranks in sentences."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.explain.conditions import condition, subject
from shuzhi.scoring.rulebook.explain.voice import Voice, plural
from shuzhi.scoring.rulebook.model import Gate, Grade, Quota, Rulebook, Tie, Veto

WHEN_MISSING = {
    "block": ("缺数据时暂停计分", "when a value is missing, scoring stops"),
    "apply": ("缺数据时同样适用", "when a value is missing, it applies"),
    "ignore": ("缺数据时不适用", "when a value is missing, it does not apply"),
}
RANKS = {
    "shared": (
        "{同分}并列，后面的名次顺延（1、2、2、4）",
        "equals share a rank and the next ones are skipped (1 2 2 4)",
    ),
    "dense": (
        "{同分}并列，后面的名次连续（1、2、2、3）",
        "equals share a rank and none is skipped (1 2 2 3)",
    ),
    "single": (
        "不设并列，最后按代码排序（1、2、3、4）",
        "no rank is shared; the code decides last (1 2 3 4)",
    ),
}


def grades(book: Rulebook, say: Voice) -> list[str]:
    names = say.names(grade.name for grade in book.grades)
    lines = [say(f"等次从好到差为{names}。", f"The grades, best first, are {names}.")]
    if book.grades and book.grades[0].at_least is None:
        best = book.grades[0].name
        lines.append(
            say(
                f"不设分数线：人人先列为“{best}”，再按限制、一票否决和比例调整。",
                f"There are no lines: everybody begins at “{best}”, then gates, vetoes and quotas act.",
            )
        )
    else:
        lines += _bands(book.grades, say)
    for grade in book.grades:
        if grade.by_decision:
            lines.append(
                say(
                    f"“{grade.name}”只由党委评定，不由计算得出。",
                    f"“{grade.name}” is given by decision only.",
                )
            )
    return lines


def _bands(graded: tuple[Grade, ...], say: Voice) -> list[str]:
    lines, above = [], ""
    for grade in graded:
        line = numbers.write(grade.at_least or Fraction(0))
        if not above:
            lines.append(
                say(f"总分 {line} 分及以上为“{grade.name}”。", f"A composite from {line} is “{grade.name}”.")
            )
        else:
            lines.append(
                say(
                    f"总分 {line} 分及以上、不满 {above} 分为“{grade.name}”。",
                    f"A composite from {line} up to, but not including, {above} is “{grade.name}”.",
                )
            )
        above = line
    return lines


def gates(book: Rulebook, say: Voice) -> list[str]:
    lines = [_gate(gate, say) for gate in book.gates]
    if lines:
        lines.append(
            say(
                "先提高、后降低：同时适用时以降低为准。",
                "Raising comes first and lowering after it: where both apply, lowering wins.",
            )
        )
    return lines


def _gate(gate: Gate, say: Voice) -> str:
    clause = condition(gate.condition, say)
    grade = gate.at_most or gate.at_least
    missing = say(*WHEN_MISSING[gate.when_missing])
    head = f"“{gate.name}”{say.only_for(gate.categories)}"
    when = say(f"{say.holds(clause)}，", f"when {clause},")
    if gate.negated:
        when = say(f"除非{clause}，否则", f"unless {clause},")
    effect = (
        say(f"等次最高为“{grade}”", f"the grade is at most “{grade}”")
        if gate.at_most
        else say(f"等次最低为“{grade}”", f"the grade is at least “{grade}”")
    )
    return say(f"{head}：{when}{effect}；{missing}。", f"{head}: {when} {effect}; {missing}.")


def vetoes(book: Rulebook, say: Voice) -> list[str]:
    return [_veto(veto, say) for veto in book.vetoes]


def _veto(veto: Veto, say: Voice) -> str:
    proof = (
        say("，须附证明和日期", ", with proof and date")
        if veto.proof_required
        else say("，不要求证明", ", no proof needed")
    )
    by = say(f"，由{veto.authority}认定", f", established by {veto.authority}") if veto.authority else ""
    return say(
        f"有“{veto.name}”情形的，等次最高为“{veto.at_most}”{by}{proof}。",
        f"With “{veto.name}” the grade is at most “{veto.at_most}”{by}{proof}.",
    )


def quotas(book: Rulebook, say: Voice) -> list[str]:
    names = [grade.name for grade in book.grades]
    lines = [line for quota in book.quotas for line in _quota(quota, names, say)]
    if lines:
        lines.append(
            say(
                "在界线上完全同分的，列出名单，由党委决定。",
                "Whoever ties at the line is listed for the committee to decide.",
            )
        )
    return lines


def _quota(quota: Quota, grades: list[str], say: Voice) -> list[str]:
    named = say.names(quota.grades)
    if quota.share is None:
        amount = say(f"{quota.number} 人", f"{plural(quota.number, 'reporter')}")
    else:
        how = say.rounding(quota.rounding)
        amount = say(
            f"{numbers.percent(quota.share)}（人数{how}）", f"{numbers.percent(quota.share)} (heads {how})"
        )
    bound = say(*(("不超过", "at most") if quota.ceiling else ("不少于", "at least")))
    within = say.keys(quota.by)
    scope = say(
        f"同一组织方{f'、{within}相同的' if within else '的'}述职人中",
        f"among the reporters of one organiser{f' with equal {within}' if within else ''}",
    )
    vetoed = (
        say("人数包括被一票否决的", "vetoed reporters count among the heads")
        if quota.count_vetoed
        else say("人数不包括被一票否决的", "vetoed reporters do not count among the heads")
    )
    text = say(
        f"“{quota.name}”：{scope}，{named}合计{bound} {amount}，{_lowered(quota, grades, say)}；{vetoed}。",
        f"“{quota.name}”: {scope}, {named} hold {bound} {amount}; {_lowered(quota, grades, say)}; {vetoed}.",
    )
    return [text, *([_pool(quota, say)] if quota.pool else [])]


def _lowered(quota: Quota, grades: list[str], say: Voice) -> str:
    """Who is lowered, and to which grade."""
    count = len(quota.grades)
    if quota.ceiling:
        below = grades[count]
        return say(
            f"名额以外的按先后顺序降为“{below}”", f"beyond the places the order of merit lowers to “{below}”"
        )
    best = grades[-count]
    return say(
        f"不足的，由更好等次中排在后面的降为“{best}”补足",
        f"where they are fewer, the last of the better grades are lowered to “{best}”",
    )


def _pool(quota: Quota, say: Voice) -> str:
    steps = [
        say(f"按{say.keys(level)}合并", f"by {say.keys(level)}")
        if level
        else say("全部合在一起", "all together")
        for level in quota.pool
    ]
    return say(
        f"“{quota.name}”不足 {quota.minimum} 人的组不单独计算，只在这些组之间合并，够人数的组不变："
        f"{'；仍不足的，'.join(steps)}。",
        f"For “{quota.name}” groups of fewer than {quota.minimum} are not counted alone but pooled with one another, "
        f"larger groups stay as they are: {'; where still too few, '.join(steps)}.",
    )


def order(book: Rulebook, say: Voice) -> list[str]:
    first = (
        say("先看是否被一票否决，未被否决的在前；再看总分，", "those without a veto first, then ")
        if book.ranking.vetoed_last
        else ""
    )
    keys = [_tie(tie, say) for tie in book.ties]
    lines = [
        say(
            f"排先后时，{first}总分高的在前"
            + "".join(f"；仍相同的，{key}" for key in keys)
            + "；最后按单位代码。",
            f"The order of merit: {first}the higher composite"
            + "".join(f"; then {key}" for key in keys)
            + "; last of all the code.",
        )
    ]
    if book.ranking.mode == "none":
        return [*lines, say("不排名次。", "No ranks are given.")]
    within = say.keys(book.ranking.within)
    equal = "总分和上面各项都相同的" if book.ties else "同分"
    mode = say(*RANKS[book.ranking.mode]).replace("{同分}", equal)
    scope = say(
        f"同一组织方{f'、{within}相同的述职人' if within else ''}内排名次",
        f"Ranks are given within one organiser{f' and equal {within}' if within else ''}",
    )
    return [*lines, say(f"{scope}，{mode}。", f"{scope}: {mode}.")]


def _tie(tie: Tie, say: Voice) -> str:
    of = subject(tie.subject, say)
    return say(
        f"{of}{'高' if tie.high_first else '低'}的在前",
        f"the {'higher' if tie.high_first else 'lower'} value of {of}",
    )
