from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CyclesConfig(AppConfig):
    name = "shuzhi.cycles"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "cycle.created": _("created the cycle"),
        "cycle.timetable_changed": _("changed the timetable of"),
        "cycle.report_frame_changed": _("changed the form of the reports of"),
        "cycle.rulebook_chosen": _("chose the rulebook of"),
        "cycle.voters_expected": _("counted the voters of"),
        "cycle.topic_added": _("added a topic to"),
        "cycle.topic_changed": _("changed a topic of"),
        "cycle.topic_removed": _("removed a topic from"),
        "cycle.topic_moved": _("moved a topic of"),
        "cycle.reporters_added": _("added reporters to"),
        "cycle.reporters_changed": _("changed reporters of"),
        "cycle.reporters_removed": _("removed reporters from"),
        "cycle.reporter_moved": _("moved a reporter of"),
        "cycle.reporter_excluded": _("took out of the assessment"),
        "cycle.exclusion_lifted": _("put back into the assessment"),
        "cycle.opened": _("opened the cycle"),
        "cycle.closed": _("closed the cycle"),
    }
