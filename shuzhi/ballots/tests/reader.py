"""The reader of the database, played: every order that can be seen, against the order of casting."""

import secrets
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from shuzhi.ballots.codes import mark_of
from shuzhi.ballots.door.arriving import arrive
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.door.store import Found, Store, open_store
from shuzhi.ballots.sheet import Sheet
from shuzhi.ballots.tests.bench import KEY, Bench, numbered_sheet

# Where a bench's rows lie: table, its key, and what tells the test which ballot it is.
Orders = dict[str, list[int]]
Numbered = Callable[[str], int]


def rank_correlation(one: list[int], other: list[int]) -> float:
    """Spearman's, for two orders of the same things."""
    place = {thing: at for at, thing in enumerate(other)}
    n = len(one)
    return 1 - 6 * sum((at - place[thing]) ** 2 for at, thing in enumerate(one)) / (n * (n * n - 1))


class Cast:
    """Ballots 0, 1, 2, … cast in this order through the door's own store, `together` in a commit."""

    def __init__(
        self,
        bench: Bench,
        count: int,
        together: int = 1,
        sheet: Sheet | None = None,
        *,
        pause: bool = True,
    ) -> None:
        self.bench, self.sheet = bench, sheet or numbered_sheet()
        self.codes = bench.add_form(self.sheet, {"A": count + count // 5})
        store = open_store(bench.url)
        found = store.find(mark_of(self.codes[0], KEY))
        assert found
        self.form = found.form
        self.numbers: dict[str, int] = {}
        for first in range(0, count, together):
            self._commit(store, found, range(first, min(first + together, count)))
        if pause:
            store.settle_down()
        store.close()

    def _commit(self, store: Store, found: Found, numbers: range) -> None:
        batch = [self._arrival(found, number) for number in numbers]
        assert store.commit(batch) == [Outcome.ACCEPTED] * len(batch)

    def _arrival(self, found: Found, number: int):
        choices = [[str(number)] * len(self.sheet.rows)] * len(self.sheet.reporters)
        nonce = secrets.token_hex(16)
        arrival = arrive(found, self.sheet, choices, code=self.codes[number], nonce=nonce, key=KEY)
        self.numbers[arrival.cast.sealed] = self.numbers[arrival.receipt] = number
        self.numbers[arrival.cast.mark] = number
        return arrival.cast

    def ballots(self) -> Orders:
        """The sealed ballots in every order a reader sees them in."""
        where = "filled AND form = ?"
        return self._orders("ballots_sealedballot", "id", "sealed", where, self.numbers.__getitem__)

    def slips(self) -> Orders:
        where = "state = 'spent' AND form = ?"
        return self._orders("ballots_slip", "mark", "mark", where, self.numbers.__getitem__)

    def opened(self) -> Orders:
        """The opened rows of the first reporter; the marks are the number."""
        first = f"reporter = '{self.sheet.reporters[0].code}' AND form = ?"
        return self._orders(
            "ballots_openedballot",
            "id",
            "marks",
            first,
            lambda marks: int(marks[1:].split(",")[0].rstrip("]")),
        )

    def receipts(self) -> Orders:
        return self._orders("ballots_receipt", "id", "code", "form = ?", self.numbers.__getitem__)

    def _orders(self, table: str, key: str, told: str, where: str, number: Numbered) -> Orders:
        rows = self.bench.run(f"SELECT {key}, {told} FROM {table} WHERE {where}", self.form)  # noqa: S608
        by_key = {row: number(text) for row, text in rows}
        seen = {"dump": list(by_key.values()), "id": [by_key[row] for row in sorted(by_key)]}
        if self.bench.sqlite:
            raw = Path(self.bench.url.removeprefix("sqlite://")).read_bytes()
            seen["file"] = [by_key[row] for row in sorted(by_key, key=lambda row: raw.rindex(row.encode()))]
            return seen
        for hidden in ("ctid", "xmin::text::bigint, ctid"):
            query = f"SELECT {key} FROM {table} WHERE {where} ORDER BY {hidden}"  # noqa: S608
            seen[hidden] = [by_key[row] for (row,) in self.bench.run(query, self.form)]
        return seen


def correlations(bench: Bench, runs: int, ballots: int) -> dict[str, float]:
    """The mean rank correlation of each order of ballots, and of spent slips, with the order of casting."""
    found: dict[str, list[float]] = {}
    for run in range(runs):
        cast = Cast(bench, ballots, together=1 if run % 2 else 7)
        seen = {"ballots": cast.ballots(), "slips": cast.slips()}
        for table, orders in seen.items():
            for name, order in orders.items():
                value = rank_correlation(list(range(ballots)), order)
                found.setdefault(f"{table} by {name}", []).append(value)
    return {name: mean(values) for name, values in found.items()}


def last_ballot_guesses(bench: Bench, runs: int, ballots: int) -> dict[str, float]:
    """How many times better than chance the last ballot is guessed as the first or last of each order."""
    hits: dict[str, int] = {}
    for _ in range(runs):
        for name, order in Cast(bench, ballots).ballots().items():
            for end in (0, -1):
                place = f"{name} {'last' if end else 'first'}"
                hits[place] = hits.get(place, 0) + (order[end] == ballots - 1)
    return {place: count * ballots / runs for place, count in hits.items()}
