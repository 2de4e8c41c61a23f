"""What a cycle's settlement is computed from: pinned reporters, opened ballots, and the newest evidence."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.utils import translation

from shuzhi.ballots import counting
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import by_group
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import reporters_of, rulebook_of
from shuzhi.results.models import Evidence
from shuzhi.results.queries.evidence import LISTS, listed
from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook.model import Form, Rulebook
from shuzhi.scoring.tables.facts import TURNOUT
from shuzhi.scoring.tables.lists import LISTS as SCHEMAS
from shuzhi.scoring.tables.tallies import SCHEMA as TALLY


def inputs_of(cycle: Cycle, evidence: Evidence | None) -> Inputs:
    """The canonical tables of the cycle as it stands now."""
    book = rulebook_of(cycle)
    content: dict[str, Any] = evidence.content if evidence else {}
    reporters = sorted(reporters_of(cycle), key=lambda reporter: reporter.code)
    place = {reporter.code: row for row, reporter in enumerate(reporters)}
    return Inputs(
        reporters=_reporters(reporters, cycle, book),
        tallies=_tallies(cycle, book, content.get("tallies", {}), place),
        fields=_fields(book, content.get("fields", []), list(place)),
        turnout=_turnout(cycle, content.get("turnout", [])),
        understood=tuple(evidence.understood) if evidence else (),
        **{name: listed(content.get(name, []), SCHEMAS[name], place) for name in LISTS},
    )


def _reporters(reporters: list[Reporter], cycle: Cycle, book: Rulebook) -> pa.Table:
    columns: dict[str, list[str | None]] = {
        "code": [reporter.code for reporter in reporters],
        "unit": [reporter.organisation_name for reporter in reporters],
        "person": [reporter.person_name for reporter in reporters],
        "organiser": [cycle.organiser.code for _ in reporters],
        "category": [reporter.category for reporter in reporters],
        "form": [form_in_words(reporter) for reporter in reporters],
        "excluded": [reporter.excluded_as or None for reporter in reporters],
    }
    for name in book.attributes:
        columns.setdefault(name, [reporter.attributes.get(name) or None for reporter in reporters])
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def form_in_words(reporter: Reporter) -> str:
    """On site or in writing, in the installation's own language: the same whoever settles, in whatever language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(reporter.get_form_display())


def _tallies(
    cycle: Cycle, book: Rulebook, entered: dict[str, Any], place: dict[str, int]
) -> dict[str, pa.Table]:
    sessions = BallotSession.objects.filter(
        meeting__cycle=cycle, meeting__rehearsal=False, state=SessionState.DECLARED
    )
    boxes = dict(sessions.values_list("box_form", "form"))
    counted = counting.tallies(list(boxes))
    tables = {}
    for form in book.forms:
        rows: Iterable[dict[str, Any]] = _cells(
            form, [tally for tally in counted if tally.form == form.name], place
        )
        if form.name not in boxes.values():
            rows = _entered(entered.get(form.name, []), place)
        ordered = sorted(rows, key=lambda row: tuple(row[name] for name in TALLY.names))
        tables[form.name] = pa.Table.from_pylist(ordered, schema=TALLY)
    return tables


def _cells(form: Form, counted: list[counting.Tally], place: dict[str, int]) -> Iterable[dict[str, Any]]:
    groups = {group.name: ordinal for ordinal, group in enumerate(form.groups)}
    rows = {row.name: ordinal for ordinal, row in enumerate(form.rows)}
    for tally in counted:
        scale = form.rows[rows[tally.row]].scale
        marks = {option.name: ordinal for ordinal, option in enumerate(scale.options)}
        yield {
            "reporter": place[tally.reporter],
            "group": groups[tally.group],
            "row": rows[tally.row],
            "mark": marks[str(tally.mark)] if marks else int(tally.mark * MICRO),
            "count": tally.count,
        }


def _entered(rows: list[dict[str, Any]], place: dict[str, int]) -> Iterable[dict[str, Any]]:
    return ({"reporter": place[row["code"]], **{k: v for k, v in row.items() if k != "code"}} for row in rows)


def _fields(book: Rulebook, rows: list[dict[str, Any]], codes: list[str]) -> pa.Table:
    given = {row["code"]: row for row in rows}
    columns = {}
    for field in book.fields:
        kind = pa.int32() if field.kind == "label" else pa.int64()
        names = [field.name, f"{field.name}#asked"] if field.kind == "survey" else [field.name]
        for name in names:
            columns[name] = pa.array([given.get(code, {}).get(name) for code in codes], kind)
    return pa.table(columns)


def _turnout(cycle: Cycle, entered: list[dict[str, Any]]) -> pa.Table:
    sessions = BallotSession.objects.filter(meeting__cycle=cycle, meeting__rehearsal=False).prefetch_related(
        "issues"
    )
    counted = [
        {
            "form": session.form,
            "group": account.group,
            "issued": account.issued,
            "returned": account.returned,
            "invalid": None,
        }
        for session in sessions
        for account in by_group(session.issues.all())
    ]
    online = {row["form"] for row in counted}
    rows = counted + [row for row in entered if row["form"] not in online]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["form"], row["group"])), schema=TURNOUT)
