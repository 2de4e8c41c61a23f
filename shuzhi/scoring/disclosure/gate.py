"""The one gate: what the plain limits leave is made coarser, step by step, until enough tables fit for every group.

First single groups' figures, then decimals, then the counts of all together, then all figures of groups, then the
score; where even the grade would tell a ballot, that too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from shuzhi.scoring.disclosure.cells import FAR, ROOM, UNIT, Cell
from shuzhi.scoring.disclosure.figures import Figures, GroupMarks, Published, Words, half_up
from shuzhi.scoring.disclosure.fits import ENOUGH, Case, Row
from shuzhi.scoring.disclosure.limits import (
    INFERRED,
    SMALL_GROUP,
    Planned,
    covered,
    forms_of,
    spread,
    within_limits,
)
from shuzhi.scoring.rulebook.model import Disclosure

NO_SCORE = -1
CERTAIN = (
    2  # a grade alone is published as long as it leaves two tables: the committee, not the number, gives it
)


def disclose(figures: Figures, policy: Disclosure) -> Published:
    """The publishable version of one reporter's figures."""
    return disclose_all([figures], policy)[0]


def disclose_all(everybody: Sequence[Figures], policy: Disclosure) -> list[Published]:
    """The publishable version of all figures that are published together.

    Ranks tell between which scores a withheld one lies: as soon as one score stays inside, so do all ranks.
    """
    shown = [_disclose(figures, policy) for figures in everybody]
    if not policy.publish_ranks or not policy.publish_scores:
        return shown
    places = {public.decimals for public in shown if public.rank is not None}
    inside = any(public.rank is not None and public.composite is None for public in shown)
    if not inside and len(places) < 2:
        return shown
    why = (
        "名次：以免由名次推算出未公布的得分",
        "Rank: so that no score that is withheld can be inferred from it",
    )
    return [
        replace(public, rank=None, withheld=(*public.withheld, why)) if public.rank is not None else public
        for public in shown
    ]


def average(values: Sequence[Published | None], policy: Disclosure) -> tuple[Fraction, int] | None:
    """The mean of the scores as published, with the fewest decimals among them; nothing when one is withheld.

    A mean of what everybody can read tells nothing new; a mean with a withheld score in it would give that away.
    """
    scores = [value for value in values if value is not None and value.composite is not None]
    if not scores or len(scores) < len(values) or not policy.publish_scores:
        return None
    places = min(value.decimals for value in scores)
    total = sum((value.composite for value in scores if value.composite is not None), Fraction(0))
    return half_up(total / len(scores), places), places


def openings(everybody: Sequence[Figures], policy: Disclosure) -> Words | None:
    """Why the opened ballots, group by group, are not for everybody; nothing when they may be.

    Opened ballots keep the rows of a reporter together, so every group needs enough others, more than one opinion on
    every row, and more than two ways in which its rows could belong together.
    """
    for figures in everybody:
        for group in figures.groups:
            if not group.most:
                continue
            if group.least - 1 < policy.group_minimum or any(_one_minded(row) for row in group.rows):
                return (
                    "有的票类票少或意见集中，开出的票只供复核人员查看",
                    "Some groups are small or of nearly one mind: the opened ballots are for those who check the count",
                )
    return None


def _one_minded(row: tuple[int, ...]) -> bool:
    """True when one voter who knows his own mark knows those of all others."""
    return bool(sum(row)) and sum(row) - max(row) < 2


def _disclose(figures: Figures, policy: Disclosure) -> Published:
    if figures.composite is None:
        return _nothing(figures)
    planned, withheld = within_limits(figures, policy)
    check = _Check(figures, max(policy.unanimity_below, SMALL_GROUP))
    for plan in _ladder(check, planned):
        if next(check.exposed(plan), None) is None:
            return _published(figures, policy, plan, [*withheld, *_coarsened(figures, planned, plan)])
    why = (
        "等次：以免由等次推算出个人意见，不对外公布",
        "Grade: not published, so that no ballot can be inferred from it",
    )
    nothing = Planned(NO_SCORE, frozenset(), frozenset())
    public = _published(figures, policy, nothing, [*withheld, *_coarsened(figures, planned, nothing), why])
    return replace(public, grade="", rank=None)


def _ladder(check: _Check, planned: Planned) -> Iterator[Planned]:
    """From what the limits allow to the grade alone; each step says less than the one before, or something else."""
    if any(not one.same_ballots for one in check.figures.earlier):
        # The difference of two publications would be the ballots that came between them.
        yield Planned(NO_SCORE, frozenset(), frozenset())
        return
    yield planned
    single = _without_exposed_groups(check, planned)
    if single != planned:
        yield single
    for shown in dict.fromkeys(
        [single, replace(single, counts=frozenset()), replace(single, counts=frozenset(), groups=frozenset())]
    ):
        for decimals in range(planned.decimals, NO_SCORE, -1) or (NO_SCORE,):
            if replace(shown, decimals=decimals) not in (planned, single):
                yield replace(shown, decimals=decimals)
    yield Planned(NO_SCORE, frozenset(), frozenset())


def _without_exposed_groups(check: _Check, planned: Planned) -> Planned:
    """Without the figures of those groups that their own figure gives away, and of the next smallest beside one."""
    own = check.exposed(replace(planned, counts=frozenset(), decimals=NO_SCORE))
    alone = {(cell.form, cell.group) for cell in own}
    shown = set(planned.groups)
    for form, groups in forms_of([group for group in check.figures.groups if group.most]).items():
        hidden = {group.group for group in groups if (form, group.group) not in planned.groups}
        exposed = {name for at, name in alone if at == form} - hidden
        if exposed:
            shown -= {(form, name) for name in covered(groups, hidden | exposed)}
    return replace(planned, groups=frozenset(shown))


class _Check:
    """One reporter's figures with the tables of their groups, which all steps of the ladder share."""

    def __init__(self, figures: Figures, most: int) -> None:
        """From `most` marks on a group is large."""
        self.figures, self.most = figures, most
        self.cells: dict[tuple[str, str, int, bool, bool], Cell] = {}

    def exposed(self, plan: Planned) -> Iterator[Cell]:
        """The groups that the plan and everything said before give away together."""
        earlier = self.figures.earlier
        counts = plan.counts.union(*(one.counts for one in earlier))
        groups = plan.groups.union(*(one.groups for one in earlier))
        rows = []
        for form, found in forms_of([group for group in self.figures.groups if group.most]).items():
            whole = form in counts and len(found) == 1
            for at in range(len(found[0].rows)):
                cells = [
                    self.cell(group, at, fixed=(form, group.group) in groups, whole=whole) for group in found
                ]
                rows.append(Row(tuple(cells), form in counts or (form, at) in self.figures.totals))
        low, high = _window(self.figures, plan)
        silent = plan.decimals == NO_SCORE and not plan.counts and not plan.groups
        return Case(tuple(rows), low, high, CERTAIN if silent else ENOUGH).exposed()

    def cell(self, group: GroupMarks, row: int, *, fixed: bool, whole: bool) -> Cell:
        """A group on a row; one that is the whole form is published as a whole."""
        key = group.form, group.group, row, fixed, whole
        if key not in self.cells:
            self.cells[key] = Cell(
                group.form,
                row,
                group.group,
                group.rows[row],
                group.values[row] if group.values else (),
                group.keeps[row] if group.keeps else (),
                fixed,
                protected=not whole and sum(group.rows[row]) < self.most,
            )
        return self.cells[key]


def _window(figures: Figures, plan: Planned) -> tuple[int, int]:
    """How far the composite may move without a visible change, now and in every earlier publication."""
    lows, highs = [figures.low], [figures.high]
    said = [(figures.composite, plan.decimals)]
    said += [(one.composite, one.decimals) for one in figures.earlier]
    for composite, decimals in said:
        if composite is not None and decimals > NO_SCORE:
            under, over = spread(composite, decimals)
            lows.append(under)
            highs.append(over)
    down = [ceil((one + figures.slack) * UNIT) + ROOM for one in lows if one is not None]
    up = [floor((one - figures.slack) * UNIT) - ROOM for one in highs if one is not None]
    return max(down, default=-FAR), min(up, default=FAR)


def _published(figures: Figures, policy: Disclosure, plan: Planned, withheld: list[Words]) -> Published:
    composite = figures.composite if plan.decimals > NO_SCORE else None
    if figures.rank is not None and not policy.publish_ranks:
        withheld = [*withheld, ("名次：按公开规定不公布", "Rank: not published under the rulebook")]
    order = [(group.form, group.group) for group in figures.groups]
    return Published(
        figures.grade,
        None if composite is None else half_up(composite, plan.decimals),
        max(plan.decimals, 0),
        figures.rank if policy.publish_ranks else None,
        tuple(one for one in order if one in plan.groups),
        tuple(dict.fromkeys(form for form, _ in order if form in plan.counts)),
        tuple(withheld),
    )


def _coarsened(figures: Figures, planned: Planned, plan: Planned) -> Iterator[Words]:
    """What the check took away, each with the same reason: another one would itself tell how a group voted."""
    zh, en = INFERRED
    if plan.decimals < planned.decimals:
        if plan.decimals == NO_SCORE:
            yield f"得分：{zh}", f"Score: {en}"
        else:
            to_zh = f"保留 {plan.decimals} 位小数" if plan.decimals else "只公布整数"
            to_en = f"{plan.decimals} decimals only" if plan.decimals > 1 else "one decimal only"
            yield f"得分{to_zh}：{zh}", f"Score, {to_en if plan.decimals else 'whole points only'}: {en}"
    labels = {(group.form, group.group): group.label for group in figures.groups}
    for form, group in sorted(planned.groups - plan.groups):
        title = f"{form}·{labels[form, group]}"
        yield f"{title}：{zh}", f"{title}: {en}"
    for form in sorted(planned.counts - plan.counts):
        yield f"{form}·各选项票数：{zh}", f"{form}, votes by option: {en}"


def _nothing(figures: Figures) -> Published:
    """Of a reporter who is not assessed, or whose score stands still, nothing but that is shown."""
    filled = any(group.most for group in figures.groups)
    why: tuple[Words, ...] = ()
    if filled:
        why = (("测评数据：没有评定等次，不公布", "Figures of the ballot: no grade was computed"),)
    return Published(figures.grade, None, 0, None, (), (), why)
