import pytest

from shuzhi.accounts.tests.factories import user_with
from shuzhi.organisations.tests.factories import district


@pytest.fixture
def places(db):
    return district()


@pytest.fixture
def office(places):
    return user_with("office", places["licang"].path, name="周组织")


@pytest.fixture
def staff(places):
    return user_with("staff", places["street"].path, name="李干事")
