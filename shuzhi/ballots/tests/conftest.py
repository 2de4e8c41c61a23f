from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shuzhi.ballots.tests import factories
from shuzhi.ballots.tests.bench import Bench, DoorProcess
from shuzhi.cycles.tests import factories as cycles


@pytest.fixture
def box_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A box of its own, on the database the suite runs on."""
    if request.config.getoption("--db") != "postgres":
        return f"sqlite://{tmp_path}/box.sqlite3"
    server = request.getfixturevalue("postgres")
    with psycopg.connect(server.url("postgres"), autocommit=True) as db:
        db.execute("DROP DATABASE IF EXISTS door_box")
        db.execute("CREATE DATABASE door_box")
    return server.url("door_box")


@pytest.fixture
def bench(box_url: str) -> Iterator[Bench]:
    bench = Bench(box_url)
    yield bench
    bench.close()


@pytest.fixture
def door(bench: Bench) -> Iterator[DoorProcess]:
    door = DoorProcess(bench.url).start()
    yield door
    door.stop()


@pytest.fixture
def hall(db):
    return factories.hall_of(cycles.district())


@pytest.fixture
def early(db):
    """The same meeting before anything has been reported."""
    return factories.hall_of(cycles.district(), ready=False)
