"""Every write of this step, one file for each part of the work."""

from shuzhi.reports.actions.handing_in import hand_in
from shuzhi.reports.actions.vetting import accept, return_to_author
from shuzhi.reports.actions.writing import StaleText, begin_report, save_draft, take_set_aside

__all__ = [
    "StaleText",
    "accept",
    "begin_report",
    "hand_in",
    "return_to_author",
    "save_draft",
    "take_set_aside",
]
