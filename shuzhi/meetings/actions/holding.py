from collections.abc import Iterator
from contextlib import contextmanager
from typing import NotRequired, TypedDict

from django.db import models, transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.meetings import queries
from shuzhi.meetings.models import AgendaItem, Meeting
from shuzhi.meetings.states import ByHand
from shuzhi.web.refusal import Refused


class Change(TypedDict):
    """One thing done by hand to the order of a draw; the places are numbers on the agenda."""

    what: ByHand
    name: str
    before: NotRequired[int]
    after: NotRequired[int]
    group: NotRequired[str]


@contextmanager
def atomic_or_logged(subject: models.Model, wanted: str, *, actor: User | None) -> Iterator[None]:
    """One transaction. What is refused in it leaves nothing but a line in the log: who wanted what, and why not."""
    try:
        with transaction.atomic():
            yield
    except Refused as refused:
        with transaction.atomic():
            detail = {"wanted": wanted, "why": str(refused.refusal)}
            record(actor, "meeting.move_refused", subject, detail=detail)
        raise


def held_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the end of the transaction."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    return Meeting.objects.select_related("cycle__organiser").get(pk=meeting.pk)


def held_item(item: AgendaItem) -> AgendaItem:
    """The item as it is now, its meeting held, so that two steps of one meeting never cross."""
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    return queries.item_with_everything(AgendaItem.objects.filter(pk=item.pk)).get()


def hold_state(meeting: Meeting) -> None:
    """Holds the meeting and reads its state anew: beginning and rearranging never cross."""
    meeting.state = Meeting.objects.select_for_update().values_list("state", flat=True).get(pk=meeting.pk)


def place_of(item: AgendaItem) -> int:
    """The number of an item on the agenda, as the pages count."""
    rows = AgendaItem.objects.filter(meeting=item.meeting_id).order_by("written", "order", "pk")
    return list(rows.values_list("pk", flat=True)).index(item.pk) + 1


def keep_by_hand(meeting: Meeting, *changes: Change, reason: str, actor: User | None) -> None:
    """Writes into the draw that counts what was done by hand to its order; without a draw there is no need."""
    draw = meeting.draws.first()
    if draw is None:
        return
    signed = {"reason": reason.strip(), "by": str(actor or ""), "at": timezone.now().isoformat()}
    draw.by_hand = [*draw.by_hand, *({**change, **signed} for change in changes)]
    draw.save(update_fields=["by_hand"])


def number_agenda(meeting: Meeting) -> None:
    """One row of numbers over the whole agenda: group by group, those in writing last. The ballot follows it."""
    rows = list(meeting.items.all())
    rows.sort(key=lambda item: (item.written, item.group_id or 0, item.order, item.pk))
    for order, item in enumerate(rows, start=1):
        item.order = order
    AgendaItem.objects.bulk_update(rows, ["order"])
