"""The second box: a box of its own in the same physical form, on a medium that may go at any moment."""

import contextlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shuzhi.ballots.door.deciding import Changes
from shuzhi.ballots.door.sqlite import SqliteStore

# Table and key; rows are written in the order of their random keys.
TABLES = {
    "ballots_boxform": "id",
    "ballots_slip": "mark",
    "ballots_sealedballot": "id",
    "ballots_openedballot": "id",
    "ballots_receipt": "id",
}
MARK = "copy.json"
POINTER = "box.json"

Rows = dict[Any, tuple[Any, ...]]


class CopyLost(Exception):  # noqa: N818 - reads as what happened
    """The second medium is not what it was: gone, another one, or silent."""


class SecondBox:
    """The box on the second medium, in the folder that `shuzhi hall` has marked with `token`."""

    def __init__(self, folder: Path, token: str) -> None:
        self.folder, self.token = folder, token
        self.path = folder / f"box-{secrets.token_hex(8)}.sqlite3"
        self.store: SqliteStore | None = None
        self.identity: tuple[int, int] = (0, 0)

    def write_anew(self, image: bytes) -> None:
        """The whole box, page by page as it lies; the old copy counts until the new one stands."""
        self._check_mark()
        write_whole(self.path, image)
        self.store = SqliteStore(str(self.path))
        self.store.settle_down()
        found = self.path.stat()
        self.identity = (found.st_dev, found.st_ino)
        write_whole(self.folder / POINTER, json.dumps({"box": self.path.name}).encode())
        for old in self.folder.glob("box-*"):
            if not old.name.startswith(self.path.name):
                old.unlink(missing_ok=True)

    def follow(self, changes: Changes) -> None:
        """Writes what the first box wrote, durably, and where it lies."""
        store = self.checked()
        with transaction(store.db) as db:
            before = db.total_changes
            store.write(changes)
            if db.total_changes - before != len(changes.spent) + len(changes.filled):
                raise CopyLost("rows are missing")

    def equal(self, tables: Mapping[str, Rows]) -> None:
        """Makes every table what it is in the first box, in one transaction."""
        with transaction(self.checked().db) as db:
            for table, rows in tables.items():
                _equal_table(db, table, rows)

    def settle_down(self) -> None:
        self.checked().settle_down()

    def close(self) -> None:
        store, self.store = self.store, None
        if store:
            with contextlib.suppress(Exception):
                store.close()

    def checked(self) -> SqliteStore:
        """The open copy, if it is still the one that lies on the medium."""
        # A file that was pulled out from under an open connection takes what is written to it, and keeps nothing.
        found = self.path.stat()
        if self.store is None or self.identity != (found.st_dev, found.st_ino):
            raise CopyLost("another medium")
        return self.store

    def _check_mark(self) -> None:
        mark = json.loads((self.folder / MARK).read_text(encoding="utf-8"))
        if mark.get("token") != self.token:
            raise CopyLost("another medium")


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction that holds the lock from its beginning."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file that is there whole or not at all, and stands on the disk when this returns."""
    fresh = path.with_name(f"fresh-{path.name}")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tables_of(db: sqlite3.Connection) -> dict[str, Rows]:
    return {table: _rows(db, table) for table in TABLES}


def _equal_table(db: sqlite3.Connection, table: str, there: Rows) -> None:
    here = _rows(db, table)
    if there == here:
        return
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    if there.keys() != here.keys():
        # Written whole in the order of the keys, so that no row shows its age.
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of this file
        marks = ",".join("?" * len(columns))
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", there.values())  # noqa: S608 - as above
        return
    key = TABLES[table]
    sets = ", ".join(f"{name} = ?" for name in columns)
    changed = [(*row, name) for name, row in there.items() if here[name] != row]
    db.executemany(f"UPDATE {table} SET {sets} WHERE {key} = ?", changed)  # noqa: S608 - as above


def _rows(db: sqlite3.Connection, table: str) -> Rows:
    found = db.execute(f"SELECT * FROM {table} ORDER BY {TABLES[table]}")  # noqa: S608 - a name of this file
    at = [column[0] for column in found.description].index(TABLES[table])
    return {row[at]: row for row in found}
