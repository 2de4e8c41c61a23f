import pytest

from shuzhi.accounts.tests.factories import user_with
from shuzhi.duties.tests.factories import secretary
from shuzhi.organisations.tests.factories import district


@pytest.fixture
def places(db):
    return district()


@pytest.fixture
def wang(places):
    return secretary(places["street"])


@pytest.fixture
def staff(places):
    return user_with("staff", places["street"].path, name="李干事")


@pytest.fixture
def office(places):
    return user_with("office", places["licang"].path, name="周组织")
