"""The box on PostgreSQL: every commit rewrites all rows of the form, so that none stands out."""

from collections.abc import Sequence
from typing import Any

import psycopg

from shuzhi.ballots.door.deciding import Cast, Changes, Outcome, SlipRow, Standing, decide
from shuzhi.ballots.door.store import Found, by_group

FIND = (
    "SELECT s.form, s.voters, s.spent, f.state, f.sheet FROM ballots_slip s "
    "JOIN ballots_boxform f ON f.id = s.form WHERE s.mark = %s"
)
SLIPS = "SELECT mark, form, voters, spent, nonce FROM ballots_slip WHERE mark = ANY(%s)"
# The lock makes closing wait for the batch, and the batch for closing.
FORMS = "SELECT id, state FROM ballots_boxform WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
BLANKS = "SELECT form, voters, id FROM ballots_sealedballot WHERE NOT filled AND form = ANY(%s)"
SPEND = (
    "UPDATE ballots_slip s SET spent = true, nonce = n.nonce "
    "FROM unnest(%s::text[], %s::text[]) AS n(mark, nonce) WHERE s.mark = n.mark"
)
# One statement over all rows of the form, in the order in which they lie: afterwards all carry the same
# transaction id, and the filled ones lie neither before nor behind the others.
FILL = (
    "UPDATE ballots_sealedballot b SET filled = b.filled OR b.id = ANY(%(rows)s), choices = COALESCE("
    "(SELECT n.choices FROM unnest(%(rows)s::text[], %(choices)s::text[]) AS n(id, choices) "
    "WHERE n.id = b.id), b.choices) WHERE b.form = ANY(%(forms)s)"
)


class PostgresStore:
    def __init__(self, url: str) -> None:
        self.db: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(
            url, autocommit=True, prepare_threshold=1, application_name="shuzhi-door"
        )
        self.db.execute("SET synchronous_commit = on")

    def find(self, mark: str) -> Found | None:
        row = self.db.execute(FIND, (mark,)).fetchone()
        return Found(*row) if row else None

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
        rows, choices = list(changes.filled), list(changes.filled.values())
        self.db.execute(FILL, {"rows": rows, "choices": choices, "forms": forms})

    def settle_down(self) -> None:
        """Nothing to do: PostgreSQL's log is its administrator's."""

    def close(self) -> None:
        self.db.close()
