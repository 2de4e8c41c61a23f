"""What follows the composite: exclusions, gates, vetoes, quotas."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.conditions import NEVER, condition
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.known import GRADE, Known
from shuzhi.scoring.rulebook.model import Exclusion, Gate, Quota, Rounding, Veto
from shuzhi.scoring.rulebook.nodes import Node, Sequence, Text
from shuzhi.scoring.rulebook.table import Table

MOST_EXCLUSIONS = 20
MOST_GATES = 40
MOST_VETOES = 60
MOST_QUOTAS = 12
MOST_PEOPLE = 1_000_000


def exclusions(desk: Desk, known: Known, node: Node | None, where: Where) -> tuple[Exclusion, ...]:
    found = []
    for name, value in desk.named(node, where, MOST_EXCLUSIONS) if node else ():
        table = Table(desk, value, words.EXCLUSION, (*where, name.value), name)
        chosen = table.one_of("when", "listed") if not table.broken else None
        when = None
        if chosen == "when":
            when = condition(desk, known, table.entries["when"][1], table.path("when"), plain=True)
        elif chosen == "listed" and not table.flag("listed", default=True):
            desk.fault(table.entries["listed"][1], table.path("listed"), "listed_no")
        found.append(Exclusion(name.value, table.text("reason"), when))
    return tuple(found)


def gates(desk: Desk, known: Known, node: Node | None, where: Where) -> tuple[Gate, ...]:
    if node is None:
        return ()
    named = desk.named(node, where, MOST_GATES)
    return tuple(_gate(desk, known, name, value, (*where, name.value)) for name, value in named)


def _gate(desk: Desk, known: Known, name: Text, node: Node, where: Where) -> Gate:
    table = Table(desk, node, words.GATE, where, name)
    if table.broken:
        return Gate(name.value, NEVER, negated=False)
    chosen = table.one_of("when", "unless")
    when = NEVER
    if chosen:
        when = condition(desk, known, table.entries[chosen][1], table.path(chosen))
    bound = table.one_of("at_most", "at_least")
    ends = {"at_most": "", "at_least": ""}
    if bound:
        ends[bound] = known.grade(desk, table.entries[bound][1], table.path(bound))
        check_effect(desk, known, table, bound, ends[bound])
    return Gate(
        name.value,
        when,
        negated=chosen == "unless",
        at_most=ends["at_most"],
        at_least=ends["at_least"],
        when_missing=table.word("when_missing", words.GATE_MISSING, "block"),
        categories=known.of_categories(table),
    )


def check_effect(desk: Desk, known: Known, table: Table, bound: str, grade: str) -> None:
    """Capping at the best grade or raising to the lowest does nothing."""
    idle = known.grades and grade == (known.grades[0] if bound == "at_most" else known.grades[-1])
    if idle:
        kind = "cap_at_best" if bound == "at_most" else "raise_to_lowest"
        desk.fault(table.entries[bound][1], table.path(bound), kind, grade=grade)


def vetoes(desk: Desk, known: Known, node: Node | None, where: Where) -> tuple[Veto, ...]:
    found = []
    for name, value in desk.named(node, where, MOST_VETOES, slash=False) if node else ():
        table = Table(desk, value, words.VETO, (*where, name.value), name)
        if not table.broken:
            table.need("at_most")
        grade = ""
        if "at_most" in table:
            grade = known.grade(desk, table.entries["at_most"][1], table.path("at_most"))
            check_effect(desk, known, table, "at_most", grade)
        proof = table.word("proof", words.PROOF, "required") == "required"
        found.append(Veto(name.value, grade, proof, table.text("authority")))
    return tuple(found)


def quotas(desk: Desk, known: Known, node: Node | None, where: Where) -> tuple[Quota, ...]:
    if node is None:
        return ()
    named = desk.named(node, where, MOST_QUOTAS)
    return tuple(_quota(desk, known, name, value, (*where, name.value)) for name, value in named)


def _quota(desk: Desk, known: Known, name: Text, node: Node, where: Where) -> Quota:
    table = Table(desk, node, words.QUOTA, where, name)
    if table.broken:
        return Quota(name.value, (), True, None, 1, (), 0, (), Rounding.DOWN)
    table.need("grades")
    bound = table.one_of("at_most", "at_least")
    ceiling = bound != "at_least"
    named = _grades(desk, known, table, ceiling=ceiling) if "grades" in table and bound else ()
    share, number = _amount(desk, table, bound)
    if share is not None and "rounding" not in table:
        desk.fault(
            name, where, "quota_without_rounding", name=name.value, share=numbers.percent(share),
            people=numbers.write(share * 7),
        )  # fmt: skip
    rounding = Rounding(table.word("rounding", words.ROUNDING, "down").replace("_", " "))
    by = known.keys(desk, table.texts("by"), table.path("by"))
    return Quota(
        name.value,
        named,
        ceiling,
        share,
        number,
        by,
        table.whole("minimum", 0, MOST_PEOPLE, 0),
        _pool(desk, known, table, by if len(by) == len(table.texts("by")) else None),
        rounding,
        count_vetoed=table.flag("count_vetoed", default=True),
    )


def _grades(desk: Desk, known: Known, table: Table, *, ceiling: bool) -> tuple[str, ...]:
    """The grades of a ceiling stand at the top of the list, those of a floor at the bottom."""
    written = table.names("grades", known.grades, GRADE)
    found = tuple(one for one in known.grades if one in written)
    if not found or len(written) < len(table_texts(table)):
        return found
    count = len(found)
    right = known.grades[:count] if ceiling else known.grades[-count:]
    where = table.path("grades")
    if count == len(known.grades):
        desk.fault(table.entries["grades"][1], where, "quota_all_grades")
    elif found != right:
        kind = "quota_not_top" if ceiling else "quota_not_bottom"
        desk.fault(
            table.entries["grades"][1], where, kind, grades="、".join(written), grades_en=", ".join(written),
            right="、".join(right), right_en=", ".join(right),
        )  # fmt: skip
    return found


def table_texts(table: Table) -> tuple[Node, ...]:
    node = table.entries["grades"][1]
    return node.items if isinstance(node, Sequence) else (node,)


def _amount(desk: Desk, table: Table, bound: str | None) -> tuple[Fraction | None, int | None]:
    """A share below one (30%, 1/3, 0.3), or a number of people."""
    value = table.number(bound, 0, MOST_PEOPLE) if bound else None
    if bound is None or value is None:
        return None, 1
    node = table.entries[bound][1]
    written = node.value if isinstance(node, Text) else ""
    share = value < 1 or "%" in written or "％" in written
    if value == 0 or (share and value >= 1):
        desk.fault(node, table.path(bound), "quota_amount", text=written)
        return None, 1
    if share:
        return value, None
    if value.denominator != 1:
        desk.fault(
            node, table.path(bound), "not_whole", text=numbers.write(value), low="1", high=str(MOST_PEOPLE)
        )
    elif "rounding" in table:
        people = int(value)
        desk.fault(
            node, table.path(bound), "rounding_of_heads",
            people=str(people), share=f"{people}%" if people < 100 else "30%",
        )  # fmt: skip
    return None, int(value)


def _pool(desk: Desk, known: Known, table: Table, by: tuple[str, ...] | None) -> tuple[tuple[str, ...], ...]:
    node = table.node("pool")
    if ("minimum" in table) != ("pool" in table):
        there, absent = ("minimum", "pool") if "minimum" in table else ("pool", "minimum")
        desk.fault(table.key(there), table.where, f"{there}_alone", name=table.keys.chinese[absent][0])
    if node is None:
        return ()
    where = table.path("pool")
    if not isinstance(node, Sequence) or not all(isinstance(item, Sequence) for item in node.items):
        desk.fault(node, where, "not_pool")
        return ()
    if not node.items:
        desk.fault(node, where, "pool_empty")
    levels: list[tuple[str, ...]] = []
    for item in node.items:
        inner = item.items if isinstance(item, Sequence) else ()
        texts = [text for one in inner if (text := desk.text(one, where))]
        level = known.keys(desk, texts, where)
        if len(level) == len(inner) and set(level) in [set(one) for one in (by, *levels) if one is not None]:
            desk.fault(item, where, "pool_repeats")
        levels.append(level)
    return tuple(levels)
