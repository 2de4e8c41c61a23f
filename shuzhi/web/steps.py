"""A step never looks forward: it asks by a name, and a later step answers by that name in its AppConfig."""

from typing import Any

from django.apps import apps


def said_by_steps(name: str) -> list[Any]:
    """What the steps have under this name, functions or data, in the order of INSTALLED_APPS."""
    return [getattr(config, name) for config in apps.get_app_configs() if hasattr(config, name)]
