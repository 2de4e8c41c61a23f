"""What waits for those who run the meeting: agenda, comments, ballots."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope, without_own
from shuzhi.ballots.models.keys import BallotKey, KeyHolder
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.queries import secret_forms
from shuzhi.ballots.rules import refuse_unbalanced
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.meetings.models import AgendaItem, Comment, Meeting
from shuzhi.meetings.queries import within_portfolio
from shuzhi.meetings.states import State, Step
from shuzhi.overview.queries.office import OF_CYCLE, reporters_without_meeting
from shuzhi.overview.queries.tasks import Task, door

OF_MEETING = {"path": "meeting__cycle__organiser__path", "cycle": "meeting__cycle_id"}


def meetings(user: User) -> list[Task]:
    """Meetings to plan, to begin, to go on with."""
    return [*_unplanned(user), *_planned(user)]


def _unplanned(user: User) -> list[Task]:
    rows = reporters_without_meeting(user).order_by().values("cycle", "cycle__meeting_on")
    made = []
    for row in rows.annotate(count=Count("pk")):
        said = ngettext(
            "%(count)d reporter is on no agenda yet: plan the meeting.",
            "%(count)d reporters are on no agenda yet: plan the meeting.",
            row["count"],
        )
        cycle = row["cycle"]
        address = door("meetings:plan-meeting", cycle=cycle)
        made.append(Task(cycle, said % {"count": row["count"]}, address, row["cycle__meeting_on"]))
    return made


def _planned(user: User) -> list[Task]:
    rows = Meeting.objects.filter(
        in_scope(user, "meeting.run", **OF_CYCLE), rehearsal=False, state__in=[State.PLANNED, State.RUNNING]
    ).annotate(item_count=Count("items"), done_count=Count("items", filter=Q(items__step=Step.DONE)))
    made = []
    for one in rows.order_by("date", "pk"):
        given = {"title": one.title, "done": one.done_count, "count": one.item_count}
        if one.state == State.RUNNING:
            text = _("“%(title)s” is running: %(done)d of %(count)d reports are done.") % given
            address = door("meetings:show-meeting", one.pk)
        elif one.item_count:
            text = _("“%(title)s” is planned, %(count)d reports on the agenda: run it.") % given
            address = door("meetings:show-meeting", one.pk)
        else:
            text = _("“%(title)s” has no agenda yet.") % given
            address = door("meetings:arrange-agenda", one.pk)
        made.append(Task(one.cycle_id, text, address, one.date))
    return made


def comments(user: User) -> list[Task]:
    """Reports without a comment: now, where the reporter has finished; to be prepared, where not."""
    rows = AgendaItem.objects.filter(
        in_scope(user, "meeting.comment", **OF_MEETING),
        ~Exists(Comment.objects.filter(Q(mandatory=True) | Q(speaker=user), item=OuterRef("pk"))),
        meeting__rehearsal=False,
        meeting__state__in=[State.PLANNED, State.RUNNING],
    ).exclude(step=Step.DONE)
    others = within_portfolio(user, without_own(rows, user, person="reporter__tenure__person__user"))
    now = Count("pk", filter=Q(step=Step.COMMENT))
    found = others.order_by().values("meeting", "meeting__cycle", "meeting__date", "meeting__title")
    made = []
    for row in found.annotate(count=Count("pk"), now=now):
        given = {"title": row["meeting__title"], "count": row["now"] or row["count"]}
        if row["now"]:
            text = _("“%(title)s”: a report waits for your comment now.") % given
        else:
            said = ngettext(
                "“%(title)s”: prepare the comment on %(count)d report.",
                "“%(title)s”: prepare the comments on %(count)d reports.",
                row["count"],
            )
            text = said % given
        address = door("meetings:comment-meeting", row["meeting"])
        made.append(Task(row["meeting__cycle"], text, address, row["meeting__date"]))
    return made


def ballots(user: User) -> list[Task]:
    """Ballots to prepare, open, close, account for and declare."""
    rows: QuerySet[Any] = (
        BallotSession.objects.filter(meeting__rehearsal=False)
        .exclude(state=SessionState.DECLARED)
        .annotate(
            issues_slips=in_scope(user, "ballot.issue", **OF_MEETING),
            opens=in_scope(user, "ballot.open_close", **OF_MEETING),
            declares=in_scope(user, "ballot.declare", **OF_MEETING),
            keyed=Exists(BallotKey.objects.filter(session=OuterRef("pk"))),
            unconfirmed=Exists(KeyHolder.objects.filter(key__session=OuterRef("pk"), confirmed_at=None)),
            printed=Exists(SlipIssue.objects.filter(session=OuterRef("pk"), printed__gt=0)),
        )
        .filter(Q(issues_slips=True) | Q(opens=True) | Q(declares=True))
        .select_related("meeting")
        .prefetch_related("issues")
        .order_by("meeting__date", "pk")
    )
    return [*_without_session(user), *(task for one in rows if (task := _ballot(one, user)))]


def _ballot(session: Any, user: User) -> Task | None:
    """The one step of a session that is this person's now."""
    adds_up = session.is_closed and refuse_unbalanced(list(session.issues.all())) is None
    second = session.first_declarer_id != user.pk
    steps = [
        (
            session.is_prepared and session.issues_slips and (session.unconfirmed or not session.keyed),
            _("Hold the key ceremony of “%(form)s”."),
            "ballots:show-key",
        ),
        (
            session.is_prepared and not session.printed and session.issues_slips,
            _("Print the slips of “%(form)s”."),
            "ballots:show-session",
        ),
        (
            session.is_prepared and session.printed and session.opens,
            _("“%(form)s” is prepared: open it when every report has its comment."),
            "ballots:open-session",
        ),
        (
            session.is_open and session.opens,
            _("“%(form)s” is open: close it when everybody has rated."),
            "ballots:close-session",
        ),
        (
            session.is_closed and not adds_up and session.issues_slips,
            _("Count the slips of “%(form)s” until they add up."),
            "ballots:account-slips",
        ),
        (
            adds_up and second and session.declares,
            _("“%(form)s” is closed and adds up: declare it."),
            "ballots:declare-session",
        ),
    ]
    for waits, said, name in steps:
        if waits:
            text = said % {"form": session.form}
            return Task(session.meeting.cycle_id, text, door(name, session.pk), session.meeting.date)
    return None


def _without_session(user: User) -> list[Task]:
    """Meetings with an agenda whose rulebook wants a secret ballot and for which none stands ready."""
    rows = Meeting.objects.filter(
        in_scope(user, "ballot.issue", **OF_CYCLE),
        Exists(AgendaItem.objects.filter(meeting=OuterRef("pk"))),
        ~Exists(BallotSession.objects.filter(meeting=OuterRef("pk"))),
        cycle__stage=CycleStage.OPEN,
        rehearsal=False,
        state__in=[State.PLANNED, State.RUNNING],
    ).select_related("cycle")
    return [
        Task(
            one.cycle_id,
            _("“%(title)s” has no ballot yet: prepare it.") % {"title": one.title},
            door("meetings:show-meeting", one.pk),
            one.date,
        )
        for one in rows
        if secret_forms(one.cycle)
    ]
