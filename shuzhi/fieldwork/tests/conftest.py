import pytest

from shuzhi.cycles.tests import factories as district
from shuzhi.fieldwork.tests import factories


@pytest.fixture
def place(db):
    return district.district()


@pytest.fixture
def there(place):
    return factories.field(place)


@pytest.fixture
def visit(there):
    return factories.visit(there)
