from typing import Any

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

    def asks_of_units(self, cycle: Any) -> Any:
        """Asked by the register of burdens; see `burden.rules.asks_of_cycle`."""
        from shuzhi.indicators.queries.asks import asks_of_units

        return asks_of_units(cycle)

    def held_by_name(self) -> Any:
        """Asked by the register of burdens for what is held; see `burden.queries.held_already`."""
        from shuzhi.indicators.queries.asks import held_by_name

        return held_by_name()
