"""The way out and what the laptop does: registered, handed out, loaded, packed for home."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from nacl.signing import SigningKey

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import carrying
from shuzhi.ballots.models.session import BallotSession
from shuzhi.cycles.models import Cycle
from shuzhi.exchange import queries, rules
from shuzhi.exchange.actions.rows import begin_lane, put_rows, refuse_loose_rows
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.states import (
    BOX_PART,
    ROWS_PART,
    PackageFault,
    Parts,
    key_in,
    sealed_to,
    signed,
    unsealed,
)
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import Refusal, require

LANE = 10**9


@transaction.atomic
def register_laptop(name: str, key: str, *, actor: User | None) -> Laptop:
    """From here the server knows packages that this laptop signed."""
    key = key_in(key)
    require(rules.may_register(actor, key))
    laptop = Laptop.objects.create(name=name, key=key, registered_by=actor)
    record(actor, "laptop.registered", laptop, detail={"key": key})
    return laptop


@transaction.atomic
def remove_laptop(laptop: Laptop, *, actor: User | None) -> None:
    """Takes a laptop off the list that never had a meeting."""
    laptop = Laptop.objects.select_for_update().get(pk=laptop.pk)
    require(rules.may_remove(actor, laptop))
    record(actor, "laptop.removed", laptop, detail={"key": laptop.key})
    laptop.delete()


@transaction.atomic
def hand_out(meeting: Meeting, laptop: Laptop, *, actor: User | None) -> bytes:
    """The meeting as a package that this laptop alone can read; the server remembers every row as it left."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    require(rules.may_hand_out(actor, meeting) or rules.may_seal_to(laptop))
    day = queries.day_rows(meeting)
    lane = (Errand.objects.aggregate(last=Max("lane"))["last"] or 0) + LANE
    errand = Errand.objects.create(
        meeting=meeting, laptop=laptop, lane=lane, before=queries.sums(day), handed_out_by=actor
    )
    record(actor, "hall.handed_out", meeting, detail={"laptop": laptop.name, "errand": errand.pk})
    return _package(errand, day)


@transaction.atomic
def hand_out_again(errand: Errand, *, actor: User | None) -> bytes:
    """The package once more, for the same laptop: the rows of the day must stand as they left."""
    errand = _held(errand)
    require(rules.may_hand_out_again(actor, errand))
    day = queries.day_rows(errand.meeting)
    if queries.sums(day) != errand.before:
        require(Refusal(_("The meeting was changed here after it was given out; call it back first.")))
    record(
        actor,
        "hall.handed_out_again",
        errand.meeting,
        detail={"laptop": errand.laptop.name, "errand": errand.pk},
    )
    return _package(errand, day)


@transaction.atomic
def call_back(errand: Errand, reason: str, *, actor: User | None) -> None:
    """The meeting is the server's again; what this laptop packs is refused from now on."""
    errand = _held(errand)
    require(rules.may_call_back(actor, errand, reason))
    errand.called_back_at, errand.why_called_back = timezone.now(), reason.strip()
    errand.save(update_fields=["called_back_at", "why_called_back"])
    detail = {"laptop": errand.laptop.name, "errand": errand.pk, "reason": reason.strip()}
    record(actor, "hall.called_back", errand.meeting, detail=detail)


def _held(errand: Errand) -> Errand:
    """The errand as it is now, its meeting held first, as handing out does."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=errand.meeting_id)
    found = Errand.objects.select_related("meeting__cycle__organiser", "laptop")
    return found.select_for_update(of=("self",)).get(pk=errand.pk)


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
