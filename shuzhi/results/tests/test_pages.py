"""The pages of the result: who gets them, what they show, and that a page changes nothing by being looked at."""

from copy import deepcopy
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from shuzhi.cycles.tests.factories import RULEBOOK
from shuzhi.results import actions
from shuzhi.results.models import Decision, Evidence, Feedback, Settlement
from shuzhi.results.tests import settled_year as year

pytestmark = pytest.mark.django_db(databases=["default", "box"])

READ = ["show-results", "settle", "what-if", "download-workbook", "accept-proposals", "list-talks"]


@pytest.fixture(scope="module")
def rated(once):
    return once(year.rated)


@pytest.fixture
def hall(rated):
    return deepcopy(rated)


@pytest.fixture
def settlement(hall, tmp_path):
    return year.settled(hall, tmp_path)


def page(client, person, name, pk=None):
    client.force_login(person)
    return client.get(reverse(f"results:{name}", args=[] if pk is None else [pk]))


def send(client, person, name, pk, **values):
    client.force_login(person)
    return client.post(reverse(f"results:{name}", args=[pk]), values)


def test_the_table_shows_score_grade_and_what_is_blocked(client, hall, settlement):
    response = page(client, hall.place.secretary, "show-results", hall.meeting.cycle.pk)

    assert response.status_code == 200
    assert [text in response.text for text in ("陈一舟", "94.00", "较好", "李三江")] == [True] * 4
    assert ("民主测评</span>" in response.text, "blocked/" in response.text) == (True, False)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("who", ["office", "secretary", "committee"])
def test_those_who_prepare_and_decide_get_every_page(client, hall, settlement, name, who):
    assert page(client, getattr(hall.place, who), name, hall.meeting.cycle.pk).status_code == 200


@pytest.mark.parametrize("name", [*READ, "show-evidence", "download-template", "hand-over"])
@pytest.mark.parametrize("who", ["stranger", "neighbour", "staff", "reporter", "teller"])
def test_nobody_else_gets_any_page(client, hall, settlement, name, who):
    person = {"reporter": hall.place.secretaries[0], "teller": hall.teller}.get(who) or getattr(
        hall.place, who
    )

    response = page(client, person, name, hall.meeting.cycle.pk)

    assert (response.status_code in {403, 404}, "94.00" in response.text) == (True, False)


def test_why_this_grade_shows_every_step(client, hall, settlement):
    response = page(client, hall.place.secretary, "show-proposal", year.proposal_of(settlement, "陈一舟").pk)

    assert [text in response.text for text in ("民主测评", "日常考核", "94")] == [True] * 3


def test_a_reporter_does_not_get_the_own_proposal(client, hall, settlement):
    own = year.proposal_of(settlement, "陈一舟")

    assert page(client, hall.place.secretaries[0], "show-proposal", own.pk).status_code in {403, 404}


def test_settling_has_a_page_of_its_own(client, hall, tmp_path):
    year.enter(hall.meeting.cycle, tmp_path, {"370213001": 80}, hall.office)

    looked = page(client, hall.office, "settle", hall.meeting.cycle.pk)
    before = Settlement.objects.count()
    pressed = send(client, hall.office, "settle", hall.meeting.cycle.pk)

    assert (looked.status_code, before, pressed.status_code, Settlement.objects.count()) == (200, 0, 302, 1)


def test_a_second_press_on_settle_makes_no_second_settlement(client, hall):
    cycle = hall.meeting.cycle

    first = send(client, hall.office, "settle", cycle.pk, last=0)
    second = send(client, hall.office, "settle", cycle.pk, last=0)
    again = send(client, hall.office, "settle", cycle.pk, last=1)

    assert [first.status_code, second.status_code, again.status_code] == [302, 409, 302]
    assert Settlement.objects.count() == 2


def test_proposals_that_were_not_on_the_page_are_not_accepted_with_it(client, hall, settlement):
    cycle = hall.meeting.cycle
    newer = actions.settle_cycle(cycle, actor=hall.office)

    stale = send(client, hall.place.secretary, "accept-proposals", cycle.pk, settlement=settlement.number)
    unsaid = send(client, hall.place.secretary, "accept-proposals", cycle.pk)
    assert (stale.status_code, unsaid.status_code, Decision.objects.count()) == (409, 404, 0)

    seen = page(client, hall.place.secretary, "accept-proposals", cycle.pk)
    assert f'name="settlement" value="{newer.number}"' in seen.content.decode()
    send(client, hall.place.secretary, "accept-proposals", cycle.pk, settlement=newer.number)
    assert set(Decision.objects.values_list("proposal__settlement", flat=True)) == {newer.pk}


def test_a_difference_without_a_reason_is_said_beside_the_field(client, hall, settlement):
    proposal = year.proposal_of(settlement, "王二川")

    refused = send(client, hall.place.secretary, "decide", proposal.pk, grade="一般", reason="不够好")
    done = send(client, hall.place.secretary, "decide", proposal.pk, grade="一般", reason=year.REASON)

    assert (refused.status_code, done.status_code, Decision.objects.get().grade) == (422, 302, "一般")


def test_evidence_goes_down_prefilled_and_up_filled_in(client, hall):
    cycle = hall.meeting.cycle
    down = page(client, hall.office, "download-template", cycle.pk)
    codes = [row[0].value for row in load_workbook(BytesIO(down.content))["述职人"].iter_rows(min_row=4)]

    client.force_login(hall.office)
    file = SimpleUploadedFile("日常考核.xlsx", year.filled(cycle, {"370213001": 80}))
    up = client.post(reverse("results:show-evidence", args=[cycle.pk]), {"file": file})

    assert (codes[:3], up.status_code) == (["370213001", "370213002", "370213003"], 302)
    assert [row for row in Evidence.objects.get().content["fields"] if row["日常考核"] is not None] == [
        {"code": "370213001", "日常考核": 80_000_000}
    ]


def test_faults_in_the_workbook_are_all_listed_and_nothing_is_kept(client, hall):
    cycle = hall.meeting.cycle
    client.force_login(hall.office)
    file = SimpleUploadedFile("x.xlsx", year.filled(cycle, {"370213001": "很好", "370213002": 101}))

    response = client.post(reverse("results:show-evidence", args=[cycle.pk]), {"file": file})

    assert (response.status_code, "很好" in response.text, "101" in response.text) == (422, True, True)
    assert Evidence.objects.count() == 0


def test_what_if_shows_who_would_change_and_stores_nothing(client, hall, settlement):
    stricter = RULEBOOK.replace("较好: {起: 80}", "较好: {起: 84}")

    response = send(client, hall.office, "what-if", hall.meeting.cycle.pk, ready="", text=stricter)

    assert (response.status_code, "王二川" in response.text, Settlement.objects.count()) == (200, True, 1)


def test_the_recount_is_shown_as_agreement(client, hall, settlement):
    response = send(client, hall.office, "recount", hall.meeting.cycle.pk)

    assert (response.status_code, settlement.result_hash[:12] in response.text or "3" in response.text) == (
        200,
        True,
    )


def test_each_reporter_sees_the_own_feedback_and_says_that_it_was_read(client, hall, settlement):
    year.decided(hall, settlement)
    third = Decision.objects.get(proposal__reporter__person_name="李三江")
    actions.hand_over_all(hall.meeting.cycle, opinions={third.pk: "书面述职情况较好。"}, actor=hall.office)
    own, colleague = hall.place.secretaries[:2]
    feedback = Feedback.objects.get(decision__proposal__reporter__person_name="陈一舟")

    landed = page(client, own, "list-own-feedback")
    read = page(client, own, "show-feedback", feedback.pk)
    foreign = page(client, colleague, "show-feedback", feedback.pk)
    acknowledged = send(client, own, "acknowledge-feedback", feedback.pk)

    assert landed.url == reverse("results:show-feedback", args=[feedback.pk])
    assert (read.status_code, "减负不够深入" in read.text, "94.00" in read.text) == (200, True, False)
    assert (foreign.status_code, acknowledged.status_code) == (403, 302)
    assert Feedback.objects.get(pk=feedback.pk).read_at is not None


def test_the_result_page_asks_a_bounded_number_of_questions(
    client, hall, settlement, django_assert_max_num_queries
):
    client.force_login(hall.place.secretary)

    with django_assert_max_num_queries(40):
        client.get(reverse("results:show-results", args=[hall.meeting.cycle.pk]))
