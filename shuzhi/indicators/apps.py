from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "shuzhi.indicators"
    default_auto_field = "django.db.models.BigAutoField"
