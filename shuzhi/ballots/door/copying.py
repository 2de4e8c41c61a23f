"""The box on two media: "accepted" is said when a ballot stands on the disk of both.

The copy is a box of its own in the same physical form, filled in place like the first and settled like it. The
door is its only writer: what the office changes in the box follows within a moment, always whole and before any
ballot that came after it. So the copy is at every moment the box as it once stood, up to ballots of which nobody
has been told yet, and a phone that asks again with the same nonce is answered by it as by the first.

When the copy fails, is pulled out or does not answer in time, the door says so, goes on with one box, and takes
the copy up again, written anew, as soon as its medium is back.
"""

import contextlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from shuzhi.ballots.door.deciding import Cast, Changes, Outcome
from shuzhi.ballots.door.remote import Keys
from shuzhi.ballots.door.sqlite import SqliteStore
from shuzhi.ballots.door.store import Found, Turnout

# Table and key; rows are written in the order of their random keys.
TABLES = {
    "ballots_boxform": "id",
    "ballots_slip": "mark",
    "ballots_sealedballot": "id",
    "ballots_openedballot": "id",
    "ballots_receipt": "id",
}
# How often the office's changes are looked for, and how often a lost medium.
LOOK, AGAIN = 0.2, 1.0
# Longer than this nobody waits for a medium.
PATIENCE = 4.0
MARK = "copy.json"
POINTER = "box.json"
# What the door is told of the copy, in its environment.
COPY, COPY_TOKEN, COPY_STATE = "SHUZHI_BOX_COPY", "SHUZHI_BOX_COPY_TOKEN", "SHUZHI_BOX_COPY_STATE"

Rows = dict[Any, tuple[Any, ...]]


class CopyLost(Exception):  # noqa: N818 - reads as what happened
    """The second medium is not what it was: gone, another one, or silent."""


class Noting(SqliteStore):
    """The first box; remembers what the last commit wrote."""

    noted = Changes()

    def write(self, changes: Changes) -> None:
        super().write(changes)
        self.noted = changes


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


class Doubled:
    """A store that writes to both boxes and looks into the first."""

    def __init__(self, path: str, copy: Path, token: str, state: Path) -> None:
        self.path, self.copy, self.token, self.state = path, copy, token, state
        self.lock = threading.RLock()
        self.second: SecondBox | None = None
        self.left: list[SecondBox] = []
        self.version = -1
        self.next_try = 0.0
        self.first = Noting(path)
        self.hand = ThreadPoolExecutor(1, thread_name_prefix="box-copy")
        self.ended = threading.Event()
        with self.lock:
            self._attach()
        threading.Thread(target=self._keep_up, name="box-copy-watch", daemon=True).start()

    def find(self, mark: str) -> Found | None:
        with self.lock:
            return self.first.find(mark)

    def find_all(self, marks: Sequence[str]) -> dict[str, Found]:
        with self.lock:
            return self.first.find_all(marks)

    def turnout(self, form: str) -> Turnout | None:
        with self.lock:
            return self.first.turnout(form)

    def keys(self, form: str) -> Keys | None:
        with self.lock:
            return self.first.keys(form)

    def claim(self, form: str, group: str, mark: str) -> Outcome:
        with self.lock:
            outcome = self.first.claim(form, group, mark)
            self.version = -1
            self._catch_up()
            return outcome

    def commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        with self.lock:
            try:
                return self._commit(batch)
            except BaseException:
                # The copy may have what the first box has not; it was promised to nobody, and goes.
                self.version = -1
                with contextlib.suppress(sqlite3.Error):
                    self.first.close()
                self.first = Noting(self.path)
                raise

    def _commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        with transaction(self.first.db):
            outcomes = self.first.commit(batch)
            if self.first.noted.spent:
                # Before the first box commits, and only then is anybody told.
                self._follow(self.first.noted)
            return outcomes

    def settle_down(self) -> None:
        with self.lock:
            self.first.settle_down()
            if self.second:
                self._on_copy(SecondBox.settle_down)

    def close(self) -> None:
        self.ended.set()
        with self.lock:
            if self.second:
                self.second.close()
            self.first.close()
            self.hand.shutdown(wait=False)

    def _follow(self, changes: Changes) -> None:
        if self.second is None:
            return
        if self._changed_by_others():
            tables = _tables(self.first.db)
            self._on_copy(lambda second: second.equal(tables))
        else:
            self._on_copy(lambda second: second.follow(changes))

    def _changed_by_others(self) -> bool:
        seen = self._version()
        changed, self.version = seen != self.version, seen
        return changed

    def _version(self) -> int:
        return int(self.first.db.execute("PRAGMA data_version").fetchone()[0])

    def _keep_up(self) -> None:
        while not self.ended.wait(LOOK):
            with self.lock, contextlib.suppress(sqlite3.Error):
                if not self.ended.is_set():
                    self._catch_up()

    def _catch_up(self) -> None:
        if self.second is None:
            if time.monotonic() >= self.next_try:
                self._attach()
        elif self._version() != self.version:
            with transaction(self.first.db):
                self._changed_by_others()
                tables = _tables(self.first.db)
                self._on_copy(lambda second: second.equal(tables))
            if self.second:
                self._on_copy(SecondBox.settle_down)
        else:
            self._on_copy(SecondBox.checked)

    def _attach(self) -> None:
        self.second = SecondBox(self.copy, self.token)
        self.version = self._version()
        image = self.first.db.serialize()
        self._on_copy(lambda second: second.write_anew(image))
        if self.second:
            self._say("")

    def _on_copy(self, step: Callable[[SecondBox], object]) -> None:
        """Does the step in time, or goes on without the copy and says so."""
        second = self.second
        if second is None:
            return
        try:
            self.hand.submit(step, second).result(timeout=PATIENCE)
        except Exception as error:  # noqa: BLE001 - whatever a medium does, ballots are still taken
            self.second = None
            self.next_try = time.monotonic() + AGAIN
            self._say(type(error).__name__)
            self._leave(second, silent=isinstance(error, TimeoutError))

    def _leave(self, second: SecondBox, *, silent: bool) -> None:
        if silent:
            # The hand may hang in the medium for ever: it keeps its connection, and another hand takes over.
            self.left.append(second)
            self.hand = ThreadPoolExecutor(1, thread_name_prefix="box-copy")
        else:
            second.close()

    def _say(self, fault: str) -> None:
        """For the control page: whether the copy is held, and since when it is so. No count, no ballot."""
        said = {"attached": not fault, "fault": fault, "at": int(time.time())}
        with contextlib.suppress(OSError):
            fresh = self.state.with_suffix(".fresh")
            fresh.write_text(json.dumps(said), encoding="utf-8")
            fresh.replace(self.state)


def doubled_from(url: str, environment: Mapping[str, str]) -> Doubled | None:
    """The box at `url` with the copy that the environment names; None when it names none."""
    folder, token = environment.get(COPY), environment.get(COPY_TOKEN, "")
    if not folder:
        return None
    scheme, _sep, path = url.partition("://")
    if scheme != "sqlite":
        raise SystemExit("A copy of the box is kept for SQLite alone; PostgreSQL has its own standby.")
    return Doubled(path, Path(folder), token, Path(environment[COPY_STATE]))


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


def _tables(db: sqlite3.Connection) -> dict[str, Rows]:
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
