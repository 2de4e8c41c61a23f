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
        "meeting.item_grouped": _("put into a group a reporter of"),
        "meeting.venue_added": _("added a sub-venue to"),
        "meeting.venue_removed": _("took back a sub-venue of"),
        "meeting.group_added": _("added a group of reporters to"),
        "meeting.group_removed": _("took back a group of reporters of"),
        "meeting.invited": _("invited an observer or guest to"),
        "meeting.uninvited": _("took an observer or guest off the list of"),
        "meeting.remarked": _("noted a remark of an observer in"),
        "meeting.heads_counted": _("counted the heads in"),
        "meeting.rules_laid_down": _("laid down host script and rules of the meetings of"),
        "meeting.portfolio_given": _("gave a leader a portfolio in"),
        "meeting.portfolio_taken_back": _("took back a portfolio in"),
        "meeting.lots_drawn": _("drew lots for"),
        "meeting.rehearsal_made": _("made the rehearsal"),
        "meeting.rehearsal_discarded": _("deleted the rehearsal"),
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
