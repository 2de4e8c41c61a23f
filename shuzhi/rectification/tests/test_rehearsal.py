"""A rehearsal works as on the day, is seen as one, and leaves no trace anywhere but in the log."""

import re
from dataclasses import replace

import pytest
from django.apps import apps
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.ballots import actions as ballots
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.tests import factories as halls
from shuzhi.cycles.tests import factories as cycles
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.models import Meeting, StandIn
from shuzhi.meetings.states import Step
from shuzhi.notices.models import Notice
from shuzhi.rectification.tests import whole_year as year
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])
MARKS = [[0], [1]]
TOKENS = re.compile(r"[A-Za-z0-9]{64}|nonce-\w+")


@pytest.fixture
def early(db):
    return halls.hall_of(cycles.district(), ready=False)


def walked(hall):
    """Every stand-in has reported, answered and heard the comment."""
    actions.start_meeting(hall.meeting, actor=hall.office)
    for item in hall.meeting.items.all():
        for step in (Step.REPORTING, Step.QUESTIONS):
            actions.advance(item, step, actor=hall.office)
        asked = actions.ask_question(item, "群众代表", "何时装完？", actor=hall.office)
        actions.answer_question(asked, "三月底前。", actor=hall.office)
        actions.advance(item, Step.COMMENT, actor=hall.office)
        actions.give_comment(item, halls.COMMENT, ["减负不够深入"], actor=hall.place.secretary)
        actions.advance(item, Step.DONE, actor=hall.office)


def rehearsed(hall, key):
    """The whole day rehearsed: walked through, rated with slips, closed and declared by two."""
    made = replace(hall, meeting=actions.rehearse(hall.meeting, actor=hall.office))
    walked(made)
    halls.declared(made, MARKS, key)
    actions.end_meeting(made.meeting, actor=hall.office)
    return made


def pages(client, hall):
    """What everybody sees on the pages above the meeting, without the tokens that differ each time."""
    cycle = hall.meeting.cycle.pk
    addresses = [
        "/",
        reverse("overview:cycle", args=[cycle]),
        reverse("overview:list-cycles"),
        reverse("overview:list-papers", args=[cycle]),
        reverse("results:list-cycles"),
        reverse("results:show-results", args=[cycle]),
        reverse("results:show-evidence", args=[cycle]),
        "/rectification/",
    ]
    seen = {}
    for who in (hall.office, hall.place.secretary, hall.teller, hall.place.secretaries[0]):
        client.force_login(who)
        for address in addresses:
            answer = client.get(address)
            seen[who.username, address] = (answer.status_code, TOKENS.sub("", answer.text))
    return seen


def rows():
    """How many rows every table holds, in both databases, but for the log and the sign-ins of the test itself."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in ("audit", "sessions", "contenttypes", "auth", "axes")
    }


def test_a_whole_rehearsal_changes_nothing_elsewhere_and_leaves_no_row_in_either_database(
    client, early, settings
):
    before, held = pages(client, early), rows()

    made = rehearsed(early, settings.SLIP_KEY)

    assert (pages(client, early), Notice.objects.count()) == (before, held["notices.Notice"])
    assert (made.meeting.state, BallotSession.objects.get().state) == ("ended", "declared")
    ballots.discard_rehearsal(made.meeting, actor=early.office)
    assert rows() == held
    verbs = Entry.objects.filter(verb__startswith="meeting.rehearsal").order_by("number")
    assert [one.verb for one in verbs] == ["meeting.rehearsal_made", "meeting.rehearsal_discarded"]


def test_a_rehearsal_enters_no_settlement_and_holds_none_up(early, settings, tmp_path):
    rehearsed(early, settings.SLIP_KEY)
    early.meeting.refresh_from_db()
    halls.make_ready(early)
    halls.declared(early, MARKS, settings.SLIP_KEY)

    with_it = year.settled(early, tmp_path)
    ballots.discard_rehearsal(Meeting.objects.get(rehearsal=True), actor=early.office)
    without = year.settled(early, tmp_path)

    assert with_it.input_hash == without.input_hash
    assert with_it.result_hash == without.result_hash
    assert [note.comment.item.meeting_id for note in queries.problems_of(early.meeting.cycle)] == [
        early.meeting.pk
    ] * 2


def test_nothing_but_a_rehearsal_is_thrown_away_and_nobody_but_the_office_does_it(early):
    made = actions.rehearse(early.meeting, actor=early.office)

    for meeting, who in [
        (early.meeting, early.office),
        (made, early.place.secretary),
        (made, early.place.neighbour),
    ]:
        with pytest.raises(Refused):
            ballots.discard_rehearsal(meeting, actor=who)
    assert (rules.may_rehearse(early.office, made) is None, Meeting.objects.count()) == (False, 2)


def test_a_rehearsal_is_pressed_says_on_every_page_what_it_is_and_is_deleted(client, early):
    client.force_login(early.office)
    client.post(reverse("meetings:rehearse", args=[early.meeting.pk]))
    made = Meeting.objects.get(rehearsal=True)
    address = reverse("ballots:discard-rehearsal", args=[made.pk])

    page = client.get(reverse("meetings:show-meeting", args=[made.pk]))
    wall = client.get(reverse("meetings:show-projector", args=[made.pk]))
    asked = client.get(address)

    assert [item.who.person_name for item in queries.agenda(made)] == ["甲演练", "乙演练"]
    assert ["rehearsal-band" in page.text, "wall-band" in wall.text, "演练" in made.title] == [True] * 3
    assert queries.not_on_an_agenda(made.cycle).count() == 0
    assert asked.status_code == 200
    client.post(address)
    assert (Meeting.objects.filter(rehearsal=True).exists(), StandIn.objects.count()) == (False, 0)
