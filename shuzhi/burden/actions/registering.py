from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.burden import queries, rules
from shuzhi.burden.models import Request, Waiver
from shuzhi.burden.rules import Leave
from shuzhi.burden.states import FILLED_IN, Measure
from shuzhi.cycles.models import Cycle
from shuzhi.web.refusal import require


@transaction.atomic
def register(request: Request, *, actor: User | None, leave: Leave | None = None) -> Request:
    """Adds a request to the register; what it replaces is dropped in the same moment.

    What the system already holds is marked as filled in by itself. A waiver is written down for each cap that is
    exceeded, or for replacing nothing.
    """
    Cycle.objects.select_for_update().get(pk=request.cycle_id)
    if request.kind in FILLED_IN and not request.held_as:
        request.held_as = queries.held_already(request.name)[:120]
    require(rules.may_register(actor, request, leave))
    exceeded = rules.newly_exceeded(request)
    request.registered_by = actor
    request.save(force_insert=True)
    if request.replaces is not None and request.replaces.cycle_id == request.cycle_id:
        _mark_dropped(request.replaces, f"→ {request.name}")
    if leave is not None:
        for breach in exceeded:
            _write(request, breach.measure, breach.found, leave, actor)
        if request.replaces is None and not exceeded:
            _write(request, Measure.NOTHING_DROPPED, None, leave, actor)
    detail = {"name": request.name, "minutes": request.minutes_a_year, "level": request.level}
    replaced = {"replaces": request.replaces.name} if request.replaces else {}
    record(actor, "burden.registered", request.cycle, detail=detail | replaced)
    return request


@transaction.atomic
def drop(request: Request, reason: str, *, actor: User | None) -> None:
    """Units are no longer asked for this; that they were stays in the register."""
    require(rules.may_drop(actor, request))
    _mark_dropped(request, reason)
    record(actor, "burden.dropped", request.cycle, detail={"name": request.name, "reason": reason})


@transaction.atomic
def carry_over(cycle: Cycle, *, actor: User | None) -> int:
    """Takes over what people registered last year; it is nothing new, so it replaces nothing."""
    require(rules.may_manage(actor, cycle))
    rows = queries.takeable(cycle)
    for row in rows:
        row.pk = None
        row._state.adding = True  # noqa: SLF001 - Django's own way to copy a row
        row.cycle, row.registered_by, row.replaces = cycle, actor, None
    Request.objects.bulk_create(rows)
    if rows:
        record(actor, "burden.registered", cycle, detail={"names": [row.name for row in rows]})
    return len(rows)


@transaction.atomic
def pin_asks(cycle: Cycle, *, actor: User | None) -> int:
    """Writes down what the product's own pages ask in this cycle. Called when it is opened; afterwards it stands."""
    there = set(Request.objects.filter(cycle=cycle).values_list("level", "code"))
    rows = [row for row in rules.asks_as_requests(cycle) if (row.level, row.code) not in there]
    Request.objects.bulk_create(rows)
    record(actor, "burden.pinned", cycle, detail={"requests": len(rows)})
    return len(rows)


def _mark_dropped(request: Request, reason: str) -> None:
    request.dropped_at = timezone.now()
    request.dropped_reason = reason[:200]
    request.save(update_fields=["dropped_at", "dropped_reason"])


def _write(request: Request, measure: Measure, most: int | None, leave: Leave, actor: User | None) -> None:
    Waiver.objects.create(
        cycle=request.cycle,
        level=request.level,
        measure=measure,
        request=request,
        most=most,
        approved_by=leave.approved_by,
        reason=leave.reason,
        until=leave.until,
        made_by=actor,
    )
    record(actor, "burden.waived", request.cycle, detail={"about": str(measure), "reason": leave.reason})
