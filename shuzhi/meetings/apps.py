from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "shuzhi.meetings"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "meeting.planned": _("planned the meeting"),
        "meeting.changed": _("changed the meeting"),
        "meeting.cancelled": _("cancelled the meeting"),
        "meeting.agenda_filled": _("put reporters on the agenda of"),
        "meeting.item_removed": _("took a reporter off the agenda of"),
        "meeting.item_moved": _("changed the order of"),
        "meeting.lots_drawn": _("drew lots for"),
        "meeting.started": _("began the meeting"),
        "meeting.ended": _("ended the meeting"),
        "meeting.move_refused": _("was refused a step in"),
        "meeting.item_waiting": _("called back"),
        "meeting.item_reporting": _("gave the floor to"),
        "meeting.item_questions": _("ended the report and opened the questions to"),
        "meeting.item_comment": _("opened the comment on"),
        "meeting.item_done": _("marked as done"),
        "meeting.item_postponed": _("put at the end of the agenda"),
        "meeting.question_asked": _("noted a question to"),
        "meeting.question_answered": _("noted an answer of"),
        "meeting.comment_drafted": _("began to prepare a comment on"),
        "meeting.commented": _("commented on"),
        "portrait.matched": _("matched for the portrait"),
        "portrait.match_undone": _("took back a match for the portrait"),
    }

    def before_closing(self, cycle: Any) -> Any:
        """Asked by the cycle before it is closed; see `cycles.rules.refuse_by_later_steps`."""
        from shuzhi.meetings.rules import refuse_closing

        return refuse_closing(cycle)
