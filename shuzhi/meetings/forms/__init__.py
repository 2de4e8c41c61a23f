"""What the pages of the meeting take from the browser, one file for each part of it."""

from shuzhi.meetings.forms.comments import CommentDraftForm, CommentForm, SpokenCommentForm
from shuzhi.meetings.forms.hall import (
    AgendaForm,
    AnswerForm,
    ByHandForm,
    LotsForm,
    MeetingFilterForm,
    MeetingForm,
    NewMeetingForm,
    PostponeForm,
    QuestionForm,
    StepForm,
)
from shuzhi.meetings.forms.room import (
    AttendantForm,
    GroupForm,
    HeadsForm,
    ItemGroupForm,
    RemarkForm,
    VenueForm,
)
from shuzhi.meetings.forms.rules import PortfolioForm, ScriptForm

__all__ = [
    "AgendaForm",
    "AnswerForm",
    "AttendantForm",
    "ByHandForm",
    "CommentDraftForm",
    "CommentForm",
    "GroupForm",
    "HeadsForm",
    "ItemGroupForm",
    "LotsForm",
    "MeetingFilterForm",
    "MeetingForm",
    "NewMeetingForm",
    "PortfolioForm",
    "PostponeForm",
    "QuestionForm",
    "RemarkForm",
    "ScriptForm",
    "SpokenCommentForm",
    "StepForm",
    "VenueForm",
]
