from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "shuzhi.ballots"
    verbose_name = _("Ballots")
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "ballot.prepared": _("prepared the ballot"),
        "ballot.slips_printed": _("printed slips for"),
        "ballot.slips_counted": _("counted the slips of"),
        "ballot.open_refused": _("tried in vain to open the ballot"),
        "ballot.opened": _("opened the ballot"),
        "ballot.closed": _("closed the ballot"),
        "ballot.declared_first": _("declared, as the first of two, the ballot"),
        "ballot.declared": _("declared the ballot"),
    }
