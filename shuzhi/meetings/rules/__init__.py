"""Every may and may not of the meeting, one file for each part of it."""

from shuzhi.meetings.rules.comments import (
    is_secretary,
    may_comment,
    may_draft_comment,
    may_match,
    may_read_item,
    may_see_portrait,
    may_see_portraits,
)
from shuzhi.meetings.rules.hall import (
    may_answer,
    may_ask,
    may_end,
    may_move,
    may_open_ballot,
    may_postpone,
    may_start,
    refuse_without_comment,
    report_is_accepted,
    waiting_for,
    written_comment_is_asked,
)
from shuzhi.meetings.rules.live import may_discard_rehearsal, may_rehearse, refuse_stale
from shuzhi.meetings.rules.people import may_count_heads, may_lay_down, may_read_remarks, may_remark
from shuzhi.meetings.rules.planning import (
    may_arrange,
    may_draw_lots,
    may_make_plan,
    may_plan,
    may_run,
    may_view,
    refuse_closing,
)
from shuzhi.meetings.rules.script import refuse_script

__all__ = [
    "is_secretary",
    "may_answer",
    "may_arrange",
    "may_ask",
    "may_comment",
    "may_count_heads",
    "may_discard_rehearsal",
    "may_draft_comment",
    "may_draw_lots",
    "may_end",
    "may_lay_down",
    "may_make_plan",
    "may_match",
    "may_move",
    "may_open_ballot",
    "may_plan",
    "may_postpone",
    "may_read_item",
    "may_read_remarks",
    "may_rehearse",
    "may_remark",
    "may_run",
    "may_see_portrait",
    "may_see_portraits",
    "may_start",
    "may_view",
    "refuse_closing",
    "refuse_script",
    "refuse_stale",
    "refuse_without_comment",
    "report_is_accepted",
    "waiting_for",
    "written_comment_is_asked",
]
