from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.fieldwork import queries, rules
from shuzhi.fieldwork.models import FieldWords, Visit
from shuzhi.fieldwork.states import Phase, VisitState
from shuzhi.notices.actions import notify
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import require


@transaction.atomic
def change_words(
    cycle: Cycle, methods: list[dict[str, Any]], tags: list[dict[str, Any]], *, actor: User | None
) -> FieldWords:
    """The cycle's own methods and marks; what was written under an old code keeps it."""
    require(rules.may_change_words(actor, cycle))
    row, _fresh = FieldWords.objects.update_or_create(
        cycle=cycle, defaults={"methods": methods, "tags": tags}
    )
    record(actor, "fieldwork.words_changed", cycle, detail={"methods": methods, "tags": tags})
    return row


@transaction.atomic
def plan_visit(
    cycle: Cycle,
    organisation: Organisation,
    day: date,
    *,
    actor: User | None,
    method: str,
    team: Iterable[User],
    phase: str = Phase.BEFORE,
    announced: bool = False,
    place: str = "",
    led_by: str = "",
) -> Visit:
    """A visit with its team; the log says that it was planned, not where an unannounced one goes."""
    require(rules.may_plan(actor, cycle))
    members = list(team)
    for member in members:
        require(rules.may_join(member, cycle, organisation))
    visit = Visit.objects.create(
        cycle=cycle,
        organisation=organisation,
        day=day,
        method=method,
        phase=phase,
        announced=announced,
        place=place,
        led_by=led_by,
        made_by=actor,
    )
    visit.team.set(members)
    record(actor, "visit.planned", visit)
    address = reverse("fieldwork:show-visit", args=[visit.pk])
    notify(members, verb="visit.planned", subject=visit, url=address, actor=actor)
    return visit


@transaction.atomic
def change_visit(visit: Visit, *, actor: User | None, team: Iterable[User], **values: Any) -> None:
    """Changes the plan of a visit that was not drawn."""
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    require(rules.may_change_visit(actor, held))
    members = list(team)
    for member in members:
        require(rules.may_join(member, held.cycle, values.get("organisation", held.organisation)))
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=[*values])
    held.team.set(members)
    record(actor, "visit.changed", held)


@transaction.atomic
def cancel_visit(visit: Visit, reason: str, *, actor: User | None) -> None:
    """A planned visit falls out; the reason stays."""
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    require(rules.may_cancel(actor, held))
    require(rules.refuse_short_reason(reason))
    held.move_to(VisitState.CANCELLED)
    held.note = reason.strip()
    held.save(update_fields=["state", "note"])
    record(actor, "visit.cancelled", held, detail={"reason": reason.strip()} if held.announced else {})


@transaction.atomic
def record_visit(
    visit: Visit,
    *,
    actor: User | None,
    received: int | None = None,
    solved: int | None = None,
    note: str = "",
    adds: bool = False,
) -> Visit:
    """The visit was made. With `adds` (a phone that was away) a note never overwrites one of a colleague."""
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    require(rules.may_record(actor, held))
    require(rules.refuse_faults("record", {"received": received, "solved": solved, "note": note}))
    counts = held.method in queries.counting_methods(held.cycle)
    held.move_to(VisitState.DONE)
    if counts and (received is not None or not adds):
        held.received, held.solved = received, solved
    note = note.strip()
    if not adds:
        held.note = note
    elif note and note not in held.note:
        held.note = f"{held.note}\n{note}".strip()
    held.save(update_fields=["state", "received", "solved", "note"])
    record(actor, "visit.recorded", held, detail={"received": received, "solved": solved} if counts else {})
    return held
