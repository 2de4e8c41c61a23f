"""Opens and counts. Sees groups and choices, never who voted: there is nothing in the box that says so."""

import json
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from shuzhi.ballots import sealing
from shuzhi.ballots.models.box import (
    BOX,
    BoxForm,
    OpenedBallot,
    Receipt,
    SealedBallot,
    Slip,
    leave_no_trace,
)
from shuzhi.ballots.sheet import TURNOUT_STEP, BoxState, Sheet, SheetReporter, SheetRow, SlipState

AT_ONCE = 500


class BoxDisagrees(Exception):  # noqa: N818 - reads as what happened
    """Spent slips and ballots in the box do not agree, or a ballot is not as it was sealed; nothing was opened."""


class WrongKey(Exception):  # noqa: N818 - reads as what was brought
    """The private key is another ballot's; nothing was opened."""


class SealedLine(NamedTuple):
    """A sealed ballot as it is published; `sealing.leaf(*line)` is its leaf under the root."""

    id: str
    group: str
    sealed: str


class Opening(NamedTuple):
    """The choices for one reporter on one ballot: places on the scales, None for a blank."""

    reporter: str
    group: str
    marks: tuple[int | None, ...]


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
    spent = _spent(form_id).values_list("group").annotate(Count("mark"))
    return {group: count for group, count in sorted(spent) if count}


def turnout(form_id: str) -> int:
    """Ballots taken in, all groups together, rounded down to a step: no name, no time, no single press."""
    spent = _spent(form_id).count()
    return spent - spent % TURNOUT_STEP


def sealed_list(form_id: str) -> list[SealedLine]:
    """Every sealed ballot, sorted; empty before closing, when its growing would tell who came."""
    if BoxForm.objects.get(pk=form_id).state not in {BoxState.CLOSED, BoxState.COUNTED}:
        return []
    rows = SealedBallot.objects.filter(form=form_id, filled=True)
    return sorted(SealedLine(*row) for row in rows.values_list("id", "group", "sealed"))


def openings(form_id: str) -> list[Opening]:
    """Every opened ballot, reporter by reporter, sorted: equal ones lie together, no order is left."""
    rows = OpenedBallot.objects.filter(form=form_id).values_list("reporter", "group", "marks")
    found = [Opening(reporter, group, tuple(json.loads(marks))) for reporter, group, marks in rows]
    return sorted(found, key=lambda o: (o.reporter, o.group, [-1 if m is None else m for m in o.marks]))


def receipts(form_id: str) -> list[str]:
    """The codes of all opened ballots, sorted."""
    return sorted(Receipt.objects.filter(form=form_id).values_list("code", flat=True))


def open_ballots(form_id: str, private: bytes) -> int:
    """Opens a closed form in memory and writes freshly shuffled rows, one for each reporter on each ballot.

    All or nothing, in one transaction, and once: a second call finds the form counted and changes nothing. The
    sealed ballots stay, for whoever checks them against the root. Returns the number of ballots. Of the private
    key no copy is kept here; the interpreter may leave bytes of it in freed memory until the process ends.
    """
    with transaction.atomic(using=BOX):
        form = BoxForm.objects.select_for_update().get(pk=form_id)
        if form.state != BoxState.COUNTED:
            _open(form, private)
    del private
    leave_no_trace()
    return SealedBallot.objects.filter(form=form_id, filled=True).count()


def _open(form: BoxForm, private: bytes) -> None:
    if form.state != BoxState.CLOSED:
        raise BoxDisagrees(f"the form is {form.state}")
    if sealing.public_of(private) != form.public:
        raise WrongKey
    sealed = list(SealedBallot.objects.filter(form=form.id, filled=True))
    if Counter(ballot.group for ballot in sealed) != Counter(returned(form.id)):
        raise BoxDisagrees("spent slips and ballots differ")
    sheet = Sheet.from_text(form.sheet)
    contents = [(ballot, _unsealed(ballot, sheet, private)) for ballot in sealed]
    codes = [found.receipt for _ballot, found in contents]
    if len(set(codes)) != len(codes):
        raise BoxDisagrees("a ballot lies in the box twice")
    opened = [
        row for ballot, found in contents for row in _split(form.id, ballot.group, found.choices, sheet)
    ]
    listed = [Receipt(id=secrets.token_hex(16), form=form.id, code=code) for code in codes]
    del contents, codes
    OpenedBallot.objects.bulk_create(sorted(opened, key=lambda row: row.id), batch_size=AT_ONCE)
    Receipt.objects.bulk_create(sorted(listed, key=lambda row: row.id), batch_size=AT_ONCE)
    form.state = BoxState.COUNTED
    form.save(update_fields=["state"])


def _unsealed(ballot: SealedBallot, sheet: Sheet, private: bytes) -> sealing.Contents:
    try:
        plain = sealing.unseal(private, ballot.sealed)
        found = sealing.read_contents(plain, len(sheet.blank))
    except sealing.NotOurs:
        raise BoxDisagrees("a sealed ballot does not open") from None
    if not sealing.is_stamped(plain, form=ballot.form, group=ballot.group, key=settings.SLIP_KEY):
        raise BoxDisagrees("a ballot was not taken in here, or not for its group")
    return found


def _split(form: str, group: str, choices: str, sheet: Sheet) -> list[OpenedBallot]:
    """One row a reporter, with its own id: what a voter thought of two people stands nowhere together."""
    return [
        OpenedBallot(
            id=secrets.token_hex(16),
            form=form,
            group=group,
            reporter=reporter.code,
            marks=json.dumps(marks),
        )
        for reporter, marks in zip(sheet.reporters, sheet.read(choices), strict=True)
    ]


def _spent(form_id: str) -> QuerySet[Slip]:
    return Slip.objects.filter(form=form_id, state=SlipState.SPENT)


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
