import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import in_scope
from shuzhi.accounts.roles import Role, roles_with
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import ReportForm
from shuzhi.meetings import rules
from shuzhi.meetings.models import (
    AgendaItem,
    Comment,
    CommentDraft,
    LotsDraw,
    Meeting,
    ProblemNote,
    ReportingGroup,
    StandIn,
)
from shuzhi.meetings.states import Step
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal


def meetings_for(user: User) -> QuerySet[Meeting]:
    """The meetings a person may see: of organisers in the scope, and those on whose agenda the person is.

    Rehearsals are not among them, so that no later step counts one.
    """
    return halls_for(user).filter(rehearsal=False)


def halls_for(user: User) -> QuerySet[Meeting]:
    """The same with the rehearsals: for the pages of the day, which work in them as on the day."""
    of_organiser = in_scope(user, "meeting.view", path="cycle__organiser__path", cycle="cycle_id")
    mine = AgendaItem.objects.filter(meeting=OuterRef("pk"), reporter__tenure__person__user=user)
    return (
        Meeting.objects.filter(Q(of_organiser) | Exists(mine))
        .select_related("cycle__organiser")
        .defer("cycle__rulebook_text")
    )


def listed(meetings: QuerySet[Meeting], *, cycle: int | None = None, state: str = "") -> QuerySet[Meeting]:
    """The list of meetings with how many items are done."""
    if cycle:
        meetings = meetings.filter(cycle=cycle)
    if state:
        meetings = meetings.filter(state=state)
    done = Count("items", filter=Q(items__step=Step.DONE), distinct=True)
    counted = meetings.annotate(item_count=Count("items", distinct=True), done_count=done)
    return counted.order_by("-date", "-pk")


def meeting_or_404(user: User, key: int) -> Meeting:
    """A meeting within the person's scope; outside it there is nothing to find."""
    return get_object_or_404(halls_for(user), pk=key)


def cycles_in(meetings: QuerySet[Meeting]) -> list[Cycle]:
    """The cycles that occur in a list, newest first."""
    return list(Cycle.objects.filter(pk__in=meetings.order_by().values("cycle")).only("pk", "title", "year"))


def usual_plan(cycles: QuerySet[Cycle], wanted: str | None) -> dict[str, object]:
    """What a new meeting most likely is, taken from the timetable of the cycle."""
    found = list(cycles)
    chosen = next((one for one in found if str(one.pk) == wanted), found[0] if found else None)
    if chosen is None:
        return {}
    title = _("Review meeting of %(year)s") % {"year": chosen.year}
    return {
        "cycle": chosen.pk,
        "title": title,
        "date": chosen.meeting_on,
        "minutes_each": chosen.speaking_minutes,
    }


def cycles_to_plan(user: User) -> QuerySet[Cycle]:
    """The open cycles whose meetings a person plans."""
    return Cycle.objects.filter(
        in_scope(user, "meeting.run", path="organiser__path", cycle="pk"), stage="open"
    ).select_related("organiser")


def item_with_everything(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Items with all that rules and pages look at."""
    return items.select_related(
        "meeting__cycle__organiser",
        "reporter__report",
        "reporter__tenure__person",
        "stand_in",
        "group__venue",
    ).prefetch_related("questions", "comments__speaker", "comments__problems")


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """The items in their order, ready to be shown and ruled on without further queries.

    Group by group where reporters are heard side by side; those who report in writing come last.
    """
    items = item_with_everything(AgendaItem.objects.filter(meeting=meeting)).order_by(
        "written", "order", "pk"
    )
    found = list(items)
    for item in found:
        item.meeting = meeting
    return found


def not_on_an_agenda(cycle: Cycle) -> QuerySet[Reporter]:
    """The on-site reporters of a cycle that no meeting has yet, without those who are not assessed."""
    return to_be_placed(cycle).filter(form=ReportForm.ONSITE)


def to_be_placed(cycle: Cycle) -> QuerySet[Reporter]:
    """All whom no meeting has yet, on site or in writing."""
    left = cycle.reporters.filter(agenda_item__isnull=True, exclusion__isnull=True)
    return left.order_by("order", "code")


def heard_elsewhere(meeting: Meeting) -> QuerySet[Meeting]:
    """The other meetings of the cycle with how many reporters each has on its agenda; those with nobody left out."""
    others = Meeting.objects.filter(cycle=meeting.cycle, rehearsal=False).exclude(pk=meeting.pk)
    return others.annotate(item_count=Count("items")).filter(item_count__gt=0).order_by("date", "pk")


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one leader hears: how many meetings, and how many reporters on their agendas."""

    leader: str
    meetings: int
    reporters: int


def hearings_of(cycle: Cycle) -> list[Hearing]:
    """Who hears how many reporters of a cycle; meetings that name nobody are left out."""
    rows = Meeting.objects.filter(cycle=cycle, rehearsal=False).exclude(heard_by="").order_by("heard_by")
    counted = rows.values_list("heard_by").annotate(
        meetings=Count("pk", distinct=True), reporters=Count("items", distinct=True)
    )
    return [Hearing(*row) for row in counted]


def in_writing(cycle: Cycle) -> QuerySet[Reporter]:
    """Those who report on paper alone."""
    return cycle.reporters.filter(form=ReportForm.WRITTEN, exclusion__isnull=True).select_related("report")


def current_item(items: list[AgendaItem]) -> AgendaItem | None:
    """Whoever is under way."""
    return next((item for item in items if item.is_under_way), None)


def next_item(items: list[AgendaItem]) -> AgendaItem | None:
    """Whoever comes next; nobody calls up those who report in writing."""
    return next((item for item in items if item.step == Step.WAITING and not item.written), None)


@dataclass(frozen=True, slots=True)
class Track:
    """One group's part of the agenda, walked through beside the others; `group` None: all are heard together."""

    group: ReportingGroup | None
    items: list[AgendaItem]


def tracks_of(items: list[AgendaItem]) -> list[Track]:
    """The agenda cut into what is walked through side by side, those in writing left out."""
    found: dict[int, Track] = {}
    for item in items:
        if not item.written:
            found.setdefault(item.group_id or 0, Track(item.group, [])).items.append(item)
    return list(found.values())


def of_group(items: list[AgendaItem], wanted: str | None) -> list[AgendaItem]:
    """The items of the group that the address names; without one, or where nobody is in it, all."""
    return [item for item in items if str(item.group_id) == wanted] or items


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now, and why it cannot be done yet."""

    item: AgendaItem
    step: Step
    refusal: Refusal | None


def next_step(user: User | None, items: list[AgendaItem]) -> NextStep | None:
    """The next action of a running meeting: of the reporter under way, else of the next one."""
    item = current_item(items) or next_item(items)
    if item is None:
        return None
    step = next(step for step in Step if step in item.moves and step != Step.WAITING)
    return NextStep(item, step, rules.may_move(user, item, step))


def speakers_for(cycle: Cycle) -> QuerySet[User]:
    """Those who may comment in meetings of this cycle, the secretary first."""
    grants = _speaking(cycle)
    secretary = Exists(grants.filter(role=Role.SECRETARY))
    return User.objects.filter(Exists(grants), is_active=True).order_by(secretary.desc(), "pk")


def _speaking(cycle: Cycle) -> QuerySet[Grant]:
    """The grants of the person of an outer query that let comment in this cycle."""
    path = cycle.organiser.path
    above = ["", *(path[:end] for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen))]
    return Grant.objects.live().filter(
        Q(cycle_id=None) | Q(cycle_id=cycle.pk),
        user=OuterRef("pk"),
        role__in=roles_with("meeting.comment"),
        organisation_path__in=above,
    )


def speaks_for_the_superior(speaker: User, meeting: Meeting) -> bool:
    """Whether this comment is the one that every report needs: the secretary's.

    Where the meeting is heard by another leader, or where nobody is secretary, whoever comments stands for it.
    """
    if meeting.heard_by or rules.is_secretary(speaker, meeting.scope_path, meeting.cycle_id):
        return True
    secretaries = _speaking(meeting.cycle).filter(role=Role.SECRETARY)
    return not User.objects.filter(Exists(secretaries), is_active=True).exists()


def superior_of(cycle: Cycle) -> str:
    """The name of the secretary, who comments; nothing where nobody has the role."""
    secretaries = _speaking(cycle).filter(role=Role.SECRETARY)
    found = User.objects.filter(Exists(secretaries), is_active=True).order_by("pk").first()
    return str(found) if found else ""


def speaks_here(user: User, meeting: Meeting) -> bool:
    """Whether the person comments in this meeting with the own voice."""
    return refuse_unless(user, "meeting.comment", meeting.scope_path, meeting.cycle_id) is None


def reads_reports(user: User, meeting: Meeting) -> bool:
    """Whether the names on the agenda lead to the reports."""
    return refuse_unless(user, "report.read", meeting.scope_path, meeting.cycle_id) is None


def draft_of(item: AgendaItem, speaker: User) -> CommentDraft | None:
    """What the speaker has prepared for this reporter."""
    return CommentDraft.objects.filter(item=item, speaker=speaker).first()


def lot(seed: str, code: str) -> str:
    """The lot of one reporter: SHA-256 of "seed:code". The smallest lot speaks first."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def lots(seed: str, reporters: Sequence[Reporter | StandIn]) -> list[dict[str, str]]:
    """All lots of a draw in the order of speaking; the same seed always gives the same order."""
    rows = [{"code": one.code, "name": str(one), "lot": lot(seed, one.code)} for one in reporters]
    return sorted(rows, key=lambda row: (row["lot"], row["code"]))


def dealt(rows: list[dict[str, str]], groups: Sequence[str]) -> list[dict[str, str]]:
    """The lots dealt out in turn: the first to the first group, the second to the second, and round again."""
    return [{**row, "group": groups[place % len(groups)]} for place, row in enumerate(rows)]


def draws_of(meeting: Meeting) -> QuerySet[LotsDraw]:
    """All draws of a meeting, the newest first; the newest counts."""
    return meeting.draws.select_related("made_by")


def problems_of(cycle: Cycle) -> QuerySet[ProblemNote]:
    """The problems named in the comments of a cycle."""
    return ProblemNote.objects.filter(comment__item__reporter__cycle=cycle).select_related(
        "comment__item__reporter", "comment__speaker"
    )


def comments_on(reporter: Reporter) -> QuerySet[Comment]:
    """What was said of one reporter."""
    return (
        Comment.objects.filter(item__reporter=reporter).select_related("speaker").prefetch_related("problems")
    )
