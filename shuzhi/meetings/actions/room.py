from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.meetings import rules
from shuzhi.meetings.actions.holding import atomic_or_logged, held_item, held_meeting, hold_state
from shuzhi.meetings.models import AgendaItem, Attendance, Attendant, Meeting, Remark, ReportingGroup, Venue
from shuzhi.meetings.states import Seat
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def add_venue(meeting: Meeting, name: str, place: str, keeper: str, *, actor: User | None) -> Venue:
    """A sub-venue, with its place and whoever keeps it."""
    hold_state(meeting)
    require(rules.may_arrange(actor, meeting))
    if meeting.venues.filter(name=name.strip()).exists():
        require(Refusal(_("There is a sub-venue of this name already.")))
    venue = Venue.objects.create(
        meeting=meeting, name=name.strip(), place=place.strip(), keeper=keeper.strip()
    )
    record(actor, "meeting.venue_added", meeting, detail={"name": venue.name, "place": venue.place})
    return venue


@transaction.atomic
def remove_venue(venue: Venue, *, actor: User | None) -> None:
    """Takes back a sub-venue: its groups and people are in the main place again, its heads are not expected."""
    hold_state(venue.meeting)
    require(rules.may_arrange(actor, venue.meeting))
    record(actor, "meeting.venue_removed", venue.meeting, detail={"name": venue.name})
    venue.delete()


@transaction.atomic
def add_group(
    meeting: Meeting, name: str, chair: str = "", venue: Venue | None = None, *, actor: User | None
) -> ReportingGroup:
    """A group of reporters that is heard beside the others."""
    hold_state(meeting)
    require(rules.may_arrange(actor, meeting))
    require(_refuse_foreign(meeting, venue))
    if meeting.groups.filter(name=name.strip()).exists():
        require(Refusal(_("There is a group of this name already.")))
    group = ReportingGroup.objects.create(
        meeting=meeting, name=name.strip(), chair=chair.strip(), venue=venue
    )
    record(actor, "meeting.group_added", meeting, detail={"name": group.name, "chair": group.chair})
    return group


@transaction.atomic
def remove_group(group: ReportingGroup, *, actor: User | None) -> None:
    """Takes back a group; its reporters stay on the agenda without one."""
    hold_state(group.meeting)
    require(rules.may_dissolve(actor, group))
    record(actor, "meeting.group_removed", group.meeting, detail={"name": group.name})
    group.delete()


@transaction.atomic
def invite(
    meeting: Meeting,
    name: str,
    unit: str,
    post: str = "",
    seat: str = Seat.OBSERVER,
    *,
    actor: User | None,
    venue: Venue | None = None,
    user: User | None = None,
) -> Attendant:
    """An observer from above or a guest; they may also come while the meeting runs."""
    hold_state(meeting)
    require(rules.may_count_heads(actor, meeting))
    require(_refuse_foreign(meeting, venue))
    attendant = Attendant.objects.create(
        meeting=meeting,
        seat=seat,
        name=name.strip(),
        unit=unit.strip(),
        post=post.strip(),
        venue=venue,
        user=user,
    )
    record(actor, "meeting.invited", meeting, detail={"name": str(attendant), "seat": seat})
    return attendant


@transaction.atomic
def uninvite(attendant: Attendant, *, actor: User | None) -> None:
    """Takes an observer or guest off the list; whoever has remarked stays on it."""
    hold_state(attendant.meeting)
    require(rules.may_count_heads(actor, attendant.meeting))
    if attendant.remarks.exists():
        require(Refusal(_("%(name)s has remarked; the remark stands.") % {"name": attendant}))
    record(actor, "meeting.uninvited", attendant.meeting, detail={"name": str(attendant)})
    attendant.delete()


def note_remark(
    attendant: Attendant, text: str, item: AgendaItem | None = None, *, actor: User | None
) -> Remark:
    """What an observer said of one report, or of the whole meeting; a refused attempt is logged."""
    with atomic_or_logged(attendant.meeting, "remark", actor=actor):
        attendant.meeting = held_meeting(attendant.meeting)
        held = held_item(item) if item is not None else None
        require(rules.may_remark(actor, attendant, held))
        if held is not None and held.meeting_id != attendant.meeting_id:
            require(Refusal(_("This report is on the agenda of another meeting.")))
        remark = Remark.objects.create(attendant=attendant, item=held, text=text.strip())
        detail = {"observer": str(attendant), "about": str(held or "")}
        record(actor, "meeting.remarked", attendant.meeting, detail=detail)
    return remark


@dataclass(frozen=True, slots=True)
class HeadCount:
    """One voter group in one venue (None: the main place); `present` None: not counted yet."""

    form: str
    group: str
    venue: Venue | None
    expected: int
    present: int | None = None
    reason: str = ""


def count_heads(meeting: Meeting, counts: Iterable[HeadCount], *, actor: User | None) -> None:
    """Expected, present, and why the others are absent, by voter group and venue; earlier counts stay in the log."""
    given = list(counts)
    with atomic_or_logged(meeting, "count heads", actor=actor):
        held = held_meeting(meeting)
        require(rules.may_count_heads(actor, held))
        for one in given:
            require(_refuse_count(held, one))
            Attendance.objects.update_or_create(
                meeting=held,
                form=one.form,
                group=one.group,
                venue=one.venue,
                defaults={"expected": one.expected, "present": one.present, "reason": one.reason.strip()},
            )
        record(actor, "meeting.heads_counted", held, detail={"counts": [_said(one) for one in given]})


def _said(one: HeadCount) -> list[str | int | None]:
    return [one.form, one.group, one.venue.name if one.venue else "", one.expected, one.present, one.reason]


def _refuse_count(meeting: Meeting, one: HeadCount) -> Refusal | None:
    if refusal := _refuse_foreign(meeting, one.venue):
        return refusal
    if not meeting.cycle.voter_groups.filter(form=one.form, group=one.group).exists():
        return Refusal(_("The rulebook has no voter group “%(name)s”.") % {"name": one.group})
    if one.present is not None and one.present > one.expected:
        said = _("%(group)s: %(present)d present, but only %(expected)d expected; mend one of the two.")
        return Refusal(said % {"group": one.group, "present": one.present, "expected": one.expected})
    return None


def _refuse_foreign(meeting: Meeting, venue: Venue | None) -> Refusal | None:
    if venue is not None and venue.meeting_id != meeting.pk:
        return Refusal(_("This sub-venue belongs to another meeting."))
    return None
