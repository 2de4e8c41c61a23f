import pytest

from shuzhi.cycles.tests import factories as district
from shuzhi.meetings.tests import factories


@pytest.fixture
def place(db):
    return district.district()


@pytest.fixture
def meeting(place):
    return factories.running(place)


@pytest.fixture
def items(meeting):
    return list(meeting.items.all())
