"""Every write of this step."""

from shuzhi.duties.actions.log import withdraw_entry, write_entry
from shuzhi.duties.actions.progress import (
    conclude,
    note_confirmation,
    note_progress,
    note_visit,
    reach_milestone,
    show_stage,
)
from shuzhi.duties.actions.responsibilities import add_responsibility, end_responsibility, set_quota
from shuzhi.duties.actions.years import add_item, begin_list, change_item, fix_list, remove_item

__all__ = [
    "add_item",
    "add_responsibility",
    "begin_list",
    "change_item",
    "conclude",
    "end_responsibility",
    "fix_list",
    "note_confirmation",
    "note_progress",
    "note_visit",
    "reach_milestone",
    "remove_item",
    "set_quota",
    "show_stage",
    "withdraw_entry",
    "write_entry",
]
