"""Voters of the demo: how each of them rates, and how a phone sends it through the real door."""

import http.client
import json
import random
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shuzhi.ballots.sheet import Sheet, SheetRow
from shuzhi.ballots.taking.casting import Choices, as_sent
from shuzhi.project.demo.content import SEED
from shuzhi.project.management.commands.serve import start_door, stop, wait_until_alive

PATIENCE = 30.0
DONT_KNOW = 0.02
# For every reporter and row the place on the scale.
Places = list[list[int]]


def opinion_of(voter: int, sheet: Sheet) -> Places:
    """What this voter thinks of everybody: the same in every run, on whatever channel it is said."""
    rng = random.Random(f"{SEED} {voter}")
    return [[_place(rng, reporter.code, row) for row in sheet.rows] for reporter in sheet.reporters]


def _place(rng: random.Random, code: str, row: SheetRow) -> int:
    """A mark that leans to how well this invented unit is doing."""
    lean = random.Random(f"{SEED} {code}").gauss(0.75, 0.45)
    place = min(3, max(0, round(rng.gauss(1.35 - lean, 0.75))))
    if not row.options:
        return round((row.steps - 1) * (1 - place / 4))
    # The last option of the demo's scale leaves the denominator (不了解); few take it.
    return len(row.options) - 1 if rng.random() < DONT_KNOW else min(place, len(row.options) - 2)


def as_choices(places: Places, sheet: Sheet) -> Choices:
    """The same as a phone writes it."""
    return [[as_sent(row, place) for row, place in zip(sheet.rows, line, strict=True)] for line in places]


@contextmanager
def running_door() -> Iterator[int]:
    """The real door in a process of its own on a free port of this machine; stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    door = start_door("127.0.0.1", port)
    try:
        wait_until_alive([door], [f"http://127.0.0.1:{port}/alive"])
        yield port
    finally:
        stop([door])


def cast(port: int, sheet: Sheet, voter: int, code: str) -> str:
    """One voter: opens the ballot's page, rates everybody, presses once; what the door said."""
    with _connected(port) as door:
        door.request("GET", f"/b/{code}")
        door.getresponse().read()
        choices = as_choices(opinion_of(voter, sheet), sheet)
        return str(_post(door, "/cast", _ballot(code, choices))["outcome"])


def ask(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the door answers to one request."""
    with _connected(port) as door:
        return _post(door, path, body)


def _ballot(code: str, choices: Choices) -> dict[str, Any]:
    return {"code": code, "nonce": secrets.token_hex(16), "choices": choices}


def _post(door: http.client.HTTPConnection, path: str, body: dict[str, Any]) -> dict[str, Any]:
    door.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    said: dict[str, Any] = json.loads(door.getresponse().read())
    return said


@contextmanager
def _connected(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        yield connection
    finally:
        connection.close()
