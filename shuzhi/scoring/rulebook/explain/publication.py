"""What may be published, and what no rule decides."""

from __future__ import annotations

from shuzhi.scoring.rulebook.explain.voice import Voice, plural
from shuzhi.scoring.rulebook.model import Rulebook


def disclosure(book: Rulebook, say: Voice) -> list[str]:
    shown = book.disclosure
    lines = [say("公开每名述职人的等次。", "The grade of every reporter may be published.")]
    lines.append(
        say(
            f"无记名票满 {shown.unit_minimum} 张的，公开总分，保留 {shown.decimals} 位小数；"
            "只要有票类不足 10 张，就只公开整数。",
            f"The composite is shown from {shown.unit_minimum} secret ballots on, with "
            f"{plural(shown.decimals, 'decimal')}; in whole points only while any voter group has fewer than 10.",
        )
        if shown.publish_scores
        else say(
            "不公开总分。",
            "Composites are not published.",
        )
    )
    lines.append(
        say(
            f"各票类的得分，除本人外满 {shown.group_minimum} 张才公开；只有一个票类不公开时，次小的票类也不公开；"
            f"不足 {shown.unanimity_below} 张且意见完全一致的票类不公开。",
            f"A voter group's figure is shown from {shown.group_minimum} marks besides one's own on; when only one is "
            f"withheld, the next smallest is withheld too; so is a group below {shown.unanimity_below} whose marks are "
            "all the same.",
        )
        if shown.publish_groups
        else say(
            "不公开各票类的得分。",
            "Figures of voter groups are not published.",
        )
    )
    lines.append(
        say(
            "公布之前，先数出与公布内容相符的票可能有几种；会让人推算出个人意见的，减少小数、只公开整数、只公开等次，或者不公开。",
            "Before anything is published, the tables of ballots that would fit it are counted; what would give a "
            "ballot away is published with fewer decimals, in whole points, as a grade only, or not at all.",
        )
    )
    lines.append(
        say("公开名次。", "Ranks are published.")
        if shown.publish_ranks
        else say("不公开名次。", "Ranks are not published.")
    )
    return lines


def decision(say: Voice) -> list[str]:
    return [
        say(
            "以上结果只是建议等次；最后等次由党委研究确定，与建议不同的要写明理由。",
            "All this only proposes a grade: the committee decides it, and a difference needs a reason.",
        )
    ]
