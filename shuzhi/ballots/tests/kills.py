"""Accepted means counted: a real door, and on PostgreSQL the database too, killed while ballots are coming in."""

import contextlib
import http.client
import json
import queue
import random
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from shuzhi.ballots.tests.bench import Bench, DoorProcess, numbered_sheet

SECOND = 2000
PHONES = 8


class Killable(Protocol):
    def kill(self) -> None: ...

    def resume(self) -> None: ...


class Voters:
    """Eight phones that press one after the other, and press again when no answer comes."""

    def __init__(self, door: DoorProcess, codes: list[str], pause: float = 0.025) -> None:
        self.door, self.codes, self.pause = door, codes, pause
        self.waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(len(codes)):
            self.waiting.put(number)
        self.outcomes: dict[tuple[int, int], str] = {}
        self.threads = [threading.Thread(target=self.vote, daemon=True) for _ in range(PHONES)]
        for thread in self.threads:
            thread.start()

    def vote(self) -> None:
        while True:
            try:
                number = self.waiting.get_nowait()
            except queue.Empty:
                return
            # Every fifth slip is copied: a second phone with another nonce presses with another choice.
            for phone in range(2 if number % 5 == 0 else 1):
                self.outcomes[number, phone] = self.press(number, phone, secrets.token_hex(16))
            time.sleep(random.random() * self.pause)

    def press(self, number: int, phone: int, nonce: str) -> str:
        # Every seventh phone loses patience: an answer that never came binds nobody.
        tries = 1 if number % 7 == 3 else 2000
        for _ in range(tries):
            try:
                outcome = self.door.cast(self.codes[number], [[str(number + SECOND * phone)]], nonce)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                time.sleep(random.random() / 20)
                continue
            if outcome != "broken":
                return outcome
        return "no answer"

    @property
    def at_work(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)


@dataclass(slots=True)
class Report:
    """What the phones were told against what is in the box, after all kills."""

    door_kills: int = 0
    database_kills: int = 0
    told: Counter[str] = field(default_factory=Counter)
    in_box: int = 0
    lost: int = 0
    doubled: int = 0
    unasked: int = 0
    spent: int = 0

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.doubled or self.unasked) and self.spent == self.in_box


def play(
    bench: Bench, kills: int, *, slips: int, server: Killable | None = None, pause: float = 0.025
) -> Report:
    """Kills the door, and every second time the database where there is one, at random moments under load."""
    sheet = numbered_sheet()
    codes = bench.add_form(sheet, {"A": slips // 2, "B": slips - slips // 2})
    door = DoorProcess(bench.url).start()
    voters = Voters(door, codes, pause)
    report = Report()
    # Moments of the casting, not of the clock: a fast machine is killed as often as a slow one.
    for moment in sorted(random.sample(range(slips * 9 // 10), kills)):
        while voters.at_work and len(voters.outcomes) < moment:
            time.sleep(0.002)
        time.sleep(random.random() * 0.02)
        if server and (report.door_kills + report.database_kills) % 2:
            server.kill()
            server.resume()
            report.database_kills += 1
        else:
            door.kill()
            door.start()
            report.door_kills += 1
    for thread in voters.threads:
        thread.join()
    door.stop()
    _compare(report, bench, voters)
    return report


def _compare(report: Report, bench: Bench, voters: Voters) -> None:
    if not bench.sqlite:
        with contextlib.suppress(Exception):
            bench.close()
        bench.connect()
    counted = Counter(bench.marks(numbered_sheet()))
    said = {number + SECOND * phone: outcome for (number, phone), outcome in voters.outcomes.items()}
    report.told = Counter(said.values())
    report.in_box, report.spent = counted.total(), bench.spent()
    report.lost = sum(outcome == "accepted" and mark not in counted for mark, outcome in said.items())
    slips: Counter[int] = Counter(mark % SECOND for mark in counted.elements() if mark is not None)
    report.doubled = sum(count - 1 for count in slips.values())
    report.unasked = sum(outcome == "used" and mark in counted for mark, outcome in said.items())
