"""Order and publication: tie-breaks, ranking, disclosure."""

from __future__ import annotations

from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.conditions import subject_of
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.known import Known
from shuzhi.scoring.rulebook.model import Disclosure, Ranking, Tie
from shuzhi.scoring.rulebook.nodes import Node, Sequence
from shuzhi.scoring.rulebook.table import Table

MOST_TIES = 10
GROUP_MINIMUM = (3, 10)
UNIT_MINIMUM = (3, 100)
UNANIMITY_BELOW = (0, 100)


def ties(desk: Desk, known: Known, node: Node | None, where: Where) -> tuple[Tie, ...]:
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        desk.fault(node, where, "not_list")
        return ()
    if len(node.items) > MOST_TIES:
        desk.fault(node.items[MOST_TIES], where, "too_many", limit=str(MOST_TIES))
    found: list[Tie] = []
    for item in node.items:
        table = Table(desk, item, words.TIE, where)
        chosen = table.one_of("component", "share", "field") if not table.broken else None
        if chosen is None:
            continue
        prefer = table.word("prefer", words.ORDER, "high")
        tie = Tie(subject_of(desk, known, table, chosen), prefer == "high")
        if tie.subject in [earlier.subject for earlier in found]:
            desk.fault(item, where, "tie_repeats")
        found.append(tie)
    return tuple(found)


def ranking(desk: Desk, known: Known, node: Node | None, where: Where) -> Ranking:
    if node is None:
        return Ranking()
    table = Table(desk, node, words.RANKING, where)
    mode = table.word("mode", words.RANK_MODE, "none")
    within = known.keys(desk, table.texts("within"), table.path("within"))
    if mode == "none" and "within" in table:
        desk.fault(table.key("within"), where, "within_without_ranks")
    return Ranking(mode, within, table.flag("vetoed_last", default=True))


def disclosure(desk: Desk, node: Node | None, where: Where, display: int, ranks: Ranking) -> Disclosure:
    standard = Disclosure(decimals=display)
    if node is None:
        return standard
    table = Table(desk, node, words.DISCLOSURE, where)
    group = table.whole("group_minimum", *GROUP_MINIMUM, standard.group_minimum)
    unit = table.whole("unit_minimum", *UNIT_MINIMUM, max(standard.unit_minimum, group))
    if unit < group:
        desk.fault(
            table.entries["unit_minimum"][1], table.path("unit_minimum"), "unit_below_group",
            unit=str(unit), group=str(group),
        )  # fmt: skip
    publish_ranks = table.flag("ranks", default=False)
    if publish_ranks and ranks.mode == "none":
        desk.fault(table.key("ranks"), where, "no_ranks_to_publish")
    return Disclosure(
        group,
        unit,
        table.whole("unanimity_below", *UNANIMITY_BELOW, standard.unanimity_below),
        table.whole("decimals", 0, display, display),
        table.flag("scores", default=True),
        publish_ranks,
        table.flag("groups", default=False),
    )
