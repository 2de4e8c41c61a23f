"""The short way for the one question that a thousand phones ask."""

import pytest
from django.urls import reverse

from shuzhi.cycles.tests import factories as cycles
from shuzhi.meetings.queries import live
from shuzhi.meetings.tests.factories import planned
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


@pytest.fixture
def address():
    live.forget_states()
    return reverse("meetings:hall-state", args=[live.hall_key(planned(cycles.district()))])


def test_a_fresh_answer_is_given_past_the_site_and_an_older_question_is_handed_on(
    client, address, django_assert_num_queries
):
    assert asked_by_wsgi(address) is None
    first = client.get(address)

    with django_assert_num_queries(0):
        short = asked_by_wsgi(address)
        unchanged = asked_by_wsgi(address, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (short[0], short[1], short[2]["ETag"]) == ("200 OK", first.content, first["ETag"])
    assert (unchanged[0], unchanged[1]) == ("304 Not Modified", b"")
    assert asked_by_wsgi("/meetings/") is None
    live.forget_states()
    assert asked_by_wsgi(address) is None
