"""The short way for the one question that a thousand phones ask."""

import pytest
from django.urls import reverse

from shuzhi.cycles.tests import factories as cycles
from shuzhi.meetings.queries import live
from shuzhi.meetings.tests.factories import planned
from shuzhi.project import hall_states
from shuzhi.project.hall_states import HallStates

pytestmark = pytest.mark.django_db(databases=["default", "box"])


def asked_by_wsgi(path, **headers):
    """What the short way answers, or nothing where it hands the request on."""
    heard = []

    def site(environ, start_response):
        return []

    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", **headers}
    body = HallStates(site)(environ, lambda status, fields: heard.extend([status, dict(fields)]))
    return (heard[0], b"".join(body), heard[1]) if heard else None


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """A test keeps its connection and transaction, as Django's own test client does."""
    monkeypatch.setattr(hall_states, "close_old_connections", lambda: None)


@pytest.fixture
def address():
    live.forget_states()
    return reverse("meetings:hall-state", args=[live.hall_key(planned(cycles.district()))])


def test_the_first_question_asks_the_database_and_the_next_ones_do_not(
    client, address, django_assert_num_queries
):
    first = asked_by_wsgi(address)
    assert (first[0], first[1]) == ("200 OK", client.get(address).content)
    assert sum(len(name) + len(value) + 4 for name, value in first[2].items()) < 200

    with django_assert_num_queries(0):
        short = asked_by_wsgi(address)
        unchanged = asked_by_wsgi(address, HTTP_IF_NONE_MATCH=first[2]["ETag"])

    assert short == first
    assert (unchanged[0], unchanged[1]) == ("304 Not Modified", b"")


def test_what_has_no_answer_is_handed_on_to_be_refused_there(client, address):
    assert asked_by_wsgi("/meetings/") is None
    forged = address.replace("/state/", "x/state/")
    assert asked_by_wsgi(forged) is None
    assert client.get(forged).status_code == 404
