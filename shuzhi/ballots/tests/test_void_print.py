"""A print whose file was lost or seen by others is void as a whole: by two people, before anybody can hold a slip."""

import pytest
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.ballots import actions, issuing
from shuzhi.ballots.codes import mark_of
from shuzhi.ballots.models.box import SealedBallot
from shuzhi.ballots.tests import factories
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def session(hall):
    return factories.prepared(hall)


def void(hall, session, group="A", **more):
    people = {"actor": hall.teller, "second": hall.supervisor, **more}
    return actions.void_print(session, group, "文件打不开", **people)


def states_of(printed, settings):
    return {(slip.group, issuing.slip_is(mark_of(slip.code, settings.SLIP_KEY))) for slip in printed}


def rows_of(session, group):
    return SealedBallot.objects.filter(form=session.box_form, group=group).count()


def test_the_slips_of_the_group_are_gone_from_the_box_and_it_is_printed_again(hall, session, settings):
    lost = factories.printed(hall, session, 3, 4, 0)

    issue = void(hall, session)

    assert states_of(lost, settings) == {("A", ""), ("B", "fresh")}
    assert (issue.printed, rows_of(session, "A"), rows_of(session, "B")) == (0, 0, 4)
    again = actions.print_slips(session, {"A": 2}, actor=hall.teller, printed_before=4)
    assert states_of(again, settings) == {("A", "fresh")}
    assert rows_of(session, "A") == 2
    entry = Entry.objects.get(verb="ballot.print_voided")
    assert (entry.detail["group"], entry.detail["gone"], entry.detail["second"]) == (
        "A",
        3,
        str(hall.supervisor),
    )


def test_a_slip_that_was_voided_by_its_code_stays_in_the_account(hall, session):
    lost = factories.printed(hall, session, 3, 0, 0)
    actions.void_slip(session, lost[0].code, "撕破", actor=hall.teller, second=hall.supervisor)

    issue = void(hall, session)

    assert (issue.printed, issue.voided, issue.spoiled, rows_of(session, "A")) == (1, 1, 1, 1)


def test_one_person_alone_handed_out_slips_nothing_printed_and_an_open_ballot_are_refused(
    hall, session, settings
):
    lost = factories.printed(hall, session, 3, 4, 0)
    actions.hand_out_slips(session, "B", 1, actor=hall.teller)

    for group, more in (("A", {"second": None}), ("A", {"second": hall.teller}), ("B", {}), ("C", {})):
        with pytest.raises(Refused):
            void(hall, session, group, **more)
    actions.open_session(session, actor=hall.office)
    with pytest.raises(Refused, match=r"开启前|before the ballot is opened"):
        void(hall, session)

    assert states_of(lost, settings) == {("A", "fresh"), ("B", "fresh")}


def test_the_page_before_printing_leads_to_it_and_back_to_printing(client, hall, session, settings):
    lost = factories.printed(hall, session, 3, 4, 0)
    hall.supervisor.set_password("a long password of the second")
    hall.supervisor.save()
    client.force_login(hall.teller)
    there = reverse("ballots:void-print", args=[session.pk])
    printing = reverse("ballots:print-slips", args=[session.pk])
    issue = session.issues.get(group="A", channel="phone")
    sent = {"issue": issue.pk, "why": "文件打不开", "username": hall.supervisor.username}

    assert f'href="{there}"' in client.get(printing).text
    assert client.get(there).status_code == 200
    wrong = client.post(there, {**sent, "password": "no"})
    done = client.post(there, {**sent, "password": "a long password of the second"})

    assert (wrong.status_code, done.status_code, done.url) == (422, 302, printing)
    assert states_of(lost, settings) == {("A", ""), ("B", "fresh")}
