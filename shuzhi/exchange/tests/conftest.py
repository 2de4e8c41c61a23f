"""A server with a planned meeting, and a laptop: the same two databases, emptied for as long as the laptop has them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from nacl.signing import SigningKey

from shuzhi.accounts.tests.factories import user_with
from shuzhi.ballots.tests import factories
from shuzhi.cycles.tests import factories as cycles
from shuzhi.exchange import actions
from shuzhi.exchange.models import Errand
from shuzhi.meetings.actions import comments
from shuzhi.meetings.actions import hall as holding
from shuzhi.meetings.models import AgendaItem, Meeting
from shuzhi.meetings.states import Step

CHOICES: list[list[object]] = [[0], [1]]


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def hall(db):
    """Reports are accepted; the meeting has not begun."""
    hall = factories.hall_of(cycles.district(), ready=False)
    for item in hall.meeting.items.all():
        factories.hand_in(item.reporter, hall.office)
    return hall


@pytest.fixture
def administrator(hall):
    """Looks after accounts, and has nothing to do on the day."""
    return user_with("administrator", "", name="登记管理员")


@pytest.fixture
def laptop(administrator, key):
    return actions.register_laptop("一号会场笔记本", key.verify_key.encode().hex(), actor=administrator)


@contextmanager
def on_the_laptop() -> Iterator[None]:
    """Both databases empty; afterwards the server's are as they were."""
    with transaction.atomic(), transaction.atomic(using="box"):
        for alias in ("default", "box"):
            with connections[alias].cursor() as cursor:
                for table in connections[alias].introspection.table_names(cursor):
                    if table not in {"django_migrations", "sqlite_sequence"}:
                        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our tables
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="box")


def hold(errand: Errand, hall, settings) -> None:
    """The whole meeting as it goes on the laptop, to the declared ballot."""
    settings.HALL = True
    meeting = Meeting.objects.get(pk=errand.meeting_id)
    held = factories.Hall(hall.place, meeting, hall.teller, hall.supervisor)
    holding.start_meeting(meeting, actor=hall.office)
    for item in AgendaItem.objects.filter(meeting=meeting):
        for step in (Step.REPORTING, Step.QUESTIONS, Step.COMMENT):
            holding.advance(item, step, actor=hall.office)
        comments.give_comment(item, factories.COMMENT, ["减负不够深入"], actor=hall.place.secretary)
        holding.advance(item, Step.DONE, actor=hall.office)
    factories.declared(held, CHOICES, settings.SLIP_KEY)
    holding.end_meeting(meeting, actor=hall.office)
    settings.HALL = False
