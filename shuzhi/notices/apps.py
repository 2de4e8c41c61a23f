from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "shuzhi.notices"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {"notice.sent": _("told people about")}
