"""Kills, races and closing in the middle: accepted is counted once, refused never."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from shuzhi.ballots import sealing
from shuzhi.ballots.codes import mark_of
from shuzhi.ballots.tests import kills
from shuzhi.ballots.tests.bench import KEY, Bench, DoorProcess, numbered_sheet
from shuzhi.ballots.tests.kills import Voters
from shuzhi.ballots.tests.office import Office
from tests.postgres import DURABLE, Server


@pytest.fixture
def office(bench: Bench) -> Iterator[Office]:
    office = Office(bench)
    yield office
    office.end()


@pytest.fixture
def durable(request: pytest.FixtureRequest) -> Iterator[Server | None]:
    """On PostgreSQL a server of its own that may be killed, and waits for the disk."""
    if request.config.getoption("--db") != "postgres":
        yield None
        return
    server = Server(DURABLE)
    server.start()
    yield server
    server.stop()


@pytest.mark.slow
def test_accepted_is_counted_once_and_refused_never_whatever_is_killed(durable: Server | None, bench: Bench):
    if durable:
        with psycopg.connect(durable.url("postgres"), autocommit=True) as db:
            db.execute("CREATE DATABASE door_box")
        bench = Bench(durable.url("door_box"))

    report = kills.play(bench, 6, slips=200, server=durable)

    assert report.is_sound, report
    assert report.door_kills + report.database_kills == 6
    assert set(report.told) <= {"accepted", "used", "no answer"}


def test_closing_in_the_middle_loses_and_adds_nothing(bench: Bench, door: DoorProcess, office: Office):
    codes = bench.add_form(numbered_sheet(), {"A": 160})
    form = form_of(bench, codes)
    voters = Voters(door, codes, pause=0.01)
    while bench.spent() < 40:
        time.sleep(0.005)

    closing = office.close_box(form)
    for thread in voters.threads:
        thread.join()

    accepted = [number for (number, _phone), outcome in voters.outcomes.items() if outcome == "accepted"]
    assert set(voters.outcomes.values()) == {"accepted", "closed", "used"}
    assert (closing["sealed"], closing["marks"]) == (len(accepted), {"A": {"phone": len(accepted)}})
    assert closing["root"] == root_by_hand(bench, form)
    assert office.close_box(form) == closing
    assert office.open_ballots(form) == len(accepted)
    assert sorted(opened(bench, form)) == sorted(accepted_marks(voters))


def test_a_slip_is_cast_or_made_void_never_both(bench: Bench, door: DoorProcess, office: Office):
    codes = bench.add_form(numbered_sheet(), {"A": 60})
    voters = Voters(door, codes, pause=0.03)
    # From the other end, so that both meet in the middle.
    backwards = reversed(list(enumerate(codes)))
    voided = [number for number, code in backwards if office.void(mark_of(code, KEY))]
    for thread in voters.threads:
        thread.join()

    first = {number: outcome for (number, phone), outcome in voters.outcomes.items() if phone == 0}
    assert voided
    assert {first[number] for number in voided} <= {"void"}
    assert {outcome for number, outcome in first.items() if number not in voided} <= {"accepted"}
    assert bench.spent() == len(codes) - len(voided)


def test_opens_and_closes_at_once_end_closed_and_stay_so(bench: Bench, door: DoorProcess):
    """Offices that press against each other: whoever closes has closed, and no later opening undoes it."""
    codes = bench.add_form(numbered_sheet(), {"A": 30}, "prepared")
    form = form_of(bench, codes)
    offices = [Office(bench) for _ in range(2)]
    closings: list[dict[str, object]] = []

    def press(number: int, office: Office) -> None:
        for _ in range(10):
            if number % 2:
                closings.append(office.close_box(form))
            else:
                office.open_box(form)

    voters = Voters(door, codes, pause=0.005)
    threads = [threading.Thread(target=press, args=(n, office)) for n, office in enumerate(offices)]
    for thread in threads:
        thread.start()
    for thread in (*threads, *voters.threads):
        thread.join()
    for office in offices:
        office.end()

    told = list(voters.outcomes.values())
    assert (len(closings), len({str(closing) for closing in closings})) == (10, 1)
    assert closings[0]["sealed"] == told.count("accepted") == bench.spent()
    assert bench.run("SELECT state FROM ballots_boxform WHERE id = ?", form) == [("closed",)]


def form_of(bench: Bench, codes: list[str]) -> str:
    return str(bench.run("SELECT form FROM ballots_slip WHERE mark = ?", mark_of(codes[0], KEY))[0][0])


def root_by_hand(bench: Bench, form: str) -> str:
    rows = bench.run("SELECT id, voters, sealed FROM ballots_sealedballot WHERE form = ? AND filled", form)
    return sealing.root_of([sealing.leaf(*row) for row in sorted(rows)])


def opened(bench: Bench, form: str) -> list[str]:
    return [marks for (marks,) in bench.run("SELECT marks FROM ballots_openedballot WHERE form = ?", form)]


def accepted_marks(voters: Voters) -> list[str]:
    return [
        f"[{number + kills.SECOND * phone}]"
        for (number, phone), outcome in voters.outcomes.items()
        if outcome == "accepted"
    ]
