"""What belongs to a meeting: the rows of its day, which come home, and what they rest on, which goes out."""

import json
from collections.abc import Iterable
from typing import Any

from django.core import serializers
from django.db.models import Model, Q, QuerySet

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import in_scope
from shuzhi.accounts.roles import CAPABILITIES
from shuzhi.ballots.models.keys import BallotKey, Closing, Declaration, KeyHolder
from shuzhi.ballots.models.paper import PaperSet
from shuzhi.ballots.models.roll import RollEntry
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.cycles.models import Pin, Reporter, Topic, TopicPart, VoterGroupCount
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.states import sum_of
from shuzhi.fieldwork.models import Finding
from shuzhi.meetings.models import (
    AgendaItem,
    Attendance,
    Attendant,
    Comment,
    HallRules,
    LotsDraw,
    Meeting,
    Portfolio,
    PortraitLink,
    ProblemNote,
    Question,
    Remark,
    ReportingGroup,
    Venue,
)
from shuzhi.rectification.models import Problem
from shuzhi.reports.models import Edition, Report, TopicAnswer

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Every table of the day, and by which of its columns a row belongs to a meeting. No scan, draft or private key.
DAY: dict[type[Model], str] = {
    Meeting: "pk",
    Venue: "meeting",
    ReportingGroup: "meeting",
    AgendaItem: "meeting",
    LotsDraw: "meeting",
    Question: "item__meeting",
    Comment: "item__meeting",
    ProblemNote: "comment__item__meeting",
    PortraitLink: "note__comment__item__meeting",
    Attendant: "meeting",
    Remark: "attendant__meeting",
    Attendance: "meeting",
    BallotSession: "meeting",
    SlipIssue: "session__meeting",
    BallotKey: "session__meeting",
    KeyHolder: "key__session__meeting",
    Closing: "session__meeting",
    Declaration: "session__meeting",
    PaperSet: "session__meeting",
    RollEntry: "session__meeting",
}
# What the pages of the day read beside them, by the column that leads to the cycle.
AROUND: dict[type[Model], str] = {
    Pin: "cycle",
    Reporter: "cycle",
    VoterGroupCount: "cycle",
    Topic: "cycle",
    TopicPart: "topic__cycle",
    HallRules: "cycle",
    Portfolio: "cycle",
    Report: "reporter__cycle",
    TopicAnswer: "report__reporter__cycle",
    Edition: "report__reporter__cycle",
    Finding: "reporters__cycle",
    Problem: "reporter__cycle",
}
OF_THE_DAY = ("meeting.", "ballot.")


def table_of(model: type[Model]) -> str:
    """A table's name in a package."""
    return str(model._meta.label_lower)  # noqa: SLF001 - Django's public way to a model's name


TABLES = {table_of(model): model for model in DAY}


def errands_for(user: User) -> QuerySet[Errand]:
    """The meetings on laptops that this person runs."""
    path, cycle = "meeting__cycle__organiser__path", "meeting__cycle_id"
    return Errand.objects.filter(in_scope(user, "meeting.run", path=path, cycle=cycle)).select_related(
        "meeting__cycle", "laptop", "handed_out_by"
    )


def errand_out(meeting: int) -> Errand | None:
    """The laptop this meeting is on now; nothing when it is here."""
    out = Errand.objects.filter(meeting=meeting, home_at=None, called_back_at=None)
    return out.select_related("laptop", "meeting__cycle", "handed_out_by").first()


def laptops() -> QuerySet[Laptop]:
    return Laptop.objects.all()


def written(things: Iterable[Model]) -> list[Row]:
    """Rows as they stand in a package, sorted by their keys."""
    rows: list[Row] = json.loads(serializers.serialize("json", things))
    return sorted(rows, key=lambda row: str(row["pk"]).zfill(20))


def carried_alone(thing: Model, people: set[Any]) -> Row:
    """One row as it goes out beside the meeting: references to accounts that do not go along are empty."""
    row = written([thing])[0]
    for field in thing._meta.concrete_fields:  # noqa: SLF001 - public
        if field.related_model is User and row["fields"].get(field.name) not in people:
            row["fields"][field.name] = None
    return row


def day_rows(meeting: Meeting) -> Rows:
    """The rows of the day, table by table."""
    return {
        table_of(model): written(model._default_manager.filter(**{column: meeting.pk}))  # noqa: SLF001 - public
        for model, column in DAY.items()
    }


def sums(rows: Rows) -> dict[str, dict[str, str]]:
    """The hash of every row: by it a change is known."""
    return {table: {str(row["pk"]): sum_of(row["fields"]) for row in found} for table, found in rows.items()}


def rows_around(meeting: Meeting) -> Rows:
    """What the day rests on, with all that these rows refer to; sign-ins only of those who act that day."""
    found: dict[tuple[str, Any], Model] = {}
    waiting: list[Model] = []
    for model, column in AROUND.items():
        waiting += model._default_manager.filter(**{column: meeting.cycle_id}).distinct()  # noqa: SLF001 - public
    grants = _grants_of_the_day(meeting)
    acting = {grant.user_id for grant in grants}
    waiting += [meeting.cycle, *grants]
    for model, column in DAY.items():
        waiting += model._default_manager.filter(**{column: meeting.pk})  # noqa: SLF001 - public
    while waiting:
        thing = waiting.pop()
        key = table_of(type(thing)), thing.pk
        if key not in found:
            found[key] = thing
            waiting += _referred_to(thing)
    for thing in found.values():
        if isinstance(thing, User) and thing.pk not in acting:
            thing.set_unusable_password()
    tables: dict[str, list[Model]] = {}
    for (table, _pk), thing in found.items():
        if type(thing) not in DAY or table == table_of(Meeting) or not _is_of(thing, meeting):
            tables.setdefault(table, []).append(thing)
    return {table: written(things) for table, things in sorted(tables.items())}


def _is_of(thing: Model, meeting: Meeting) -> bool:
    column = DAY[type(thing)]
    return type(thing)._default_manager.filter(pk=thing.pk, **{column: meeting.pk}).exists()  # noqa: SLF001 - public


def _grants_of_the_day(meeting: Meeting) -> list[Grant]:
    """Whoever may see, run, comment, issue or declare at the place of this meeting."""
    roles = [role for role, may in CAPABILITIES.items() if any(word.startswith(OF_THE_DAY) for word in may)]
    live = Grant.objects.live().filter(Q(cycle_id=None) | Q(cycle_id=meeting.cycle_id), role__in=roles)
    path = meeting.scope_path
    return [
        grant
        for grant in live.select_related("user")
        if path.startswith(grant.organisation_path) or grant.organisation_path.startswith(path)
    ]


def _referred_to(thing: Model) -> list[Model]:
    found: list[Model] = []
    for field in thing._meta.get_fields():  # noqa: SLF001 - public
        if not field.concrete or not field.is_relation:
            continue
        if field.many_to_many:
            found += getattr(thing, field.name).all()
        elif (other := getattr(thing, field.name)) is not None:
            found.append(other)
    return found
