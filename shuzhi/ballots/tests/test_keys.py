"""The key ceremony and the declaration: three holders, two of whom open; what is refused, and in which words."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shuzhi.audit.models import Entry
from shuzhi.ballots import actions, counting, issuing, queries, sealing
from shuzhi.ballots.actions import Brought, Candidate
from shuzhi.ballots.models.box import OpenedBallot
from shuzhi.ballots.models.keys import BallotKey, Closing, Declaration, KeyHolder, WaitingShare
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.tests import factories
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = settings.SLIP_KEY
CHOICES = [[0], [1]]
SECRET = "十二个字也算数的口令一串"


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def bare(hall) -> BallotSession:
    """Prepared, before the ceremony."""
    return actions.prepare_session(hall.meeting, "测评票", actor=hall.office)


def three(hall, **changes) -> list[Candidate]:
    people = {
        "chair": Candidate("主持人", "区委副书记 邱明", None),
        "teller": Candidate("计票人", str(hall.teller), hall.teller),
        "above": Candidate("上级单位", str(hall.supervisor), hall.supervisor),
    }
    return list({**people, **changes}.values())


def confirm_all(session, shares, actor) -> None:
    for holder, share in zip(queries.holders_of(session), shares, strict=True):
        words = share.words.split()
        password = "" if share.words else SECRET
        asked = [words[at - 1] for at in holder.asked] if words else []
        actions.confirm_share(holder, actor=actor, words=asked, password=password)


def stored_text() -> str:
    """Everything that stands in the default database about keys, and the log."""
    tables = (BallotKey, KeyHolder, WaitingShare, Declaration, Closing)
    rows = [value for table in tables for row in table.objects.values_list() for value in row]
    return " ".join(map(str, [*rows, *Entry.objects.values_list("detail", flat=True)]))


def test_the_private_half_goes_out_in_three_shares_and_stands_nowhere(hall, bare):
    shares = actions.make_key(bare, three(hall), actor=hall.office)

    key = BallotKey.objects.get()
    private = sealing.join([share.words for share in shares])
    kept = stored_text()
    assert (key.public, issuing.key_in_box(bare.box_form)) == (sealing.public_of(private),) * 2
    assert key.fingerprint == sealing.fingerprint(key.public)
    assert [share.words for share in shares if share.words in kept] == []
    assert [word for share in shares for word in share.words.split()[4:] if f" {word} " in kept] == []
    assert private.hex() not in kept
    assert [(h.place, h.role, h.kind, h.locked) for h in queries.holders_of(bare)] == [
        (1, "主持人", "printed", ""),
        (2, "计票人", "printed", ""),
        (3, "上级单位", "printed", ""),
    ]


def test_a_ballot_opens_only_when_all_three_have_confirmed(hall, bare):
    factories.printed(hall, bare)
    with pytest.raises(Refused, match="has no key yet"):
        actions.open_session(bare, actor=hall.office)
    shares = actions.make_key(bare, three(hall), actor=hall.office)
    with pytest.raises(Refused, match="主持人 区委副书记 邱明、计票人"):
        actions.open_session(bare, actor=hall.office)

    confirm_all(bare, shares, hall.office)

    assert actions.open_session(bare, actor=hall.office).is_open


def test_two_words_of_the_own_sheet_confirm_it_and_others_do_not(hall, bare):
    shares = actions.make_key(bare, three(hall), actor=hall.office)
    holder, other = queries.holders_of(bare)[:2]
    mine, theirs = (share.words.split() for share in shares[:2])
    wanted = [mine[at - 1] for at in holder.asked]

    for wrong in ([theirs[at - 1] for at in holder.asked], wanted[::-1], ["", ""]):
        with pytest.raises(Refused, match=f"not words {holder.asked[0]} and"):
            actions.confirm_share(holder, words=wrong, actor=hall.office)
    # A tired hand: capitals, spaces, and four letters of a word are enough.
    done = actions.confirm_share(
        holder, words=[f" {word.upper()[:4]} " for word in wanted], actor=hall.office
    )

    assert (done.confirmed_at is not None, other.confirmed_at) == (True, None)
    with pytest.raises(Refused, match="already confirmed"):
        actions.confirm_share(holder, words=wanted, actor=hall.office)


def test_a_share_may_be_held_under_a_password_and_is_then_never_printed(hall, bare):
    locked = Candidate("计票人", str(hall.teller), hall.teller, SECRET)
    shares = actions.make_key(bare, three(hall, teller=locked), actor=hall.office)
    holder = queries.holders_of(bare)[1]

    with pytest.raises(Refused, match="not the password"):
        actions.confirm_share(holder, password="nicht dieses", actor=hall.teller)
    confirm_all(bare, shares, hall.office)
    factories.SHARES[bare.pk] = {share.place: share.words for share in shares}
    session = close_and_count(hall, bare)
    actions.declare(session, Brought(1, words=shares[0].words), actor=hall.supervisor)
    with pytest.raises(Refused, match=r"Share of .*not its password"):
        actions.declare(session, Brought(2, password="falsch"), actor=hall.teller)
    session = actions.declare(session, Brought(2, password=SECRET), actor=hall.teller)

    assert (shares[1].words, session.is_declared) == ("", True)
    assert SECRET not in stored_text()


def close_and_count(hall, session) -> BallotSession:
    """Nobody voted; the slips are counted as unused."""
    factories.printed(hall, session, 1, 1, 1)
    actions.open_session(session, actor=hall.office)
    actions.close_session(session, actor=hall.office)
    unused = {group: actions.SlipAccount(1, 0, 1) for group in "ABC"}
    actions.account_slips(session, unused, actor=hall.teller)
    return BallotSession.objects.get(pk=session.pk)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"chair": Candidate("主持人", "")}, "Name three holders"),
        ({"chair": Candidate("", "邱明")}, "Name three holders"),
        ({"above": Candidate("上级单位", "区委副书记 邱明")}, "three different people"),
        ({"chair": Candidate("主持人", "邱明", None, "kurz")}, "at least 12"),
    ],
)
def test_holders_who_are_not_three_people_are_refused(hall, bare, changes, why):
    with pytest.raises(Refused, match=why):
        actions.make_key(bare, three(hall, **changes), actor=hall.office)

    assert (BallotKey.objects.count(), issuing.key_in_box(bare.box_form)) == (0, "")


def test_one_account_holds_one_share_and_whoever_is_rated_none(hall, bare):
    twice = Candidate("主持人", "另一个名字", hall.teller)
    rated = Candidate("主持人", "陈一舟", hall.place.secretaries[0])

    with pytest.raises(Refused, match="three different people"):
        actions.make_key(bare, three(hall, chair=twice), actor=hall.office)
    with pytest.raises(Refused, match="rated on this ballot"):
        actions.make_key(bare, three(hall, chair=rated), actor=hall.office)


def test_a_repeated_ceremony_needs_a_reason_and_makes_the_old_sheets_worthless(hall, bare):
    old = actions.make_key(bare, three(hall), actor=hall.office)
    with pytest.raises(Refused, match="say why"):
        actions.make_key(bare, three(hall), actor=hall.office)

    new = actions.make_key(bare, three(hall), actor=hall.office, reason="一张打印纸被风吹走")
    confirm_all(bare, new, hall.office)
    session = close_and_count(hall, bare)

    assert (BallotKey.objects.get().ceremony, KeyHolder.objects.count()) == (2, 3)
    assert Entry.objects.filter(verb="ballot.key_made").last().detail["reason"] == "一张打印纸被风吹走"
    with pytest.raises(Refused, match="another ballot, or of an earlier ceremony"):
        actions.declare(session, Brought(2, words=old[1].words), actor=hall.teller)
    with pytest.raises(Refused, match="key no longer changes"):
        actions.make_key(session, three(hall), actor=hall.office, reason="再来一次")


def test_a_ceremony_that_broke_off_between_the_two_databases_keeps_the_ballot_shut(hall):
    session = factories.prepared(hall)
    factories.printed(hall, session)
    issuing.put_key(session.box_form, sealing.new_pair().public)

    with pytest.raises(Refused, match="broke off"):
        actions.open_session(session, actor=hall.office)


def test_both_declare_on_one_screen_and_no_share_waits(hall):
    session = factories.closed(hall, CHOICES, KEY)
    (first, mine), (second, theirs) = factories.two_shares(session)

    session = actions.declare_together(session, mine, second, theirs, actor=first)

    assert session.is_declared
    assert [(d.user, d.holder.place) for d in queries.declarations_of(session)] == [(first, 2), (second, 3)]
    assert (WaitingShare.objects.count(), OpenedBallot.objects.count()) == (0, 24)
    assert counting.receipts(session.box_form) == sorted(set(counting.receipts(session.box_form)))


def test_the_first_share_waits_unreadable_and_goes_when_it_is_used(hall):
    session = factories.closed(hall, CHOICES, KEY)
    (first, mine), (second, theirs) = factories.two_shares(session)

    actions.declare(session, mine, actor=first)

    kept = stored_text()
    assert [word for word in mine.words.split()[4:] if f" {word} " in kept] == []
    assert BallotSession.objects.get().first_declarer == first
    assert actions.declare(session, theirs, actor=second).is_declared
    assert WaitingShare.objects.count() == 0


def test_a_share_that_waited_too_long_has_to_be_brought_again(hall):
    session = factories.closed(hall, CHOICES, KEY)
    (first, mine), (second, theirs) = factories.two_shares(session)
    actions.declare(session, mine, actor=first)
    WaitingShare.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    session = actions.declare(session, theirs, actor=second)

    assert (session.is_declared, session.first_declarer) == (False, second)
    assert actions.declare(session, mine, actor=first).is_declared


def test_a_wrong_share_is_named(hall):
    session = factories.closed(hall, CHOICES, KEY)
    (first, mine), (second, theirs) = factories.two_shares(session)
    words = mine.words.split()
    # Two neighbours that differ; of about a thousand shares one has the same word at both of any two places.
    at = next(place for place in range(9, 20) if words[place] != words[place + 1])
    exchanged = [*words[:at], words[at + 1], words[at], *words[at + 2 :]]
    cases = [
        ("“zebras” is not a word", ["zebras", *words[1:]]),
        ("has 33 words", words[:-1]),
        ("do not fit together", exchanged),
        ("This is the share of 监票人 明正", theirs.words.split()),
    ]

    for why, typed in cases:
        with pytest.raises(Refused, match=why):
            actions.declare(session, Brought(2, words=" ".join(typed)), actor=first)
    with pytest.raises(Refused, match="held by 计票人 丁数, who brings it in person"):
        actions.declare(session, mine, actor=second)

    refused = Entry.objects.filter(verb="ballot.declare_refused")
    assert refused.count() == 5
    assert [word for entry in refused for word in words[4:] if word in str(entry.detail["why"]).split()] == []
    assert OpenedBallot.objects.count() == 0


def test_nobody_declares_alone_even_with_two_shares(hall, bare):
    people = three(hall, above=Candidate("上级单位", "市委组织部 一人"))
    shares = actions.make_key(bare, people, actor=hall.office)
    confirm_all(bare, shares, hall.office)
    session = close_and_count(hall, bare)
    one, two = Brought(1, words=shares[0].words), Brought(3, words=shares[2].words)

    with pytest.raises(Refused, match="second person has to"):
        actions.declare_together(session, one, hall.office, two, actor=hall.office)
    actions.declare(session, one, actor=hall.office)
    with pytest.raises(Refused, match="second person has to"):
        actions.declare(session, two, actor=hall.office)
    with pytest.raises(Refused, match="brought already"):
        actions.declare(session, one, actor=hall.supervisor)

    assert actions.declare(session, two, actor=hall.supervisor).is_declared


def test_words_are_taken_as_a_tired_hand_types_them(hall):
    session = factories.closed(hall, CHOICES, KEY)
    (first, mine), (second, theirs) = factories.two_shares(session)
    numbered = "\n".join(f"{n}. {word.upper()[:4]}" for n, word in enumerate(mine.words.split(), 1))

    session = actions.declare_together(
        session, Brought(2, words=numbered), second, Brought(3, words=f"  {theirs.words}  "), actor=first
    )

    assert session.is_declared


def test_closing_publishes_root_number_marks_and_account_at_once(hall):
    session = factories.closed(hall, CHOICES, KEY)

    closing = Closing.objects.get(session=session)

    leaves = [sealing.leaf(*line) for line in counting.sealed_list(session.box_form)]
    assert (closing.sealed, closing.root) == (12, sealing.root_of(leaves))
    assert closing.marks == [["A", "phone", 3], ["B", "phone", 4], ["C", "phone", 5]]
    assert [(line["group"], line["printed"], line["returned"]) for line in closing.account] == [
        ("A", 3, 3),
        ("B", 4, 4),
        ("C", 5, 5),
    ]
    assert Entry.objects.get(verb="ballot.closed").detail["root"] == closing.root
    assert len(closing.short) == 19


def test_a_sealed_ballot_that_changed_after_closing_is_not_declared(hall):
    session = factories.closed(hall, CHOICES, KEY)
    (first, mine), (second, theirs) = factories.two_shares(session)
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE ballots_sealedballot SET voters = 'A' WHERE voters = 'B'")
        cursor.execute("UPDATE ballots_slip SET voters = 'A' WHERE voters = 'B'")

    with pytest.raises(Refused, match="root published at closing"):
        actions.declare_together(session, mine, second, theirs, actor=first)

    assert OpenedBallot.objects.count() == 0


def test_a_page_of_the_ceremony_makes_one_key_however_often_it_is_sent(client, hall):
    session = actions.prepare_session(hall.meeting, "测评票", actor=hall.office)
    making, keys = (reverse(f"ballots:{name}", args=[session.pk]) for name in ("make-key", "show-key"))
    client.force_login(hall.office)
    entered = {f"holder-{place}-role": f"角色{place}" for place in (1, 2, 3)}
    entered |= {f"holder-{place}-name": f"持有人{place}" for place in (1, 2, 3)}
    prints = []
    for ceremony, reason in enumerate(({}, {"reason": "一张打印纸被风吹走"})):
        shown = client.get(making).context["made_before"]
        sent = entered | reason | {"made_before": shown}
        sheets = client.post(making, sent)
        prints.append(BallotKey.objects.get().fingerprint)
        again = client.post(making, sent)
        told = client.get(keys).text

        assert (shown, sheets.status_code) == (ceremony, 200)
        # A reload finds the page of the key; the sheets that were shown are the key's.
        assert (again.status_code, again.headers["Location"].endswith("/key/")) == (302, True)
        assert (BallotKey.objects.get().fingerprint, BallotKey.objects.get().ceremony) == (
            prints[-1],
            ceremony + 1,
        )
        assert f"先前显示的密钥单（指纹 {prints[-1]}）有效" in told
    assert prints[0] != prints[1]
