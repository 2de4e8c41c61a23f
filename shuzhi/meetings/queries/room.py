from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import without_own
from shuzhi.accounts.roles import Role
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings import rules
from shuzhi.meetings.models import (
    AgendaItem,
    Attendance,
    Attendant,
    Comment,
    Meeting,
    Portfolio,
    Remark,
    Venue,
)
from shuzhi.meetings.states import Seat
from shuzhi.organisations.models import Organisation


def observers_of(meeting: Meeting) -> QuerySet[Attendant]:
    """Those from above who sit in."""
    return meeting.attendants.filter(seat=Seat.OBSERVER).select_related("venue", "user")


def guests_of(meeting: Meeting) -> QuerySet[Attendant]:
    """Guests, who listen."""
    return meeting.attendants.filter(seat=Seat.GUEST).select_related("venue", "user")


def remarks_for(user: User, meeting: Meeting) -> QuerySet[Remark]:
    """The observers' remarks that a person may read; those on the own report are left out."""
    rows = Remark.objects.filter(attendant__meeting=meeting).select_related(
        "attendant", "item__reporter", "item__stand_in"
    )
    if rules.may_read_remarks(user, meeting):
        return rows.filter(attendant__user=user)
    return without_own(rows, user, person="item__reporter__tenure__person__user")


def voices_of(user: User, meeting: Meeting) -> QuerySet[Attendant]:
    """The observers for whom a person may write: all for the office, else only oneself."""
    found = observers_of(meeting)
    return found if rules.may_run(user, meeting) is None else found.filter(user=user)


def observing_users(meeting: Meeting) -> QuerySet[User]:
    """The accounts that may see the meeting as observers."""
    path = meeting.scope_path
    above = ["", *(path[:end] for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen))]
    grants = Grant.objects.live().filter(
        Q(cycle_id=None) | Q(cycle_id=meeting.cycle_id),
        user=OuterRef("pk"),
        role=Role.OBSERVER,
        organisation_path__in=above,
    )
    return User.objects.filter(Exists(grants), is_active=True).order_by("pk")


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One voter group in one venue, as far as it is counted."""

    form: str
    group: str
    label: str
    venue: Venue | None
    expected: int
    present: int | None
    reason: str

    @property
    def key(self) -> str:
        return f"{self.form}/{self.group}/{self.venue.pk if self.venue else ''}"

    @property
    def absent(self) -> int | None:
        return None if self.present is None else self.expected - self.present


def heads_of(meeting: Meeting) -> list[HeadRow]:
    """Every voter group in every venue; what is expected in the main place is, until counted, what is left over."""
    counted = {(row.form, row.group, row.venue_id): row for row in Attendance.objects.filter(meeting=meeting)}
    venues: list[Venue | None] = [None, *meeting.venues.all()]
    found = []
    for voters in meeting.cycle.voter_groups.all():
        elsewhere = sum(
            row.expected
            for (form, group, venue), row in counted.items()
            if (form, group) == (voters.form, voters.group) and venue is not None
        )
        for venue in venues:
            row = counted.get((voters.form, voters.group, venue.pk if venue else None))
            left = max(0, (voters.expected or 0) - elsewhere) if venue is None else 0
            found.append(
                HeadRow(
                    voters.form,
                    voters.group,
                    voters.label or voters.group,
                    venue,
                    row.expected if row else left,
                    row.present if row else None,
                    row.reason if row else "",
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Presence:
    """Heads of one voter group, or of all: `present` None where somebody is not counted yet."""

    expected: int
    present: int | None


def presence_by_group(meeting: Meeting, form: str) -> dict[str, Presence]:
    """Expected and present by voter group over all venues, for turnout and count sheet."""
    found: dict[str, list[HeadRow]] = {}
    for row in heads_of(meeting):
        if row.form == form:
            found.setdefault(row.group, []).append(row)
    return {group: _together(rows) for group, rows in found.items()}


def presence_of(meeting: Meeting) -> Presence:
    """All heads of the meeting. Whoever rates on two forms is counted on each, so the fullest form counts."""
    forms: dict[str, list[HeadRow]] = {}
    for row in heads_of(meeting):
        forms.setdefault(row.form, []).append(row)
    found = [_together(rows) for rows in forms.values()]
    return max(found, key=lambda one: one.expected, default=Presence(0, None))


def _together(rows: list[HeadRow]) -> Presence:
    """A venue where nobody is expected needs no count."""
    asked = [row for row in rows if row.expected or row.present is not None]
    expected = sum(row.expected for row in asked)
    present = [row.present for row in asked if row.present is not None]
    return Presence(expected, sum(present) if asked and len(present) == len(asked) else None)


def portfolios_of(cycle: Cycle) -> QuerySet[Portfolio]:
    """Which leader answers for whom in a cycle."""
    return Portfolio.objects.filter(cycle=cycle).select_related("leader").prefetch_related("reporters")


def reporters_in_portfolio(user: User, cycle: Cycle) -> set[int]:
    """The keys of the reporters a leader answers for."""
    return set(Portfolio.objects.filter(cycle=cycle, leader=user).values_list("reporters", flat=True)) - {
        None
    }


def within_portfolio(user: User, items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """The items a leader comments on: those of the own portfolio, where portfolios are laid down; else all."""
    if Grant.objects.live().filter(user=user, role=Role.SECRETARY).exists():
        return items
    laid_down = Portfolio.objects.filter(cycle=OuterRef("meeting__cycle"))
    mine = Portfolio.objects.filter(leader=user, reporters=OuterRef("reporter"))
    return items.filter(~Exists(laid_down) | Exists(mine))


@dataclass(frozen=True, slots=True)
class Cover:
    """One portfolio: how many it holds, on an agenda, commented on by its leader; and who is left."""

    portfolio: Portfolio
    reporters: int
    placed: int
    commented: int
    left: list[Reporter]


def coverage_of(cycle: Cycle) -> list[Cover]:
    """Whether every leader has heard and commented on those of the own portfolio."""
    placed = set(cycle.reporters.filter(agenda_item__isnull=False).values_list("pk", flat=True))
    said = set(
        Comment.objects.filter(item__meeting__cycle=cycle, item__reporter__isnull=False).values_list(
            "item__reporter", "speaker"
        )
    )
    found = []
    for one in portfolios_of(cycle):
        rows = list(one.reporters.all())
        commented = [row for row in rows if (row.pk, one.leader_id) in said]
        left = [row for row in rows if row not in commented]
        found.append(Cover(one, len(rows), sum(row.pk in placed for row in rows), len(commented), left))
    return found


def in_no_portfolio(cycle: Cycle) -> QuerySet[Reporter]:
    """Whom no leader's portfolio holds."""
    return cycle.reporters.filter(portfolios=None, exclusion__isnull=True).order_by("order", "code")
