"""The way home: a laptop's package is looked through, then taken in whole or not at all."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import carrying
from shuzhi.ballots.models.keys import Closing
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.sheet import BoxState
from shuzhi.exchange import queries, rules
from shuzhi.exchange.actions.merging import Conflicts, Homecoming, merge
from shuzhi.exchange.models import Errand
from shuzhi.exchange.queries import Rows
from shuzhi.exchange.states import BOX_PART, ROWS_PART, PackageFault, check, head_of, sum_of
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import require


def take_home(data: bytes, *, actor: User | None) -> Homecoming:
    """A laptop's package into this server: whole or not at all, twice as once.

    Raises PackageFault for what is not the laptop's, not whole or changed, Conflicts where both sides changed
    the same row or held a ballot.
    """
    head, parts, signature = head_of(data)
    errand = Errand.objects.select_related("laptop", "meeting").filter(pk=_number(head, "errand")).first()
    if errand is None or errand.meeting_id != _number(head, "meeting"):
        raise PackageFault("This server gave out no such meeting")
    require(rules.may_take_home(actor, errand))
    check(head, parts, signature, errand.laptop.key)
    rows = {name[len(ROWS_PART) :]: part for name, part in parts.items() if name.startswith(ROWS_PART)}
    boxes = {name[len(BOX_PART) :]: part for name, part in parts.items() if name.startswith(BOX_PART)}
    _refuse_strange(rows, boxes, errand)
    with transaction.atomic(), carrying.whole():
        errand = (
            Errand.objects.select_related("laptop", "meeting")
            .select_for_update(of=("self",))
            .get(pk=errand.pk)
        )
        if errand.called_back_at:
            raise PackageFault("The meeting was called back from this laptop", str(errand.laptop))
        found = merge(errand, rows, boxes)
        if found.conflicts:
            raise Conflicts(found)
        Errand.objects.filter(pk=errand.pk).update(digest=sum_of(head), home_at=timezone.now())
        counts = {"added": found.added, "changed": found.changed, "removed": found.removed}
        record(actor, "hall.brought_home", errand.meeting, detail={**counts, "ballots": found.ballots})
    carrying.settle()
    return found


def _refuse_strange(rows: Rows, boxes: dict[str, carrying.Carried], errand: Errand) -> None:
    """What no laptop would send, although it signed it."""
    for table in queries.TABLES:
        if table not in rows:
            raise PackageFault("A part is missing", ROWS_PART + table)
        if any(row.get("model") != table for row in rows[table]):
            raise PackageFault("Rows of another table", ROWS_PART + table)
    if rows.keys() - queries.TABLES.keys():
        raise PackageFault("A part was added", min(rows.keys() - queries.TABLES.keys()))
    meetings = rows[queries.table_of(Meeting)]
    if [row["pk"] for row in meetings] != [errand.meeting_id]:
        raise PackageFault("The package is of another meeting", ROWS_PART + queries.table_of(Meeting))
    closings = {row["fields"]["session"]: row["fields"] for row in rows[queries.table_of(Closing)]}
    sessions = {row["fields"]["box_form"]: row["pk"] for row in rows[queries.table_of(BallotSession)]}
    if sessions.keys() != boxes.keys():
        raise PackageFault("Ballots and boxes differ", BOX_PART)
    for form, content in boxes.items():
        closing = closings.get(sessions[form])
        if closing is None or content["form"][1] != BoxState.COUNTED:
            raise PackageFault("The ballot was not counted", BOX_PART + form)
        if carrying.fault_in(content, closing["root"], closing["sealed"]):
            raise PackageFault("The sealed ballots are not those of the closing", BOX_PART + form)


def _number(head: dict[str, Any], name: str) -> int:
    value = head.get(name)
    return value if isinstance(value, int) else 0
