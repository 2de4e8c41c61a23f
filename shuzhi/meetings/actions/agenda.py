import secrets
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.ordering import shift
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import ReportForm
from shuzhi.meetings import queries, rules
from shuzhi.meetings.actions.holding import Change, hold_state, keep_by_hand, number_agenda, place_of
from shuzhi.meetings.models import AgendaItem, LotsDraw, Meeting, ReportingGroup
from shuzhi.meetings.states import ByHand
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def plan_meeting(
    cycle: Cycle,
    title: str,
    date: date,
    *,
    actor: User | None,
    place: str = "",
    chair: str = "",
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
        chair=" ".join(chair.split()),
        heard_by=" ".join(heard_by.split()),
        starts_at=starts_at,
        minutes_each=minutes_each or cycle.speaking_minutes,
    )
    record(actor, "meeting.planned", meeting, detail={"date": str(date), "place": place})
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, actor: User | None, **values: Any) -> None:
    """Changes title, date, time, place or speaking time before the meeting begins."""
    hold_state(meeting)
    require(rules.may_arrange(actor, meeting))
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=[*values])
    record(actor, "meeting.changed", meeting, detail={name: str(value) for name, value in values.items()})


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, actor: User | None) -> None:
    """Takes back a plan; its reporters are free for another meeting, and the log keeps that it was."""
    hold_state(meeting)
    require(rules.may_arrange(actor, meeting))
    record(actor, "meeting.cancelled", meeting, detail={"date": str(meeting.date)})
    meeting.items.all().delete()
    meeting.delete()


@transaction.atomic
def place_on_agenda(
    meeting: Meeting,
    reporters: Iterable[Reporter],
    *,
    actor: User | None,
    group: ReportingGroup | None = None,
    reason: str = "",
) -> list[AgendaItem]:
    """Puts reporters at the end of the agenda (of a group), in the order given; those in writing are listed.

    Once lots are drawn, whoever comes late to speak comes with a reason.
    """
    hold_state(meeting)
    given = list(reporters)
    speaks = any(reporter.form != ReportForm.WRITTEN for reporter in given)
    require(rules.may_rearrange(actor, meeting, reason) if speaks else rules.may_arrange(actor, meeting))
    require(_refuse_foreign(meeting, group))
    items = [
        AgendaItem(
            meeting=meeting,
            reporter=reporter,
            written=reporter.form == ReportForm.WRITTEN,
            group=None if reporter.form == ReportForm.WRITTEN else group,
            order=order,
        )
        for order, reporter in enumerate(given, start=meeting.items.count() + 1)
    ]
    AgendaItem.objects.bulk_create(items)
    number_agenda(meeting)
    if items:
        late: list[Change] = [
            {"what": ByHand.ADDED, "name": str(item), "after": place_of(item)}
            for item in items
            if not item.written
        ]
        keep_by_hand(meeting, *late, reason=reason, actor=actor)
        detail = {"names": [str(item) for item in items], "reason": reason.strip()}
        record(actor, "meeting.agenda_filled", meeting, detail=detail)
    return items


@transaction.atomic
def remove_from_agenda(item: AgendaItem, *, actor: User | None, reason: str = "") -> None:
    """Takes a reporter off the agenda; another meeting can take him. Once lots are drawn, with a reason."""
    _hold_drawn(item, reason, actor)
    if not item.written:
        change: Change = {"what": ByHand.REMOVED, "name": str(item), "before": place_of(item)}
        keep_by_hand(item.meeting, change, reason=reason, actor=actor)
    detail = {"name": str(item), "reason": reason.strip()}
    record(actor, "meeting.item_removed", item.meeting, detail=detail)
    item.delete()


@transaction.atomic
def move_item(item: AgendaItem, places: int, *, actor: User | None, reason: str = "") -> None:
    """Moves a reporter up (negative) or down within the own group of the agenda, by hand.

    Once lots are drawn, with a reason. Whoever is first already cannot be moved up, and nothing has happened.
    """
    _hold_drawn(item, reason, actor)
    before = place_of(item)
    rows = list(item.meeting.items.filter(group=item.group_id, written=item.written))
    AgendaItem.objects.bulk_update(shift(rows, item, places), ["order"])
    number_agenda(item.meeting)
    after = place_of(item)
    if before == after:
        return
    if not item.written:
        change: Change = {"what": ByHand.MOVED, "name": str(item), "before": before, "after": after}
        keep_by_hand(item.meeting, change, reason=reason, actor=actor)
    detail = {"name": str(item), "places": places, "reason": reason.strip()}
    record(actor, "meeting.item_moved", item.meeting, detail=detail)


@transaction.atomic
def put_in_group(
    item: AgendaItem, group: ReportingGroup | None, *, actor: User | None, reason: str = ""
) -> None:
    """A reporter is heard in this group, at its end; None: in no group. Once lots are drawn, with a reason."""
    _hold_drawn(item, reason, actor)
    require(_refuse_foreign(item.meeting, group))
    if item.written:
        require(Refusal(_("%(name)s reports in writing and is not called up.") % {"name": item}))
    item.group = group
    item.order = item.meeting.items.count() + 1
    item.save(update_fields=["group", "order"])
    number_agenda(item.meeting)
    name = group.name if group else ""
    change: Change = {"what": ByHand.GROUPED, "name": str(item), "group": name}
    keep_by_hand(item.meeting, change, reason=reason, actor=actor)
    detail = {"name": str(item), "group": name, "reason": reason.strip()}
    record(actor, "meeting.item_grouped", item.meeting, detail=detail)


@transaction.atomic
def draw_lots(
    meeting: Meeting, seed: str = "", *, actor: User | None, reason: str = "", deal: bool = False
) -> LotsDraw:
    """Puts the agenda in the order of the lots; seed, lots and order stay on record for everyone to check.

    Without a seed a random one is taken. A draw is never overwritten: a second one needs a reason. One seed draws
    for all groups: each takes the order of its own lots, or (`deal`) the lots are dealt out to the groups first.
    """
    hold_state(meeting)
    require(rules.may_draw_lots(actor, meeting, reason))
    rows = meeting.items.filter(written=False).select_related("reporter", "stand_in", "group")
    items = {item.who.code: item for item in rows}
    groups = list(meeting.groups.all())
    seed = seed.strip() or secrets.token_hex(8)
    drawn = queries.lots(seed, [item.who for item in items.values()])
    if groups and deal:
        drawn = queries.dealt(drawn, [group.name for group in groups])
    elif groups:
        drawn = [{**row, "group": str(items[row["code"]].group or "")} for row in drawn]
    named = {group.name: group for group in groups}
    for order, row in enumerate(drawn, start=1):
        items[row["code"]].order = order
        items[row["code"]].group = named.get(row.get("group", ""))
    AgendaItem.objects.bulk_update(items.values(), ["order", "group"])
    number_agenda(meeting)
    draw = LotsDraw.objects.create(
        meeting=meeting, seed=seed, lots=drawn, reason=reason.strip(), made_by=actor
    )
    detail = {"seed": seed, "order": [row["code"] for row in drawn], "reason": reason.strip()}
    record(actor, "meeting.lots_drawn", meeting, detail=detail)
    return draw


def _hold_drawn(item: AgendaItem, reason: str, actor: User | None) -> None:
    """Holds the meeting; asks for a reason where the item is among those that lots were drawn for."""
    hold_state(item.meeting)
    drawn = not item.written
    require(
        rules.may_rearrange(actor, item.meeting, reason) if drawn else rules.may_arrange(actor, item.meeting)
    )


def _refuse_foreign(meeting: Meeting, group: ReportingGroup | None) -> Refusal | None:
    if group is not None and group.meeting_id != meeting.pk:
        return Refusal(_("This group belongs to another meeting."))
    return None
