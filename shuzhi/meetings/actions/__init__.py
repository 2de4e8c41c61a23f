"""Every write of this step, one file for each part of the meeting."""

from shuzhi.meetings.actions.agenda import (
    cancel_meeting,
    change_meeting,
    draw_lots,
    move_item,
    place_on_agenda,
    plan_meeting,
    remove_from_agenda,
)
from shuzhi.meetings.actions.comments import give_comment, save_comment_draft
from shuzhi.meetings.actions.hall import (
    advance,
    answer_question,
    ask_question,
    call_back,
    end_meeting,
    postpone,
    start_meeting,
)
from shuzhi.meetings.actions.portrait import match_finding, undo_match

__all__ = [
    "advance",
    "answer_question",
    "ask_question",
    "call_back",
    "cancel_meeting",
    "change_meeting",
    "draw_lots",
    "end_meeting",
    "give_comment",
    "match_finding",
    "move_item",
    "place_on_agenda",
    "plan_meeting",
    "postpone",
    "remove_from_agenda",
    "save_comment_draft",
    "start_meeting",
    "undo_match",
]
