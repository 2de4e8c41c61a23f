"""The evidence of a cycle: from the office's workbook into rows that name reporters by code, and back into tables."""

from pathlib import Path
from typing import Any

import pyarrow as pa
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuzhi.ballots.models.session import BallotSession
from shuzhi.cycles.models import Cycle, Reporter, digest_of
from shuzhi.cycles.queries import reporters_of, rulebook_of
from shuzhi.results.models import Evidence
from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.tables import read_inputs

# Tables with one row for each thing recorded about a reporter; "fields" has one row a reporter.
LISTS = ("checklist", "adjustments", "vetoes")
TABLES = ("fields", *LISTS, "turnout")


def newest(cycle: Cycle) -> Evidence | None:
    """The evidence that counts now."""
    return Evidence.objects.filter(cycle=cycle).first()


def forms_rated_online(cycle: Cycle) -> frozenset[str]:
    """The ballot forms for which a session stands: their marks come from the box, never from a workbook."""
    sessions = BallotSession.objects.filter(meeting__cycle=cycle, meeting__rehearsal=False)
    return frozenset(sessions.values_list("form", flat=True))


def read_workbook(cycle: Cycle, path: Path) -> Inputs:
    """The uploaded workbook in canonical tables; raises InputFaults with everything that is wrong."""
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    return read_inputs(path, rulebook_of(cycle), lang, ballots_elsewhere=forms_rated_online(cycle))


def disagreements(cycle: Cycle, inputs: Inputs) -> list[str]:
    """Where the workbook speaks of other reporters, or says otherwise of them, than the cycle pinned at opening."""
    pinned = {reporter.code: reporter for reporter in reporters_of(cycle)}
    columns = ["category", "excluded"] if rulebook_of(cycle).categories else ["excluded"]
    said: list[str] = []
    for row in inputs.reporters.to_pylist():
        reporter = pinned.get(row["code"])
        if reporter is None:
            said.append(_("%(code)s %(unit)s is not a reporter of this cycle.") % row)
            continue
        said += _differences(reporter, row, columns)
    said += [
        _("The ballots of “%(form)s” are in the box; take its sheet out of the workbook.") % {"form": form}
        for form, table in sorted(inputs.tallies.items())
        if form in forms_rated_online(cycle) and table.num_rows
    ]
    return said


def _differences(reporter: Reporter, row: dict[str, Any], columns: list[str]) -> list[str]:
    """Only in columns that the workbook has: without categories in the rulebook there is none to fill in."""
    pinned = {"category": reporter.category, "excluded": reporter.excluded_as}
    return [
        _("%(code)s: the workbook says “%(said)s”, the cycle “%(pinned)s”; correct one of them.")
        % {"code": reporter.code, "said": row[name] or "", "pinned": value}
        for name, value in pinned.items()
        if name in columns and (row[name] or "") != value
    ]


def content_of(inputs: Inputs) -> dict[str, Any]:
    """The tables as JSON rows with the reporter's code in place of the row number."""
    codes = inputs.reporters.column("code").to_pylist()
    content: dict[str, Any] = {
        "fields": [{"code": code, **row} for code, row in zip(codes, inputs.fields.to_pylist(), strict=True)]
        if inputs.fields.num_columns
        else [],
        "turnout": inputs.turnout.to_pylist(),
        "tallies": {
            form: _coded(table, codes) for form, table in sorted(inputs.tallies.items()) if table.num_rows
        },
    }
    return content | {name: _coded(getattr(inputs, name), codes) for name in LISTS}


def digest_of_content(content: dict[str, Any]) -> str:
    """The hash that names an edition of evidence."""
    return digest_of(content)


def count_rows(evidence: Evidence | None) -> dict[str, int]:
    """How many rows of each kind the evidence has, for the page."""
    content = evidence.content if evidence else {}
    return {name: len(content.get(name, [])) for name in TABLES}


def listed(rows: list[dict[str, Any]], schema: pa.Schema, place: dict[str, int]) -> pa.Table:
    """JSON rows as a canonical table again."""
    return pa.Table.from_pylist([_numbered(row, place) for row in rows], schema=schema)


def _numbered(row: dict[str, Any], place: dict[str, int]) -> dict[str, Any]:
    return {"reporter": place[row["code"]], **{name: value for name, value in row.items() if name != "code"}}


def _coded(table: pa.Table, codes: list[str]) -> list[dict[str, Any]]:
    return [
        {"code": codes[row["reporter"]], **{name: value for name, value in row.items() if name != "reporter"}}
        for row in table.to_pylist()
    ]
