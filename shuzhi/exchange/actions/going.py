"""The way out and what the laptop does: registered, handed out, loaded, packed for home."""

from django.db import transaction
from django.db.models import Max
from nacl.signing import SigningKey

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import carrying
from shuzhi.ballots.models.session import BallotSession
from shuzhi.cycles.models import Cycle
from shuzhi.exchange import queries, rules
from shuzhi.exchange.actions.rows import begin_lane, put_rows, refuse_loose_rows
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.states import BOX_PART, ROWS_PART, PackageFault, Parts, sealed_to, signed, unsealed
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import require

LANE = 10**9


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
    return _package(errand, day)


def _package(errand: Errand, day: queries.Rows) -> bytes:
    """Sealed to the errand's laptop; of laptop and errand the columns whose people stay here go out empty."""
    around = queries.rows_around(errand.meeting)
    people = {row["pk"] for row in around.get(queries.table_of(User), [])}
    passing = [queries.carried_alone(one, people) for one in (errand.laptop, errand)]
    parts: Parts = {"around": around, "day": day, "errand": passing}
    return sealed_to(parts, errand.laptop.key)


@transaction.atomic
def load(data: bytes, key: SigningKey, *, actor: User | None) -> Errand:
    """On the empty laptop: everything of the package, with the server's keys; new rows begin at the errand's lane."""
    parts = unsealed(data, key)
    if Cycle.objects.exists():
        raise PackageFault("There is a cycle on this laptop already; each meeting has a folder of its own")
    for rows in (*parts["around"].values(), *parts["day"].values(), parts["errand"]):
        put_rows(rows)
    errand = Errand.objects.select_related("meeting", "laptop").get(pk=parts["errand"][1]["pk"])
    if errand.laptop.key != key.verify_key.encode().hex():
        raise PackageFault("The package is damaged or is for another laptop")
    refuse_loose_rows()
    begin_lane(errand.lane)
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
