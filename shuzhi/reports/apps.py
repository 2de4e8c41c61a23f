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
        "report.evidence_added": _("added evidence to the report of"),
        "report.evidence_removed": _("took evidence out of the report of"),
        "report.returned": _("returned the report of"),
        "report.accepted": _("accepted the report of"),
        "report.noted": _("wrote a note on the report of"),
        "report.note_taken_back": _("took back a note on the report of"),
        "report.note_answered": _("answered a note on the report of"),
        "report.note_settled": _("settled a note on the report of"),
        "report.note_reopened": _("opened a note again on the report of"),
        "report.checked": _("answered the checklist for the report of"),
        "vetting.planned": _("set out how reports are vetted in"),
        "reports.reminded": _("reminded those whose reports are missing in"),
        "report.withheld": _("withheld something from publication in the report of"),
        "report.withheld_lifted": _("no longer withholds something in the report of"),
        "report.published": _("published the report of"),
        "source.added": _("added to the common sources"),
        "source.withdrawn": _("withdrew from the common sources"),
        "report.publication_withdrawn": _("withdrew from publication the report of"),
    }
    notice_texts = {
        "report.returned": _("%(who)s returned the report “%(what)s” with %(count)s notes; until %(day)s."),
        "report.accepted": _("The report “%(what)s” is accepted."),
        "report.missing": _("%(what)s: your report is awaited until %(day)s."),
        "report.missing_some_day": _("%(what)s: your report is awaited."),
        "report.missing_back": _("%(what)s: your returned report is awaited back until %(day)s."),
        "report.missing_back_some_day": _("%(what)s: your returned report is awaited back."),
    }
