"""The trace from composite to grade: exclusions, lines, gates, vetoes, quotas, ties, rank."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from shuzhi.scoring.explain.sources import entered
from shuzhi.scoring.explain.step import Step, Subject, plain
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.model import GateStep, QuotaStep
from shuzhi.scoring.rulebook.explain.conditions import condition, subject
from shuzhi.scoring.rulebook.model import Condition, Quota


def exclusion_step(of: Subject) -> Step | None:
    """Why the reporter is not assessed, or nothing."""
    ordinal = of.raw("exclusion")
    if ordinal is None:
        return None
    rule = of.plan.rulebook.exclusions[ordinal]
    listed = int(of.block.excluded[of.row]) == ordinal
    how = (
        of.say("在述职人表中列明", "listed in the reporters table")
        if listed or rule.when is None
        else condition(rule.when, of.say)
    )
    return Step(of.say("不参加考核", "Not assessed"), how, rule.name, rule.reason, "exclusion")


def blocked_step(of: Subject) -> Step | None:
    """Every reason why there is no score yet, or nothing."""
    reasons = [reason for reason in of.plan.reasons if of.raw(f"blocked/{reason}")]
    if not reasons:
        return None
    named = {"base": of.say("公式没有可用的组成部分", "no part of the formula remains")}
    shown = [named.get(reason, reason.replace("gate/", of.say("限制 ", "gate "), 1)) for reason in reasons]
    title = of.say("暂停", "Blocked")
    return Step(
        title,
        of.say("；", "; ").join(shown),
        "—",
        of.say("补齐或作出决定后重新计算", "complete or decide, then settle again"),
        "blocked",
    )


def grade_steps(of: Subject) -> Iterator[Step]:
    """The band, then every rule that moved the grade or could have, then the quotas and the proposal."""
    say, grade = of.say, of.raw("band") or 0
    yield _band(of, grade)
    for step in [gate for gate in of.plan.gates if gate.at_least >= 0]:
        after = min(grade, step.at_least) if of.raw(f"gate/{step.name}") else grade
        yield from _gate(of, step, grade, after)
        grade = after
    for step in [gate for gate in of.plan.gates if gate.at_most >= 0]:
        after = max(grade, step.at_most) if of.raw(f"gate/{step.name}") else grade
        yield from _gate(of, step, grade, after)
        grade = after
    for veto in of.plan.vetoes:
        if of.raw(f"veto/{veto.name}"):
            after = max(grade, veto.at_most)
            rule = say(f"最高“{of.grade(veto.at_most)}”", f"at most “{of.grade(veto.at_most)}”")
            title = say(f"一票否决：{veto.name}", f"Veto: {veto.name}")
            yield Step(title, _move(of, grade, after), of.grade(after), rule, f"veto/{veto.name}")
            grade = after
    for quota, places in zip(of.plan.rulebook.quotas, of.plan.quotas, strict=True):
        yield _quota(of, quota, places, grade)
        if of.raw(f"quota/{places.name}/lowered"):
            grade = places.line + 1
    yield Step(
        say("建议等次", "Proposed grade"),
        "",
        of.grade(of.raw("grade")),
        say("由委员会研究决定", "the committee decides"),
        "grade",
    )


def _band(of: Subject, band: int) -> Step:
    grades, score = of.plan.rulebook.grades, of.text("composite")
    title = of.say("按分数线", "By the lines")
    line = grades[band].at_least
    if not of.plan.lines:
        return Step(
            title,
            of.say("没有分数线", "no lines"),
            of.grade(band),
            of.say("先按最好等次，再按比例", "the best grade first, then the quotas"),
            "band",
        )
    if band == len(grades) - 1 or line is None:
        below = plain(grades[band - 1].at_least or Fraction(0)) if band else ""
        return Step(
            title, f"{score} < {below}", of.grade(band), of.say("最低等次", "the lowest grade"), "band"
        )
    rule = of.say(f"“{grades[band].name}”从 {plain(line)} 分起", f"“{grades[band].name}” from {plain(line)}")
    return Step(title, f"{score} ≥ {plain(line)}", of.grade(band), rule, "band")


def _move(of: Subject, before: int, after: int) -> str:
    if before == after:
        return of.say("等次不变", "the grade stays")
    return f"{of.grade(before)} → {of.grade(after)}"


def _gate(of: Subject, step: GateStep, before: int, after: int) -> Iterator[Step]:
    if not of.concerns(step.categories):
        return
    say, held = of.say, of.raw(f"gate/{step.name}")
    clause = condition(step.condition, say)
    clause = say(f"除非{clause}", f"unless {clause}") if step.negated else clause
    seen = looked_at(of, step.condition)
    formula = clause + (say(f"；实际 {seen}", f"; here {seen}") if seen else "")
    bound = step.at_least if step.at_least >= 0 else step.at_most
    limit = say("最低" if step.at_least >= 0 else "最高", "at least" if step.at_least >= 0 else "at most")
    rule = say(f"{limit}“{of.grade(bound)}”：", f"{limit} “{of.grade(bound)}”: ")
    rule += say("适用", "applies") if held else say("不适用", "does not apply")
    if held:
        rule += say("，", ", ") + _move(of, before, after)
    yield Step(
        say(f"限制：{step.name}", f"Gate: {step.name}"), formula, of.grade(after), rule, f"gate/{step.name}"
    )


def looked_at(of: Subject, rule: Condition) -> str:
    """The reporter's own values of what the condition looks at."""
    if rule.subject is None:
        return of.say("，", ", ").join(text for part in rule.parts if (text := looked_at(of, part)))
    what = rule.subject
    if what.field:
        value = entered(of, what.field)
        known = next(field for field in of.plan.rulebook.fields if field.name == what.field)
        if value is None:
            return of.say("没有数据", "no entry")
        return known.labels[value] if known.kind == "label" else plain(Fraction(value, MICRO))
    if what.attribute:
        return of.label(what.attribute) or of.say("没有数据", "no entry")
    if what.share is not None:
        named = dict(of.plan.share_columns)
        return of.text(named[what.share])
    return of.text("composite" if what.composite else f"v/{what.component}")


def _quota(of: Subject, quota: Quota, step: QuotaStep, grade: int) -> Step:
    """The reporter's place in the cohort, and the places there are."""
    say, stem = of.say, f"quota/{step.name}"
    size, places = of.raw(f"{stem}/size") or 0, of.raw(f"{stem}/places") or 0
    position, tie = of.raw(f"{stem}/position"), of.raw(f"{stem}/tie")
    share = (
        f"{plain((quota.share or Fraction(0)) * 100)}%"
        if quota.share is not None
        else say(f"{quota.number} 人", f"{quota.number}")
    )
    bound = say("不超过" if quota.ceiling else "不少于", "at most" if quota.ceiling else "at least")
    names = say.names(quota.grades)
    rule = say(f"{names}{bound} {share}", f"{names} {bound} {share}")
    if quota.share is not None:
        rule += say(f"，{say.rounding(quota.rounding)}", f", {say.rounding(quota.rounding)}")
    line = of.grade(step.line) if step.line >= 0 else "—"
    formula = say(
        f"同组 {size} 人，“{line}”及以上 {places} 个名额",
        f"cohort of {size}, {places} places for “{line}” or better",
    )
    if position is None:
        value = of.grade(grade)
        formula += say("；本人不在候选之列", "; not a candidate")
    else:
        lowered = of.raw(f"{stem}/lowered")
        value = of.grade(step.line + 1) if lowered else of.grade(grade)
        formula += say(f"；排第 {position} 位", f"; place {position}")
        rule += (
            say("；超出名额，降一等", "; beyond the places: lowered")
            if lowered
            else say("；在名额之内", "; within the places")
        )
    if tie:
        rule += say("；与名额线上的人同分，请研究决定", "; tied at the line: to be decided")
    return Step(say(f"比例：{step.name}", f"Quota: {step.name}"), formula, value, rule, stem)


def rank_step(of: Subject) -> Step | None:
    """The rank, when there is one."""
    rank, among = of.raw("rank"), of.raw("rank_of")
    if rank is None:
        return None
    ranking, say = of.plan.rulebook.ranking, of.say
    modes = {
        "shared": ("同分并列", "equal reporters share a rank"),
        "dense": ("同分并列，名次连续", "equal reporters share a rank, ranks run on"),
        "single": ("不并列，同分按代码", "no shared ranks; the code decides"),
    }
    keys = tuple(name for name in ranking.within if name != "organiser")
    scope = say(
        f"同一组织方{'、' + say.keys(keys) if keys else ''}内",
        f"within the organiser{' and ' + say.keys(keys) if keys else ''}",
    )
    orders = [subject(tie.subject, say) for tie in of.plan.rulebook.ties]
    order = say("；同分依次看：", "; equal scores by: ") + say("、", ", ").join(orders) if orders else ""
    return Step(say("排名", "Rank"), scope, f"{rank} / {among}", say(*modes[ranking.mode]) + order, "rank")
