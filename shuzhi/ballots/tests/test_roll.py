"""The named roll: nobody twice, no time, no name in the log, and places in the box that stood there before."""

import hashlib
import json
from io import BytesIO

import openpyxl
import pytest
from django.db import models
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.ballots import actions, blind, codes, queries
from shuzhi.ballots.door import remote
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.models.box import BoxForm, SealedBallot, Slip
from shuzhi.ballots.models.roll import RollEntry, RollKey
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.rules import RollRow
from shuzhi.ballots.taking.casting import _store
from shuzhi.ballots.tests import factories
from shuzhi.cycles.tests.factories import user
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def session(hall):
    session = factories.prepared(hall)
    factories.printed(hall, session)
    hall.voters = [user(f"voter{number}", f"票决人{number}") for number in range(6)]
    rows = [RollRow(str(voter), "分会场", "A", voter.username) for voter in hall.voters]
    actions.add_to_roll(session, [*rows, RollRow("无账号", "分会场", "B")], actor=hall.office)
    actions.open_session(session, actor=hall.office)
    return session


def asked(session) -> tuple[bytes, bytes, int]:
    """A request of a device: the prepared token, what it sends, and what takes the blinding off."""
    key = blind.PublicKey.from_text(queries.roll_key_of(session, "A").public)
    prepared = blind.prepare(b"t" * 32)
    blinded, inverse = blind.blind(key, prepared)
    return prepared, blinded, inverse


def entitled(session, voter) -> dict[str, str]:
    prepared, blinded, inverse = asked(session)
    key = blind.PublicKey.from_text(queries.roll_key_of(session, "A").public)
    answer = actions.take_entitlement(session, blinded, actor=voter)
    signature = blind.finalize(key, prepared, answer, inverse)
    return {
        "form": session.box_form,
        "group": "A",
        "token": prepared[32:].hex(),
        "prefix": prepared[:32].hex(),
        "signature": signature.hex(),
    }


def test_the_roll_has_its_places_in_the_box_before_anybody_comes(hall, session):
    marks = set(Slip.objects.filter(channel="remote").values_list("mark", flat=True))
    blanks = SealedBallot.objects.filter(group="A").count()

    assert len(marks) == 7
    assert blanks == 3 + 6
    issue = SlipIssue.objects.get(session=session, group="A", channel="remote")
    assert (issue.printed, issue.issued, issue.expected) == (6, None, None)
    assert set(json.loads(BoxForm.objects.get(pk=session.box_form).remote)) == {"A", "B"}


def test_a_token_becomes_a_slip_casts_once_and_adds_no_row(hall, session, settings):
    before = Slip.objects.count(), SealedBallot.objects.count()
    sent = json.dumps(entitled(session, hall.voters[0])).encode()
    store = _store()

    first = remote.enter(store, settings.SLIP_KEY, sent)
    again = remote.enter(store, settings.SLIP_KEY, sent)
    cast = factories.cast(first.code, [[0], [1]], settings.SLIP_KEY)

    assert (first.status, again.code) == (200, first.code)
    assert cast == Outcome.ACCEPTED
    assert (Slip.objects.count(), SealedBallot.objects.count()) == before
    assert codes.is_code(first.code)


def test_nobody_takes_two_and_the_same_request_gets_the_same_answer(hall, session):
    voter = hall.voters[0]
    _prepared, blinded, _inverse = asked(session)

    answer = actions.take_entitlement(session, blinded, actor=voter)

    assert actions.take_entitlement(session, blinded, actor=voter) == answer
    with pytest.raises(Refused):
        actions.take_entitlement(session, asked(session)[1], actor=voter)
    with pytest.raises(Refused):
        actions.hand_out_by_roll(RollEntry.objects.get(user=voter), "phone", actor=hall.teller)
    assert SlipIssue.objects.get(session=session, group="A", channel="remote").issued == 1


def test_a_slip_over_the_table_is_the_same_one_entitlement(hall, session):
    entry = RollEntry.objects.get(user=hall.voters[1])

    actions.hand_out_by_roll(entry, "phone", actor=hall.teller)

    with pytest.raises(Refused):
        actions.take_entitlement(session, asked(session)[1], actor=hall.voters[1])
    assert SlipIssue.objects.get(session=session, group="A", channel="phone").issued == 1
    with pytest.raises(Refused):
        actions.drop_from_roll(entry, actor=hall.office)


def test_what_is_no_request_takes_nothing(hall, session):
    for sent in (b"", b"\x00", b"\xff" * 256):
        with pytest.raises(Refused):
            actions.take_entitlement(session, sent, actor=hall.voters[2])

    assert not RollEntry.objects.filter(taken=True).exists()


def test_who_is_not_on_the_roll_takes_nothing_and_after_closing_nobody_does(hall, session):
    with pytest.raises(Refused):
        actions.take_entitlement(session, asked(session)[1], actor=hall.teller)
    actions.close_session(session, actor=hall.office)

    with pytest.raises(Refused):
        actions.take_entitlement(session, asked(session)[1], actor=hall.voters[0])
    issue = SlipIssue.objects.get(session=session, group="A", channel="remote")
    assert (issue.issued, issue.returned, issue.unused, issue.missing) == (0, 0, 0, 0)


def test_what_was_taken_and_not_used_is_unused_and_more_than_taken_is_never_balanced(hall, session):
    entitled(session, hall.voters[0])
    actions.close_session(session, actor=hall.office)
    issue = SlipIssue.objects.get(session=session, group="A", channel="remote")
    assert (issue.issued, issue.returned, issue.unused) == (1, 0, 1)

    # As if the key of the roll had been misused.
    issue.returned, issue.unused = 2, 0
    assert issue.missing == -1


def test_a_roll_holds_no_time_and_the_log_no_name_of_who_took(hall, session):
    for voter in hall.voters:
        actions.take_entitlement(session, asked(session)[1], actor=voter)

    kinds = {type(field) for model in (RollEntry, RollKey) for field in model._meta.fields}
    assert not kinds & {models.DateTimeField, models.DateField, models.TimeField}
    taken = Entry.objects.filter(verb="ballot.entitlements_taken")
    assert [(entry.actor_id, entry.detail) for entry in taken] == [(None, {"at_least": 5})]
    later = Entry.objects.filter(number__gte=taken[0].number)
    assert not [entry for entry in later if any(str(voter) in str(entry.detail) for voter in hall.voters)]


def test_of_a_request_nothing_is_kept_but_its_hash(hall, session):
    _prepared, blinded, _inverse = asked(session)
    actions.take_entitlement(session, blinded, actor=hall.voters[0])

    entry = RollEntry.objects.get(user=hall.voters[0])
    assert entry.asked == hashlib.sha256(blinded).hexdigest()


def test_the_private_key_lies_locked(hall, session, settings):
    key = RollKey.objects.get(session=session, group="A")

    private = blind.unlock_key(key.private, settings.SECRET_KEY)

    assert private.public.to_text() == key.public
    assert f"{private.d:x}" not in key.private


def test_a_faulty_list_is_told_whole_and_changes_nothing(hall, session):
    rows = [
        RollRow("", "某办", "A"),
        RollRow("张三", "某办", "没有"),
        RollRow("李四", "某办", "A", "nobody-of-this-name"),
        RollRow("王五", "某办", "A"),
        RollRow("王五", "某办", "B"),
        RollRow("赵六", "某办", "A", "voter0"),
    ]

    with pytest.raises(Refused) as refused:
        actions.add_to_roll(session, rows, actor=hall.office)

    assert len(str(refused.value).split("\n")) == 6
    assert RollEntry.objects.count() == 7


def test_the_page_reads_a_paste_and_a_workbook(hall, session, client):
    client.force_login(hall.teller)
    address = reverse("ballots:show-roll", args=[session.pk])
    book = openpyxl.Workbook()
    for row in (["姓名", "单位", "票类", "登录名"], ["陈一", "分会场", "C", None]):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "roll.xlsx"

    page = client.post(address, {"people": "孙二\t分会场\tB\n周三，分会场，B", "workbook": file}, follow=True)

    assert page.status_code == 200
    assert set(RollEntry.objects.filter(name__in=["陈一", "孙二", "周三"]).values_list("name", "group")) == {
        ("陈一", "C"),
        ("孙二", "B"),
        ("周三", "B"),
    }
    assert client.post(address, {"people": "孙二\t分会场\t没有"}).status_code == 422
    assert client.post(address, {"people": ""}).status_code == 422
    broken = BytesIO(b"no workbook")
    broken.name = "roll.xlsx"
    assert client.post(address, {"workbook": broken}).status_code == 422


def test_the_desk_hands_out_and_drops_on_the_page(hall, session, client):
    client.force_login(hall.teller)
    entry = RollEntry.objects.get(name="无账号")
    listed = client.get(reverse("ballots:show-roll", args=[session.pk])).text
    assert f'<small class="quiet">{hall.voters[5].username}</small>' in listed
    out = client.post(reverse("ballots:hand-out-by-roll", args=[session.pk, entry.pk]), {"channel": "phone"})
    other = RollEntry.objects.get(user=hall.voters[5])
    gone = client.post(reverse("ballots:drop-from-roll", args=[session.pk, other.pk]))

    entry.refresh_from_db()
    assert (out.status_code, entry.taken, entry.channel) == (302, True, "phone")
    assert gone.status_code == 302
    assert not RollEntry.objects.filter(pk=other.pk).exists()


def test_an_empty_stock_is_told_at_the_entry_on_the_roll(hall, session, client):
    client.force_login(hall.teller)
    entry = RollEntry.objects.get(name="无账号")
    address = reverse("ballots:hand-out-by-roll", args=[session.pk, entry.pk])

    refused = client.post(address, {"channel": "paper"})
    reloaded = client.get(address)

    assert (refused.status_code, refused.text.count('role="alert"')) == (409, 1)
    assert "<strong>无账号</strong> 票类B" in refused.text.split('role="alert"')[1]
    assert "只剩 0 张" in refused.text.split('role="alert"')[1][:200]
    assert not RollEntry.objects.get(pk=entry.pk).taken
    assert reloaded.headers["Location"] == reverse("ballots:show-roll", args=[session.pk])


def test_a_voter_sees_the_own_entitlement_alone(hall, session, client):
    client.force_login(hall.voters[0])

    mine = client.get(reverse("ballots:my-entitlements")).content.decode()
    page = client.get(reverse("ballots:take-entitlement", args=[session.pk]))

    assert reverse("ballots:take-entitlement", args=[session.pk]) in mine
    assert page.status_code == 200
    assert session.box_form in page.content.decode()
    assert client.get(reverse("ballots:show-roll", args=[session.pk])).status_code in {403, 404}
    client.force_login(hall.supervisor)
    assert client.get(reverse("ballots:take-entitlement", args=[session.pk])).status_code == 404


def test_each_entry_has_a_drawer_of_its_own_and_the_roll_page_shows_none(hall, session, client):
    address = reverse("ballots:take-entitlement", args=[session.pk])
    given = []
    for voter in hall.voters[:2]:
        client.force_login(voter)
        given += [
            client.get(address).context["given"]["drawer"],
            client.get(address).context["given"]["drawer"],
        ]
    client.force_login(hall.office)
    roll = client.get(reverse("ballots:show-roll", args=[session.pk])).text

    assert (given[0], given[2]) == (given[1], given[3])
    assert len(set(given)) == 2
    assert not [drawer for drawer in given if drawer in roll]


def test_after_the_end_the_page_says_so_and_leads_to_the_receipts_once_they_are_there(hall, session, client):
    entitled(session, hall.voters[0])
    client.force_login(hall.voters[0])
    address = reverse("ballots:take-entitlement", args=[session.pk])
    receipts = reverse("ballots:show-receipts", args=[session.box_form])
    actions.close_session(session, actor=hall.office)

    closed = client.get(address).text
    BallotSession.objects.filter(pk=session.pk).update(
        state="declared", first_declarer=hall.teller, second_declarer=hall.supervisor
    )
    declared = client.get(address).text

    for page in (closed, declared):
        assert ('data-first="over"' in page, "data-door" in page, "data-take" in page) == (True, False, False)
    assert ("这场测评已经结束" in closed, receipts in closed) == (True, False)
    assert ("这场测评的结果已经宣布" in declared, receipts in declared) == (True, True)
