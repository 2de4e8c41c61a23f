import secrets
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.ordering import shift
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings import queries, rules
from shuzhi.meetings.models import AgendaItem, LotsDraw, Meeting
from shuzhi.web.refusal import require


@transaction.atomic
def plan_meeting(
    cycle: Cycle,
    title: str,
    date: date,
    *,
    actor: User | None,
    place: str = "",
    heard_by: str = "",
    starts_at: time | None = None,
    minutes_each: int | None = None,
) -> Meeting:
    """A meeting without an agenda yet."""
    hold(cycle)
    require(rules.may_plan(actor, cycle))
    meeting = Meeting.objects.create(
        cycle=cycle,
        title=title,
        date=date,
        place=place,
        heard_by=" ".join(heard_by.split()),
        starts_at=starts_at,
        minutes_each=minutes_each or cycle.speaking_minutes,
    )
    record(actor, "meeting.planned", meeting, detail={"date": str(date), "place": place})
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, actor: User | None, **values: Any) -> None:
    """Changes title, date, time, place or speaking time before the meeting begins."""
    _hold(meeting)
    require(rules.may_arrange(actor, meeting))
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=[*values])
    record(actor, "meeting.changed", meeting, detail={name: str(value) for name, value in values.items()})


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, actor: User | None) -> None:
    """Takes back a plan; its reporters are free for another meeting, and the log keeps that it was."""
    _hold(meeting)
    require(rules.may_arrange(actor, meeting))
    record(actor, "meeting.cancelled", meeting, detail={"date": str(meeting.date)})
    meeting.items.all().delete()
    meeting.delete()


@transaction.atomic
def place_on_agenda(
    meeting: Meeting, reporters: Iterable[Reporter], *, actor: User | None
) -> list[AgendaItem]:
    """Puts reporters at the end of the agenda, in the order given."""
    _hold(meeting)
    require(rules.may_arrange(actor, meeting))
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    items = [
        AgendaItem(meeting=meeting, reporter=reporter, order=order)
        for order, reporter in enumerate(reporters, start=last + 1)
    ]
    AgendaItem.objects.bulk_create(items)
    if items:
        record(actor, "meeting.agenda_filled", meeting, detail={"names": [str(item) for item in items]})
    return items


@transaction.atomic
def remove_from_agenda(item: AgendaItem, *, actor: User | None) -> None:
    """Takes a reporter off the agenda; another meeting can take him."""
    _hold(item.meeting)
    require(rules.may_arrange(actor, item.meeting))
    record(actor, "meeting.item_removed", item.meeting, detail={"name": str(item)})
    item.delete()


@transaction.atomic
def move_item(item: AgendaItem, places: int, *, actor: User | None) -> None:
    """Moves a reporter up (negative) or down on the agenda, by hand."""
    _hold(item.meeting)
    require(rules.may_arrange(actor, item.meeting))
    rows = list(item.meeting.items.all())
    AgendaItem.objects.bulk_update(shift(rows, item, places), ["order"])
    record(actor, "meeting.item_moved", item.meeting, detail={"name": str(item), "places": places})


@transaction.atomic
def draw_lots(meeting: Meeting, seed: str = "", *, actor: User | None, reason: str = "") -> LotsDraw:
    """Puts the agenda in the order of the lots; seed, lots and order stay on record for everyone to check.

    Without a seed a random one is taken. A draw is never overwritten: a second one needs a reason.
    """
    _hold(meeting)
    require(rules.may_draw_lots(actor, meeting, reason))
    items = {item.reporter.code: item for item in meeting.items.select_related("reporter")}
    seed = seed.strip() or secrets.token_hex(8)
    drawn = queries.lots(seed, [item.reporter for item in items.values()])
    for order, row in enumerate(drawn, start=1):
        items[row["code"]].order = order
    AgendaItem.objects.bulk_update(items.values(), ["order"])
    draw = LotsDraw.objects.create(
        meeting=meeting, seed=seed, lots=drawn, reason=reason.strip(), made_by=actor
    )
    detail = {"seed": seed, "order": [row["code"] for row in drawn], "reason": reason.strip()}
    record(actor, "meeting.lots_drawn", meeting, detail=detail)
    return draw


def _hold(meeting: Meeting) -> None:
    """Holds the meeting and reads its state anew: beginning and rearranging never cross."""
    meeting.state = Meeting.objects.select_for_update().values_list("state", flat=True).get(pk=meeting.pk)
