from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "shuzhi.duties"
    default_auto_field = "django.db.models.BigAutoField"
