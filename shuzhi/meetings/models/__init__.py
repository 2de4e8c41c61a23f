"""The tables of the meeting, one file for each part of it."""

from shuzhi.meetings.models.agenda import AgendaItem, LotsDraw, Question
from shuzhi.meetings.models.comments import Comment, CommentDraft, PortraitLink, ProblemNote
from shuzhi.meetings.models.meeting import Meeting
from shuzhi.meetings.models.plan import HallRules, Portfolio, ReportingGroup, Venue
from shuzhi.meetings.models.rehearsal import StandIn
from shuzhi.meetings.models.room import Attendance, Attendant, Remark

__all__ = [
    "AgendaItem",
    "Attendance",
    "Attendant",
    "Comment",
    "CommentDraft",
    "HallRules",
    "LotsDraw",
    "Meeting",
    "Portfolio",
    "PortraitLink",
    "ProblemNote",
    "Question",
    "Remark",
    "ReportingGroup",
    "StandIn",
    "Venue",
]
