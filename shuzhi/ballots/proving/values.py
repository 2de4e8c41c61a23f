"""What a declared ballot comes to by the one function that settles: the rulebook's components of this form."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pyarrow as pa

from shuzhi.ballots import counting
from shuzhi.ballots.counting import CountTable
from shuzhi.ballots.models.session import BallotSession
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import rulebook_of
from shuzhi.scoring.disclosure import Figures, GroupMarks, Words, openings
from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.inputs import MICRO, Inputs
from shuzhi.scoring.rulebook.model import BallotSource, Component, Disclosure, Form, Rulebook
from shuzhi.scoring.tables.facts import TURNOUT
from shuzhi.scoring.tables.lists import LISTS
from shuzhi.scoring.tables.tallies import SCHEMA
from shuzhi.scoring.workbook.view import EXCLUDED, View

Values = dict[tuple[str, str], Fraction | None]


RULED_OUT = (
    "按考核办法，各票类的数据不公布",
    "under the rulebook the figures of voter groups are not published",
)


def view_of(session: BallotSession) -> View:
    """The ballot alone, settled: what is not on it is missing there, and no composite is meant to be read from it."""
    book = rulebook_of(session.meeting.cycle)
    return View(settle_inputs(_inputs(session, book, traits_of(session)), book))


def values_of(session: BallotSession, view: View) -> Values:
    """By reporter and component; None where a component has no value, absent where it does not concern him."""
    found: Values = {}
    for row, person in enumerate(view.people):
        if view.status(row) == EXCLUDED:
            continue
        for part in _components(view.rulebook, session.form, person["category"]):
            found[person["code"], part.path] = view.step(f"v/{part.path}", row)
    return found


def refuse_openings(view: View) -> Words | None:
    """Why the opened ballots are not for everybody; nothing when they may be.

    Opened ballots say how each group rated: first the rulebook allows that, then the one gate of publication.
    """
    policy = view.rulebook.disclosure
    if not policy.publish_groups:
        return RULED_OUT
    return openings([view.figures(row) for row in range(len(view))], policy)


def refuse_tables(form: str, tables: Iterable[CountTable], policy: Disclosure) -> Words | None:
    """The same for a rehearsal, whose stand-ins no rulebook settles: asked of the counts themselves."""
    marks: dict[str, dict[str, list[tuple[int, ...]]]] = {}
    for table in tables:
        for line in table.lines[:-1]:
            rows = marks.setdefault(table.code, {}).setdefault(line.group, [])
            rows.append(tuple(count for _mark, count, _share in line.marks))
    return openings([_figures(form, groups) for groups in marks.values()], policy)


def _figures(form: str, groups: dict[str, list[tuple[int, ...]]]) -> Figures:
    found = tuple(GroupMarks(form, group, group, tuple(rows)) for group, rows in groups.items())
    return Figures("", None, None, found)


def policy_of(session: BallotSession) -> Disclosure:
    """The rulebook's rules of publication."""
    return rulebook_of(session.meeting.cycle).disclosure


def traits_of(session: BallotSession) -> list[dict[str, Any]]:
    """The reporters on the ballot as the rulebook sees them, by code."""
    items = session.meeting.items.select_related("reporter")
    reporters = sorted((item.reporter for item in items if item.reporter), key=lambda one: str(one.code))
    book = rulebook_of(session.meeting.cycle)
    return [_traits(one, session.meeting.cycle, book) for one in reporters]


def _traits(reporter: Reporter, cycle: Cycle, book: Rulebook) -> dict[str, Any]:
    known = {
        "code": reporter.code,
        "unit": reporter.organisation_name,
        "person": reporter.person_name,
        "organiser": cycle.organiser.code,
        "category": reporter.category,
        "form": reporter.form,
        "excluded": reporter.excluded_as or None,
    }
    others = {name: reporter.attributes.get(name) or None for name in book.attributes if name not in known}
    return known | others


def _inputs(session: BallotSession, book: Rulebook, people: list[dict[str, Any]]) -> Inputs:
    place = {one["code"]: row for row, one in enumerate(people)}
    names = ["code", "unit", "person", "organiser", "category", "form", "excluded", *book.attributes]
    columns = {name: pa.array([one[name] for one in people], pa.string()) for name in dict.fromkeys(names)}
    form = next(one for one in book.forms if one.name == session.form)
    rows = sorted(_cells(form, session, place), key=lambda row: tuple(row[name] for name in SCHEMA.names))
    tallies = {one.name: SCHEMA.empty_table() for one in book.forms}
    tallies[form.name] = pa.Table.from_pylist(rows, schema=SCHEMA)
    return Inputs(
        reporters=pa.table(columns),
        tallies=tallies,
        fields=_no_fields(book, len(people)),
        turnout=TURNOUT.empty_table(),
        **{name: schema.empty_table() for name, schema in LISTS.items()},
    )


def _cells(form: Form, session: BallotSession, place: dict[str, int]) -> Iterable[dict[str, Any]]:
    groups = {group.name: ordinal for ordinal, group in enumerate(form.groups)}
    rows = {row.name: ordinal for ordinal, row in enumerate(form.rows)}
    for tally in counting.tallies([session.box_form]):
        options = [option.name for option in form.rows[rows[tally.row]].scale.options]
        mark = options.index(str(tally.mark)) if options else int(Fraction(tally.mark) * MICRO)
        yield {
            "reporter": place[tally.reporter],
            "group": groups[tally.group],
            "row": rows[tally.row],
            "mark": mark,
            "count": tally.count,
        }


def _no_fields(book: Rulebook, rows: int) -> pa.Table:
    columns = {}
    for field in book.fields:
        kind = pa.int32() if field.kind == "label" else pa.int64()
        for name in [field.name, f"{field.name}#asked"] if field.kind == "survey" else [field.name]:
            columns[name] = pa.nulls(rows, kind)
    return pa.table(columns)


def _components(book: Rulebook, form: str, category: str | None) -> list[Component]:
    """The components this form decides, in the formula that concerns the category."""
    fitting = [one for one in book.formulas if not one.categories or category in one.categories]
    formula = max(fitting, key=lambda one: len(one.categories))

    def below(parts: Iterable[Component]) -> Iterable[Component]:
        for part in parts:
            if isinstance(part.source, BallotSource) and part.source.form == form:
                yield part
            yield from below(part.parts)

    return list(below(formula.parts))
