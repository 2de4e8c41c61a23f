from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "shuzhi.exchange"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "laptop.registered": _("registered the laptop"),
        "hall.handed_out": _("gave to a laptop the meeting"),
        "hall.loaded": _("took over on this laptop the meeting"),
        "hall.packed": _("packed for the office's server the meeting"),
        "hall.brought_home": _("took home from a laptop the meeting"),
    }
