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


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
