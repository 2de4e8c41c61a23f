"""Where a component's value comes from: ballot, number, grade, survey, checklist or rank."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.conditions import counted_options
from shuzhi.scoring.rulebook.desk import Desk
from shuzhi.scoring.rulebook.fields import MOST_VALUE, declare, used
from shuzhi.scoring.rulebook.items import check_items
from shuzhi.scoring.rulebook.known import FORM, ROW, Known
from shuzhi.scoring.rulebook.model import (
    BallotSource,
    ChecklistSource,
    Field,
    FieldSource,
    Form,
    Item,
    Measure,
    RankSource,
)
from shuzhi.scoring.rulebook.nodes import Sequence, Text
from shuzhi.scoring.rulebook.scales import MOST_POINTS, PLACEHOLDER, chosen
from shuzhi.scoring.rulebook.table import Table

MOST_DROPPED = 1000
MOST_RANKS = 200
MOST_SAMPLE = 1_000_000

Source = BallotSource | FieldSource | ChecklistSource | RankSource


def source_of(
    desk: Desk, known: Known, table: Table, name: Text, kind: str, categories: tuple[str, ...]
) -> Source | None:
    """The component's source; None after a fault that leaves nothing to stand on."""
    if kind == "checklist":
        return _checklist(desk, known, table, categories)
    readers: dict[str, Callable[[Desk, Known, Table, Text], Source | None]] = {
        "ballot": _ballot,
        "number": _number,
        "grade": _grade,
        "survey": _survey,
        "rank": _rank,
    }
    return readers[kind](desk, known, table, name)


def _ballot(desk: Desk, known: Known, table: Table, _name: Text) -> BallotSource | None:
    table.need("form")
    text = desk.text(table.entries["form"][1], table.path("form")) if "form" in table else None
    if text is None or not desk.known(text, known.forms, table.path("form"), FORM):
        return None
    form = known.forms[text.value]
    rows = table.names("rows", [row.name for row in form.rows], ROW)
    used_rows = [row for row in form.rows if not rows or row.name in rows]
    if "rows" in table and used_rows and not any(row.weight for row in used_rows):
        desk.fault(table.key("rows"), table.where, "rows_without_weight")
    measure = Measure(table.word("measure", words.MEASURE, "mean"))
    return BallotSource(
        form.name, measure, _rate_of(desk, table, form, rows, measure), rows, *_drop(desk, table, measure)
    )


def _rate_of(
    desk: Desk, table: Table, form: Form, rows: tuple[str, ...], measure: Measure
) -> tuple[str, ...]:
    if measure is not Measure.RATE:
        if "of" in table:
            desk.fault(table.key("of"), table.where, "of_without_rate", name=table.key("of").value)
        return ()
    table.need("of")
    return counted_options(desk, table, "of", form, rows) if "of" in table else ()


def _drop(desk: Desk, table: Table, measure: Measure) -> tuple[int, int, int]:
    node = table.node("drop")
    if node is None:
        return 0, 0, 0
    if measure is Measure.RATE:
        desk.fault(table.key("drop"), table.where, "drop_on_rate")
    drop = Table(desk, node, words.DROP, table.path("drop"), table.key("drop"))
    if drop.broken:
        return 0, 0, 0
    highest = drop.whole("highest", 0, MOST_DROPPED, 0)
    lowest = drop.whole("lowest", 0, MOST_DROPPED, 0)
    if not ("highest" in drop or "lowest" in drop):
        drop.one_of("highest", "lowest")
    if not drop.need("from"):
        return highest, lowest, 1
    least = drop.whole("from", 1, MOST_SAMPLE, highest + lowest + 1)
    if least <= highest + lowest:
        desk.fault(
            drop.entries["from"][1], drop.path("from"), "drop_leaves_none",
            least=str(least), dropped=str(highest + lowest), right=str(highest + lowest + 1),
        )  # fmt: skip
    return highest, lowest, least


def _field_name(desk: Desk, table: Table, name: Text) -> Text:
    """The field named, or the component's own name."""
    node = table.node("field")
    return (desk.text(node, table.path("field")) if node else None) or name


def _number(desk: Desk, known: Known, table: Table, name: Text) -> FieldSource:
    text = _field_name(desk, table, name)
    field = _number_field(desk, known, table, text)
    full = table.number("full", 0, MOST_VALUE)
    if full is None:
        full = field.high if field else Fraction(100)
    if field and field.kind == "number" and not 0 < full <= field.high:
        at = table.entries["full"][1] if "full" in table else text
        desk.fault(
            at, table.where, "full_of_number", full=numbers.write(full), high=numbers.write(field.high)
        )
    return FieldSource(text.value, "number", full)


def _number_field(desk: Desk, known: Known, table: Table, text: Text) -> Field | None:
    """The declared number field, or a fresh one from the component's own range."""
    if "range" in table:
        ends = table.range("range", -MOST_VALUE, MOST_VALUE)
        return declare(desk, known, text, table.where, Field(text.value, "number", *ends)) if ends else None
    if text.value not in known.fields and "field" not in table:
        desk.fault(table.at, table.where, "range_missing", name=text.value)
        known.fields[text.value] = Field(text.value, "any")
        return None
    return used(desk, known, text, table.path("field"), "number")


def _grade(desk: Desk, known: Known, table: Table, name: Text) -> FieldSource:
    text = _field_name(desk, table, name)
    if not table.need("options"):
        known.fields.setdefault(text.value, Field(text.value, "any"))
        return FieldSource(text.value, "grade")
    scale = chosen(desk, table.entries["options"][1], table.path("options"), known.sets)
    points = tuple((option.name, option.points) for option in scale.options)
    labels = tuple(label for label, _ in points)
    if text.value in known.fields:
        found = used(desk, known, text, table.path("field"), "label")
        for label in found.labels if found and scale is not PLACEHOLDER else ():
            if label not in labels:
                desk.fault(
                    table.entries["options"][1], table.path("options"), "label_without_points", name=label,
                    field=text.value,
                )  # fmt: skip
    else:
        declare(desk, known, text, table.where, Field(text.value, "label", labels=labels))
    return FieldSource(text.value, "grade", points=points)


def _survey(desk: Desk, known: Known, table: Table, name: Text) -> FieldSource:
    text = _field_name(desk, table, name)
    if text.value in known.fields:
        used(desk, known, text, table.path("field"), "survey")
    else:
        declare(desk, known, text, table.where, Field(text.value, "survey"))
    return FieldSource(text.value, "survey", minimum=table.whole("minimum", 0, MOST_SAMPLE, 0))


def _checklist(desk: Desk, known: Known, table: Table, categories: tuple[str, ...]) -> ChecklistSource | None:
    if not table.need("items"):
        return None
    items = check_items(desk, known, table.entries["items"][1], table.path("items"))
    given = table.number("full", Fraction(1, 100), MOST_POINTS)
    awards = {one: _best(items, one) for one in categories or ("",)}
    for one, best in awards.items():
        if items and best is None and not _applies(items, one):
            desk.fault(table.key("items"), table.where, "no_item_for", name=one)
    sums = {best for best in awards.values() if best is not None}
    if "full" not in table and len(sums) > 1:
        desk.fault(
            table.at,
            table.where,
            "full_differs",
            sums="、".join(numbers.write(one) for one in sorted(sums)),
            sums_en=", ".join(numbers.write(one) for one in sorted(sums)),
        )
    full = given if given is not None else max(sums, default=Fraction(100))
    for one, best in awards.items():
        if given is not None and best is not None and best < given:
            desk.fault(
                table.entries["full"][1], table.path("full"), "full_out_of_reach",
                full=numbers.write(given), best=numbers.write(best), name=one or "全部", name_en=one or "all",
            )  # fmt: skip
    return ChecklistSource(full if full > 0 else Fraction(100), items)


def _applies(items: tuple[Item, ...], category: str) -> bool:
    return any(not item.categories or category in item.categories for item in items)


def _best(items: tuple[Item, ...], category: str) -> Fraction | None:
    """The most that the awarding items for a category can give together; None when it has none."""
    scales = [
        item.scale for item in items if item.scale and (not item.categories or category in item.categories)
    ]
    if not scales or any(scale is PLACEHOLDER for scale in scales):
        return None
    return sum((scale.full for scale in scales), Fraction(0))


def _rank(desk: Desk, known: Known, table: Table, name: Text) -> RankSource:
    text = _field_name(desk, table, name)
    order = table.word("order", words.ORDER)
    if "range" in table or text.value in known.fields or "field" in table or order:
        field = _number_field(desk, known, table, text)
        if field and not order and field.low < 1:
            desk.fault(text, table.where, "rank_below_one", name=text.value, low=numbers.write(field.low))
    else:
        declare(desk, known, text, table.where, Field(text.value, "number", Fraction(1), Fraction(10_000)))
    within = known.keys(desk, table.texts("within"), table.path("within"))
    if "within" in table and not order:
        desk.fault(table.key("within"), table.where, "within_without_order")
    points = _points(desk, table)
    table.need("rest")
    rest = table.number("rest", 0, 100)
    if rest is not None:
        desk.fits(table.entries["rest"][1], table.path("rest"), rest)
    if rest is not None and points and rest > points[-1]:
        desk.fault(
            table.entries["rest"][1], table.path("rest"), "rank_points_rise",
            earlier=numbers.write(points[-1]), later=numbers.write(rest),
        )  # fmt: skip
    return RankSource(text.value, bool(order), order != "low", within, points, rest or Fraction(0))


def _points(desk: Desk, table: Table) -> tuple[Fraction, ...]:
    if not table.need("points"):
        return ()
    node, where = table.entries["points"][1], table.path("points")
    if not isinstance(node, Sequence) or not node.items:
        desk.fault(node, where, "not_list")
        return ()
    if len(node.items) > MOST_RANKS:
        desk.fault(node, where, "too_many", limit=str(MOST_RANKS))
    found: list[Fraction] = []
    for item in node.items:
        text = desk.text(item, where)
        value = desk.number(text, where, 0, 100) if text else None
        desk.fits(item, where, value)
        if value is not None and found and value > found[-1]:
            desk.fault(
                item, where, "rank_points_rise", earlier=numbers.write(found[-1]), later=numbers.write(value)
            )
        found.append(value if value is not None else found[-1] if found else Fraction(100))
    return tuple(found)
