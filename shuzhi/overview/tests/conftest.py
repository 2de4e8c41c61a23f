from copy import deepcopy

import pytest

from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.tests import factories


@pytest.fixture
def place(request):
    """Where the hall is, for tests that have one."""
    if "hall" in request.fixturenames:
        return request.getfixturevalue("hall").place
    request.getfixturevalue("db")
    return factories.district()


@pytest.fixture
def open_cycle(place):
    return factories.opened(place)


@pytest.fixture(scope="module")
def hall_once(once):
    """Two of three have reported and were commented on; the third reports in writing."""
    return once(lambda: halls.hall_of(factories.district()))


@pytest.fixture
def hall(db, hall_once):
    return deepcopy(hall_once)


@pytest.fixture
def rated(hall):
    """Everybody has rated, and two people have declared."""
    from django.conf import settings

    return halls.declared(hall, [[0], [1]], settings.SLIP_KEY)
