from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "shuzhi.duties"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "duty_list.begun": _("began the duty list of"),
        "duty_list.changed": _("wrote the duty list of"),
        "duty_list.fixed": _("fixed the duty list of"),
        "duty_list.progress_shown": _("showed the progress of the duty list of"),
        "duty_list.result_shown": _("showed the results of the duty list of"),
        "duty_item.progress": _("noted progress of"),
        "duty_item.visited": _("noted a visit to"),
        "duty_item.confirmed": _("noted a confirmation of"),
        "duty_item.reached": _("noted a milestone of"),
        "duty_item.concluded": _("noted the result of"),
        "duty_entry.written": _("wrote into the duty log"),
        "duty_entry.withdrawn": _("withdrew from the duty log"),
        "responsibility.added": _("added the responsibility"),
        "responsibility.ended": _("ended the responsibility"),
        "duty_quota.set": _("set the number of lines for"),
    }

    def asks_of_units(self, cycle: Any) -> Any:
        """Asked by the register of burdens; see `burden.rules.asks_of_cycle`."""
        from shuzhi.duties.queries.asks import asks_of_units

        return asks_of_units(cycle)
