"""The tables of the reports: the text and its authors' copies, its editions, vetting, publishing."""

from shuzhi.reports.models.editions import Edition
from shuzhi.reports.models.evidence import Evidence
from shuzhi.reports.models.likeness import Signature, Source
from shuzhi.reports.models.parts import ANSWER, Line, Part, lines_of, parts_of
from shuzhi.reports.models.publishing import Publication, Withdrawal, Withheld
from shuzhi.reports.models.report import Report, SetAside, TopicAnswer
from shuzhi.reports.models.text import characters_in, fair_length
from shuzhi.reports.models.topic_parts import (
    PartAnswer,
    is_answered,
    is_note,
    is_state,
    note_field,
    part_answers,
    says_something,
    state_field,
    state_words,
    told,
)
from shuzhi.reports.models.vetting import (
    Check,
    NoteReply,
    Reminder,
    ReturnNote,
    ReturnRound,
    VettingPlan,
)

__all__ = [
    "ANSWER",
    "Check",
    "Edition",
    "Evidence",
    "Line",
    "NoteReply",
    "Part",
    "PartAnswer",
    "Publication",
    "Reminder",
    "Report",
    "ReturnNote",
    "ReturnRound",
    "SetAside",
    "Signature",
    "Source",
    "TopicAnswer",
    "VettingPlan",
    "Withdrawal",
    "Withheld",
    "characters_in",
    "fair_length",
    "is_answered",
    "is_note",
    "is_state",
    "lines_of",
    "note_field",
    "part_answers",
    "parts_of",
    "says_something",
    "state_field",
    "state_words",
    "told",
]
