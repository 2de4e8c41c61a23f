from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "shuzhi.cycles"
    default_auto_field = "django.db.models.BigAutoField"
