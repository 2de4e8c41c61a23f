from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "shuzhi.ballots"
    default_auto_field = "django.db.models.BigAutoField"
