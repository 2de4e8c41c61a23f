"""Every write of this step, one file for each part of the work."""

from shuzhi.cycles.actions.opening import mark_closed, open_cycle
from shuzhi.cycles.actions.preparing import (
    change_report_frame,
    change_timetable,
    choose_rulebook,
    create_cycle,
    expect_voters,
)
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
    "add_reporter",
    "add_reporters",
    "add_topic",
    "change_report_frame",
    "change_reporters",
    "change_timetable",
    "change_topic",
    "choose_rulebook",
    "create_cycle",
    "exclude_reporter",
    "expect_voters",
    "lift_exclusion",
    "mark_closed",
    "move_reporter",
    "move_topic",
    "open_cycle",
    "remove_reporters",
    "remove_topic",
]
