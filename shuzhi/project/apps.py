from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "shuzhi.project"

    def ready(self) -> None:
        from shuzhi.project import checks  # noqa: F401 - registers the system checks
