from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import psycopg
import pytest

from shuzhi.ballots import actions
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.tests import factories, papers
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


@pytest.fixture(scope="module")
def hall_once(once):
    return once(lambda: factories.hall_of(cycles.district()))


@pytest.fixture
def hall(db, hall_once):
    return deepcopy(hall_once)


@pytest.fixture
def early(db):
    """The same meeting before anything has been reported."""
    return factories.hall_of(cycles.district(), ready=False)


@pytest.fixture
def open_ballot(hall, settings, tmp_path):
    settings.SCANS = tmp_path / "scans"
    session = factories.prepared(hall)
    factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)
    return BallotSession.objects.get(pk=session.pk)


@pytest.fixture
def sheets(hall, open_ballot):
    """Three printed sets of group B, every reporter rated with the second option on every row."""
    pdf = actions.print_paper(open_ballot, "B", 3, actor=hall.office)
    return papers.fill(pdf, papers.layout_for(open_ballot, "B"), 1)
