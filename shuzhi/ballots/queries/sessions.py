"""What is asked about ballot sessions. Nothing here looks into the box."""

import hashlib
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, QuerySet

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.sheet import Sheet, SheetGroup, SheetReporter, SheetRow
from shuzhi.ballots.states import ENDED
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import rulebook_of
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries import halls_for, presence_by_group
from shuzhi.scoring.rulebook.model import Form, Row


def sessions_for(user: User) -> QuerySet[BallotSession]:
    """The ballot sessions of the meetings a person may see, and for an auditor those that have ended.

    `in_hall` says whether the person may see the meeting itself; a rehearsal is nothing to audit.
    """
    place, cycle = "meeting__cycle__organiser__path", "meeting__cycle_id"
    audited = Q(
        in_scope(user, "audit.read", path=place, cycle=cycle), state__in=ENDED, meeting__rehearsal=False
    )
    return (
        BallotSession.objects.annotate(in_hall=Exists(halls_for(user).filter(pk=OuterRef("meeting"))))
        .filter(Q(in_hall=True) | audited)
        .select_related("meeting__cycle__organiser", "first_declarer", "second_declarer")
    )


def sessions_of(meeting: Meeting) -> QuerySet[BallotSession]:
    """The sessions of one meeting, with their slips."""
    return (
        BallotSession.objects.filter(meeting=meeting)
        .select_related("meeting__cycle__organiser", "first_declarer", "second_declarer")
        .prefetch_related("issues")
    )


def heads_not_counted(session: BallotSession) -> int:
    """How many people are expected at this ballot in groups whose heads nobody has counted yet."""
    groups = presence_by_group(session.meeting, session.form).values()
    return sum(group.expected for group in groups if group.present is None)


def agenda_differs(session: BallotSession) -> bool:
    """Whether the agenda has changed since the ballot was prepared; only before it is opened."""
    return (
        session.is_prepared
        and digest_of_sheet(sheet_for(session.meeting, form_of(session))) != session.sheet_hash
    )


def digest_of_sheet(sheet: Sheet) -> str:
    """By this hash a session knows again what stands on its ballots."""
    return hashlib.sha256(sheet.to_text().encode()).hexdigest()


def secret_forms(cycle: Cycle) -> list[Form]:
    """The forms of the pinned rulebook that are rated by secret ballot."""
    return [form for form in rulebook_of(cycle).forms if form.secret]


def unprepared_forms(meeting: Meeting) -> list[str]:
    """The secret forms for which this meeting has no session yet."""
    made = set(BallotSession.objects.filter(meeting=meeting).values_list("form", flat=True))
    return [form.name for form in secret_forms(meeting.cycle) if form.name not in made]


def form_of(session: BallotSession) -> Form:
    """The rulebook's form that a session rates."""
    return next(form for form in rulebook_of(session.meeting.cycle).forms if form.name == session.form)


def sheet_for(meeting: Meeting, form: Form) -> Sheet:
    """What stands on the ballot: the agenda's reporters, the rulebook's rows, options and groups."""
    items = meeting.items.select_related("reporter", "stand_in").order_by("order", "pk")
    labels = dict(
        meeting.cycle.voter_groups.filter(form=form.name).exclude(label="").values_list("group", "label")
    )
    return Sheet(
        title=meeting.title,
        form=form.name,
        reporters=tuple(
            SheetReporter(
                item.who.code,
                item.who.person_name,
                item.who.organisation_name,
                item.who.post,
            )
            for item in items
        ),
        rows=tuple(_sheet_row(row) for row in form.rows),
        groups=tuple(SheetGroup(g.name, labels.get(g.name) or g.label or g.name) for g in form.groups),
    )


def _sheet_row(row: Row) -> SheetRow:
    scale = row.scale
    if scale.numeric:
        return SheetRow(row.name, (), _decimal(scale.low), _decimal(scale.high), _decimal(scale.step))
    return SheetRow(row.name, tuple(option.name for option in scale.options))


def _decimal(number: Fraction) -> str:
    """As it is typed into a phone: 0.5, not 1/2."""
    return f"{(Decimal(number.numerator) / Decimal(number.denominator)).normalize():f}"
