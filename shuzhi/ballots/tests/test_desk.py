"""The account of slips at any moment: handing out, voiding, exchanging, losing; always two people, never the code."""

import json

import pytest
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.ballots import actions, issuing, queries, rules
from shuzhi.ballots.actions import SlipAccount
from shuzhi.ballots.codes import mark_of, shown
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.sheet import SlipState
from shuzhi.ballots.tests import factories
from shuzhi.cycles.tests.factories import user
from shuzhi.web.refusal import Refused, require

pytestmark = pytest.mark.django_db(databases=["default", "box"])
CHOICES = [[0], [1]]
PAGES_OF_THE_ACCOUNT = ("slip-desk", "account-slips")


@pytest.fixture
def opened(hall):
    session = factories.prepared(hall)
    hall.slips = factories.printed(hall, session)
    for group, count in (("A", 3), ("B", 4), ("C", 5)):
        actions.hand_out_slips(session, group, count, actor=hall.teller)
    actions.open_session(session, actor=hall.office)
    return session


def account(session: BallotSession, group: str = "A", channel: str = "phone") -> SlipIssue:
    return SlipIssue.objects.get(session=session, group=group, channel=channel)


def code_in(hall, group: str = "A") -> str:
    return next(slip.code for slip in hall.slips if slip.group == group)


def at_the_entry(response, name: str) -> list[str]:
    """What the form says beside one entry; nothing is said above all of them."""
    assert response.context["form"].non_field_errors() == []
    return list(response.context["form"][name].errors)


def void(hall, session, code, **more):
    return actions.void_slip(session, code, "撕破", actor=hall.teller, second=hall.supervisor, **more)


def test_slips_go_out_and_come_back_by_count(hall, opened):
    factories.printed(hall, opened, 2, 0, 0)

    actions.hand_out_slips(opened, "A", 1, actor=hall.teller)
    actions.take_slips_back(opened, "A", 2, actor=hall.teller)

    issue = account(opened)
    assert (issue.printed, issue.issued, issue.unused, issue.in_stock, issue.out) == (5, 4, 2, 1, 2)


def test_nothing_goes_out_that_was_not_made_and_nothing_comes_back_that_is_not_out(hall, opened):
    with pytest.raises(Refused, match=r"只剩 0 张|0 left"):
        actions.hand_out_slips(opened, "A", 1, actor=hall.teller)
    with pytest.raises(Refused):
        actions.take_slips_back(opened, "A", 4, actor=hall.teller)
    with pytest.raises(Refused):
        actions.hand_out_slips(opened, "没有", 1, actor=hall.teller)


def test_a_void_slip_is_refused_at_the_door_and_counts_as_spoiled(hall, opened, settings):
    code = code_in(hall)

    void(hall, opened, shown(code).lower())

    issue = account(opened)
    assert factories.cast(code, CHOICES, settings.SLIP_KEY) == Outcome.VOID
    assert (issue.voided, issue.spoiled, issue.out) == (1, 1, 2)


def test_the_scanned_address_of_a_slip_is_its_code_as_well(hall, opened):
    void(hall, opened, f"http://127.0.0.1:8001/b/{code_in(hall)}")

    assert account(opened).voided == 1


def test_a_used_slip_is_not_void_and_not_replaced(hall, opened, settings):
    code = code_in(hall)
    factories.cast(code, CHOICES, settings.SLIP_KEY)

    with pytest.raises(Refused):
        void(hall, opened, code, replace_by="phone")

    issue = account(opened)
    assert (issue.voided, issue.spoiled, issue.issued) == (0, 0, 3)
    assert issuing.slip_is(mark_of(code, settings.SLIP_KEY)) == SlipState.SPENT


def test_void_twice_is_void_once(hall, opened):
    code = code_in(hall)
    void(hall, opened, code)

    with pytest.raises(Refused):
        void(hall, opened, code)

    assert account(opened).voided == 1


def test_what_broke_off_between_the_databases_is_finished_by_pressing_again(hall, opened, settings):
    code = code_in(hall)
    issuing.void_slip(mark_of(code, settings.SLIP_KEY))

    void(hall, opened, code)

    assert account(opened).voided == 1
    with pytest.raises(Refused):
        void(hall, opened, code)


def test_a_replacement_comes_from_the_stock(hall, opened):
    with pytest.raises(Refused):
        void(hall, opened, code_in(hall), replace_by="phone")
    factories.printed(hall, opened, 1, 0, 0)

    void(hall, opened, code_in(hall), replace_by="phone")

    issue = account(opened)
    assert (issue.issued, issue.voided, issue.out, issue.in_stock) == (4, 1, 3, 0)


def test_a_slip_is_exchanged_for_paper(hall, opened):
    SlipIssue.objects.create(session=opened, group="A", channel="paper", printed=2)

    actions.exchange_slip(opened, code_in(hall), to="paper", actor=hall.teller, second=hall.supervisor)

    assert (account(opened).spoiled, account(opened, channel="paper").issued) == (1, 1)


def test_it_takes_two_and_both_must_be_allowed(hall, opened):
    nobody = user("passer", "路人")
    for actor, second in (
        (hall.teller, hall.teller),
        (hall.teller, None),
        (hall.teller, nobody),
        (nobody, hall.teller),
    ):
        with pytest.raises(Refused):
            actions.void_slip(opened, code_in(hall), "撕破", actor=actor, second=second)
        with pytest.raises(Refused):
            actions.record_lost_slip(opened, "A", "不见了", actor=actor, second=second, replaced=False)

    assert account(opened).spoiled == 0


def test_every_attempt_is_logged_and_no_log_knows_a_code(hall, opened):
    code = code_in(hall)
    void(hall, opened, code)
    with pytest.raises(Refused):
        void(hall, opened, "23456789AB")

    entries = Entry.objects.filter(verb__in=["ballot.slip_voided", "ballot.void_refused"])
    assert [entry.verb for entry in entries.order_by("number")] == [
        "ballot.slip_voided",
        "ballot.void_refused",
    ]
    everything = json.dumps([[entry.detail, entry.subject_text] for entry in Entry.objects.all()])
    assert code not in everything
    assert shown(code) not in everything
    assert "23456789AB" not in everything


def test_a_lost_slip_counts_as_spoiled_and_the_account_adds_up(hall, opened, settings):
    factories.printed(hall, opened, 1, 0, 0)
    actions.record_lost_slip(opened, "A", "落在车上", actor=hall.teller, second=hall.supervisor)
    for code in [slip.code for slip in hall.slips if slip.group == "A"][:2]:
        factories.cast(code, CHOICES, settings.SLIP_KEY)
    actions.close_session(opened, actor=hall.office)
    actions.take_slips_back(opened, "A", 1, actor=hall.teller)

    issue = account(opened)
    assert (issue.issued, issue.returned, issue.spoiled, issue.unused) == (4, 2, 1, 1)
    assert issue.balances


def test_a_lost_slip_that_is_used_after_all_breaks_the_equation_and_the_page_says_what_it_means(
    hall, opened, settings, client
):
    more = factories.printed(hall, opened, 1, 0, 0)
    actions.record_lost_slip(opened, "A", "落在车上", actor=hall.teller, second=hall.supervisor)
    for slip in [slip for slip in hall.slips if slip.group == "A"] + more:
        assert factories.cast(slip.code, CHOICES, settings.SLIP_KEY) == Outcome.ACCEPTED
    actions.close_session(opened, actor=hall.office)
    accounts = {"A": SlipAccount(4, 1, 0), "B": SlipAccount(4, 0, 4), "C": SlipAccount(5, 0, 5)}
    actions.account_slips(opened, accounts, actor=hall.teller)

    assert account(opened).missing == -1
    client.force_login(hall.teller)
    page = client.get(reverse("ballots:slip-desk", args=[opened.pk])).content.decode()
    assert "登记为遗失的票签后来被使用了" in page
    assert reverse("ballots:call-back-loss", args=[opened.pk, account(opened).pk]) in page

    issue = account(opened)
    actions.call_back_loss(issue, "补发前已投", actor=hall.teller, second=hall.supervisor)
    assert account(opened).balances
    with pytest.raises(Refused):
        actions.call_back_loss(issue, "再来一次", actor=hall.teller, second=hall.supervisor)


def test_a_lost_slip_that_was_used_is_told_at_closing_before_anybody_counts(hall, opened, settings, client):
    actions.record_lost_slip(
        opened, "A", "落在车上", actor=hall.teller, second=hall.supervisor, replaced=False
    )
    for slip in [slip for slip in hall.slips if slip.group == "A"]:
        factories.cast(slip.code, CHOICES, settings.SLIP_KEY)
    actions.close_session(opened, actor=hall.office)
    issue = account(opened)
    client.force_login(hall.teller)
    back = reverse("ballots:call-back-loss", args=[opened.pk, issue.pk])

    pages = [client.get(reverse(f"ballots:{name}", args=[opened.pk])).text for name in PAGES_OF_THE_ACCOUNT]
    asked = client.get(back)

    assert (issue.unused, issue.missing, account(opened, "B").missing) == (None, -1, None)
    for page in pages:
        assert ("登记为遗失的票签后来被使用了" in page, back in page) == (True, True)
    assert asked.status_code == 200
    with pytest.raises(Refused, match="A"):
        require(rules.refuse_unbalanced([issue]))
    actions.call_back_loss(issue, "后来找到并投了", actor=hall.teller, second=hall.supervisor)
    assert (account(opened).missing, account(opened).left_over) == (None, 0)


def test_the_tellers_cannot_count_away_what_the_product_knows_to_be_spoiled(hall, opened):
    void(hall, opened, code_in(hall))

    with pytest.raises(Refused, match="1"):
        actions.account_slips(opened, {"A": SlipAccount(3, 0, 0)}, actor=hall.teller)


def test_after_closing_nothing_is_handed_out_or_made_void(hall, opened):
    actions.close_session(opened, actor=hall.office)

    with pytest.raises(Refused):
        void(hall, opened, code_in(hall))
    with pytest.raises(Refused):
        actions.hand_out_slips(opened, "A", 1, actor=hall.teller)


def test_a_group_is_one_however_its_votes_came_in(hall, opened):
    SlipIssue.objects.create(
        session=opened, group="A", channel="paper", printed=4, issued=4, returned=3, unused=1, spoiled=0
    )
    SlipIssue.objects.filter(session=opened, group="A", channel="phone").update(returned=2, unused=1)

    first = queries.by_group(opened.issues.all())[0]

    assert (first.group, first.expected, first.issued, first.returned, first.unused) == ("A", 12, 7, 5, 2)


def test_two_people_make_a_slip_void_on_one_screen(hall, opened, client):
    hall.supervisor.set_password("a long password of the second")
    hall.supervisor.save()
    client.force_login(hall.teller)
    address = reverse("ballots:void-slip", args=[opened.pk])
    sent = {"code": code_in(hall), "why": "撕破", "replace_by": "", "username": "supervisor"}

    wrong = client.post(address, {**sent, "password": "no"})
    assert (wrong.status_code, account(opened).voided) == (422, 0)
    assert at_the_entry(wrong, "password") == ["第二人的用户名和密码不相符。"]
    assert (code_in(hall) in wrong.text, 'value="supervisor"' in wrong.text) == (True, True)
    right = client.post(address, {**sent, "password": "a long password of the second"})
    assert (right.status_code, account(opened).voided) == (302, 1)
    again = client.post(address, {**sent, "password": "a long password of the second"})
    assert again.status_code == 422
    assert "已经作废" in at_the_entry(again, "code")[0]


def test_a_second_who_may_not_sign_is_named_at_the_entry_and_nobody_is_led_away(hall, opened, client):
    hall.teller.set_password("a long password of the first")
    hall.teller.save()
    client.force_login(hall.teller)
    typed = {"why": "撕破", "username": "teller", "password": "a long password of the first"}
    issue = account(opened)
    pages = {
        "void-slip": {**typed, "code": code_in(hall)},
        "lose-slip": {**typed, "issue": issue.pk},
    }

    for name, sent in pages.items():
        alone = client.post(reverse(f"ballots:{name}", args=[opened.pk]), sent)

        assert (alone.status_code, at_the_entry(alone, "username")) == (422, ["第二人必须是另一个人。"])
        assert ('value="撕破"' in alone.text, "a long password" in alone.text) == (True, False)


def test_a_second_whose_password_is_locked_is_told_so_on_the_page(hall, opened, client, settings):
    client.force_login(hall.teller)
    sent = {"code": code_in(hall), "why": "撕破", "username": "supervisor", "password": "no"}
    address = reverse("ballots:void-slip", args=[opened.pk])

    answers = [client.post(address, sent) for _attempt in range(settings.AXES_FAILURE_LIMIT + 1)]

    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert ["十五分钟" in at_the_entry(answer, "password")[0] for answer in answers[-3:]] == [
        False,
        True,
        True,
    ]
    assert code_in(hall) in answers[-1].text


def test_the_desk_counts_over_the_table(hall, opened, client):
    client.force_login(hall.teller)
    issue = account(opened)

    back = client.post(
        reverse("ballots:take-slips-back", args=[opened.pk]), {"issue": issue.pk, "count": 2}, follow=True
    )
    refused = client.post(
        reverse("ballots:hand-out-slips", args=[opened.pk]), {"issue": issue.pk, "count": 99}
    )
    part = client.get(reverse("ballots:slip-desk", args=[opened.pk]), headers={"HX-Request": "true"})

    assert (back.status_code, account(opened).unused) == (200, 2)
    # On the desk itself, beside the number, which stays as it was typed.
    assert (refused.status_code, refused.context["form"].errors.keys()) == (422, {"count"})
    assert ('value="99"' in refused.text, 'id="slip-account"' in refused.text) == (True, True)
    assert part.content.decode().lstrip().startswith('<div id="slip-account"')
    for name in ("lose-slip", "void-slip", "show-roll"):
        assert client.get(reverse(f"ballots:{name}", args=[opened.pk])).status_code == 200


def test_what_the_account_leaves_is_suggested_and_counts_only_when_it_is_saved(
    hall, opened, client, settings
):
    for slip in hall.slips:
        if slip.group != "C":
            factories.cast(slip.code, CHOICES, settings.SLIP_KEY)
    SlipIssue.objects.create(session=opened, group="A", channel="paper", printed=2)
    actions.close_session(opened, actor=hall.office)
    address = reverse("ballots:account-slips", args=[opened.pk])
    client.force_login(hall.teller)

    page = client.get(address)
    lines = {(line.issue.group, line.issue.channel): line for line in page.context["lines"]}
    kept = {"unused": account(opened, "B").unused, "missing": account(opened, "B").missing}
    sent = {field.html_name: field.value() for line in lines.values() for field in line}
    sent = {name: value for name, value in sent.items() if value is not None}
    first = next(iter(sent))
    wrong = client.post(address, sent | {first: 99}).context["lines"]
    saved = client.post(address, sent)
    again = client.get(address).context["lines"]

    # Fully returned: nothing is left over. Nothing returned: all five. Of what nobody issued nothing is known.
    shown = {place: (line["unused"].value(), line.is_suggested) for place, line in lines.items()}
    assert shown == {
        ("A", "phone"): (0, True),
        ("B", "phone"): (0, True),
        ("C", "phone"): (5, True),
        ("A", "paper"): (None, False),
    }
    assert page.text.count("系统推算，请清点核对") == 4
    assert page.text.count(" hidden>系统推算，请清点核对") == 1
    assert (kept, saved.status_code) == ({"unused": None, "missing": None}, 302)
    assert [account(opened, group).balances for group in "ABC"] == [True, True, True]
    # A fault in one line leaves the others suggestions; what was saved is one no more.
    assert [line.is_suggested for line in wrong] == [True, False, True, True]
    assert [line.is_suggested for line in again] == [False] * 4


def test_what_came_back_at_the_desk_stands_and_the_account_says_what_it_leaves(
    hall, opened, settings, client
):
    actions.take_slips_back(opened, "A", 1, actor=hall.teller)
    actions.take_slips_back(opened, "B", 4, actor=hall.teller)
    factories.cast(code_in(hall), CHOICES, settings.SLIP_KEY)
    actions.close_session(opened, actor=hall.office)
    client.force_login(hall.teller)

    page = client.get(reverse("ballots:account-slips", args=[opened.pk]))
    lines = {line.issue.group: (line["unused"].value(), line.leaves) for line in page.context["lines"]}

    assert lines == {"A": (1, 2), "B": (4, None), "C": (5, None)}
    assert page.text.count("按账目应余 2 张，已登记 1 张，请清点更正") == 1


def test_nothing_is_suggested_over_a_count_that_cannot_be(hall, opened):
    issue = SlipIssue(printed=5, issued=3, returned=4)

    assert (issue.left_over, SlipIssue(printed=5, issued=3).left_over) == (None, None)
    assert SlipIssue(printed=5, issued=5, returned=2, spoiled=1).left_over == 2


def test_the_desk_has_the_whole_width_for_its_account(hall, opened, client):
    client.force_login(hall.teller)

    page = client.get(reverse("ballots:slip-desk", args=[opened.pk])).text

    beside = page.split('<aside class="beside"')[1].split(">", 1)[1].split("</aside>")[0]
    assert ("slip-counts" in page, beside) == (True, "")
