"""Every write of this step, one file for each part of the meeting."""

from shuzhi.meetings.actions.agenda import (
    cancel_meeting,
    change_meeting,
    draw_lots,
    move_item,
    place_on_agenda,
    plan_meeting,
    put_in_group,
    remove_from_agenda,
)
from shuzhi.meetings.actions.comments import DraftOvertaken, give_comment, save_comment_draft
from shuzhi.meetings.actions.hall import (
    advance,
    answer_question,
    ask_question,
    call_back,
    end_meeting,
    postpone,
    start_meeting,
)
from shuzhi.meetings.actions.laying_down import give_portfolio, lay_down_hall_rules, take_back_portfolio
from shuzhi.meetings.actions.portrait import match_finding, undo_match
from shuzhi.meetings.actions.rehearsal import clear_rehearsal, rehearse
from shuzhi.meetings.actions.room import (
    HeadCount,
    add_group,
    add_venue,
    count_heads,
    invite,
    note_remark,
    remove_group,
    remove_venue,
    uninvite,
)

__all__ = [
    "DraftOvertaken",
    "HeadCount",
    "add_group",
    "add_venue",
    "advance",
    "answer_question",
    "ask_question",
    "call_back",
    "cancel_meeting",
    "change_meeting",
    "clear_rehearsal",
    "count_heads",
    "draw_lots",
    "end_meeting",
    "give_comment",
    "give_portfolio",
    "invite",
    "lay_down_hall_rules",
    "match_finding",
    "move_item",
    "note_remark",
    "place_on_agenda",
    "plan_meeting",
    "postpone",
    "put_in_group",
    "rehearse",
    "remove_from_agenda",
    "remove_group",
    "remove_venue",
    "save_comment_draft",
    "start_meeting",
    "take_back_portfolio",
    "undo_match",
    "uninvite",
]
