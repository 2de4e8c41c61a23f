"""Databases with all tables and no rows: the migrations make them once, every later session begins with a copy.

Kept in var/test-empty under a fingerprint of what they are made of, so that another model, migration or version
makes new ones. One run of the tests therefore walks all migrations once for every database and not in each part again.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test-empty"
ALIASES = ("default", "box")
FILES = {"default": "shuzhi.sqlite3", "box": "box.sqlite3"}
VARIABLES = {"default": "SHUZHI_DATABASE_URL", "box": "SHUZHI_BOX_URL"}
DECIDING = {
    "migrations",
    "models",
    "models.py",
    "apps.py",
    "router.py",
    "settings.py",
    "environment.py",
    "migrate.py",
}
A_DAY = 24 * 3600


def migrate(environment: dict[str, str]) -> None:
    """All tables of both databases."""
    for arguments in (["migrate"], ["migrate", "--database", "box"]):
        command = [sys.executable, "manage.py", *arguments, "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def sqlite() -> Path:
    """A folder with both SQLite databases; for copying only."""
    return _kept("sqlite", _make_sqlite)


def postgres(server: Server) -> dict[str, str]:
    """Names of both databases on this server, ready as templates; nobody connects to them."""
    found = {alias: f"empty_{alias}" for alias in ALIASES}
    dumps = _kept(f"postgres-{server.bin.parent.name}", lambda folder: _make_postgres(folder, server))
    for alias, name in found.items():
        if name not in server.made:
            server.make(name)
            server.ask("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", name, "-f", str(dumps / alias))
    return found


def in_memory(name: str, alias: str) -> sqlite3.Connection:
    """Fills the SQLite database of this name in the memory; it lives as long as the connection."""
    held = sqlite3.connect(name, uri=True, check_same_thread=False)
    with closing(sqlite3.connect(sqlite() / FILES[alias])) as kept:
        kept.backup(held)
    return held


def _make_sqlite(folder: Path) -> None:
    site = folder / "site"
    migrate({**_plain(), "SHUZHI_VAR": str(site)})
    for name in FILES.values():
        with closing(sqlite3.connect(site / name)) as made:
            # A database in the memory has no log beside it; the product asks for one whenever it connects.
            made.execute("PRAGMA journal_mode=DELETE")
        (site / name).replace(folder / name)
    shutil.rmtree(site)


def _make_postgres(folder: Path, server: Server) -> None:
    site = folder / "site"
    names = {alias: f"walked_{alias}" for alias in ALIASES}
    for name in names.values():
        server.make(name)
    addresses = {VARIABLES[alias]: server.url(name) for alias, name in names.items()}
    migrate({**_plain(), **addresses, "SHUZHI_VAR": str(site)})
    for alias, name in names.items():
        (folder / alias).write_text(server.ask("pg_dump", "--no-owner", name), encoding="utf-8")
    shutil.rmtree(site)


def _plain() -> dict[str, str]:
    """The environment without what the caller's own site has set."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SHUZHI_")}


def _kept(kind: str, make: Callable[[Path], None]) -> Path:
    """The folder of this kind; whoever comes while another makes it waits for that one."""
    folder = KEPT / f"{kind}-{_fingerprint()}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _forget(kind)
            fresh = KEPT / f"{kind}.making"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            make(fresh)
            fresh.rename(folder)
    return folder


def _forget(kind: str) -> None:
    """Removes what was made for other states of the product, unless somebody may still be copying it."""
    for old in KEPT.glob(f"{kind}-*"):
        if time.time() - old.stat().st_mtime > A_DAY:
            shutil.rmtree(old, ignore_errors=True)


@cache
def _fingerprint() -> str:
    """Of everything that decides about the tables and about the rows that migrating leaves in them."""
    found = hashlib.sha256(sys.version.encode())
    product = sorted(path for path in (ROOT / "shuzhi").rglob("*.py") if DECIDING & {*path.parts, path.name})
    for path in [*product, *sorted((ROOT / "requirements").glob("*.txt")), Path(__file__)]:
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]
