"""Nobody is counted twice: paper against paper, paper against its voiding, a phone against its exchange for paper.

usage: python -m bench.paper_races [TRIALS] [--postgres | --here]
(1,000 trials on a throw-away site on SQLite; --here: on the empty, migrated databases of the environment)

Each trial lets two threads go at the same moment, through the product's own actions and the door's own store:
a) one sheet lies in two batches that are read at once; b) a set that two readers complete is set aside by two
people; c) a phone casts its slip while the teller exchanges it for a paper set, which is read as soon as it is
out. Exactly one ballot may come of each voter in a) and c), at most one in b), and the answers must agree with
the box. Exit code 1 when one does not.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import django

TRIALS = 1000
# Milliseconds by which the winner of a race is held back in the next one.
STEP = 3


@contextlib.contextmanager
def throw_away_site(*, postgres: bool) -> Iterator[None]:
    """Databases of its own, migrated and empty."""
    with tempfile.TemporaryDirectory(prefix="races-") as folder, contextlib.ExitStack() as stack:
        os.environ["SHUZHI_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuzhi.project.settings")
        for name, database in (("SHUZHI_DATABASE_URL", "shuzhi"), ("SHUZHI_BOX_URL", "box")):
            os.environ[name] = f"sqlite://{folder}/{database}.sqlite3"
        if postgres:
            _start_postgres(stack)
        django.setup()
        from django.core.management import call_command

        for database in ("default", "box"):
            call_command("migrate", database=database, verbosity=0)
        yield


def _start_postgres(stack: contextlib.ExitStack) -> None:
    from tests.postgres import Server

    server = Server()
    server.start()
    stack.callback(server.stop)
    for name, database in (("SHUZHI_DATABASE_URL", "shuzhi"), ("SHUZHI_BOX_URL", "box")):
        server.run("createdb", "-h", server.root, "-U", "test", database)
        os.environ[name] = server.url(database)


class Races:
    """One open ballot, and its tellers."""

    def __init__(self) -> None:
        from shuzhi.ballots import actions, issuing
        from shuzhi.ballots.models.session import BallotSession
        from shuzhi.ballots.tests import factories
        from shuzhi.cycles.tests import factories as cycles

        self.hall = factories.hall_of(cycles.district())
        session = factories.prepared(self.hall)
        factories.printed(self.hall, session)
        actions.open_session(session, actor=self.hall.office)
        self.session = BallotSession.objects.select_related("meeting__cycle__organiser").get(pk=session.pk)
        self.sheet = issuing.sheet_of(self.session.box_form)
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self.held: Counter[str] = Counter()

    def hold_back(self, race: str, *, first_won: bool) -> None:
        """Whoever wins begins later by a little, so that about half of the races go either way."""
        self.held[race] += STEP if first_won else -STEP

    def run(self, trials: int) -> None:
        kinds = (self.twice_read, self.read_and_set_aside, self.phone_and_exchange)
        for trial in range(trials):
            kind = kinds[trial % len(kinds)]
            before = self.in_box()
            came = kind()
            if self.in_box() - before != came:
                self.faults.append(
                    f"{kind.__name__} {trial}: {came} told, {self.in_box() - before} in the box"
                )

    def twice_read(self) -> int:
        number = self.number()
        told = together(lambda: self.read(number), lambda: self.read(number))
        self.seen[f"twice read: {sorted(told)}"] += 1
        return 1

    def read_and_set_aside(self) -> int:
        from shuzhi.ballots.models.paper import PaperSet

        number = self.number()
        self.read(number, pages=2, page=1)
        paper_set = PaperSet.objects.get(number=number)
        told = together(
            lambda: self.read(number, pages=2, page=2),
            lambda: self.refused(lambda: self.aside(paper_set)),
            held=self.held["set aside"],
        )
        self.hold_back("set aside", first_won=told[1] != "done")
        self.seen[f"set aside: {told[1]}"] += 1
        paper_set.refresh_from_db()
        if (told[1] == "done") == (paper_set.state == "counted"):
            self.faults.append(f"set aside {told[1]}, but the set is {paper_set.state}")
        return 1 if paper_set.state == "counted" else 0

    def phone_and_exchange(self) -> int:
        from shuzhi.ballots import actions

        slip = actions.print_slips(self.session, {"B": 1}, actor=self.hall.office)[0]
        number = self.number(account=True)
        told = together(
            lambda: self.cast(slip.code),
            lambda: self.refused(lambda: self.exchange(slip.code, number)),
            held=self.held["phone"],
        )
        self.hold_back("phone", first_won=told[0] == "accepted")
        self.seen[f"phone {told[0]}, exchange {told[1]}"] += 1
        if (told[0] == "accepted") == (told[1] == "done"):
            self.faults.append(f"phone {told[0]} and exchange {told[1]}")
        return 1

    # ---- the steps ----

    def number(self, *, account: bool = False) -> str:
        from shuzhi.ballots.actions.holding import account_for
        from shuzhi.ballots.taking import casting

        if account:
            issue = account_for(self.session, "B", "paper")
            issue.printed += 1
            issue.save(update_fields=["printed"])
        return casting.issue_numbers(self.session.box_form, "B", 1)[0]

    def read(self, number: str, *, page: int = 1, pages: int = 1) -> str:
        """A page as the reader tells it, in a batch of its own."""
        from shuzhi.ballots.actions import reading
        from shuzhi.ballots.models.paper import PaperBatch, PaperFile
        from shuzhi.ballots.taking.pages import FoundCell, FoundPage

        batch = PaperBatch.objects.create(session=self.session)
        name = f"{batch.pk:032}"
        file = PaperFile.objects.create(batch=batch, name="scan", stored=name, pages=1)
        lines = [line for line in range(self.sheet.cells) if pages == 1 or line % 2 == page % 2]
        cells = tuple(FoundCell(line, 1) for line in lines)
        found = FoundPage(1, number=number, group="B", page=page, pages=pages, cells=cells)
        outcome = reading.take_page(file, found)
        reading.count_complete(self.session)
        reading.finish_batch(batch)
        return str(outcome)

    def aside(self, paper_set: Any) -> None:
        from shuzhi.ballots import actions

        actions.set_aside(paper_set, "race", actor=self.hall.teller, second=self.hall.supervisor)

    def exchange(self, code: str, number: str) -> None:
        """The teller takes the slip back and hands the set out; the voter fills it, and it is read."""
        from shuzhi.ballots import actions

        people = {"actor": self.hall.teller, "second": self.hall.supervisor}
        actions.exchange_slip(self.session, code, to="paper", **people)
        self.read(number)

    def refused(self, step: Callable[[], None]) -> str:
        from shuzhi.web.refusal import Refused

        try:
            step()
        except Refused:
            return "refused"
        return "done"

    def cast(self, code: str) -> str:
        """A phone's ballot through the door's own store, on a connection of its own."""
        from django.conf import settings

        from shuzhi.ballots.codes import mark_of
        from shuzhi.ballots.door.arriving import arrive
        from shuzhi.ballots.door.store import open_store

        store = open_store(os.environ["SHUZHI_BOX_URL"])
        try:
            found = store.find(mark_of(code, settings.SLIP_KEY))
            if found is None:
                return "unknown"
            choices = [[0] * len(self.sheet.rows) for _reporter in self.sheet.reporters]
            nonce = f"{random.getrandbits(128):032x}"
            arrival = arrive(found, self.sheet, choices, code=code, nonce=nonce, key=settings.SLIP_KEY)
            return str(store.commit([arrival.cast])[0])
        finally:
            store.close()

    def in_box(self) -> int:
        from shuzhi.ballots.models.box import SealedBallot, Slip

        filled = SealedBallot.objects.filter(form=self.session.box_form, filled=True).count()
        spent = Slip.objects.filter(form=self.session.box_form, state="spent").count()
        if filled != spent:
            self.faults.append(f"{filled} ballots, {spent} slips spent")
        return filled


def together(first: Callable[[], str], second: Callable[[], str], *, held: int = 0) -> list[str]:
    """Lets both go at the same moment, the first held back by so many milliseconds (the second where negative)."""
    from django.db import connections

    told = ["", ""]
    gate = threading.Barrier(2)
    late = (max(held, 0) / 1000, max(-held, 0) / 1000)

    def go(at: int, step: Callable[[], str]) -> None:
        try:
            gate.wait()
            time.sleep(late[at] + random.random() / 50)
            told[at] = step()
        except Exception as error:  # noqa: BLE001 - a thread's fault must be seen
            told[at] = f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(at, step)) for at, step in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def main(arguments: list[str]) -> int:
    trials = int(next((word for word in arguments if word.isdecimal()), TRIALS))
    postgres = "--postgres" in arguments
    site = contextlib.nullcontext() if "--here" in arguments else throw_away_site(postgres=postgres)
    with site:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuzhi.project.settings")
        django.setup()
        races = Races()
        began = time.monotonic()
        races.run(trials)
        seconds = time.monotonic() - began
        from django.db import connections

        engine = connections["box"].display_name
        connections.close_all()
    print(f"{trials} trials on {engine} in {seconds:.0f} s")
    for what, number in sorted(races.seen.items()):
        print(f"  {what}: {number}")
    print(f"counted twice, or not as told: {len(races.faults)}")
    for fault in races.faults[:20]:
        print(f"  {fault}")
    return 1 if races.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
