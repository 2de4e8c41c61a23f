"""Nobody has counted who is present: the pages of the ballot warn of it, and the ballot goes on."""

import pytest
from django.urls import reverse

from shuzhi.ballots import actions
from shuzhi.ballots.tests import factories
from shuzhi.meetings.actions import room
from shuzhi.meetings.actions.room import HeadCount
from shuzhi.meetings.queries import heads_of

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def session(hall):
    return factories.prepared(hall)


def page(client, hall, name, pk):
    client.force_login(hall.office)
    return client.get(reverse(f"ballots:{name}", args=[pk]))


def count_heads(hall, session, present):
    rows = [row for row in heads_of(hall.meeting) if row.form == session.form]
    counts = [HeadCount(row.form, row.group, row.venue, row.expected, present) for row in rows]
    room.count_heads(hall.meeting, counts, actor=hall.office)


@pytest.mark.parametrize("name", ["show-session", "open-session"])
def test_heads_that_nobody_counted_are_warned_of_before_opening_and_the_ballot_goes_on(
    client, hall, session, name
):
    hall.meeting.cycle.voter_groups.update(expected=7)
    expected = 7 * hall.meeting.cycle.voter_groups.filter(form=session.form).count()
    there = reverse("meetings:count-heads", args=[hall.meeting.pk])

    before = page(client, hall, name, session.pk).text
    count_heads(hall, session, 6)
    after = page(client, hall, name, session.pk).text

    assert (f"到场人数尚未清点：应到 {expected} 人" in before, f'href="{there}"' in before) == (True, True)
    assert "到场人数尚未清点" not in after
    factories.printed(hall, session)
    assert actions.open_session(session, actor=hall.office).is_open


def test_heads_that_nobody_counted_are_warned_of_at_closing_and_declaring(client, hall, session):
    hall.meeting.cycle.voter_groups.update(expected=7)
    factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)
    closing = page(client, hall, "close-session", session.pk).text
    actions.close_session(session, actor=hall.office)
    declaring = page(client, hall, "declare-session", session.pk).text

    assert ["到场人数尚未清点" in text for text in (closing, declaring)] == [True, True]
