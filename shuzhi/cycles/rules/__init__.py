"""Rules of this step: who may do what and when, and which topics reach whom."""

from shuzhi.cycles.rules.checks import Check, opening_checks
from shuzhi.cycles.rules.cycle import (
    may_change_timetable,
    may_close_cycle,
    may_create_cycle,
    may_exclude,
    may_lift_exclusion,
    may_open_cycle,
    may_prepare,
    may_run,
    refuse_by_later_steps,
)
from shuzhi.cycles.rules.exclusions import may_know_exclusions
from shuzhi.cycles.rules.lists import (
    may_change_list,
    may_create_list,
    may_issue_list,
    may_revise_list,
)
from shuzhi.cycles.rules.reach import (
    Pending,
    cycles_reached,
    inherited_topics,
    lists_reaching,
    pending_from_above,
    topics_from_above,
)
from shuzhi.cycles.rules.rulebooks import faults_of, rulebook_from
from shuzhi.cycles.rules.topics import (
    lineage_of,
    matter_faults,
    may_answer_proposal,
    may_ask_question,
    may_change_topic,
    may_move_topic,
    may_remove_topic,
    refuse_matter,
)

__all__ = [
    "Check",
    "Pending",
    "cycles_reached",
    "faults_of",
    "inherited_topics",
    "lineage_of",
    "lists_reaching",
    "matter_faults",
    "may_answer_proposal",
    "may_ask_question",
    "may_change_list",
    "may_change_timetable",
    "may_change_topic",
    "may_close_cycle",
    "may_create_cycle",
    "may_create_list",
    "may_exclude",
    "may_issue_list",
    "may_know_exclusions",
    "may_lift_exclusion",
    "may_move_topic",
    "may_open_cycle",
    "may_prepare",
    "may_remove_topic",
    "may_revise_list",
    "may_run",
    "opening_checks",
    "pending_from_above",
    "refuse_by_later_steps",
    "refuse_matter",
    "rulebook_from",
    "topics_from_above",
]
