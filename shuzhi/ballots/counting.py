"""Opens and counts. Sees groups and choices, never who voted: there is nothing in the box that says so."""

import json
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import connections, transaction
from django.db.models import Count

from shuzhi.ballots.models.box import BoxForm, OpenedBallot, SealedBallot, Slip
from shuzhi.ballots.sheet import BoxState, Sheet, SheetReporter, SheetRow

BOX = "box"
AT_ONCE = 500
# What is shown while the box is open moves in such steps, so that no single press can be watched.
STEP = 5


class BoxDisagrees(Exception):  # noqa: N818 - reads as what happened
    """Spent slips and ballots in the box do not agree; nothing was opened."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ballots of a group gave a reporter this mark on a row: an option's name, or a number."""

    reporter: str
    form: str
    group: str
    row: str
    mark: str | Fraction
    count: int


def returned(form_id: str) -> dict[str, int]:
    """Ballots taken in, by group; shown only after closing."""
    spent = Slip.objects.filter(form=form_id, spent=True).values_list("group").annotate(Count("mark"))
    return {group: count for group, count in sorted(spent) if count}


def turnout(form_id: str) -> int:
    """Ballots taken in, all groups together, rounded down to a step: no name, no time, no single press."""
    spent = Slip.objects.filter(form=form_id, spent=True).count()
    return spent - spent % STEP


def open_ballots(form_id: str) -> int:
    """Opens a closed form: freshly shuffled rows, one for each reporter on each ballot; the sealed ones go.

    All in one transaction, and once: a second call finds the form counted and changes nothing. Returns the
    number of ballots.
    """
    with transaction.atomic(using=BOX):
        form = BoxForm.objects.select_for_update().get(pk=form_id)
        if form.state != BoxState.COUNTED:
            _open(form)
    _leave_no_trace()
    return Slip.objects.filter(form=form_id, spent=True).count()


def _open(form: BoxForm) -> None:
    if form.state != BoxState.CLOSED:
        raise BoxDisagrees(f"the form is {form.state}")
    sealed = list(SealedBallot.objects.filter(form=form.id, filled=True))
    if Counter(ballot.group for ballot in sealed) != Counter(returned(form.id)):
        raise BoxDisagrees("spent slips and ballots differ")
    sheet = Sheet.from_text(form.sheet)
    opened = [row for ballot in sealed for row in _split(ballot, sheet)]
    OpenedBallot.objects.bulk_create(sorted(opened, key=lambda row: row.id), batch_size=AT_ONCE)
    SealedBallot.objects.filter(form=form.id).delete()
    form.state = BoxState.COUNTED
    form.save(update_fields=["state"])


def _split(ballot: SealedBallot, sheet: Sheet) -> list[OpenedBallot]:
    """One row a reporter, with its own id: what a voter thought of two people stands nowhere together."""
    return [
        OpenedBallot(
            id=secrets.token_hex(16),
            form=ballot.form,
            group=ballot.group,
            reporter=reporter.code,
            marks=json.dumps(marks),
        )
        for reporter, marks in zip(sheet.reporters, sheet.read(ballot.choices), strict=True)
    ]


def _leave_no_trace() -> None:
    """Empties SQLite's log and PostgreSQL's dead rows, where the sealed rows would linger."""
    box = connections[BOX]
    if box.in_atomic_block:
        return
    with box.cursor() as cursor:
        if box.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM ballots_sealedballot")


def tallies(forms: Sequence[str]) -> list[Tally]:
    """The opened ballots of these forms, counted; in a fixed order whatever the order of the rows."""
    sheets = {form.id: Sheet.from_text(form.sheet) for form in BoxForm.objects.filter(pk__in=forms)}
    counts: Counter[tuple[str, str, str, str, str | Fraction]] = Counter()
    for ballot in OpenedBallot.objects.filter(form__in=forms).iterator(chunk_size=2000):
        sheet = sheets[ballot.form]
        for row, place in zip(sheet.rows, json.loads(ballot.marks), strict=True):
            if place is not None:
                counts[ballot.reporter, sheet.form, ballot.group, row.name, row.mark(place)] += 1
    found = [Tally(*key, count) for key, count in counts.items()]
    return sorted(found, key=lambda t: (t.form, t.reporter, t.group, t.row, str(t.mark)))


@dataclass(frozen=True, slots=True)
class CountLine:
    """One line of the count sheet: how often a group gave each mark, the share in per cent, and the blanks."""

    group: str
    marks: list[tuple[str, int, str]]
    rated: int
    blank: int


@dataclass(frozen=True, slots=True)
class CountTable:
    """A reporter's counts on one row, group by group, the sum last."""

    code: str
    name: str
    unit: str
    row: str
    options: list[str]
    lines: list[CountLine]


def count_sheet(form_id: str) -> list[CountTable]:
    """Every reporter on every row: the marks of each group and of all together, as offices print them."""
    sheet = Sheet.from_text(BoxForm.objects.values_list("sheet", flat=True).get(pk=form_id))
    back = returned(form_id)
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    for tally in tallies([form_id]):
        cell = counted.setdefault((tally.reporter, tally.row, tally.group), Counter())
        cell[_shown(tally.mark)] += tally.count
    return [
        _table(
            reporter,
            row,
            {
                group.name: counted.get((reporter.code, row.name, group.name), Counter())
                for group in sheet.groups
            },
            back,
        )
        for reporter in sheet.reporters
        for row in sheet.rows
    ]


def _table(
    reporter: SheetReporter, row: SheetRow, found: dict[str, Counter[str]], back: dict[str, int]
) -> CountTable:
    options = list(row.options) or sorted(set().union(*found.values()), key=Fraction, reverse=True)
    lines = [_line(group, marks, options, back.get(group, 0)) for group, marks in found.items()]
    together = sum(found.values(), Counter[str]())
    lines.append(_line("", together, options, sum(back.values())))
    return CountTable(reporter.code, reporter.name, reporter.unit, row.name, options, lines)


def _line(group: str, marks: Counter[str], options: list[str], back: int) -> CountLine:
    rated = marks.total()
    shares = [(option, marks[option], _share(marks[option], rated)) for option in options]
    return CountLine(group, shares, rated, back - rated)


def _share(part: int, whole: int) -> str:
    """Per cent with one decimal, half up; empty when nobody rated."""
    if not whole:
        return ""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _shown(mark: str | Fraction) -> str:
    return mark if isinstance(mark, str) else f"{float(mark):g}"
