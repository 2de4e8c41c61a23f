"""What may leave the committee (docs/scoring.md, section 12): from figures to what is shown, and why not the rest.

Small groups are the danger: with three voters, a mean tells their votes. What is withheld is withheld with a reason,
and never so that subtraction gives it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.rulebook.model import Disclosure

SMALL_GROUP = 10  # below this a composite is shown in whole points
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GroupMarks:
    """The counted marks of one voter group of a secret form: for every row, how many of each option or number."""

    form: str
    group: str
    label: str
    rows: tuple[tuple[int, ...], ...]

    @property
    def most(self) -> int:
        """The counted marks of the fullest row."""
        return max((sum(row) for row in self.rows), default=0)

    @property
    def least(self) -> int:
        """The counted marks of the emptiest row that has any."""
        return min((sum(row) for row in self.rows if sum(row)), default=0)

    @property
    def unanimous(self) -> bool:
        """True when all marks on some row are the same."""
        return any(sum(row) and max(row) == sum(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the committee knows of one reporter."""

    grade: str
    composite: Fraction | None
    rank: int | None
    groups: tuple[GroupMarks, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody may know. ``groups`` and ``counts`` name the groups and forms whose figures may be shown."""

    grade: str
    composite: Fraction | None
    decimals: int
    rank: int | None
    groups: tuple[tuple[str, str], ...]
    counts: tuple[str, ...]
    withheld: tuple[Words, ...]


def disclose(figures: Figures, policy: Disclosure) -> Published:
    """The publishable version of one reporter's figures."""
    withheld: list[Words] = []
    if figures.composite is None:
        return _nothing(figures)
    filled = [group for group in figures.groups if group.most]
    composite, decimals = _composite(figures.composite, filled, policy, withheld)
    groups = _groups(filled, policy, withheld)
    counts = _counts(filled, policy, withheld, composite_shown=composite is not None)
    rank = figures.rank if policy.publish_ranks else None
    if figures.rank is not None and rank is None:
        withheld.append(("名次：按公开规定不公布", "Rank: not published under the rulebook"))
    return Published(figures.grade, composite, decimals, rank, groups, counts, tuple(withheld))


def _nothing(figures: Figures) -> Published:
    """Of a reporter who is not assessed, or whose score stands still, nothing but that is shown."""
    filled = any(group.most for group in figures.groups)
    why = (
        (("测评数据：没有评定等次，不公布", "Figures of the ballot: no grade was computed"),)
        if filled
        else ()
    )
    return Published(figures.grade, None, 0, None, (), (), why)


def half_up(value: Fraction, places: int) -> Fraction:
    """The value with so many decimals, ties away from zero: for show only."""
    scaled = abs(value) * 10**places * 2 + 1
    whole = scaled.numerator // (scaled.denominator * 2)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def _forms(groups: list[GroupMarks]) -> dict[str, list[GroupMarks]]:
    found: dict[str, list[GroupMarks]] = {}
    for group in groups:
        found.setdefault(group.form, []).append(group)
    return found


def _ballots(groups: list[GroupMarks]) -> int:
    """The counted ballots of a form: those on its fullest row."""
    return max((sum(counts) for counts in _row_totals(groups)), default=0)


def _row_totals(groups: list[GroupMarks]) -> list[tuple[int, ...]]:
    """For each row, the counted marks of every group."""
    return list(zip(*([sum(row) for row in group.rows] for group in groups), strict=True))


def _composite(
    composite: Fraction, filled: list[GroupMarks], policy: Disclosure, withheld: list[Words]
) -> tuple[Fraction | None, int]:
    if not policy.publish_scores:
        withheld.append(("得分：按公开规定不公布", "Score: not published under the rulebook"))
        return None, 0
    for form, groups in _forms(filled).items():
        ballots = _ballots(groups)
        if ballots < policy.unit_minimum:
            withheld.append(
                (
                    f"得分：“{form}”有效票 {ballots} 张，不足 {policy.unit_minimum} 张",
                    f"Score: {ballots} counted ballots of “{form}”, fewer than {policy.unit_minimum}",
                )
            )
            return None, 0
    small = [group for group in filled if group.most < SMALL_GROUP]
    decimals = 0 if small else policy.decimals
    if small and policy.decimals:
        names_zh = "、".join(f"{group.form}·{group.label}" for group in small)
        withheld.append(
            (
                f"得分的小数：{names_zh}不足 {SMALL_GROUP} 票",
                f"Decimals of the score: fewer than {SMALL_GROUP} marks from {names_zh.replace('、', ', ')}",
            )
        )
    return half_up(composite, decimals), decimals


def _groups(
    filled: list[GroupMarks], policy: Disclosure, withheld: list[Words]
) -> tuple[tuple[str, str], ...]:
    if not policy.publish_groups:
        if filled:
            withheld.append(
                ("各票类得分：按公开规定不公布", "Figures of voter groups: not published under the rulebook")
            )
        return ()
    shown: list[tuple[str, str]] = []
    for groups in _forms(filled).values():
        reasons = {group.group: _reason(group, policy) for group in groups}
        hidden = [group for group in groups if reasons[group.group]]
        others = sorted((group for group in groups if not reasons[group.group]), key=lambda group: group.most)
        if len(hidden) == 1 and others:
            reasons[others[0].group] = ("以免由其余数据推算出来", "so that the others do not give it away")
        for group in groups:
            reason = reasons[group.group]
            if reason is None:
                shown.append((group.form, group.group))
            else:
                title = f"{group.form}·{group.label}"
                withheld.append((f"{title}：{reason[0]}", f"{title}: {reason[1]}"))
    return tuple(shown)


def _reason(group: GroupMarks, policy: Disclosure) -> Words | None:
    """Why a group's figures stay inside, or nothing."""
    if group.least < policy.group_minimum:
        return f"不足 {policy.group_minimum} 票", f"fewer than {policy.group_minimum} marks"
    if group.unanimous and group.least < policy.unanimity_below:
        return (
            f"不足 {policy.unanimity_below} 票且意见完全一致",
            f"fewer than {policy.unanimity_below} marks, all the same",
        )
    return None


def _counts(
    filled: list[GroupMarks], policy: Disclosure, withheld: list[Words], *, composite_shown: bool
) -> tuple[str, ...]:
    """Option counts of all groups together. Beside a score they would tell a small group's votes."""
    if not policy.publish_groups:
        return ()
    shown = []
    for form, groups in _forms(filled).items():
        ballots, smallest = _ballots(groups), min(group.most for group in groups)
        together = [
            tuple(map(sum, zip(*rows, strict=True))) for rows in zip(*(g.rows for g in groups), strict=True)
        ]
        same = any(sum(row) and max(row) == sum(row) for row in together)
        if ballots < policy.unit_minimum:
            why = f"有效票不足 {policy.unit_minimum} 张", f"fewer than {policy.unit_minimum} counted ballots"
        elif smallest < SMALL_GROUP and composite_shown:
            why = (
                f"有票类不足 {SMALL_GROUP} 票，不与得分同时公布",
                f"a group has fewer than {SMALL_GROUP} marks",
            )
        elif same and ballots < policy.unanimity_below:
            why = f"不足 {policy.unanimity_below} 票且意见完全一致", "few ballots, all the same"
        else:
            shown.append(form)
            continue
        withheld.append((f"{form}·各选项票数：{why[0]}", f"{form}, votes by option: {why[1]}"))
    return tuple(shown)
