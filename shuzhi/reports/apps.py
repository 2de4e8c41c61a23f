from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "shuzhi.reports"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "report.begun": _("began the report of"),
        "report.worked_on": _("worked on the report of"),
        "report.set_aside": _(
            "wrote at the same time as somebody else; the text was set aside in the report of"
        ),
        "report.set_aside_taken": _("took a text that was set aside into the report of"),
        "report.handed_in": _("handed in the report of"),
        "report.returned": _("returned the report of"),
        "report.accepted": _("accepted the report of"),
    }
