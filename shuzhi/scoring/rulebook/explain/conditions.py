"""Conditions and subjects in words."""

from __future__ import annotations

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.explain.voice import COLUMNS, Voice, nouns
from shuzhi.scoring.rulebook.model import Condition, Share, Subject

COMPARISONS = {
    "at_least": ("不低于", "is at least"),
    "above": ("高于", "is above"),
    "at_most": ("不高于", "is at most"),
    "below": ("低于", "is below"),
    "is": ("为", "is"),
    "is_not": ("不为", "is not"),
}


def condition(rule: Condition, say: Voice, *, inside: bool = False) -> str:
    """The condition as a clause."""
    if rule.subject is None:
        joint = {"all": say("，并且", " and "), "any": say("，或者", " or ")}[rule.op]
        text = joint.join(condition(part, say, inside=True) for part in rule.parts)
        return say(f"（{text}）", f"({text})") if inside else text
    how = say(*COMPARISONS[rule.op])
    if rule.labels:
        value = (
            say.names(rule.labels, "or") if say.lang == "en" else "或".join(f"“{one}”" for one in rule.labels)
        )
    else:
        value = numbers.write(rule.value) + _unit(rule.subject, say)
    return f"{subject(rule.subject, say)}{say('', ' ')}{how}{say('' if rule.labels else ' ', ' ')}{value}"


def _unit(of: Subject, say: Voice) -> str:
    if of.share:
        return "%"
    return say(" 分", "") if of.composite or of.component else ""


def subject(of: Subject, say: Voice) -> str:
    """What is looked at."""
    if of.composite:
        return say("总分", "the composite")
    if of.component:
        return say(f"“{of.component}”的得分（百分制）", f"the score of “{of.component}” (out of 100)")
    if of.field:
        return say(f"“{of.field}”", f"“{of.field}”")
    if of.attribute:
        return say(f"“{COLUMNS.get(of.attribute, of.attribute)}”", f"the {of.attribute}")
    return _share(of.share, say) if of.share else ""


def _share(share: Share, say: Voice) -> str:
    groups = say.names(share.groups) if share.groups else ""
    rows = say.names(share.rows) if share.rows else ""
    return say(
        f"“{share.form}”{f'票类{groups}' if groups else '全部票类'}"
        f"{f'测评内容{rows}' if rows else '全部测评内容'}中{say.names(share.options)}票的占比",
        f"the share of {say.names(share.options)} among the counted marks of “{share.form}” "
        f"({nouns(share.groups, 'group')}{groups}, {nouns(share.rows, 'row')}{rows})",
    )
