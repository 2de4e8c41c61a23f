from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shuzhi.notices"
    default_auto_field = "django.db.models.BigAutoField"
