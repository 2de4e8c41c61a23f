"""The box as the door sees it, on SQLite and on PostgreSQL: look a slip up, commit a batch."""

import contextlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from shuzhi.ballots.door.deciding import Cast, Outcome
from shuzhi.ballots.door.remote import Keys


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind a slip: form, group, channel and its own state; the form's state, key and sheet."""

    form: str
    group: str
    channel: str
    slip: str
    state: str
    public: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """A form as everybody may see it: its state, ballots in the box, slips that can still come or have come."""

    state: str
    spent: int
    slips: int


# The same for both databases; slips are looked up by their keys.
FIND = (
    "SELECT s.mark, s.form, s.voters, s.channel, s.state, f.state, f.public, f.sheet FROM ballots_slip s "
    "JOIN ballots_boxform f ON f.id = s.form WHERE s.mark "
)


KEYS = "SELECT state, remote FROM ballots_boxform WHERE id = "


class Store(Protocol):
    """One connection; used by one thread at a time."""

    def find(self, mark: str) -> Found | None:
        """The slip with this mark, or None."""

    def find_all(self, marks: Sequence[str]) -> dict[str, Found]:
        """Those of these slips that there are, by mark."""

    def turnout(self, form: str) -> Turnout | None:
        """How far a form has come, or None."""

    def commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        """Decides and writes the batch in one durable transaction; raises when nothing of it was written."""

    def keys(self, form: str) -> Keys | None:
        """A form's state and what tokens from afar are checked with, or None."""

    def claim(self, form: str, group: str, mark: str) -> Outcome:
        """A token takes over a waiting slip from afar, in one durable transaction; twice is once."""

    def settle_down(self) -> None:
        """Called in a pause: leaves behind no trace of the order in which the last ballots came."""

    def close(self) -> None: ...


def open_store(url: str) -> Store:
    """The store at `sqlite:///path` or `postgresql://…`."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        from shuzhi.ballots.door.sqlite import SqliteStore

        return SqliteStore(unquote(urlsplit(url).path))
    if scheme in {"postgresql", "postgres"}:
        from shuzhi.ballots.door.postgresql import PostgresStore

        return PostgresStore(url)
    raise ValueError(f"SHUZHI_BOX_URL begins with {scheme!r}; write postgresql:// or sqlite:///.")


def by_group(rows: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    """Rows (form, group, id) as the ids of each form and group."""
    blanks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for form, group, row in rows:
        blanks[form, group].append(row)
    return blanks


class Reconnecting:
    """A store that is opened again after an error: the database may restart without the door."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store: Store | None = open_store(url)

    def find(self, mark: str) -> Found | None:
        try:
            return self._open().find(mark)
        except Exception:  # noqa: BLE001 - each database has its own; the second try raises it
            self._drop()
            return self._open().find(mark)

    def find_all(self, marks: Sequence[str]) -> dict[str, Found]:
        try:
            return self._open().find_all(marks)
        except Exception:  # noqa: BLE001 - as above
            self._drop()
            return self._open().find_all(marks)

    def turnout(self, form: str) -> Turnout | None:
        try:
            return self._open().turnout(form)
        except Exception:  # noqa: BLE001 - as above
            self._drop()
            return self._open().turnout(form)

    def keys(self, form: str) -> Keys | None:
        try:
            return self._open().keys(form)
        except Exception:  # noqa: BLE001 - as above
            self._drop()
            return self._open().keys(form)

    def claim(self, form: str, group: str, mark: str) -> Outcome:
        try:
            return self._open().claim(form, group, mark)
        except Exception:
            # The device asks again with the same token, and learns what is true.
            self._drop()
            raise

    def commit(self, batch: Sequence[Cast]) -> list[Outcome]:
        try:
            return self._open().commit(batch)
        except Exception:
            # Not tried again here: the phone asks again with the same nonce, and learns what is true.
            self._drop()
            raise

    def settle_down(self) -> None:
        with contextlib.suppress(Exception):
            self._open().settle_down()

    def close(self) -> None:
        self._drop()

    def _open(self) -> Store:
        if self.store is None:
            self.store = open_store(self.url)
        return self.store

    def _drop(self) -> None:
        store, self.store = self.store, None
        if store is not None:
            with contextlib.suppress(Exception):
                store.close()
