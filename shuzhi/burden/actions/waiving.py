from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.burden import rules
from shuzhi.burden.models import Waiver
from shuzhi.burden.rules import Leave
from shuzhi.burden.states import Measure
from shuzhi.cycles.models import Cycle
from shuzhi.web.refusal import require


@transaction.atomic
def waive(
    cycle: Cycle, level: str, measure: Measure, leave: Leave, *, actor: User | None, most: int | None = None
) -> Waiver:
    """Writes down who allows a level to be asked more than a cap, why, until when, and up to how much."""
    require(rules.may_waive(actor, cycle, leave))
    waiver = Waiver.objects.create(
        cycle=cycle,
        level=level,
        measure=measure,
        most=most,
        approved_by=leave.approved_by,
        reason=leave.reason,
        until=leave.until,
        made_by=actor,
    )
    record(actor, "burden.waived", cycle, detail={"about": str(measure), "reason": leave.reason})
    return waiver


@transaction.atomic
def end_waiver(waiver: Waiver, *, actor: User | None) -> None:
    """The waiver holds no longer; that it did stays on record."""
    require(rules.may_end_waiver(actor, waiver))
    waiver.ended_at = timezone.now()
    waiver.save(update_fields=["ended_at"])
    record(actor, "burden.waiver_ended", waiver.cycle, detail={"about": waiver.measure})
