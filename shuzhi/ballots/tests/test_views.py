"""The pages of a ballot: who sees what, what a page refuses, and how much it asks of the database."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from shuzhi.ballots import actions
from shuzhi.ballots.actions import SlipAccount
from shuzhi.ballots.models.box import Slip
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.tests import factories
from shuzhi.cycles.tests.factories import grant, user
from shuzhi.meetings.actions import agenda

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = settings.SLIP_KEY


@pytest.fixture
def session(hall):
    return factories.prepared(hall)


def page(client, person, name, pk):
    client.force_login(person)
    return client.get(reverse(f"ballots:{name}", args=[pk]))


def send(client, person, name, pk, **values):
    client.force_login(person)
    return client.post(reverse(f"ballots:{name}", args=[pk]), values)


def open_now(hall, session) -> list[str]:
    slips = factories.printed(hall, session)
    actions.open_session(session, actor=hall.office)
    return [slip.code for slip in slips]


def test_the_panel_of_a_meeting_offers_to_prepare_its_ballot(client, hall):
    response = page(client, hall.office, "panel", hall.meeting.pk)

    assert (response.status_code, "准备测评“测评票”" in response.text) == (200, True)
    made = send(client, hall.office, "prepare-session", hall.meeting.pk, form="测评票")
    assert made.url == reverse("ballots:show-session", args=[BallotSession.objects.get().pk])


def test_a_reporter_sees_that_a_ballot_is_open_but_no_numbers_of_slips(client, hall, session):
    open_now(hall, session)

    panel = page(client, hall.place.secretaries[0], "panel", hall.meeting.pk)
    own_page = page(client, hall.place.secretaries[0], "show-session", session.pk)

    assert (panel.status_code, "测评中" in panel.text, own_page.status_code) == (200, True, 403)
    assert "结束测评" not in panel.text


def test_the_list_leads_only_to_ballots_that_open(client, hall, session):
    address = reverse("ballots:show-session", args=[session.pk])

    texts = []
    for person in (hall.place.secretaries[0], hall.teller):
        client.force_login(person)
        texts.append(client.get(reverse("ballots:list-sessions")).text)
    reporter, teller = texts

    assert (str(session.form) in reporter, address in reporter, address in teller) == (True, False, True)


@pytest.mark.parametrize("name", ["open-session", "close-session", "declare-session"])
def test_the_pages_of_the_irreversible_steps_are_for_those_who_handle_the_ballot(client, hall, session, name):
    reporter = page(client, hall.place.secretaries[0], name, session.pk)

    assert (reporter.status_code, page(client, hall.teller, name, session.pk).status_code) == (403, 200)


def test_a_declared_ballot_is_not_offered_for_declaring(client, hall):
    session = factories.declared(hall, [[0], [1]], KEY)

    response = page(client, hall.office, "declare-session", session.pk)

    assert ("disabled" in response.text, "结果已经宣布" in response.text) == (True, True)


@pytest.mark.parametrize(
    "name", ["show-session", "turnout", "print-slips", "open-session", "declare-session", "count-sheet"]
)
@pytest.mark.parametrize("who", ["stranger", "neighbour"])
def test_nobody_from_elsewhere_finds_a_ballot(client, hall, session, name, who):
    assert page(client, getattr(hall.place, who), name, session.pk).status_code == 404


def test_a_disabled_step_says_why(client, early):
    session = factories.prepared(early)

    without_slips = page(client, early.office, "show-session", session.pk)
    factories.printed(early, session)
    without_reports = page(client, early.office, "open-session", session.pk)

    assert "还没有印制票签" in without_slips.text
    assert ("disabled" in without_reports.text, "振华路街道 陈一舟" in without_reports.text) == (True, True)


def test_the_print_page_shows_each_code_once_with_a_drawing_to_scan(client, hall, session):
    form = page(client, hall.office, "print-slips", session.pk)
    issue = session.issues.get(group="A")
    values = {f"group_{i.pk}": 0 for i in session.issues.all()} | {
        f"group_{issue.pk}": 12,
        "printed_before": 0,
    }
    response = send(client, hall.office, "print-slips", session.pk, **values)

    assert f'name="group_{issue.pk}" value="12"' in form.text
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert (response.text.count('<article class="slip"'), response.text.count("<svg")) == (12, 12)
    assert response.text.count('<section class="sheet') == 2
    assert "style=" not in response.text
    again = send(client, hall.office, "print-slips", session.pk, **values)
    assert (again.status_code, Slip.objects.count()) == (409, 12)


def test_opening_asks_on_whose_word(client, hall, session):
    factories.printed(hall, session)

    empty = send(client, hall.office, "open-session", session.pk, reason="")
    done = send(client, hall.office, "open-session", session.pk, reason="主持人宣布")

    assert (empty.status_code, done.status_code) == (422, 302)
    assert BallotSession.objects.get().is_open


def test_nothing_is_opened_by_looking_at_the_page(client, hall, session):
    factories.printed(hall, session)

    page(client, hall.office, "open-session", session.pk)

    assert BallotSession.objects.get().is_prepared


def test_turnout_is_a_rounded_number_and_stops_asking_after_closing(client, hall, session):
    codes = open_now(hall, session)
    for code in codes[:7]:
        factories.cast(code, [[0], [0]], KEY)

    during = page(client, hall.office, "turnout", session.pk)
    actions.close_session(session, actor=hall.office)
    after = page(client, hall.office, "turnout", session.pk)

    assert ("<strong>5</strong>" in during.text, "every 5s" in during.text) == (True, True)
    assert "every 5s" not in after.text


def test_nothing_yet_is_said_in_words_and_the_first_ballots_cannot_be_watched(client, hall, session):
    """From none to four the hall, the panel and the ballot's own page read the same; nowhere is “at least 0”."""
    codes = open_now(hall, session)
    places = {
        "turnout": session.pk,
        "show-session": session.pk,
        "panel": hall.meeting.pk,
        "wall": hall.meeting.pk,
    }

    def said() -> dict[str, list[str]]:
        texts = {name: page(client, hall.office, name, key).text for name, key in places.items()}
        return {
            name: re.findall(r"不足五张|至少 <strong>\d+</strong>", text)[:1] for name, text in texts.items()
        }

    nothing = said()
    for code in codes[:4]:
        factories.cast(code, [[0], [0]], KEY)
    four = said()
    factories.cast(codes[4], [[0], [0]], KEY)

    assert nothing == four == {name: ["不足五张"] for name in places}
    assert said() == {name: ["至少 <strong>5</strong>"] for name in places}


def test_the_wall_says_that_the_closed_box_is_empty(client, hall, session):
    open_now(hall, session)
    actions.close_session(session, actor=hall.office)

    wall = page(client, hall.office, "wall", hall.meeting.pk).text

    assert ("票箱里没有票" in wall, "<strong>0</strong>" in wall) == (True, False)


def test_before_the_opening_the_turnout_does_not_say_closed(client, hall, session):
    said = page(client, hall.office, "turnout", session.pk).text

    assert ("还没有开启" in said, "every 5s" in said) == (True, False)


def share(session, person) -> dict[str, object]:
    brought = factories.share_of(session, person)
    return {"first-holder": brought.place, "first-words": brought.words, "second-holder": brought.place}


def test_the_tellers_count_and_two_of_them_declare(client, hall, session):
    for code in open_now(hall, session):
        factories.cast(code, [[0], [1]], KEY)
    send(client, hall.office, "close-session", session.pk, reason="主持人宣布")
    counted = {}
    for issue, number in zip(session.issues.all(), (3, 4, 5), strict=True):
        counted |= {
            f"group-{issue.pk}-issued": number,
            f"group-{issue.pk}-spoiled": 0,
            f"group-{issue.pk}-unused": 0,
        }

    send(client, hall.teller, "account-slips", session.pk, **counted)
    first = send(client, hall.teller, "declare-session", session.pk, **share(session, hall.teller))
    twice = send(client, hall.teller, "declare-session", session.pk, **share(session, hall.teller))
    early = page(client, hall.teller, "count-sheet", session.pk)
    second = send(client, hall.supervisor, "declare-session", session.pk, **share(session, hall.supervisor))
    sheet = page(client, hall.teller, "count-sheet", session.pk)

    assert [first.status_code, twice.status_code, early.status_code, second.status_code] == [
        302,
        422,
        409,
        302,
    ]
    assert (sheet.status_code, "陈一舟 · 振华路街道" in sheet.text, "计票人：" in sheet.text) == (
        200,
        True,
        True,
    )


def test_a_count_that_cannot_be_is_answered_with_the_reason(client, hall, session):
    open_now(hall, session)
    issue = session.issues.get(group="A")

    response = send(client, hall.teller, "account-slips", session.pk, **{f"group-{issue.pk}-issued": 9})
    broken = send(client, hall.teller, "account-slips", session.pk, **{f"group-{issue.pk}-issued": "x"})

    assert (response.status_code, "只印了 3 张" in response.text, broken.status_code) == (422, True, 422)
    assert '<div class="wrong" role="alert">' in response.text
    assert ('value="9"' in response.text, session.issues.get(group="A").issued) == (True, None)


def test_a_declared_ballot_is_listed_and_shown(client, hall):
    session = factories.declared(hall, [[0], [1]], KEY)

    client.force_login(hall.office)
    listed = client.get(reverse("ballots:list-sessions"))
    shown = page(client, hall.office, "show-session", session.pk)

    assert ("已宣布" in listed.text, "计票人 丁数 (teller)、监票人 明正 (supervisor)" in shown.text) == (
        True,
        True,
    )


def test_no_page_of_a_ballot_shows_a_code_after_printing(client, hall, session):
    codes = open_now(hall, session)
    factories.cast(codes[0], [[0], [0]], KEY)
    client.force_login(hall.office)

    pages = [
        page(client, hall.office, name, session.pk).text
        for name in ("show-session", "turnout", "account-slips")
    ]

    assert [code for code in codes for text in pages if code in text or code[:5] in text] == []


@pytest.mark.parametrize(("name", "most"), [("show-session", 45), ("turnout", 8), ("account-slips", 14)])
def test_a_page_asks_a_bounded_number_of_questions(
    client, hall, session, django_assert_max_num_queries, name, most
):
    open_now(hall, session)
    actions.account_slips(session, {"A": SlipAccount(3, 0, 0)}, actor=hall.teller)
    client.force_login(hall.office)

    with django_assert_max_num_queries(most):
        client.get(reverse(f"ballots:{name}", args=[session.pk]))


def test_the_ballot_follows_the_agenda_at_a_press(client, early):
    session = factories.prepared(early)
    agenda.remove_from_agenda(early.meeting.items.last(), actor=early.office)

    warned = page(client, early.office, "show-session", session.pk)
    done = send(client, early.office, "refresh-session", session.pk)
    calm = page(client, early.office, "show-session", session.pk)

    assert ("按议程更新测评票" in warned.text, done.status_code, "按议程更新测评票" in calm.text) == (
        True,
        302,
        False,
    )


def test_declaring_has_a_page_of_its_own_that_says_what_will_happen(client, hall):
    session = factories.closed(hall, [[0], [1]], KEY)

    first = page(client, hall.teller, "declare-session", session.pk)
    actions.declare(session, factories.share_of(session, hall.teller), actor=hall.teller)
    second = page(client, hall.supervisor, "declare-session", session.pk)
    again = page(client, hall.teller, "declare-session", session.pk)

    assert ("second-username" in first.text, "second-username" in second.text) == (True, False)
    assert "计票人 丁数" in second.text
    assert "您已宣布，还须第二个人宣布。" in again.text


def test_a_print_form_without_any_number_says_so(client, hall, session):
    response = send(client, hall.office, "print-slips", session.pk, printed_before=0)

    assert (response.status_code, "请至少填写一个票类" in response.text) == (422, True)


def test_the_ceremony_on_its_pages(client, hall):
    session = actions.prepare_session(hall.meeting, "测评票", actor=hall.office)
    entered = {}
    for place, who in enumerate((hall.office, hall.teller, None), 1):
        entered |= {
            f"holder-{place}-role": f"角色{place}",
            f"holder-{place}-account": who.pk if who else "",
            f"holder-{place}-name": "" if who else "市委组织部 一人",
        }

    early = page(client, hall.office, "show-key", session.pk)
    form = page(client, hall.office, "make-key", session.pk)
    nobody = send(client, hall.office, "make-key", session.pk, **(entered | {"holder-3-name": ""}))
    sheets = send(client, hall.office, "make-key", session.pk, **entered)
    shown = page(client, hall.office, "show-key", session.pk)
    client.force_login(hall.office)
    wrong = client.post(
        reverse("ballots:confirm-share", args=[session.pk, 1]), {"share-1-first": "x", "share-1-second": "y"}
    )

    assert [one.status_code for one in (early, form, nobody, sheets, shown, wrong)] == [
        200, 200, 422, 200, 200, 422,
    ]  # fmt: skip
    assert (sheets.headers["Cache-Control"], sheets.text.count('<ol class="words">')) == ("no-store", 3)
    assert session.key.fingerprint in shown.text
    words = re.findall(r"<li>([a-z]+)</li>", sheets.text)
    assert (len(words), "市委组织部 一人" in shown.text) == (99, True)
    assert [word for word in words if f">{word}<" in shown.text] == []


def test_both_sign_and_declare_on_one_page_and_a_fault_keeps_what_was_typed(client, hall):
    session = factories.closed(hall, [[0], [1]], KEY)
    hall.supervisor.set_password("zwei-haben-es-gesehen")
    hall.supervisor.save()
    mine, theirs = share(session, hall.teller), factories.share_of(session, hall.supervisor)
    both = mine | {
        "second-username": hall.supervisor.username,
        "second-password": "zwei-haben-es-gesehen",
        "second-holder": theirs.place,
        "second-words": theirs.words,
    }

    stranger = send(client, hall.teller, "declare-session", session.pk, **(both | {"second-password": "x"}))
    broken = send(client, hall.teller, "declare-session", session.pk, **(both | {"second-words": "zebras"}))
    done = send(client, hall.teller, "declare-session", session.pk, **both)

    assert [stranger.status_code, broken.status_code, done.status_code] == [422, 422, 302]
    # Each fault stands at the entry it is about.
    assert (list(stranger.context["second"].errors), stranger.context["first"].errors) == (["password"], {})
    assert (list(broken.context["second"].errors), broken.context["first"].errors) == (["words"], {})
    assert "zwei-haben" not in stranger.text + broken.text
    assert mine["first-words"] in broken.text
    assert BallotSession.objects.get().second_declarer == hall.supervisor


def test_people_of_one_name_are_told_apart_wherever_they_are_chosen_or_named(client, hall):
    other = user("zhanghua2", "计票人 丁数")
    grant(other, "teller", hall.place.organiser)
    session = actions.prepare_session(hall.meeting, "测评票", actor=hall.office)
    entered = {}
    for place, who in enumerate((hall.teller, other, hall.supervisor), 1):
        entered |= {f"holder-{place}-role": f"角色{place}", f"holder-{place}-account": who.pk}

    offered = page(client, hall.office, "make-key", session.pk).text
    made = send(client, hall.office, "make-key", session.pk, **entered)
    shown = page(client, hall.office, "show-key", session.pk).text
    declaring = page(client, hall.office, "declare-session", session.pk).text

    labels = {
        f"{name} ({account})" for name, account in (("计票人 丁数", "teller"), ("计票人 丁数", "zhanghua2"))
    }
    assert made.status_code == 200
    assert [label for label in labels if f">{label}</option>" not in offered] == []
    assert [label for text in (shown, declaring) for label in labels if label not in text] == []
    # On the sheets the account stands where the name alone would not do.
    assert ("角色1 · 计票人 丁数 (teller)" in made.text, "角色3 · 监票人 明正<" in made.text) == (True, True)
