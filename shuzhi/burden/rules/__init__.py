"""Who may see and change the register, and when a waiver is needed."""

from shuzhi.burden.rules.caps import Breach, caps_for, caps_of, standing_waiver
from shuzhi.burden.rules.cost import Cost, cost_from
from shuzhi.burden.rules.register import (
    Leave,
    may_be_counted,
    may_drop,
    may_end_waiver,
    may_manage,
    may_register,
    may_view,
    may_waive,
    newly_exceeded,
    refuse_opening,
    said_breaches,
)
from shuzhi.burden.rules.standing import (
    REPORT_FORM,
    asks_as_requests,
    asks_of_cycle,
    breaches_of,
    costs,
    levels_of,
    median_minutes,
    previous_cycle,
    standing_requests,
    units_at,
)

__all__ = [
    "REPORT_FORM",
    "Breach",
    "Cost",
    "Leave",
    "asks_as_requests",
    "asks_of_cycle",
    "breaches_of",
    "caps_for",
    "caps_of",
    "cost_from",
    "costs",
    "levels_of",
    "may_be_counted",
    "may_drop",
    "may_end_waiver",
    "may_manage",
    "may_register",
    "may_view",
    "may_waive",
    "median_minutes",
    "newly_exceeded",
    "previous_cycle",
    "refuse_opening",
    "said_breaches",
    "standing_requests",
    "standing_waiver",
    "units_at",
]
