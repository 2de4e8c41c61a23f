"""The box on PostgreSQL: every commit rewrites all rows of the form, so that none stands out."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from shuzhi.ballots.door.deciding import Cast, Changes, Outcome, SlipRow, Standing, decide
from shuzhi.ballots.door.remote import CLAIMED, WAITING, Keys, choose
from shuzhi.ballots.door.store import FIND, KEYS, Found, Turnout, by_group

SLIPS = "SELECT mark, form, voters, channel, state, nonce FROM ballots_slip WHERE mark = ANY(%s)"
# The lock makes closing wait for the batch, and the batch for closing.
FORMS = "SELECT id, state FROM ballots_boxform WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
BLANKS = "SELECT form, voters, id FROM ballots_sealedballot WHERE NOT filled AND form = ANY(%s)"
TURNOUT = (
    "SELECT f.state, count(s.mark) FILTER (WHERE s.state = 'spent'), count(s.mark) FROM ballots_boxform f "
    "LEFT JOIN ballots_slip s ON s.form = f.id AND s.state != 'void_' WHERE f.id = %s GROUP BY f.id"
)
KNOWN = "SELECT 1 FROM ballots_slip WHERE mark = %s AND form = %s AND voters = %s AND channel = 'remote'"
WAITING_SLIPS = (
    "SELECT mark FROM ballots_slip WHERE form = %s AND voters = %s AND channel = 'remote' AND state = 'fresh' "
    "AND nonce = %s"
)
# All slips from afar of the form, in one statement, so that the newest does not stand out by its transaction.
CLAIM = (
    "UPDATE ballots_slip SET nonce = CASE WHEN mark = %(taken)s THEN %(nonce)s ELSE nonce END, "
    "mark = CASE WHEN mark = %(taken)s THEN %(mark)s ELSE mark END "
    "WHERE form = %(form)s AND channel = 'remote'"
)
SPEND = (
    "UPDATE ballots_slip s SET state = 'spent', nonce = n.nonce "
    "FROM unnest(%s::text[], %s::text[]) AS n(mark, nonce) WHERE s.mark = n.mark"
)
# One statement over all rows of the form, in the order in which they lie: afterwards all carry the same
# transaction id, and the filled ones lie neither before nor behind the others. The sealed texts come as one object by
# row: a key of it is found by halving, where a list would be walked through for every row.
FILL = (
    "UPDATE ballots_sealedballot b SET filled = b.filled OR %(sealed)s ? b.id::text, "
    "sealed = COALESCE(%(sealed)s ->> b.id::text, b.sealed) WHERE b.form = ANY(%(forms)s)"
)


OPEN_FORMS = "SELECT id FROM ballots_boxform WHERE state = 'open' ORDER BY id FOR UPDATE"
LEVEL = (
    "UPDATE ballots_slip SET nonce = nonce "
    "WHERE form IN (SELECT id FROM ballots_boxform WHERE state = 'open')"
)


class PostgresStore:
    def __init__(self, url: str) -> None:
        self.db: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(
            url, autocommit=True, prepare_threshold=1, application_name="shuzhi-door"
        )
        self.db.execute("SET synchronous_commit = on")

    @classmethod
    def on(cls, db: "psycopg.Connection[tuple[Any, ...]]") -> "PostgresStore":
        """The store on an open connection, within its transaction where one has begun."""
        store = cls.__new__(cls)
        store.db = db
        return store

    def find(self, mark: str) -> Found | None:
        return self.find_all([mark]).get(mark)

    def find_all(self, marks: Sequence[str]) -> dict[str, Found]:
        rows = self.db.execute(f"{FIND}= ANY(%s)", (list(marks),)).fetchall()
        return {row[0]: Found(*row[1:]) for row in rows}

    def turnout(self, form: str) -> Turnout | None:
        row = self.db.execute(TURNOUT, (form,)).fetchone()
        return Turnout(*row) if row else None

    def keys(self, form: str) -> Keys | None:
        row = self.db.execute(f"{KEYS}%s", (form,)).fetchone()
        return Keys(*row) if row else None

    def claim(self, form: str, group: str, mark: str) -> Outcome:
        with self.db.transaction():
            states = dict(self.db.execute(FORMS, ([form],)).fetchall())
            known = self.db.execute(KNOWN, (mark, form, group)).fetchone()
            waiting = [row[0] for row in self.db.execute(WAITING_SLIPS, (form, group, WAITING))]
            outcome, taken = choose(states.get(form), waiting, known=bool(known))
            if taken:
                self.db.execute(CLAIM, {"mark": mark, "nonce": CLAIMED, "taken": taken, "form": form})
        return outcome

    def commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        with self.db.transaction():
            standing = self._standing(batch)
            outcomes, changes = decide(batch, standing)
            self._write(changes, sorted(standing.states))
        return outcomes

    def _standing(self, batch: Sequence[Cast]) -> Standing:
        marks = sorted({cast.mark for cast in batch})
        forms = sorted({row[1] for row in self.db.execute(SLIPS, (marks,))})
        states = dict(self.db.execute(FORMS, (forms,)).fetchall())
        # Read again: only under the lock is it certain that no other door spends the same slip.
        slips = {row[0]: SlipRow(*row[1:]) for row in self.db.execute(SLIPS, (marks,))}
        return Standing(states, slips, by_group(self.db.execute(BLANKS, (forms,)).fetchall()))

    def _write(self, changes: Changes, forms: list[str]) -> None:
        if not changes.filled:
            return
        self.db.execute(SPEND, (list(changes.spent), list(changes.spent.values())))
        self.db.execute(FILL, {"sealed": Jsonb(changes.filled), "forms": forms})

    def settle_down(self) -> None:
        """Slips get one transaction id as ballots have, both tables lie anew in the order of their random keys.

        What rows held before is gone from the files with that; PostgreSQL's log is its administrator's.
        """
        with self.db.transaction():
            self.db.execute(OPEN_FORMS)
            self.db.execute(LEVEL)
        for table in ("ballots_slip", "ballots_sealedballot"):
            # It gives way to whoever is at work, before PostgreSQL would take it for a deadlock.
            with self.db.transaction():
                self.db.execute("SET LOCAL lock_timeout = '500ms'")
                self.db.execute(f"CLUSTER {table} USING {table}_pkey")

    def close(self) -> None:
        self.db.close()
