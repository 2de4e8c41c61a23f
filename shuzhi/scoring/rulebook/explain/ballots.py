"""Ballot forms in sentences."""

from __future__ import annotations

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.explain.voice import Voice, plural
from shuzhi.scoring.rulebook.model import Form, Group, Row, Rulebook, Small


def forms(book: Rulebook, say: Voice) -> list[str]:
    return [line for form in book.forms for line in _form(form, say)]


def _form(form: Form, say: Voice) -> list[str]:
    how = say("无记名", "secret") if form.secret else say("记名", "signed")
    lines = [
        say(
            f"“{form.name}”为{how}测评，测评内容 {len(form.rows)} 项，票类 {len(form.groups)} 个。",
            f"“{form.name}” is a {how} ballot with {plural(len(form.rows), 'row')} and "
            f"{plural(len(form.groups), 'voter group')}.",
        )
    ]
    lines += [_row(row, say) for row in form.rows]
    return lines + [_group(group, say) for group in form.groups]


def _row(row: Row, say: Voice) -> str:
    weight = numbers.write(row.weight)
    return say(
        f"测评内容“{row.name}”权重 {weight}：{say.points(row.scale)}。",
        f"Row “{row.name}”, weight {weight}: {say.points(row.scale)}.",
    )


def _group(group: Group, say: Voice) -> str:
    label = (
        f"“{group.name}”"
        if group.label == group.name
        else say(f"“{group.name}”（{group.label}）", f"“{group.name}” ({group.label})")
    )
    weight = numbers.write(group.weight)
    head = say(f"票类{label}权重 {weight}", f"Voter group {label}, weight {weight}")
    if not group.weight:
        return head + say("：只计票，不计入得分。", ": counted, but no part of the score.")
    return head + say("；", "; ") + _policy(group, say)


def _policy(group: Group, say: Voice) -> str:
    few = say("没有有效票时", "without any counted mark")
    if group.minimum > 1:
        few = say(
            f"有效票少于 {group.minimum} 张时", f"with fewer than {plural(group.minimum, 'counted mark')}"
        )
    then = {
        Small.BLOCK: ("暂停计分，待核实后决定", "scoring stops until somebody decides"),
        Small.VOID: ("该项测评作废，按缺项处理", "the ballot component counts as missing"),
        Small.RESPREAD: (
            "其权重由其他票类按比例分摊",
            "its weight is spread over the other groups in proportion",
        ),
        Small.MERGE: (
            f"其票和权重一并并入“{group.merge_into}”",
            f"its marks and its weight join “{group.merge_into}”",
        ),
    }[group.when_small]
    return say(f"{few}，{then[0]}。", f"{few}, {then[1]}.")
