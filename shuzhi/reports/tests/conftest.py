import pytest

from shuzhi.cycles.tests import factories
from shuzhi.reports.tests.factories import drafted, handed_in


@pytest.fixture
def place(db):
    return factories.district()


@pytest.fixture
def open_cycle(place):
    return factories.opened(place)


@pytest.fixture
def draft(place, open_cycle):
    return drafted(place.reporters[0], place.secretaries[0])


@pytest.fixture
def handed(place, open_cycle):
    return handed_in(place.reporters[0], place.secretaries[0])
