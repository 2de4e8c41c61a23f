"""Every write of this step, one file for each part of the work."""

from shuzhi.cycles.actions.inheriting import carry_over_topics, take_over_topics
from shuzhi.cycles.actions.issuing import carry_list_over, drop_list, issue_list, revise_list
from shuzhi.cycles.actions.lists import (
    add_issued,
    change_issued,
    create_list,
    fill_list,
    move_issued,
    remove_issued,
)
from shuzhi.cycles.actions.opening import mark_closed, open_cycle
from shuzhi.cycles.actions.preparing import (
    change_category_sections,
    change_report_frame,
    change_timetable,
    choose_publication,
    choose_rulebook,
    create_cycle,
    expect_voters,
)
from shuzhi.cycles.actions.proposals import accept_proposal, decline_proposal
from shuzhi.cycles.actions.reporters import (
    add_reporter,
    add_reporters,
    change_reporters,
    exclude_reporter,
    lift_exclusion,
    move_reporter,
    remove_reporters,
)
from shuzhi.cycles.actions.topics import add_topic, change_topic, move_topic, remove_topic

__all__ = [
    "accept_proposal",
    "add_issued",
    "add_reporter",
    "add_reporters",
    "add_topic",
    "carry_list_over",
    "carry_over_topics",
    "change_category_sections",
    "change_issued",
    "change_report_frame",
    "change_reporters",
    "change_timetable",
    "change_topic",
    "choose_publication",
    "choose_rulebook",
    "create_cycle",
    "create_list",
    "decline_proposal",
    "drop_list",
    "exclude_reporter",
    "expect_voters",
    "fill_list",
    "issue_list",
    "lift_exclusion",
    "mark_closed",
    "move_issued",
    "move_reporter",
    "move_topic",
    "open_cycle",
    "remove_issued",
    "remove_reporters",
    "remove_topic",
    "revise_list",
    "take_over_topics",
]
