from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "shuzhi.indicators"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "indicator.defined": _("defined the indicator"),
        "indicator.changed": _("changed the indicator"),
        "fact.entered": _("entered the figure"),
        "fact.corrected": _("corrected the figure"),
        "fact.withdrawn": _("withdrew the figure"),
        "target.entered": _("set the target"),
        "target.corrected": _("changed the target"),
        "figures.imported": _("imported figures from"),
    }
