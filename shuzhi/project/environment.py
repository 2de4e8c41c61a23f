"""Reads the environment and fails loudly: a setting that cannot be understood stops the start."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


def env_bool(name: str, default: bool) -> bool:  # noqa: FBT001 - reads as env_bool("NAME", False)
    """The switch `name`, or `default` when it is not set."""
    text = os.environ.get(name)
    if text is None:
        return default
    if text.strip().lower() in YES | NO:
        return text.strip().lower() in YES
    raise ImproperlyConfigured(f"{name} is {text!r}; write 1 or 0.")


def env_int(name: str, default: int) -> int:
    """The whole number `name`, or `default` when it is not set."""
    text = os.environ.get(name)
    if text is None or not text.strip():
        return default
    try:
        return int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {text!r}; write a whole number.") from None


def env_list(name: str, default: list[str]) -> list[str]:
    """The comma-separated values of `name`, or `default` when it is not set."""
    text = os.environ.get(name)
    if text is None:
        return default
    return [part.strip() for part in text.split(",") if part.strip()]


def env_secret(name: str, *, production: bool, folder: Path) -> str:
    """The secret `name`: from the variable, from the file in NAME_FILE, or (never in production) made here.

    Outside production a random secret is kept in `folder`, so that a laptop needs no set-up and still has a
    secret of its own that survives a restart.
    """
    if value := os.environ.get(name, "").strip():
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    if production:
        raise ImproperlyConfigured(
            f"[shuzhi.E001] {name} is not set. Set it, or {name}_FILE, to a random text."
        )
    return kept_secret(folder / name.lower())


def kept_secret(path: Path) -> str:
    """The secret in this file, made on first asking; processes that ask together agree."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    fresh.chmod(0o600)
    try:
        # A hard link either wins whole or not at all, so two processes starting together agree.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="utf-8").strip()


def env_database(name: str, default_file: Path, *, durable: bool = False) -> dict[str, Any]:
    """The database at the address `name` (postgresql://… or sqlite:///…), or SQLite at `default_file`."""
    url = os.environ.get(name, "").strip()
    if not url:
        return _sqlite(default_file, durable=durable)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)), durable=durable)
    if parts.scheme in {"postgresql", "postgres"}:
        return postgresql(url)
    raise ImproperlyConfigured(f"{name} begins with {parts.scheme!r}; write postgresql:// or sqlite:///.")


def _sqlite(path: Path, *, durable: bool) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    # What a row held before is overwritten with zeros where it must not linger.
    sync = "FULL; PRAGMA secure_delete=ON" if durable else "NORMAL"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={sync};",
            # A writer takes its lock at BEGIN and waits, instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at `url`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    # A socket folder cannot stand in the host part of an address, so it may come as ?host=/path.
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
