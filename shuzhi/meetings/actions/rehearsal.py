"""A rehearsal: the same plan with invented reporters, and nothing of it stays."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.meetings import rules
from shuzhi.meetings.models import (
    AgendaItem,
    Comment,
    Meeting,
    ProblemNote,
    Question,
    ReportingGroup,
    StandIn,
    Venue,
)
from shuzhi.web.refusal import require

STAND_INS = Path(__file__).resolve().parent.parent / "data" / "stand_ins.json"
COPIED = ("cycle", "date", "starts_at", "place", "chair", "heard_by", "minutes_each")
LONGEST_TITLE = 120


@transaction.atomic
def rehearse(meeting: Meeting, *, actor: User | None) -> Meeting:
    """Makes a rehearsal of a planned meeting: the same order, venues and groups, a stand-in for each reporter."""
    require(rules.may_rehearse(actor, meeting))
    title = (_("Rehearsal: %(title)s") % {"title": meeting.title})[:LONGEST_TITLE]
    made = Meeting.objects.create(
        title=title, rehearsal=True, **{name: getattr(meeting, name) for name in COPIED}
    )
    groups = _copy_groups(meeting, made)
    for number, item in enumerate(meeting.items.order_by("order", "pk")):
        AgendaItem.objects.create(
            meeting=made,
            stand_in=StandIn.objects.create(**_stand_in(number)),
            group=groups.get(item.group_id),
            written=item.written,
            order=item.order,
        )
    record(actor, "meeting.rehearsal_made", made, detail={"of": meeting.title, "items": made.items.count()})
    return made


@transaction.atomic
def clear_rehearsal(meeting: Meeting, *, actor: User | None) -> None:
    """Deletes all that this step keeps of a rehearsal; that there was one stays in the log."""
    require(rules.may_discard_rehearsal(actor, meeting))
    record(actor, "meeting.rehearsal_discarded", meeting)
    ProblemNote.objects.filter(comment__item__meeting=meeting).delete()
    Comment.objects.filter(item__meeting=meeting).delete()
    Question.objects.filter(item__meeting=meeting).delete()
    stand_ins = list(StandIn.objects.filter(item__meeting=meeting).values_list("pk", flat=True))
    meeting.items.all().delete()
    StandIn.objects.filter(pk__in=stand_ins).delete()
    meeting.delete()


def _copy_groups(meeting: Meeting, made: Meeting) -> dict[int | None, ReportingGroup]:
    venues = {
        one.pk: Venue.objects.create(meeting=made, name=one.name, place=one.place, keeper=one.keeper)
        for one in meeting.venues.all()
    }
    return {
        one.pk: ReportingGroup.objects.create(
            meeting=made, name=one.name, chair=one.chair, venue=venues.get(one.venue_id or 0)
        )
        for one in meeting.groups.all()
    }


def _stand_in(number: int) -> dict[str, Any]:
    """The names of the file in their order; where they are used up, again from the first with a number."""
    known = json.loads(STAND_INS.read_text(encoding="utf-8"))
    lap, place = divmod(number, len(known["people"]))
    more = str(lap + 1) if lap else ""
    return {
        "code": f"演{number + 1:02d}",
        "organisation_name": known["units"][place] + more,
        "person_name": known["people"][place] + more,
        "post": known["post"],
    }
