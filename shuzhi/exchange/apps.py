from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "shuzhi.exchange"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "laptop.registered": _("registered the laptop"),
        "laptop.removed": _("removed the laptop"),
        "hall.handed_out": _("gave to a laptop the meeting"),
        "hall.handed_out_again": _("downloaded again for a laptop the package of"),
        "hall.called_back": _("called back from a laptop the meeting"),
        "hall.loaded": _("took over on this laptop the meeting"),
        "hall.packed": _("packed for the office's server the meeting"),
        "hall.brought_home": _("took home from a laptop the meeting"),
    }

    def meeting_is_elsewhere(self, meeting: int) -> Any:
        """Asked before a meeting is changed; see `meetings.rules.refuse_elsewhere`."""
        from shuzhi.exchange.rules import refuse_while_out

        return refuse_while_out(meeting)
