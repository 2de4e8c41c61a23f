"""What may be done to definitions and figures, and why not; the columns of the workbook stand in `rows`."""

from shuzhi.indicators.rules.definitions import faults_of, may_change, may_define
from shuzhi.indicators.rules.figures import (
    SHORTEST_REASON,
    may_enter,
    may_enter_at,
    may_set_target,
    may_withdraw,
    takes_figure,
    takes_target,
)

__all__ = [
    "SHORTEST_REASON",
    "faults_of",
    "may_change",
    "may_define",
    "may_enter",
    "may_enter_at",
    "may_set_target",
    "may_withdraw",
    "takes_figure",
    "takes_target",
]
