import pytest

from shuzhi.cycles.tests import factories


@pytest.fixture
def place(db):
    return factories.district()


@pytest.fixture
def cycle(place):
    return factories.prepared(place)


@pytest.fixture
def open_cycle(place):
    return factories.opened(place)
