from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "shuzhi.organisations"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "organisation.created": _("created the organisation"),
        "organisation.changed": _("changed the organisation"),
        "organisation.moved": _("moved the organisation"),
        "organisation.removed": _("removed the organisation"),
        "membership.begun": _("put a unit into the joint unit"),
        "membership.ended": _("ended a membership in the joint unit"),
        "person.created": _("entered the person"),
        "person.changed": _("changed the person"),
        "tenure.begun": _("began the tenure"),
        "tenure.ended": _("ended the tenure"),
        "tenure.corrected": _("corrected the tenure"),
        "workbook.imported": _("imported the workbook"),
        "divisions.loaded": _("loaded the divisions of"),
    }
