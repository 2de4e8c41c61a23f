"""Keeps the ballot box apart: its models live in the `box` database, and nothing else does."""

from typing import Any

from django.apps import apps
from django.db.models import Model

BOX = "box"
BOX_MODULE = "shuzhi.ballots.models.box"


def is_box_module(module: str) -> bool:
    return module == BOX_MODULE or module.startswith(f"{BOX_MODULE}.")


def box_model_names() -> set[str]:
    """The models of the box as the code has them now; migrations know models by name only."""
    models = apps.get_app_config("ballots").get_models()
    return {str(model._meta.model_name) for model in models if is_box_module(model.__module__)}  # noqa: SLF001


class BoxRouter:
    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return BOX if is_box_module(model.__module__) else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """A key from the box to anything named would undo the secrecy of the ballot."""
        return is_box_module(type(one).__module__) == is_box_module(type(other).__module__)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        in_box = app_label == "ballots" and (
            model_name in box_model_names() if model_name else hints.get("target") == BOX
        )
        return in_box == (db == BOX)
