from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "shuzhi.results"
    default_auto_field = "django.db.models.BigAutoField"
