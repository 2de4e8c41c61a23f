"""Every write of this step, one file for each part of the work."""

from shuzhi.reports.actions.evidence import add_evidence, refer_to_upload, remove_evidence
from shuzhi.reports.actions.handing_in import hand_in
from shuzhi.reports.actions.likeness import add_source, sign_edition, sign_unsigned, withdraw_source
from shuzhi.reports.actions.planning import change_vetting_plan, remind
from shuzhi.reports.actions.publishing import lift_withheld, publish, withdraw_publication, withhold
from shuzhi.reports.actions.vetting import (
    accept,
    add_note,
    answer_checklist,
    reopen_note,
    reply_to_note,
    return_to_author,
    settle_note,
    take_back_note,
)
from shuzhi.reports.actions.writing import (
    Saved,
    StaleText,
    Typed,
    Window,
    begin_report,
    save_draft,
    save_fields,
    take_set_aside,
)

__all__ = [
    "Saved",
    "StaleText",
    "Typed",
    "Window",
    "accept",
    "add_evidence",
    "add_note",
    "add_source",
    "answer_checklist",
    "begin_report",
    "change_vetting_plan",
    "hand_in",
    "lift_withheld",
    "publish",
    "refer_to_upload",
    "remind",
    "remove_evidence",
    "reopen_note",
    "reply_to_note",
    "return_to_author",
    "save_draft",
    "save_fields",
    "settle_note",
    "sign_edition",
    "sign_unsigned",
    "take_back_note",
    "take_set_aside",
    "withdraw_publication",
    "withdraw_source",
    "withhold",
]
