"""The plain limits, before any table is looked at: too few ballots, a group alone, a policy that says no.

A reason never tells how a group voted: that it was of one mind is itself an exposure, so it reads like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.disclosure.figures import Figures, GroupMarks, Words
from shuzhi.scoring.rulebook.model import Disclosure

SMALL_GROUP = 10  # below this a composite is shown in whole points
INFERRED = ("以免由公布的数据推算出个人意见", "so that no ballot can be inferred from what is shown")


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be published of one reporter; ``decimals`` is -1 when no composite is."""

    decimals: int
    groups: frozenset[tuple[str, str]]
    counts: frozenset[str]


def within_limits(figures: Figures, policy: Disclosure) -> tuple[Planned, list[Words]]:
    """What the plain limits leave of what the rulebook would publish, and why not the rest."""
    withheld: list[Words] = []
    filled = [group for group in figures.groups if group.most]
    decimals = _decimals(figures, filled, policy, withheld)
    groups = _groups(filled, policy, withheld)
    counts = _counts(filled, policy, withheld, composite_shown=decimals >= 0)
    return Planned(decimals, groups, counts), withheld


def forms_of(groups: list[GroupMarks]) -> dict[str, list[GroupMarks]]:
    """The groups by form."""
    found: dict[str, list[GroupMarks]] = {}
    for group in groups:
        found.setdefault(group.form, []).append(group)
    return found


def covered(groups: list[GroupMarks], hidden: set[str]) -> set[str]:
    """The hidden groups of a form, and the next smallest one where a single hidden one would be given away."""
    others = sorted((group for group in groups if group.group not in hidden), key=lambda group: group.most)
    return hidden | {others[0].group} if len(hidden) == 1 and others else hidden


def _ballots(groups: list[GroupMarks]) -> int:
    """The counted ballots of a form: those on its fullest row."""
    rows = zip(*([sum(row) for row in group.rows] for group in groups), strict=True)
    return max((sum(counts) for counts in rows), default=0)


def _decimals(figures: Figures, filled: list[GroupMarks], policy: Disclosure, withheld: list[Words]) -> int:
    if not policy.publish_scores:
        withheld.append(("得分：按公开规定不公布", "Score: not published under the rulebook"))
        return -1
    for form, groups in forms_of(filled).items():
        ballots = _ballots(groups)
        if ballots < policy.unit_minimum:
            withheld.append(
                (
                    f"得分：“{form}”有效票 {ballots} 张，不足 {policy.unit_minimum} 张",
                    f"Score: {ballots} counted ballots of “{form}”, fewer than {policy.unit_minimum}",
                )
            )
            return -1
    small = [group for group in filled if group.most < SMALL_GROUP]
    if small and policy.decimals:
        names = "、".join(f"{group.form}·{group.label}" for group in small)
        withheld.append(
            (
                f"得分的小数：{names}不足 {SMALL_GROUP} 票",
                f"Decimals of the score: fewer than {SMALL_GROUP} marks from {names.replace('、', ', ')}",
            )
        )
    if figures.bent and small:
        withheld.append((f"得分：{INFERRED[0]}", f"Score: {INFERRED[1]}"))
        return -1
    return 0 if small or figures.bent else policy.decimals


def _groups(
    filled: list[GroupMarks], policy: Disclosure, withheld: list[Words]
) -> frozenset[tuple[str, str]]:
    if not policy.publish_groups:
        if filled:
            withheld.append(
                ("各票类得分：按公开规定不公布", "Figures of voter groups: not published under the rulebook")
            )
        return frozenset()
    shown: set[tuple[str, str]] = set()
    for groups in forms_of(filled).values():
        # Whoever voted knows one ballot: the limit counts the others.
        small = {group.group for group in groups if group.least - 1 < policy.group_minimum}
        same = {group.group for group in groups if group.unanimous and group.least < policy.unanimity_below}
        hidden = covered(groups, small | same)
        for group in groups:
            if group.group not in hidden:
                shown.add((group.form, group.group))
                continue
            why = INFERRED
            if group.group in small:
                why = (
                    f"除本人外不足 {policy.group_minimum} 票",
                    f"fewer than {policy.group_minimum} marks besides one's own",
                )
            title = f"{group.form}·{group.label}"
            withheld.append((f"{title}：{why[0]}", f"{title}: {why[1]}"))
    return frozenset(shown)


def _counts(
    filled: list[GroupMarks], policy: Disclosure, withheld: list[Words], *, composite_shown: bool
) -> frozenset[str]:
    """Option counts of all groups together. Beside a score they would tell a small group's votes."""
    if not policy.publish_groups:
        return frozenset()
    shown = set()
    for form, groups in forms_of(filled).items():
        ballots, smallest = _ballots(groups), min(group.most for group in groups)
        rows = zip(*(group.rows for group in groups), strict=True)
        together = [tuple(map(sum, zip(*row, strict=True))) for row in rows]
        same = any(sum(row) and max(row) == sum(row) for row in together)
        if ballots < policy.unit_minimum:
            why = f"有效票不足 {policy.unit_minimum} 张", f"fewer than {policy.unit_minimum} counted ballots"
        elif smallest < SMALL_GROUP and composite_shown:
            why = (
                f"有票类不足 {SMALL_GROUP} 票，不与得分同时公布",
                f"a group has fewer than {SMALL_GROUP} marks",
            )
        elif same and ballots < policy.unanimity_below:
            why = INFERRED
        else:
            shown.add(form)
            continue
        withheld.append((f"{form}·各选项票数：{why[0]}", f"{form}, votes by option: {why[1]}"))
    return frozenset(shown)


def spread(value: Fraction, decimals: int) -> tuple[Fraction, Fraction]:
    """How far down and up a value may move and still be shown alike, the ends themselves left out."""
    step = Fraction(1, 10**decimals)
    places = value / step
    nearest = (2 * abs(places) + 1) // 2 * (1 if places >= 0 else -1)
    half = Fraction(1, 2)
    return (nearest - half - places) * step, (nearest + half - places) * step
