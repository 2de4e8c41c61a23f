"""Every may and may not of the meeting, one file for each part of it."""

from shuzhi.meetings.rules.comments import (
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
)
from shuzhi.meetings.rules.planning import (
    may_arrange,
    may_draw_lots,
    may_make_plan,
    may_plan,
    may_run,
    may_view,
    refuse_closing,
)

__all__ = [
    "may_answer",
    "may_arrange",
    "may_ask",
    "may_comment",
    "may_draft_comment",
    "may_draw_lots",
    "may_end",
    "may_make_plan",
    "may_match",
    "may_move",
    "may_open_ballot",
    "may_plan",
    "may_postpone",
    "may_read_item",
    "may_run",
    "may_see_portrait",
    "may_see_portraits",
    "may_start",
    "may_view",
    "refuse_closing",
    "refuse_without_comment",
    "report_is_accepted",
    "waiting_for",
]
