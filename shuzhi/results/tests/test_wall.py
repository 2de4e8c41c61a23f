"""The wall of the hall: the account after the declaration, the result when it is published, nothing before."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from shuzhi.ballots.tests import factories as ballots
from shuzhi.cycles.tests import factories as cycles
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.queries import live
from shuzhi.results import actions
from shuzhi.results.queries import wall
from shuzhi.results.tests import settled_year as year

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def seen(client, hall):
    client.force_login(hall.office)
    client.cookies["django_language"] = "en"
    return client.get(reverse("results:wall", args=[hall.meeting.pk])).text


def test_nothing_is_on_the_wall_before_two_people_have_declared(client):
    hall = ballots.hall_of(cycles.district())
    ballots.closed(hall, [[0], [1]], settings.SLIP_KEY)

    assert (wall.wall_of(hall.meeting), seen(client, hall).strip()) == (None, "")


def test_account_then_word_of_the_committee_then_the_edition_and_never_a_score_inside(client, tmp_path):
    hall = year.rated()
    facts = [live.ballot_version(hall.meeting.pk)]
    declared = seen(client, hall)
    settlement = year.settled(hall, tmp_path)
    facts.append(live.ballot_version(hall.meeting.pk))
    computed = seen(client, hall)
    year.decided(hall, settlement)
    actions.publish_results(settlement, seen=0, actor=hall.office)
    facts.append(live.ballot_version(hall.meeting.pk))
    published = seen(client, hall)

    together = wall.wall_of(hall.meeting).page.together
    assert ("陈一舟" in declared, ">12</td>" in declared, together) == (False, True, None)
    assert ("when the committee has decided" in declared, "94" in declared + computed) == (True, False)
    assert "The committee decides and publishes the result." in computed
    # All gave 陈一舟 the best mark: 94 would tell every ballot. 李三江 reports in writing and is not of this meeting.
    told = [text in published for text in ("陈一舟", "王二川", "李三江", "94", ">84<", "nobody's ballot")]
    assert told == [True, True, False, False, True, True]
    assert len(set(facts)) == 3


def test_a_rehearsal_shows_its_account_and_never_the_result_of_the_year(client, tmp_path):
    hall = year.rated()
    settlement = year.settled(hall, tmp_path)
    year.decided(hall, settlement)
    actions.publish_results(settlement, seen=0, actor=hall.office)
    Meeting.objects.filter(pk=hall.meeting.pk).update(rehearsal=True)

    page = seen(client, hall)

    assert ("陈一舟" in page, "account of the ballots" in page, "committee" in page) == (False, True, False)


def test_who_does_not_see_the_meeting_does_not_see_its_wall(client):
    hall = year.rated()
    client.force_login(hall.place.stranger)

    assert client.get(reverse("results:wall", args=[hall.meeting.pk])).status_code == 404


def test_many_reporters_follow_each_other_by_the_clock_and_long_names_take_two_lines():
    short = [{"unit": "海风街道党工委"} for _ in range(34)]
    long = [{"unit": "翠湖经济技术开发区管委会机关与直属企业联合党工委"} for _ in range(4)]

    pages = wall._pages(short, 6)

    assert [len(page.lines) for page in pages] == [6, 6, 6, 6, 6, 4]
    assert [len(page.lines) for page in wall._pages(long, 6)] == [3, 1]
    assert [line for page in pages for line in page.lines] == short


def test_the_picture_changes_by_the_clock_alone(client, tmp_path, monkeypatch):
    hall = year.rated()
    settlement = year.settled(hall, tmp_path)
    year.decided(hall, settlement)
    actions.publish_results(settlement, seen=0, actor=hall.office)
    monkeypatch.setattr(wall, "ROOM", 1)
    monkeypatch.setattr(wall, "LEAST", 1)

    shown = [
        wall.wall_of(hall.meeting, now) for now in (0, wall.SECONDS - 0.1, wall.SECONDS, 2 * wall.SECONDS)
    ]

    assert [(one.number, one.pages, one.page.lines[0]["person"]) for one in shown] == [
        (1, 2, "陈一舟"),
        (1, 2, "陈一舟"),
        (2, 2, "王二川"),
        (1, 2, "陈一舟"),
    ]
    assert 'hx-trigger="every 12s"' in seen(client, hall)
