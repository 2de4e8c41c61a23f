from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "shuzhi.rectification"
    default_auto_field = "django.db.models.BigAutoField"
