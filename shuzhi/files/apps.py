from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "shuzhi.files"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "file.uploaded": _("uploaded the file"),
        "file.withdrawn": _("withdrew the file"),
        "file.swept": _("removed as belonging to nothing the file"),
    }
