from django.apps import AppConfig


class BurdenConfig(AppConfig):
    name = "shuzhi.burden"
    default_auto_field = "django.db.models.BigAutoField"
