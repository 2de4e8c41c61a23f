"""What the rulebook is, who is assessed, and which figures are imported."""

from __future__ import annotations

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.explain.conditions import condition
from shuzhi.scoring.rulebook.explain.voice import Voice
from shuzhi.scoring.rulebook.model import Exclusion, Field, Rulebook


def general(book: Rulebook, say: Voice) -> list[str]:
    total = numbers.write(book.total)
    lines = [
        say(
            f"本办法名为“{book.title}”，版本 {book.version}。",
            f"This is “{book.title}”, version {book.version}.",
        )
    ]
    if book.source:
        lines.append(say(f"依据：{book.source}。", f"Source: {book.source}."))
    if book.sample:
        lines.append(
            say(
                "其中的数值是示例，使用前请换成本单位的规定。",
                "Its numbers are samples: replace them by your own before use.",
            )
        )
    lines.append(say(f"总分以 {total} 分为满分。", f"The full score is {total}."))
    lines.append(
        say(
            f"每一步计算保留 {book.precision} 位小数，{say.rounding(book.rounding)}；显示时保留 {book.display} 位，"
            "等次、比例和名次都按未经显示取整的分数确定。",
            f"Each step keeps {book.precision} decimals, {say.rounding(book.rounding)}; {book.display} are shown. "
            "Grades, quotas and ranks look at the values kept, never at those shown.",
        )
    )
    return lines + [say(f"说明：{note}", f"Note: {note}") for note in book.notes]


def reporters(book: Rulebook, say: Voice) -> list[str]:
    lines = []
    if book.categories:
        lines.append(
            say(
                f"述职人分为{say.names(book.categories)} {len(book.categories)} 类。",
                f"There are {len(book.categories)} categories of reporters: {say.names(book.categories)}.",
            )
        )
    if book.attributes:
        lines.append(
            say(
                f"每名述职人另登记{say.names(book.attributes)}。",
                f"For each reporter {say.names(book.attributes)} is recorded too.",
            )
        )
    return lines + [_exclusion(rule, say) for rule in book.exclusions]


def _exclusion(rule: Exclusion, say: Voice) -> str:
    reason = say(f"理由：{rule.reason}。", f" Reason: {rule.reason}.") if rule.reason else ""
    if rule.when is None:
        return say(
            f"在述职人表中列为“{rule.name}”的，不参加考核。{reason}",
            f"Whoever the table of reporters lists as “{rule.name}” is not assessed.{reason}",
        )
    when = condition(rule.when, say)
    return say(
        f"{say.holds(when)}，列为“{rule.name}”，不参加考核；缺数据时不适用。在述职人表中点名的同样处理。{reason}",
        f"When {when}, the reporter counts as “{rule.name}” and is not assessed; a missing value excludes nobody. "
        f"The table of reporters may list it too.{reason}",
    )


def fields(book: Rulebook, say: Voice) -> list[str]:
    return [_field(field, say) for field in book.fields]


def _field(field: Field, say: Voice) -> str:
    if field.kind == "label":
        return say(
            f"“{field.name}”取{say.names(field.labels)}之一。",
            f"“{field.name}” is one of {say.names(field.labels, 'or')}.",
        )
    if field.kind == "survey":
        return say(
            f"“{field.name}”是调查，登记满意数和有效数。",
            f"“{field.name}” is a survey: favourable and valid answers are recorded.",
        )
    low, high = numbers.write(field.low), numbers.write(field.high)
    return say(
        f"“{field.name}”是 {low} 到 {high} 的数。", f"“{field.name}” is a number from {low} to {high}."
    )
