from django.db import transaction
from django.db.models import F

from shuzhi.accounts.models import User
from shuzhi.burden import rules
from shuzhi.burden.models import FillingTime
from shuzhi.burden.models.filling import LAST_STEP, STEP
from shuzhi.cycles.models import Cycle
from shuzhi.web.refusal import require


@transaction.atomic
def count_minutes(cycle: Cycle, level: str, form: str, minutes: int, *, actor: User) -> None:
    """Adds one to a bar of the histogram. Nothing else is written: no person, no unit, no line in the log.

    A line in the log would say who took how long, which is exactly what nobody may know.
    """
    require(rules.may_be_counted(actor, cycle, level))
    step = max(0, min(minutes // STEP, LAST_STEP))
    bar, _fresh = FillingTime.objects.get_or_create(cycle=cycle, level=level, form=form, step=step)
    FillingTime.objects.filter(pk=bar.pk).update(count=F("count") + 1)
