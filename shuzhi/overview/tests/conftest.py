import pytest

from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.tests import factories


@pytest.fixture
def place(db):
    return factories.district()


@pytest.fixture
def open_cycle(place):
    return factories.opened(place)


@pytest.fixture
def hall(place):
    """Two of three have reported and were commented on; the third reports in writing."""
    return halls.hall_of(place)


@pytest.fixture
def rated(hall):
    """Everybody has rated, and two people have declared."""
    from django.conf import settings

    return halls.declared(hall, [[0], [1]], settings.SLIP_KEY)
