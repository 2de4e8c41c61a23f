import pytest

from shuzhi.cycles.tests import factories as district
from shuzhi.meetings.queries import live
from shuzhi.meetings.tests import factories


@pytest.fixture(autouse=True)
def nothing_remembered():
    """The answers that a process keeps for a second are not those of the test before."""
    live.forget_states()


@pytest.fixture
def place(db):
    return district.district()


@pytest.fixture
def meeting(place):
    return factories.running(place)


@pytest.fixture
def items(meeting):
    return list(meeting.items.all())
