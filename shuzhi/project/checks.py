"""Dangerous states of a site, each with a stable id; `manage.py check` and every start report them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution


@register()
def check_secrets(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """shuzhi.E001 (missing, raised while settings load) and E002 (too short to be secret)."""
    if not settings.PRODUCTION:
        return []
    return [
        Error(f"{name} has fewer than 32 characters.", hint="Use a random text of 50.", id="shuzhi.E002")
        for name, value in (
            ("SHUZHI_SECRET_KEY", settings.SECRET_KEY),
            ("SHUZHI_SLIP_KEY", settings.SLIP_KEY),
        )
        if len(value) < 32
    ]


@register()
def check_box_is_apart(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """shuzhi.E003: ballots in the same database as names can be joined with them."""
    default, box = (_place(settings.DATABASES[name]) for name in ("default", "box"))
    if default != box:
        return []
    return [Error("The ballot box is the default database.", hint="Set SHUZHI_BOX_URL.", id="shuzhi.E003")]


@register()
def check_one_slip_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """shuzhi.E004: one secret for two purposes leaks twice."""
    if settings.SECRET_KEY != settings.SLIP_KEY:
        return []
    return [Error("SHUZHI_SLIP_KEY equals SHUZHI_SECRET_KEY.", hint="Use two secrets.", id="shuzhi.E004")]


@register()
def check_workers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """shuzhi.W001: SQLite has one writer; several workers wait for one another."""
    engines = [settings.DATABASES[name]["ENGINE"] for name in ("default", "box")]
    if settings.WORKERS <= 1 or not any("sqlite3" in engine for engine in engines):
        return []
    hint = "Use PostgreSQL, or SHUZHI_WORKERS=1 with threads."
    return [Caution(f"{settings.WORKERS} workers share a SQLite database.", hint=hint, id="shuzhi.W001")]


@register()
def check_debug(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """shuzhi.E005: debug pages show settings and data to anyone who finds an error."""
    if not (settings.PRODUCTION and settings.DEBUG):
        return []
    return [Error("SHUZHI_DEBUG is on in production.", hint="Unset SHUZHI_DEBUG.", id="shuzhi.E005")]


def _place(database: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(database.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME"))
