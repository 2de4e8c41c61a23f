"""What the pages of the day show of a ballot beside each reporter."""

import pytest
from django.conf import settings
from django.urls import reverse

from shuzhi.ballots.tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "box"])
CHOICES = [[0], [0]]


def test_the_last_step_of_a_reporter_is_done_when_the_ballot_is_declared(client, hall):
    """The letter of the ballot in the agenda: ready while the box is closed, done with the declaration."""
    client.force_login(hall.office)
    agenda_of = reverse("meetings:show-meeting", args=[hall.meeting.pk])
    closed = factories.closed(hall, CHOICES, settings.SLIP_KEY)
    before = client.get(agenda_of).text

    factories.declare_by_two(closed)
    after = client.get(agenda_of).text

    ready, done = ('<li class="ready" title="测评">', '<li class="done" title="测评">')
    items = hall.meeting.items.count()
    assert (before.count(ready), before.count(done)) == (items, 0)
    assert (after.count(ready), after.count(done)) == (0, items)
