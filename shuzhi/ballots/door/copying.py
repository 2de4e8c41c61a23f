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
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shuzhi.ballots.door.deciding import Cast, Changes, Outcome
from shuzhi.ballots.door.remote import Keys
from shuzhi.ballots.door.second_box import SecondBox, tables_of, transaction
from shuzhi.ballots.door.sqlite import SqliteStore
from shuzhi.ballots.door.store import Found, Turnout

# How often the office's changes are looked for, and how often a lost medium.
LOOK, AGAIN = 0.2, 1.0
# Longer than this nobody waits for a medium.
PATIENCE = 4.0
# What the door is told of the copy, in its environment.
COPY, COPY_TOKEN, COPY_STATE = "SHUZHI_BOX_COPY", "SHUZHI_BOX_COPY_TOKEN", "SHUZHI_BOX_COPY_STATE"


class Noting(SqliteStore):
    """The first box; remembers what the last commit wrote."""

    noted = Changes()

    def write(self, changes: Changes) -> None:
        super().write(changes)
        self.noted = changes


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
            tables = tables_of(self.first.db)
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
                tables = tables_of(self.first.db)
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
