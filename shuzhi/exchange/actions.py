"""Out to the laptop, home again: each step whole or not at all."""

from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Model
from django.utils import timezone
from nacl.signing import SigningKey

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import carrying
from shuzhi.ballots.models.keys import Closing
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.sheet import BoxState
from shuzhi.cycles.models import Cycle
from shuzhi.exchange import queries, rules
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.queries import Row, Rows
from shuzhi.exchange.states import PackageFault, Parts, check, head_of, sealed_to, signed, sum_of, unsealed
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import require

LANE = 10**9
BOX_PART = "box:"
ROWS_PART = "rows:"


@transaction.atomic
def register_laptop(name: str, key: str, *, actor: User | None) -> Laptop:
    """From here the server knows packages that this laptop signed."""
    require(rules.may_register(actor, key))
    laptop = Laptop.objects.create(name=name, key=key, registered_by=actor)
    record(actor, "laptop.registered", laptop, detail={"key": key})
    return laptop


@transaction.atomic
def hand_out(meeting: Meeting, laptop: Laptop, *, actor: User | None) -> bytes:
    """The meeting as a package that this laptop alone can read; the server remembers every row as it left."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    require(rules.may_hand_out(actor, meeting))
    day = queries.day_rows(meeting)
    lane = (Errand.objects.aggregate(last=Max("lane"))["last"] or 0) + LANE
    errand = Errand.objects.create(
        meeting=meeting, laptop=laptop, lane=lane, before=queries.sums(day), handed_out_by=actor
    )
    record(actor, "hall.handed_out", meeting, detail={"laptop": laptop.name, "errand": errand.pk})
    around = queries.rows_around(meeting)
    passing: list[Model] = [laptop, errand]
    parts: Parts = {"around": around, "day": day, "errand": [queries.written([one])[0] for one in passing]}
    return sealed_to(parts, laptop.key)


@transaction.atomic
def load(data: bytes, key: SigningKey, *, actor: User | None) -> Errand:
    """On the empty laptop: everything of the package, with the server's keys; new rows begin at the errand's lane."""
    parts = unsealed(data, key)
    if Cycle.objects.exists():
        raise PackageFault("There is a cycle on this laptop already; each meeting has a folder of its own")
    for rows in (*parts["around"].values(), *parts["day"].values(), parts["errand"]):
        _put(rows)
    errand = Errand.objects.select_related("meeting", "laptop").get(pk=parts["errand"][1]["pk"])
    if errand.laptop.key != key.verify_key.encode().hex():
        raise PackageFault("The package is damaged or is for another laptop")
    _refuse_loose_rows()
    _begin_lane(errand.lane)
    record(actor, "hall.loaded", errand.meeting, detail={"errand": errand.pk})
    return errand


@transaction.atomic
def pack(errand: Errand, key: SigningKey, *, actor: User | None) -> bytes:
    """The meeting's record and its counted ballots, signed by this laptop; the same meeting gives the same package."""
    errand = Errand.objects.select_related("meeting").get(pk=errand.pk)
    require(rules.may_pack(actor, errand))
    parts: Parts = {ROWS_PART + table: rows for table, rows in queries.day_rows(errand.meeting).items()}
    for session in BallotSession.objects.filter(meeting=errand.meeting):
        parts[BOX_PART + session.box_form] = carrying.carried(session.box_form)
    record(actor, "hall.packed", errand.meeting, detail={"errand": errand.pk})
    return signed(parts, {"errand": errand.pk, "meeting": errand.meeting_id}, key)


@dataclass
class Homecoming:
    """What taking a package home did, or what stood against it; with conflicts nothing was done."""

    errand: Errand
    added: int = 0
    changed: int = 0
    removed: int = 0
    ballots: int = 0
    conflicts: list[str] = field(default_factory=list)

    @property
    def did_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed or self.ballots or self.conflicts)


class Conflicts(Exception):  # noqa: N818 - reads as what was found
    """Both sides changed the same; carries what."""

    def __init__(self, found: Homecoming) -> None:
        super().__init__("; ".join(found.conflicts))
        self.found = found


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
        found = _take(Errand.objects.select_for_update(of=("self",)).get(pk=errand.pk), rows, boxes)
        if found.conflicts:
            raise Conflicts(found)
        Errand.objects.filter(pk=errand.pk).update(digest=sum_of(head), home_at=timezone.now())
        counts = {"added": found.added, "changed": found.changed, "removed": found.removed}
        record(actor, "hall.brought_home", errand.meeting, detail={**counts, "ballots": found.ballots})
    carrying.settle()
    return found


def _take(errand: Errand, rows: Rows, boxes: dict[str, carrying.Carried]) -> Homecoming:
    found = Homecoming(errand)
    here = queries.day_rows(errand.meeting)
    for table in queries.TABLES:
        _compare(found, table, {str(row["pk"]): row for row in here[table]}, rows[table])
    if found.conflicts:
        return found
    for form, content in sorted(boxes.items()):
        _take_box(found, form, content)
    try:
        _refuse_loose_rows()
    except PackageFault as fault:
        found.conflicts.append(str(fault))
    after = queries.day_rows(errand.meeting)
    found.conflicts += [
        table
        for table in queries.TABLES
        if queries.sums({table: after[table]}) != queries.sums({table: rows[table]})
    ]
    return found


def _compare(found: Homecoming, table: str, here: dict[str, Row], coming: list[Row]) -> None:
    """Three ways: as it left, as it is here, as it comes. Only what one side alone changed is done."""
    left: dict[str, str] = found.errand.before.get(table, {})
    put: list[Row] = []
    for row in coming:
        pk, now = str(row["pk"]), sum_of(row["fields"])
        was = sum_of(here[pk]["fields"]) if pk in here else None
        if now == was:
            continue
        if was is None and pk not in left and not _is_taken(table, row["pk"]):
            found.added += 1
        elif was is not None and was == left.get(pk):
            found.changed += 1
        else:
            found.conflicts.append(f"{table} {pk}")
            continue
        put.append(row)
    gone = here.keys() - {str(row["pk"]) for row in coming}
    for pk in sorted(gone):
        if left.get(pk) != sum_of(here[pk]["fields"]):
            found.conflicts.append(f"{table} {pk}")
    if not found.conflicts:
        _put(put)
        model = queries.TABLES[table]
        for pk in gone:
            model._default_manager.filter(pk=pk).delete()  # noqa: SLF001 - public
            found.removed += 1


def _is_taken(table: str, pk: Any) -> bool:
    """Whether another meeting's row has this key."""
    return queries.TABLES[table]._default_manager.filter(pk=pk).exists()  # noqa: SLF001 - public


def _take_box(found: Homecoming, form: str, content: carrying.Carried) -> None:
    if carrying.state_in_box(form):
        if carrying.carried(form) != content:
            found.conflicts.append(f"{BOX_PART}{form}")
        return
    carrying.put_carried(form, content)
    found.ballots += len(content["ballots_receipt"])


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


def _put(rows: list[Row]) -> None:
    try:
        for thing in serializers.deserialize("python", rows):
            thing.save()
    except (DeserializationError, IntegrityError) as error:
        raise PackageFault("A row does not fit in", type(error).__name__) from None


def _refuse_loose_rows() -> None:
    """Whoever is referred to is there; asked before the commit would."""
    try:
        connection.check_constraints()
    except IntegrityError:
        raise PackageFault("Rows refer to what is not here") from None


def _begin_lane(lane: int) -> None:
    """The next keys of every table are those of the lane; undone with the transaction on either database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for one in connection.introspection.sequence_list():
                cursor.execute(f'ALTER SEQUENCE "{one["name"]}" RESTART WITH {lane + 1}')
            return
        tables = [
            table_ for table_ in connection.introspection.table_names(cursor) if table_ != "sqlite_sequence"
        ]
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(name, lane) for name in tables]
        )


def _number(head: dict[str, Any], name: str) -> int:
    value = head.get(name)
    return value if isinstance(value, int) else 0
