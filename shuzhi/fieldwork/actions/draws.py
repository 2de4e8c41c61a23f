import secrets
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork import queries, rules
from shuzhi.fieldwork.models import Draw, DrawHolder, Visit, sha256_of
from shuzhi.fieldwork.states import DrawState
from shuzhi.notices.actions import notify
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import require

# Letters and digits that cannot be mistaken for one another when they are written by hand.
READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@transaction.atomic
def prepare_draw(
    cycle: Cycle,
    *,
    actor: User | None,
    title: str,
    day: date,
    until: date,
    beacon: str,
    method: str,
    frame: list[list[str]],
    sizes: dict[str, int],
    team: Iterable[User],
    holders: tuple[User, User],
) -> Draw:
    """List, numbers, team and the two who will keep a word; all of it can still change."""
    require(rules.may_plan_draws(actor, cycle))
    members = list(team)
    _require_people(cycle, members, holders)
    require(rules.refuse_sizes(frame, sizes))
    draw = Draw.objects.create(
        cycle=cycle,
        title=title,
        day=day,
        until=until,
        beacon=beacon,
        method=method,
        frame=sorted(frame),
        sizes=sizes,
        made_by=actor,
    )
    draw.team.set(members)
    DrawHolder.objects.bulk_create(
        DrawHolder(draw=draw, user=user, place=place) for place, user in enumerate(holders, start=1)
    )
    record(actor, "draw.prepared", draw, detail={"units": len(frame), "drawn": draw.size})
    notify(holders, verb="draw.word_wanted", subject=draw, url=_address(draw), actor=None)
    return draw


@transaction.atomic
def change_draw(draw: Draw, *, actor: User | None, frame: list[list[str]], sizes: dict[str, int]) -> None:
    """Another list or other numbers; the words that were taken stay good."""
    held = _hold(draw)
    require(rules.may_change_draw(actor, held))
    require(rules.refuse_sizes(frame, sizes))
    held.frame, held.sizes = sorted(frame), sizes
    held.save(update_fields=["frame", "sizes"])
    record(actor, "draw.changed", held, detail={"units": len(frame), "drawn": held.size})


@transaction.atomic
def take_word(holder: DrawHolder, *, actor: User | None) -> str:
    """A fresh secret word, shown this once; the server keeps its hash. Taken again, the earlier one is void."""
    draw = _hold(holder.draw)
    held = draw.holders.get(pk=holder.pk)
    require(rules.may_take_word(actor, held))
    word = "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(4))
    held.word_hash, held.taken_at = sha256_of(word), timezone.now()
    held.save(update_fields=["word_hash", "taken_at"])
    record(actor, "draw.word_taken", draw)
    return word


@transaction.atomic
def seal_draw(draw: Draw, *, actor: User | None) -> Draw:
    """Everything the draw rests on is bound by one hash, which is published; nothing of it changes afterwards."""
    held = _hold(draw)
    require(rules.may_seal(actor, held))
    held.salt = secrets.token_hex(32)
    held.commitment = held.digest()
    held.sealed_at = timezone.now()
    held.move_to(DrawState.SEALED)
    held.save(update_fields=["salt", "commitment", "sealed_at", "state"])
    record(actor, "draw.sealed", held, detail={"commitment": held.commitment})
    return held


@transaction.atomic
def enter_word(holder: DrawHolder, word: str, value: str, *, actor: User | None) -> Draw:
    """A holder gives word and public number; with the second one the draw opens, for its team alone."""
    draw = _hold(holder.draw)
    held = draw.holders.get(pk=holder.pk)
    require(rules.may_enter_word(actor, held, word, value))
    held.word, held.beacon_value, held.entered_at = rules.normal_word(word), value.strip(), timezone.now()
    held.save(update_fields=["word", "beacon_value", "entered_at"])
    record(actor, "draw.word_entered", draw)
    if all(one.entered_at for one in draw.holders.all()):
        _open(draw, actor=actor)
    return draw


@transaction.atomic
def void_draw(draw: Draw, reason: str, *, actor: User | None) -> None:
    """A draw that was not opened is given up; it stays in the list with the reason."""
    held = _hold(draw)
    require(rules.may_void(actor, held, reason))
    held.move_to(DrawState.VOID)
    held.void_reason = reason.strip()
    held.save(update_fields=["state", "void_reason"])
    record(actor, "draw.voided", held, detail={"reason": held.void_reason})


def _hold(draw: Draw) -> Draw:
    return Draw.objects.select_for_update().get(pk=draw.pk)


def _open(draw: Draw, *, actor: User | None) -> None:
    holders = list(draw.holders.all())
    draw.beacon_value = holders[0].beacon_value
    draw.seed = queries.seed_of(draw.commitment, draw.beacon_value, [holder.word for holder in holders])
    draw.opened_at = timezone.now()
    draw.move_to(DrawState.OPENED)
    draw.save(update_fields=["beacon_value", "seed", "opened_at", "state"])
    units = queries.units_of(draw)
    places = Organisation.objects.in_bulk([unit["code"] for unit in units], field_name="code")
    team = list(draw.team.all())
    # A unit that was removed since the seal was drawn all the same, and nobody can go there.
    for unit in (one for one in units if one["code"] in places):
        visit = Visit.objects.create(
            cycle=draw.cycle,
            method=draw.method,
            announced=False,
            organisation=places[unit["code"]],
            day=timezone.localdate(),
            draw=draw,
            number=int(unit["number"]),
            phase=queries.phase_of(draw.cycle, timezone.localdate()),
            made_by=draw.made_by,
        )
        visit.team.set(team)
    # How many, never which: the log is read by others than the team.
    record(actor, "draw.opened", draw, detail={"units": len(units)})
    notify(team, verb="draw.opened", subject=draw, url=_address(draw), actor=None)


def _address(draw: Draw) -> str:
    return reverse("fieldwork:show-draw", args=[draw.pk])


def _require_people(cycle: Cycle, team: list[User], holders: tuple[User, User]) -> None:
    for member in team:
        require(rules.may_join(member, cycle, None))
    require(rules.refuse_holders(holders))
