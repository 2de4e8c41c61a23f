"""What everybody may know of a result: through the gate, in editions, each with all before it in mind."""

from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.audit.models import Entry
from shuzhi.results import actions
from shuzhi.results.models import Publication
from shuzhi.results.queries import publishing
from shuzhi.results.tests import settled_year as year
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def rated(once):
    return once(year.rated, language="en")


@pytest.fixture
def hall(rated):
    return deepcopy(rated)


@pytest.fixture
def settlement(hall, tmp_path):
    found = year.settled(hall, tmp_path)
    year.decided(hall, found)
    return found


def publish(hall, settlement, seen=0):
    return actions.publish_results(settlement, seen=seen, actor=hall.office)


def by_person(publication):
    return {line["person"]: line for line in publication.lines}


def test_a_score_that_tells_every_ballot_is_not_published_but_the_grade_is(hall, settlement):
    lines = by_person(publish(hall, settlement))

    # All of them gave the best mark: a score of 94 would tell every ballot. Behind 84 many tables could lie.
    assert [(name, line["grade"], line["score"]) for name, line in lines.items()] == [
        ("陈一舟", "好", ""),
        ("王二川", "较好", "84"),
        ("李三江", "较好", ""),
    ]
    assert all(line["figures"] == [] and line["votes"] == [] for line in lines.values())
    assert any("Score" in reason for _, reason in lines["陈一舟"]["withheld"])


def test_publishing_is_on_record_and_each_settlement_is_published_once(hall, settlement):
    made = publish(hall, settlement)

    assert Entry.objects.get(verb="result.published").detail == {"edition": 1, "settlement": 1, "lines": 3}
    with pytest.raises(Refused, match="This settlement has been published"):
        publish(hall, settlement, seen=made.number)


def test_a_page_that_does_not_know_the_newest_edition_publishes_nothing(hall, settlement, tmp_path):
    publish(hall, settlement)
    again = year.settled(hall, tmp_path)
    year.decided(hall, again)

    with pytest.raises(Refused, match="Edition 1 was published in the meantime"):
        publish(hall, again, seen=0)
    assert publish(hall, again, seen=1).number == 2


def test_nothing_is_published_before_every_grade_is_fixed(hall, tmp_path):
    with pytest.raises(Refused, match="3 grades are not fixed yet"):
        publish(hall, year.settled(hall, tmp_path))


def test_the_next_edition_knows_what_was_said(hall, settlement):
    publish(hall, settlement)

    known = publishing.earlier_for(settlement)

    assert {code: [one.same_ballots for one in said] for code, said in known.items()} == {
        "370213001": [True],
        "370213002": [True],
        "370213003": [True],
    }


def test_other_ballots_behind_the_next_edition_leave_only_the_grade(hall, settlement):
    made = publish(hall, settlement)
    for said in made.said.values():
        said["ballots"] = "of other ballots"
    made.save()

    lines, said = publishing.plan_of(settlement)

    assert {one["composite"] for one in said.values()} == {""}
    assert [line["grade"] for line in lines] == ["好", "较好", "较好"]


def test_the_office_sees_what_would_be_published_and_readers_see_what_was(client, hall, settlement):
    client.force_login(hall.office)
    pk = hall.meeting.cycle.pk

    planned = client.get(reverse("results:publish-results", args=[pk]))
    before = client.get(reverse("results:show-published", args=[pk]))
    sent = client.post(reverse("results:publish-results", args=[pk]), {"settlement": 1, "seen": 0})
    client.force_login(hall.place.committee)
    after = client.get(reverse("results:show-published", args=[pk]))

    assert (planned.status_code, before.status_code, sent.status_code, after.status_code) == (
        200,
        404,
        302,
        200,
    )
    assert (
        "陈一舟" in after.text,
        "94.00" in after.text,
        "以免由公布的数据推算出个人意见" in after.text,
    ) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize("who", ["stranger", "neighbour", "committee", "reporter"])
def test_nobody_else_publishes(client, hall, settlement, who):
    person = hall.place.secretaries[0] if who == "reporter" else getattr(hall.place, who)
    client.force_login(person)

    response = client.post(
        reverse("results:publish-results", args=[hall.meeting.cycle.pk]), {"settlement": 1, "seen": 0}
    )

    assert response.status_code in {403, 404}
    assert not Publication.objects.exists()
