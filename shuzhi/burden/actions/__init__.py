"""Every write of this step."""

from shuzhi.burden.actions.measuring import count_minutes
from shuzhi.burden.actions.registering import carry_over, drop, pin_asks, register
from shuzhi.burden.actions.waiving import end_waiver, waive

__all__ = ["carry_over", "count_minutes", "drop", "end_waiver", "pin_asks", "register", "waive"]
