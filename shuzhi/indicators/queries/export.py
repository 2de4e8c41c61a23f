"""Definitions, figures and targets as the workbook that the import reads back unchanged."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO

import xlsxwriter
from django.db.models import QuerySet

from shuzhi.indicators.models import Fact, Figure, Indicator, Target
from shuzhi.indicators.rules.rows import FACTS, INDICATORS, TARGETS, SheetForm, as_words
from shuzhi.indicators.states import number_text

# Text stays text, whatever it begins with; nothing in it becomes a formula or a link.
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDE = {"name", "definition", "basis", "organisation_name", "indicator_name", "source", "remark"}


def write_workbook(
    indicators: Iterable[Indicator], facts: QuerySet[Fact], targets: QuerySet[Target], out: BinaryIO
) -> None:
    """Writes these definitions and the figures and targets that stand; values as text, exact to the last digit."""
    with xlsxwriter.Workbook(out, SAFE) as book:
        _sheet(book, INDICATORS, (_definition(one) for one in _links_first(indicators)))
        _sheet(book, FACTS, _figures(facts))
        _sheet(book, TARGETS, _figures(targets))


def _links_first(indicators: Iterable[Indicator]) -> Iterator[Indicator]:
    """What others refer to stands above them, so that the workbook can be read from top to bottom."""
    waiting = list(indicators)
    pending = {one.pk for one in waiting}
    while waiting:
        late = []
        for one in waiting:
            links = {one.part_of_id, one.numerator_id, one.denominator_id} - {None, one.pk}
            if links & pending:
                late.append(one)
            else:
                pending.discard(one.pk)
                yield one
        if len(late) == len(waiting):
            yield from late
            return
        waiting = late


def _definition(indicator: Indicator) -> list[str]:
    return [str(value) for value in as_words(indicator).values()]


def _figures(rows: QuerySet[Fact] | QuerySet[Target]) -> Iterator[list[str | date]]:
    ordered = rows.select_related("indicator", "organisation").order_by(
        "indicator__code", "organisation__path", "period"
    )
    for row in ordered.iterator(chunk_size=2000):
        yield [*_whose(row), *_what(row)]


def _whose(row: Figure) -> list[str]:
    indicator, organisation = row.indicator, row.organisation
    return [indicator.code, indicator.name, organisation.code, organisation.name, row.period]


def _what(row: Figure) -> list[str | date]:
    value = "" if row.scaled is None else number_text(row.scaled, row.decimals, grouped=False)
    if isinstance(row, Fact):
        return [value, row.indicator.unit, row.source, row.as_of.isoformat(), row.reason]
    remark = row.remark if isinstance(row, Target) else ""
    return [value, row.indicator.unit, remark, row.reason]


def _sheet(book: xlsxwriter.Workbook, form: SheetForm, rows: Iterable[Iterable[object]]) -> None:
    sheet = book.add_worksheet(form.zh)
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4"})
    text = book.add_format({"num_format": "@"})
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, 28 if column.key in WIDE else 14, text)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [column.zh for column in form.columns], bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if str(cell):
                sheet.write_string(number, place, str(cell), text)
