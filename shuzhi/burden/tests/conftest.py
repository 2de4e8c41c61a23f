from datetime import timedelta

import pytest
from django.utils import timezone

from shuzhi.burden.models import Request
from shuzhi.burden.rules import Leave
from shuzhi.cycles.tests import factories


@pytest.fixture
def place(db):
    return factories.district()


@pytest.fixture
def cycle(place):
    return factories.prepared(place)


@pytest.fixture
def villages(place, cycle):
    """The same year with the streets turned into villages: the level the caps protect."""
    for street in place.streets:
        street.kind = "village"
        street.save()
    return cycle


@pytest.fixture
def leave():
    return Leave("李沧区委办公室", "迎接国家卫生城市复审，一次性", timezone.localdate() + timedelta(days=30))


@pytest.fixture
def wanted(cycle):
    """A request as a form would make it."""

    def make(name="矛盾纠纷排查表", **values):
        usual = {
            "cycle": cycle,
            "level": "township",
            "kind": "form",
            "code": f"own.{name}",
            "owner": "区委政法委",
            "basis": "李政法〔2026〕3号",
            "minutes": 30,
            "since": cycle.year,
        }
        return Request(name=name, **(usual | values))

    return make


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
