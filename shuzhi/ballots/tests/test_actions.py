"""A ballot from the agenda to its declaration, and everything that must not happen on the way."""

from functools import partial

import pytest
from django.conf import settings
from django.utils.translation import override

from shuzhi.audit.models import Entry
from shuzhi.ballots import actions, counting, issuing, sealing
from shuzhi.ballots.actions import SlipAccount
from shuzhi.ballots.counting import Tally
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.models.box import BoxForm, OpenedBallot, SealedBallot, Slip
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.sheet import BoxState
from shuzhi.ballots.states import MOVES, SessionState
from shuzhi.ballots.tests import factories
from shuzhi.meetings.actions import agenda
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])

GOOD, FAIR, ORDINARY, POOR, UNKNOWN = range(5)
KEY = settings.SLIP_KEY


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def private_of(session: BallotSession) -> bytes:
    return sealing.join([brought.words for _person, brought in factories.two_shares(session)])


def verbs(session: BallotSession) -> list[str]:
    rows = Entry.objects.filter(subject_type="ballots.ballotsession", subject_pk=str(session.pk))
    rows = rows.exclude(verb__in=["ballot.key_made", "ballot.share_confirmed"])
    return list(rows.order_by("number").values_list("verb", flat=True))


def test_every_state_has_its_row():
    assert set(MOVES) == set(SessionState)


def test_the_ballot_takes_its_rows_from_the_rulebook_and_its_names_from_the_agenda(hall):
    session = factories.prepared(hall)

    sheet = issuing.sheet_of(session.box_form)
    assert [(r.code, r.name, r.unit) for r in sheet.reporters] == [
        ("370213001", "陈一舟", "振华路街道"),
        ("370213002", "王二川", "永清路街道"),
    ]
    assert [(row.name, row.options) for row in sheet.rows] == [
        ("总体评价", ("好", "较好", "一般", "差", "不了解"))
    ]
    assert [(i.group, i.expected) for i in session.issues.all()] == [("A", 12), ("B", 30), ("C", 40)]


def test_a_ballot_is_prepared_once_a_form(hall):
    factories.prepared(hall)

    with pytest.raises(Refused, match="already prepared"):
        factories.prepared(hall)


def test_a_form_that_the_rulebook_does_not_know_is_refused(hall):
    with pytest.raises(Refused, match="no secret ballot form"):
        actions.prepare_session(hall.meeting, "别的票", actor=hall.office)


def test_slips_show_their_code_once_and_the_box_keeps_hashes_only(hall):
    session = factories.prepared(hall)

    slips = factories.printed(hall, session)

    stored = " ".join(str(value) for row in Slip.objects.values_list() for value in row)
    logged = " ".join(str(entry.detail) for entry in Entry.objects.all())
    assert [slip.group for slip in slips] == ["A"] * 3 + ["B"] * 4 + ["C"] * 5
    assert [slip.code for slip in slips if slip.code in stored or slip.code in logged] == []
    assert (Slip.objects.count(), SealedBallot.objects.count()) == (12, 12)


def test_a_print_page_that_is_sent_twice_prints_once(hall):
    session = factories.prepared(hall)
    actions.print_slips(session, {"A": 2}, actor=hall.office, printed_before=0)

    with pytest.raises(Refused, match="since this page was opened"):
        actions.print_slips(session, {"A": 2}, actor=hall.office, printed_before=0)

    assert Slip.objects.count() == 2


@pytest.mark.parametrize("wanted", [{}, {"A": 0}, {"A": 2001}, {"X": 1}])
def test_slips_that_make_no_sense_are_refused(hall, wanted):
    session = factories.prepared(hall)

    with pytest.raises(Refused):
        actions.print_slips(session, wanted, actor=hall.office)


def test_the_gate_stays_shut_until_reports_and_comments_stand(early):
    session = factories.prepared(early)
    factories.printed(early, session)

    with pytest.raises(Refused, match="The ballot waits for"):
        actions.open_session(session, actor=early.office)

    factories.make_ready(early)
    assert actions.open_session(session, actor=early.office).is_open
    assert verbs(session) == [
        "ballot.prepared",
        "ballot.slips_printed",
        "ballot.open_refused",
        "ballot.opened",
    ]


def test_a_ballot_without_slips_is_not_opened(hall):
    with pytest.raises(Refused, match="No slips"):
        actions.open_session(factories.prepared(hall), actor=hall.office)


def test_a_ballot_that_no_longer_fits_the_agenda_is_not_opened_until_it_is_refreshed(early):
    session = factories.prepared(early)
    slips = factories.printed(early, session)
    agenda.remove_from_agenda(early.meeting.items.last(), actor=early.office)
    factories.make_ready(early)

    with pytest.raises(Refused, match="refresh the ballot"):
        actions.open_session(session, actor=early.office)
    changed = actions.refresh_session(session, actor=early.office)
    actions.open_session(session, actor=early.office)

    assert changed
    assert len(issuing.sheet_of(session.box_form).reporters) == 1
    assert factories.cast(slips[0].code, [[GOOD]], KEY) == Outcome.ACCEPTED
    assert not actions_refresh_is_possible(session, early)


def actions_refresh_is_possible(session: BallotSession, hall) -> bool:
    try:
        actions.refresh_session(session, actor=hall.office)
    except Refused:
        return False
    return True


def test_an_unchanged_agenda_refreshes_nothing(hall):
    session = factories.prepared(hall)

    assert actions.refresh_session(session, actor=hall.office) is False
    assert verbs(session) == ["ballot.prepared"]


def test_closing_counts_the_ballots_of_each_group_as_returned(hall):
    session = factories.prepared(hall)
    slips = factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)
    for slip in slips[:5]:
        factories.cast(slip.code, [[GOOD], [FAIR]], KEY)

    session = actions.close_session(session, actor=hall.office, reason="主持人宣布")

    assert [(i.group, i.returned) for i in session.issues.all()] == [("A", 3), ("B", 2), ("C", 0)]
    assert factories.cast(slips[9].code, [[GOOD], [GOOD]], KEY) == Outcome.CLOSED
    assert Entry.objects.get(verb="ballot.closed").detail["reason"] == "主持人宣布"


def test_nothing_is_declared_while_slips_are_missing(hall):
    session = factories.closed(hall, [[GOOD], [GOOD]], KEY)
    actions.account_slips(session, {"A": SlipAccount(3, 1, 0)}, actor=hall.teller)

    with pytest.raises(
        Refused, match="Group A does not add up: 3 issued, 3 returned, 1 spoiled, 0 unused; 1 slip differs"
    ):
        actions.declare(session, factories.share_of(session, hall.teller), actor=hall.teller)


def test_nothing_is_declared_before_the_slips_are_counted(hall):
    session = factories.closed(hall, [[GOOD], [GOOD]], KEY)
    actions.account_slips(session, {"B": SlipAccount(None, 0, None)}, actor=hall.teller)

    with pytest.raises(Refused, match="Group B: say how many"):
        actions.declare(session, factories.share_of(session, hall.teller), actor=hall.teller)


@pytest.mark.parametrize(
    ("account", "why"),
    [(SlipAccount(4, 0, 0), "only 3 printed"), (SlipAccount(2, 0, 0), "3 ballots came back")],
)
def test_a_count_of_slips_that_cannot_be_is_refused(hall, account, why):
    session = factories.closed(hall, [[GOOD], [GOOD]], KEY)

    with pytest.raises(Refused, match=why):
        actions.account_slips(session, {"A": account}, actor=hall.teller)


def test_one_person_alone_declares_nothing(hall):
    session = factories.closed(hall, [[GOOD], [FAIR]], KEY)
    actions.declare(session, factories.share_of(session, hall.teller), actor=hall.teller)

    with pytest.raises(Refused, match="second person"):
        actions.declare(session, factories.share_of(session, hall.teller), actor=hall.teller)

    assert OpenedBallot.objects.count() == 0
    assert BallotSession.objects.get().is_closed


def test_the_server_itself_declares_nothing(hall):
    session = factories.closed(hall, [[GOOD], [FAIR]], KEY)

    with pytest.raises(Refused, match="People declare"):
        actions.declare(session, factories.share_of(session, hall.teller), actor=None)


def test_two_people_open_the_ballots_and_the_sealed_ones_stay_for_the_check(hall):
    session = factories.declared(hall, [[GOOD], [FAIR]], KEY)

    assert session.is_declared
    assert (SealedBallot.objects.count(), OpenedBallot.objects.count()) == (12, 24)
    assert set(OpenedBallot.objects.values_list("marks", flat=True)) == {"[0]", "[1]"}
    assert counting.tallies([session.box_form]) == [
        Tally("370213001", "测评票", "A", "总体评价", "好", 3),
        Tally("370213001", "测评票", "B", "总体评价", "好", 4),
        Tally("370213001", "测评票", "C", "总体评价", "好", 5),
        Tally("370213002", "测评票", "A", "总体评价", "较好", 3),
        Tally("370213002", "测评票", "B", "总体评价", "较好", 4),
        Tally("370213002", "测评票", "C", "总体评价", "较好", 5),
    ]
    assert verbs(session)[-3:] == ["ballot.slips_counted", "ballot.declared_first", "ballot.declared"]


def test_opening_a_second_time_changes_nothing(hall):
    session = factories.declared(hall, [[GOOD], [FAIR]], KEY)
    before = set(OpenedBallot.objects.values_list("id", flat=True))

    assert counting.open_ballots(session.box_form, private_of(session)) == 12
    assert set(OpenedBallot.objects.values_list("id", flat=True)) == before


def test_a_box_with_one_ballot_too_many_is_not_opened(hall):
    session = factories.closed(hall, [[GOOD], [FAIR]], KEY)
    actions.declare(session, factories.share_of(session, hall.teller), actor=hall.teller)
    stuffed = SealedBallot.objects.first()
    SealedBallot.objects.create(id="f" * 32, form=stuffed.form, group="A", filled=True, sealed=stuffed.sealed)

    with pytest.raises(Refused, match="no longer give the root"):
        actions.declare(session, factories.share_of(session, hall.supervisor), actor=hall.supervisor)

    assert (OpenedBallot.objects.count(), SealedBallot.objects.count()) == (0, 13)
    assert BallotSession.objects.get().is_closed


def test_a_form_that_is_still_open_cannot_be_opened(hall):
    session = factories.prepared(hall)
    factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)

    with pytest.raises(counting.BoxDisagrees):
        counting.open_ballots(session.box_form, private_of(session))


def test_the_count_sheet_shows_every_group_and_the_sum(hall):
    session = factories.declared(hall, [[GOOD], [None]], KEY)

    first, second = counting.count_sheet(session.box_form)

    assert [(line.group, line.marks[0], line.rated, line.blank) for line in first.lines] == [
        ("A", ("好", 3, "100.0%"), 3, 0),
        ("B", ("好", 4, "100.0%"), 4, 0),
        ("C", ("好", 5, "100.0%"), 5, 0),
        ("", ("好", 12, "100.0%"), 12, 0),
    ]
    assert second.lines[0].marks[0] == ("好", 0, "")
    assert [counting._share(part, 3) for part in (0, 1, 2, 3)] == ["0.0%", "33.3%", "66.7%", "100.0%"]
    assert [(line.rated, line.blank) for line in second.lines] == [(0, 3), (0, 4), (0, 5), (0, 12)]


def test_turnout_moves_in_steps_of_five(hall):
    session = factories.prepared(hall)
    slips = factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)

    seen = []
    for slip in slips:
        factories.cast(slip.code, [[GOOD], [GOOD]], KEY)
        seen.append(counting.turnout(session.box_form))

    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]


def test_slips_printed_while_the_ballot_is_open_leave_the_cast_ballots_alone(hall):
    session = factories.prepared(hall)
    slips = factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)
    factories.cast(slips[0].code, [[POOR], [UNKNOWN]], KEY)

    more = actions.print_slips(session, {"A": 1}, actor=hall.office)
    lying = list(SealedBallot.objects.values_list("id", flat=True))

    assert lying == sorted(lying)
    assert factories.cast(more[0].code, [[GOOD], [GOOD]], KEY) == Outcome.ACCEPTED
    assert SealedBallot.objects.filter(filled=True).count() == 2


def test_pressing_open_again_after_half_a_failure_finishes_it(hall, monkeypatch):
    session = factories.prepared(hall)
    factories.printed(hall, session)
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "open_box", lambda _form: (_ for _ in ()).throw(OSError("disk")))
        with pytest.raises(OSError, match="disk"):
            actions.open_session(session, actor=hall.office)

    assert (BallotSession.objects.get().state, BoxForm.objects.get().state) == ("prepared", "prepared")
    actions.open_session(session, actor=hall.office)
    assert (BallotSession.objects.get().state, BoxForm.objects.get().state) == ("open", BoxState.OPEN)


@pytest.mark.parametrize("who", ["stranger", "neighbour", "secretary", "committee"])
def test_nobody_without_the_role_touches_a_ballot(hall, who):
    session = factories.prepared(hall)
    factories.printed(hall, session)
    nobody = getattr(hall.place, who)
    declare = partial(actions.declare, brought=factories.share_of(session, hall.teller))

    for step in (actions.refresh_session, actions.open_session, actions.close_session, declare):
        with pytest.raises(Refused) as why:
            step(session, actor=nobody)
        assert why.value.refusal.status == 403
    with pytest.raises(Refused):
        actions.print_slips(session, {"A": 1}, actor=nobody)
    with pytest.raises(Refused):
        actions.account_slips(session, {}, actor=nobody)


def test_a_teller_counts_and_declares_but_does_not_open(hall):
    session = factories.prepared(hall)
    factories.printed(hall, session)

    with pytest.raises(Refused):
        actions.open_session(session, actor=hall.teller)
