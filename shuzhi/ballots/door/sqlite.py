"""The box on SQLite: one file, filled in place."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from shuzhi.ballots.door.deciding import Cast, Changes, Outcome, SlipRow, Standing, decide
from shuzhi.ballots.door.remote import CLAIMED, WAITING, Keys, choose
from shuzhi.ballots.door.store import FIND, KEYS, Found, Turnout, by_group

# The braces take the right number of question marks.
SLIPS = "SELECT mark, form, voters, channel, state, nonce FROM ballots_slip WHERE mark IN ({})"
FORMS = "SELECT id, state FROM ballots_boxform WHERE id IN ({})"
TURNOUT = (
    "SELECT f.state, count(s.mark) FILTER (WHERE s.state = 'spent'), count(s.mark) FROM ballots_boxform f "
    "LEFT JOIN ballots_slip s ON s.form = f.id AND s.state != 'void_' WHERE f.id = ? GROUP BY f.id"
)
KNOWN = "SELECT 1 FROM ballots_slip WHERE mark = ? AND form = ? AND voters = ? AND channel = 'remote'"
WAITING_SLIPS = (
    "SELECT mark FROM ballots_slip WHERE form = ? AND voters = ? AND channel = 'remote' AND state = 'fresh' "
    "AND nonce = ?"
)
BLANKS = "SELECT form, voters, id FROM ballots_sealedballot WHERE NOT filled AND form IN ({})"


class SqliteStore:
    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, timeout=20, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        # FULL: the commit returns when the log is on the disk. What is deleted is overwritten with zeros.
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA secure_delete=ON")

    @classmethod
    def on(cls, db: sqlite3.Connection) -> "SqliteStore":
        """The store on an open connection, within its transaction where one has begun."""
        store = cls.__new__(cls)
        store.db = db
        return store

    def find(self, mark: str) -> Found | None:
        return self.find_all([mark]).get(mark)

    def find_all(self, marks: Sequence[str]) -> dict[str, Found]:
        rows = self._among(f"{FIND}IN ({{}})", marks)
        return {row[0]: Found(*row[1:]) for row in rows}

    def turnout(self, form: str) -> Turnout | None:
        row = self.db.execute(TURNOUT, (form,)).fetchone()
        return Turnout(*row) if row else None

    def keys(self, form: str) -> Keys | None:
        row = self.db.execute(KEYS + "?", (form,)).fetchone()
        return Keys(*row) if row else None

    def claim(self, form: str, group: str, mark: str) -> Outcome:
        if self.db.in_transaction:
            return self._claim(form, group, mark)
        self.db.execute("BEGIN IMMEDIATE")
        try:
            outcome = self._claim(form, group, mark)
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        return outcome

    def _claim(self, form: str, group: str, mark: str) -> Outcome:
        state = self.db.execute("SELECT state FROM ballots_boxform WHERE id = ?", (form,)).fetchone()
        known = self.db.execute(KNOWN, (mark, form, group)).fetchone()
        waiting = [row[0] for row in self.db.execute(WAITING_SLIPS, (form, group, WAITING))]
        outcome, taken = choose(state and state[0], waiting, known=bool(known))
        if taken:
            self.db.execute(
                "UPDATE ballots_slip SET mark = ?, nonce = ? WHERE mark = ?", (mark, CLAIMED, taken)
            )
        return outcome

    def commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        if self.db.in_transaction:
            return self._put(batch)
        self.db.execute("BEGIN IMMEDIATE")
        try:
            outcomes = self._put(batch)
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        return outcomes

    def _put(self, batch: Sequence[Cast]) -> list[Outcome]:
        outcomes, changes = decide(batch, self._standing(batch))
        self.write(changes)
        return outcomes

    def _standing(self, batch: Sequence[Cast]) -> Standing:
        marks = sorted({cast.mark for cast in batch})
        slips = {row[0]: SlipRow(*row[1:]) for row in self._among(SLIPS, marks)}
        forms = sorted({slip.form for slip in slips.values()})
        return Standing(dict(self._among(FORMS, forms)), slips, by_group(self._among(BLANKS, forms)))

    def _among(self, sql: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        return self.db.execute(sql.format(",".join("?" * len(values))), values).fetchall()

    def write(self, changes: Changes) -> None:
        """What was decided, within the caller's transaction."""
        self.db.executemany(
            "UPDATE ballots_slip SET state = 'spent', nonce = ? WHERE mark = ?",
            [(nonce, mark) for mark, nonce in changes.spent.items()],
        )
        # The same length as the blank it replaces, so SQLite overwrites it where it lies.
        self.db.executemany(
            "UPDATE ballots_sealedballot SET filled = 1, sealed = ? WHERE id = ?",
            [(sealed, row) for row, sealed in changes.filled.items()],
        )

    def settle_down(self) -> None:
        """Empties the write-ahead log, whose pages stand in the order of the commits."""
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.db.close()
