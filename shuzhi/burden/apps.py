from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BurdenConfig(AppConfig):
    name = "shuzhi.burden"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "burden.registered": _("registered a request to units in"),
        "burden.pinned": _("wrote down what is asked of units in"),
        "burden.dropped": _("dropped a request to units in"),
        "burden.waived": _("wrote down a waiver in"),
        "burden.waiver_ended": _("ended a waiver in"),
    }

    def before_opening(self, cycle: Any) -> Any:
        """Asked by the cycle before it is opened: no cap is exceeded without a written waiver."""
        from shuzhi.burden.rules import refuse_opening

        return refuse_opening(cycle)

    def after_opening(self, cycle: Any, actor: Any) -> None:
        """Called by the cycle in the transaction of its opening: the register keeps what is asked that day."""
        from shuzhi.burden.actions import pin_asks

        pin_asks(cycle, actor=actor)
