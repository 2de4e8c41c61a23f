"""The organisations, people and tenures of a scope as the workbook that the import reads back unchanged."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO

import xlsxwriter
from django.db.models import QuerySet

from shuzhi.organisations.models import Organisation, Person, Tenure
from shuzhi.organisations.rules.rows import (
    CATEGORY_WORDS,
    KIND_WORDS,
    NO,
    ORGANISATIONS,
    PEOPLE,
    TENURES,
    TREE_WORDS,
    YES,
    SheetForm,
)

# Text stays text, whatever it begins with; nothing in it becomes a formula or a link.
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {
    "name": 28,
    "organisation_name": 28,
    "code": 16,
    "parent_code": 16,
    "organisation_code": 16,
    "post": 18,
}
Cell = str | date | None


def write_workbook(organisations: QuerySet[Organisation], out: BinaryIO) -> dict[str, int]:
    """Writes these organisations, the people who serve or served in them and their tenures; says how many."""
    within = organisations.order_by().values("pk")
    tenures = Tenure.objects.filter(organisation__in=within)
    people = Person.objects.filter(pk__in=tenures.values("person"))
    counts = {}
    with xlsxwriter.Workbook(out, SAFE) as book:
        for form, rows in (
            (ORGANISATIONS, _organisations(organisations)),
            (PEOPLE, _people(people)),
            (TENURES, _tenures(tenures)),
        ):
            counts[form.zh] = _sheet(book, form, rows)
    return counts


def _organisations(rows: QuerySet[Organisation]) -> Iterator[list[Cell]]:
    """In the order of the paths, so that parents stand above their children."""
    above: dict[str, str] = {}
    for row in rows.order_by("path").iterator(chunk_size=2000):
        above[row.path] = row.code
        parent = row.parent_path
        if parent and parent not in above:
            above[parent] = Organisation.objects.values_list("code", flat=True).get(path=parent)
        yield [
            row.code,
            row.name,
            row.short_name,
            above.get(parent, ""),
            TREE_WORDS[row.tree],
            KIND_WORDS[row.kind],
            CATEGORY_WORDS.get(row.category, ""),
            YES if row.hidden else NO,
            row.source,
        ]


def _people(rows: QuerySet[Person]) -> Iterator[list[Cell]]:
    for row in rows.select_related("user").order_by("code").iterator(chunk_size=2000):
        yield [row.code, row.name, row.user.username if row.user else ""]


def _tenures(rows: QuerySet[Tenure]) -> Iterator[list[Cell]]:
    ordered = rows.select_related("person", "organisation").order_by(
        "organisation__path", "post", "since", "pk"
    )
    for row in ordered.iterator(chunk_size=2000):
        yield [
            row.person.code,
            row.person.name,
            row.organisation.code,
            row.organisation.name,
            row.post,
            row.since,
            row.until,
            YES if row.acting else NO,
        ]


def _sheet(book: xlsxwriter.Workbook, form: SheetForm, rows: Iterable[list[Cell]]) -> int:
    sheet = book.add_worksheet(form.zh)
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4"})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(form.columns):
        # Codes typed later into these columns stay text too.
        style = day if column.key in ("since", "until") else text
        sheet.set_column(place, place, WIDTHS.get(column.key, 12), style)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [column.zh for column in form.columns], bold)
    count = 0
    for number, row in enumerate(rows, start=1):
        count = number
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            elif cell:
                sheet.write_string(number, place, cell, text)
    return count
