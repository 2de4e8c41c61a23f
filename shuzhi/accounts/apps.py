from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "shuzhi.accounts"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "user.created": _("created the account"),
        "user.renamed": _("changed the name of the account"),
        "user.password_given": _("gave a new password to the account"),
        "user.switched_off": _("switched the account off"),
        "user.switched_on": _("switched the account on"),
        "role.granted": _("granted the role"),
        "role.moved": _("moved along with its organisation the role"),
        "role.revoked": _("ended the role"),
    }
