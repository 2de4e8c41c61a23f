"""Every no of a ballot, in words."""

from fractions import Fraction

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import override

from shuzhi.ballots import actions, queries, rules
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.states import SessionState
from shuzhi.ballots.tests import factories
from shuzhi.cycles.tests import factories as cycles
from shuzhi.scoring.rulebook.model import Row, Scale

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = settings.SLIP_KEY


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def said(refusal) -> str:
    return str(refusal or "")


def test_a_ballot_is_prepared_in_an_open_cycle_with_an_agenda(early):
    early.meeting.items.all().delete()
    assert "Nobody is on the agenda" in said(rules.may_prepare(early.office, early.meeting))

    early.meeting.cycle.stage = "closed"
    assert "not open" in said(rules.may_prepare(early.office, early.meeting))
    assert rules.may_prepare(early.place.stranger, early.meeting).status == 403


def test_steps_come_in_their_order_only(hall):
    session = factories.prepared(hall)
    assert "not been opened yet" in said(rules.may_close(hall.office, session))
    assert "not closed yet" in said(rules.may_declare(hall.teller, session))

    factories.printed(hall, session)
    session = actions.open_session(session, actor=hall.office)
    assert "already been opened" in said(rules.may_open(hall.office, session))
    assert "no longer changes" in said(rules.may_refresh(hall.office, session))
    assert rules.may_print(hall.office, session, 1) is None

    session = actions.close_session(session, actor=hall.office)
    assert "already closed" in said(rules.may_close(hall.office, session))
    assert "of no use" in said(rules.may_print(hall.office, session, 1))


def test_after_the_declaration_nothing_changes(hall):
    session = factories.declared(hall, [[0], [1]], KEY)

    assert "already declared" in said(rules.may_declare(hall.supervisor, session))
    assert "count of slips stands" in said(rules.may_account(hall.teller, session))
    with pytest.raises(ValueError, match="does not go from declared to open"):
        session.move_to(SessionState.OPEN)


def test_whoever_was_rated_does_not_see_the_count_sheet_whatever_the_role(hall):
    session = factories.declared(hall, [[0], [1]], KEY)
    rated = hall.place.secretaries[0]
    assert rules.may_see_count_sheet(rated, session).status == 403

    cycles.grant(rated, "committee", hall.place.organiser)

    assert "rated yourself" in said(rules.may_see_count_sheet(rated, session))
    assert rules.may_see_count_sheet(hall.place.committee, session) is None
    assert rules.may_see_count_sheet(hall.teller, session) is None


def test_before_the_declaration_nobody_sees_a_count_sheet(hall):
    session = factories.closed(hall, [[0], [1]], KEY)

    assert "two people" in said(rules.may_see_count_sheet(hall.office, session))


def test_the_database_itself_keeps_two_declarers_apart(hall):
    session = factories.closed(hall, [[0], [1]], KEY)

    for values in (
        {"first_declarer": hall.teller, "second_declarer": hall.teller},
        {"state": SessionState.DECLARED, "first_declarer": hall.teller},
        {"state": "lost"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            BallotSession.objects.filter(pk=session.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SlipIssue.objects.filter(session=session).update(issued=99)


def test_a_ballot_too_long_for_one_row_is_refused(hall, monkeypatch):
    monkeypatch.setattr(actions.sessions, "MOST_CELLS", 1)

    with pytest.raises(Exception, match="too long"):
        factories.prepared(hall)


def test_marks_are_asked_for_as_people_type_them():
    row = Row(
        "履职评分", Scale("打分", low=Fraction(0), high=Fraction(10), step=Fraction(1, 2)), Fraction(100)
    )

    sheet_row = queries.sessions._sheet_row(row)

    assert (sheet_row.low, sheet_row.high, sheet_row.step, sheet_row.steps) == ("0", "10", "0.5", 21)


def test_things_say_what_they_are(hall):
    session = factories.prepared(hall)

    assert str(session) == "街道党工委书记述职评议会 测评票"
    assert str(session.issues.first()) == "街道党工委书记述职评议会 测评票 A"
