from django.utils.translation import gettext as _

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.web.refusal import Refusal


def refuse_unless_open(cycle: Cycle) -> Refusal | None:
    """Reports are written and vetted while the cycle is open."""
    if cycle.stage == CycleStage.PREPARING:
        return Refusal(_("The cycle is not open yet; reports are written after opening."))
    if cycle.stage == CycleStage.CLOSED:
        return Refusal(_("The cycle is closed."))
    return None
