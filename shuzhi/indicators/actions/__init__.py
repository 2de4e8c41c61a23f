"""Every write of this step."""

from shuzhi.indicators.actions.definitions import change_indicator, define_indicator
from shuzhi.indicators.actions.figures import enter_fact, set_target, withdraw_fact
from shuzhi.indicators.actions.importing import drop_upload, import_figures, keep_upload

__all__ = [
    "change_indicator",
    "define_indicator",
    "drop_upload",
    "enter_fact",
    "import_figures",
    "keep_upload",
    "set_target",
    "withdraw_fact",
]
