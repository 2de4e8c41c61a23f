"""The peer of the editor's benchmark: the least that could be called a save, a bare WSGI application and SQL.

It looks the session up, locks the row, compares the version, writes the text and answers with the next version. It
knows no scope, no rule, no log, no counts and no second pen; `SHUZHI_PEER` is the address of its own database.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from threading import local
from typing import Any

import psycopg

ADDRESS = os.environ.get("SHUZHI_PEER", "")
LOCAL = local()
MAKE = (
    "create table session (key text primary key, person integer)",
    "create table report (person integer primary key, version integer, body text)",
)


def connect() -> Any:
    """A connection to a thread, with the settings of our own databases."""
    if ADDRESS.startswith("postgresql"):
        return psycopg.connect(ADDRESS)
    found = sqlite3.connect(ADDRESS, timeout=20, isolation_level=None)
    found.execute("pragma journal_mode=wal")
    found.execute("pragma synchronous=normal")
    return found


def prepare(people: list[dict[str, Any]]) -> None:
    """Its two tables, with the same people and texts of the same size."""
    with connect() as connection:
        for statement in MAKE:
            connection.execute(statement)
        mark = "%s" if ADDRESS.startswith("postgresql") else "?"
        for one in people:
            body = json.dumps([one["text"]] * 3, ensure_ascii=False)
            connection.execute(f"insert into session values ({mark}, {mark})", (one["session"], one["user"]))
            connection.execute(f"insert into report values ({mark}, 1, {mark})", (one["user"], body))
        connection.commit()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """POST /save with {"base", "text"}: 200 with the next version, or 409."""
    if not hasattr(LOCAL, "connection"):
        LOCAL.connection = connect()
    sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    key = environ.get("HTTP_COOKIE", "").partition("sessionid=")[2].partition(";")[0]
    version = _save(LOCAL.connection, key, sent)
    body = json.dumps({"version": version}).encode()
    start_response(
        "200 OK" if version else "409 Conflict",
        [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
    )
    return [body]


def _save(connection: Any, key: str, sent: dict[str, Any]) -> int:
    server = isinstance(connection, psycopg.Connection)
    mark = "%s" if server else "?"
    connection.execute("begin" if server else "begin immediate")
    (person,) = connection.execute(f"select person from session where key = {mark}", (key,)).fetchone()
    version, body = connection.execute(
        f"select version, body from report where person = {mark}{' for update' if server else ''}", (person,)
    ).fetchone()
    if version != sent["base"]:
        connection.execute("rollback")
        return 0
    parts = json.loads(body)
    parts[0] = sent["text"]
    connection.execute(
        f"update report set version = {mark}, body = {mark} where person = {mark}",
        (version + 1, json.dumps(parts, ensure_ascii=False), person),
    )
    connection.execute("commit")
    return int(version) + 1
