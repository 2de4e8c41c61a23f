"""The box on SQLite: one file, filled in place."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from shuzhi.ballots.door.deciding import Cast, Changes, Outcome, SlipRow, Standing, decide
from shuzhi.ballots.door.store import Found, by_group

FIND = (
    "SELECT s.form, s.voters, s.spent, f.state, f.sheet FROM ballots_slip s "
    "JOIN ballots_boxform f ON f.id = s.form WHERE s.mark = ?"
)
# The braces take the right number of question marks.
SLIPS = "SELECT mark, form, voters, spent, nonce FROM ballots_slip WHERE mark IN ({})"
FORMS = "SELECT id, state FROM ballots_boxform WHERE id IN ({})"
BLANKS = "SELECT form, voters, id FROM ballots_sealedballot WHERE NOT filled AND form IN ({})"


class SqliteStore:
    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, timeout=20, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        # FULL: the commit returns when the log is on the disk. What is deleted is overwritten with zeros.
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA secure_delete=ON")

    def find(self, mark: str) -> Found | None:
        row = self.db.execute(FIND, (mark,)).fetchone()
        return Found(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None

    def commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            outcomes, changes = decide(batch, self._standing(batch))
            self._write(changes)
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        return outcomes

    def _standing(self, batch: Sequence[Cast]) -> Standing:
        marks = sorted({cast.mark for cast in batch})
        slips = {row[0]: SlipRow(row[1], row[2], bool(row[3]), row[4]) for row in self._among(SLIPS, marks)}
        forms = sorted({slip.form for slip in slips.values()})
        return Standing(dict(self._among(FORMS, forms)), slips, by_group(self._among(BLANKS, forms)))

    def _among(self, sql: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        return self.db.execute(sql.format(",".join("?" * len(values))), values).fetchall()

    def _write(self, changes: Changes) -> None:
        self.db.executemany(
            "UPDATE ballots_slip SET spent = 1, nonce = ? WHERE mark = ?",
            [(nonce, mark) for mark, nonce in changes.spent.items()],
        )
        # The same length as the blank it replaces, so SQLite overwrites it where it lies.
        self.db.executemany(
            "UPDATE ballots_sealedballot SET filled = 1, choices = ? WHERE id = ?",
            [(choices, row) for row, choices in changes.filled.items()],
        )

    def settle_down(self) -> None:
        """Empties the write-ahead log, whose pages stand in the order of the commits."""
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.db.close()
