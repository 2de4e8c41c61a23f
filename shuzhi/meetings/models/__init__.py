"""The tables of the meeting, one file for each part of it."""

from shuzhi.meetings.models.agenda import AgendaItem, LotsDraw, Question
from shuzhi.meetings.models.comments import Comment, CommentDraft, PortraitLink, ProblemNote
from shuzhi.meetings.models.meeting import Meeting

__all__ = [
    "AgendaItem",
    "Comment",
    "CommentDraft",
    "LotsDraw",
    "Meeting",
    "PortraitLink",
    "ProblemNote",
    "Question",
]
