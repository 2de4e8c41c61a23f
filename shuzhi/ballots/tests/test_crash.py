"""Accepted means counted: a real door, killed at random moments while ballots are coming in."""

import http.client
import json
import queue
import random
import secrets
import threading
import time
from collections import Counter

import pytest

from shuzhi.ballots.tests.bench import Bench, DoorProcess, numbered_sheet

SLIPS = 900
KILLS = 15


class Voters:
    """Eight phones that press one after the other, and press again when no answer comes."""

    def __init__(self, door: DoorProcess, codes: list[str]) -> None:
        self.door, self.codes = door, codes
        self.waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(len(codes)):
            self.waiting.put(number)
        self.outcomes: dict[tuple[int, int], str] = {}
        self.threads = [threading.Thread(target=self.vote) for _ in range(8)]

    def vote(self) -> None:
        while True:
            try:
                number = self.waiting.get_nowait()
            except queue.Empty:
                return
            # Every fifth slip is copied: a second phone with another nonce presses with another choice.
            for phone in range(2 if number % 5 == 0 else 1):
                self.outcomes[number, phone] = self.press(number, phone, secrets.token_hex(16))
            time.sleep(random.random() / 40)

    def press(self, number: int, phone: int, nonce: str) -> str:
        # Every seventh phone loses patience: an answer that never came binds nobody.
        tries = 1 if number % 7 == 3 else 1000
        for _ in range(tries):
            try:
                outcome = self.door.cast(self.codes[number], [[str(number + 2000 * phone)]], nonce)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                time.sleep(random.random() / 20)
                continue
            if outcome != "broken":
                return outcome
        return "no answer"


@pytest.mark.slow
def test_accepted_is_counted_once_and_refused_never_whenever_the_door_is_killed(bench: Bench):
    sheet = numbered_sheet()
    codes = bench.add_form(sheet, {"A": SLIPS // 2, "B": SLIPS - SLIPS // 2})
    door = DoorProcess(bench.url).start()
    voters = Voters(door, codes)
    for thread in voters.threads:
        thread.start()

    kills = 0
    while any(thread.is_alive() for thread in voters.threads):
        time.sleep(random.random() * 0.3)
        if kills < KILLS:
            door.kill()
            door.start()
            kills += 1
    door.stop()

    counted = Counter(bench.marks(sheet))
    said = {(number + 2000 * phone): outcome for (number, phone), outcome in voters.outcomes.items()}
    assert kills >= 5
    assert max(counted.values()) == 1
    assert {mark for mark, outcome in said.items() if outcome == "accepted"} - set(counted) == set()
    assert {mark for mark, outcome in said.items() if outcome == "used"} & set(counted) == set()
    assert set(said.values()) <= {"accepted", "used", "no answer"}
    assert bench.spent() == counted.total()


def test_closing_in_the_middle_loses_and_adds_nothing(bench: Bench, door: DoorProcess):
    sheet = numbered_sheet()
    codes = bench.add_form(sheet, {"A": 400})
    voters = Voters(door, codes)
    for thread in voters.threads:
        thread.start()
    while bench.spent() < 60:
        time.sleep(0.005)

    bench.set_state("closed")
    at_closing = bench.spent()
    for thread in voters.threads:
        thread.join()

    accepted = [mark for mark, outcome in voters.outcomes.items() if outcome == "accepted"]
    assert (len(accepted), bench.spent(), len(bench.marks(sheet))) == (at_closing, at_closing, at_closing)
    assert set(voters.outcomes.values()) == {"accepted", "closed", "used"}
