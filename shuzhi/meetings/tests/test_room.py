"""Venues, observers, remarks, heads: who is there besides those who report."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories as district
from shuzhi.meetings import actions, queries, rules
from shuzhi.meetings.actions import HeadCount
from shuzhi.meetings.models import Attendance, Remark
from shuzhi.meetings.states import Seat, Step
from shuzhi.meetings.tests.factories import COMMENT, brought_to, planned
from shuzhi.web.refusal import Refused

SAID = "述职讲问题不遮掩，希望把办法落到时间表上。"
FORM = "测评票"


@pytest.fixture
def observer(place, meeting):
    """An official of the city with an account, who sits in."""
    account = district.user("observer", "市委组织部 江月")
    district.grant(account, "observer", place.root)
    return actions.invite(meeting, "江月", "市委组织部", "组织二科科长", actor=place.office, user=account)


def test_an_observer_remarks_and_it_stands_beside_the_comment_never_for_it(place, items, observer):
    item = brought_to(items[0], Step.COMMENT, place.office)

    actions.note_remark(observer, SAID, item, actor=observer.user)
    actions.note_remark(observer, "会议组织有序。", actor=place.office)

    assert [remark.item for remark in queries.remarks_for(place.office, item.meeting)] == [item, None]
    with pytest.raises(Refused):
        actions.advance(item, Step.DONE, actor=place.office)
    assert Entry.objects.filter(verb="meeting.remarked").count() == 2


def test_remarks_are_read_by_those_who_read_reports_and_never_about_oneself(place, items, observer):
    item = brought_to(items[0], Step.QUESTIONS, place.office)
    actions.note_remark(observer, SAID, item, actor=place.office)
    district.grant(place.secretaries[0], "committee", place.organiser)

    def read(who):
        return queries.remarks_for(who, item.meeting).count()

    assert [read(place.secretary), read(observer.user), read(place.committee)] == [1, 1, 1]
    assert [read(place.secretaries[0]), read(place.secretaries[1])] == [0, 0]


def test_what_an_observer_may_not(place, meeting, items, observer):
    guest = actions.invite(meeting, "魏来", "区政协", "委员", Seat.GUEST, actor=place.office)
    other = actions.plan_meeting(meeting.cycle, "另一场", date(2026, 12, 29), actor=place.office)
    waiting = actions.invite(other, "江月", "市委组织部", actor=place.office)
    attempts = [
        lambda: actions.note_remark(observer, SAID, items[0], actor=observer.user),
        lambda: actions.note_remark(observer, SAID, actor=place.secretary),
        lambda: actions.note_remark(guest, SAID, actor=place.office),
        lambda: actions.note_remark(waiting, SAID, actor=place.office),
        lambda: actions.invite(meeting, "某人", "某单位", actor=observer.user),
    ]

    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert Remark.objects.count() == 0
    assert Entry.objects.filter(verb="meeting.move_refused", detail__wanted="remark").count() == 4


def test_a_remark_is_about_a_report_of_its_own_meeting(place, meeting, items, observer):
    other = actions.plan_meeting(meeting.cycle, "另一场", date(2026, 12, 29), actor=place.office)
    (foreign,) = actions.place_on_agenda(other, place.reporters[2:], actor=place.office)

    with pytest.raises(Refused):
        actions.note_remark(observer, SAID, foreign, actor=place.office)


def test_whoever_has_remarked_stays_on_the_list(place, meeting, items, observer):
    guest = actions.invite(meeting, "魏来", "区政协", seat=Seat.GUEST, actor=place.office)
    actions.uninvite(guest, actor=place.office)
    actions.note_remark(observer, SAID, actor=observer.user)

    with pytest.raises(Refused):
        actions.uninvite(observer, actor=place.office)

    assert [str(one) for one in meeting.attendants.all()] == ["市委组织部 江月 组织二科科长"]


def test_heads_are_counted_by_group_and_venue_and_follow_the_cycle_until_then(place):
    meeting = planned(place)
    venue = actions.add_venue(meeting, "分会场", "区委党校", "陆一鸣", actor=place.office)
    assert queries.presence_of(meeting) == queries.Presence(82, None)

    counts = [
        HeadCount(FORM, "A", None, 12, 12),
        HeadCount(FORM, "B", None, 20, 18, "两人出差"),
        HeadCount(FORM, "B", venue, 10, 10),
        HeadCount(FORM, "C", venue, 40, 37, "三人请假"),
    ]
    actions.count_heads(meeting, counts[1:], actor=place.office)
    assert queries.presence_of(meeting).present is None
    actions.count_heads(meeting, counts[:1], actor=place.office)

    by_group = queries.presence_by_group(meeting, FORM)
    assert {group: (one.expected, one.present) for group, one in by_group.items()} == {
        "A": (12, 12),
        "B": (30, 28),
        "C": (40, 37),
    }
    assert queries.presence_of(meeting) == queries.Presence(82, 77)
    rows = {(row.group, row.venue): row for row in queries.heads_of(meeting)}
    assert (rows["C", None].expected, rows["B", None].absent) == (0, 2)


def test_a_mistyped_count_is_mended_on_the_page_where_it_was_typed(client, place, meeting):
    client.force_login(place.office)
    address = reverse("meetings:count-heads", args=[meeting.pk])
    asked = client.get(address).context["form"]
    typed = {name: field.initial or "" for name, field in asked.fields.items()}
    key = f"{FORM}/A/"
    typed |= {f"expected-{key}": 12, f"present-{key}": 13, f"reason-{FORM}/B/": "两人出差"}

    answer = client.post(address, typed)

    assert answer.status_code == 422
    label = next(row.label for row in asked.rows if row.key == key)
    assert label in str(answer.context["form"].errors[f"present-{key}"])
    assert ("两人出差" in answer.text, Attendance.objects.count()) == (True, 0)


def test_a_count_that_cannot_be_is_refused_whole(place, meeting):
    wrong = [
        HeadCount(FORM, "A", None, 12, 13),
        HeadCount(FORM, "丁", None, 1, 1),
    ]
    for one in wrong:
        with pytest.raises(Refused):
            actions.count_heads(meeting, [HeadCount(FORM, "B", None, 30, 30), one], actor=place.office)

    assert Attendance.objects.count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(meeting=meeting, form=FORM, group="A", expected=1, present=2)
    assert rules.may_count_heads(place.secretary, meeting) is not None


def test_a_venue_is_named_once_and_arranged_before_the_meeting(place, meeting):
    with pytest.raises(Refused):
        actions.add_venue(meeting, "分会场", "党校", "陆一鸣", actor=place.office)
    other = actions.plan_meeting(meeting.cycle, "另一场", date(2026, 12, 29), actor=place.office)
    actions.add_venue(other, "分会场", "党校", "陆一鸣", actor=place.office)
    actions.add_group(other, "第一组", actor=place.office)
    for attempt in (
        lambda: actions.add_venue(other, " 分会场 ", "党校", "陆一鸣", actor=place.office),
        lambda: actions.add_group(other, "第一组", actor=place.office),
        lambda: actions.add_venue(other, "二号", "党校", "陆一鸣", actor=place.secretary),
    ):
        with pytest.raises(Refused):
            attempt()


def test_a_cancelled_meeting_takes_its_room_along(place):
    meeting = planned(place)
    venue = actions.add_venue(meeting, "分会场", "党校", "陆一鸣", actor=place.office)
    actions.add_group(meeting, "第一组", venue=venue, actor=place.office)
    actions.invite(meeting, "江月", "市委组织部", actor=place.office, venue=venue)
    actions.count_heads(meeting, [HeadCount(FORM, "A", venue, 5)], actor=place.office)

    actions.cancel_meeting(meeting, actor=place.office)

    assert (Attendance.objects.count(), queries.to_be_placed(place.cycle).count()) == (0, 3)


def test_the_room_is_arranged_on_its_pages(client, place):
    meeting = planned(place)
    client.force_login(place.office)

    def post(name, data, *keys):
        return client.post(reverse(f"meetings:{name}", args=[meeting.pk, *keys]), data)

    post("add-venue", {"venue-name": "分会场", "venue-place": "党校", "venue-keeper": "陆一鸣"})
    venue = meeting.venues.get()
    post("add-group", {"group-name": "第一组", "group-chair": "梁平", "group-venue": venue.pk})
    group = meeting.groups.get()
    seat = {"person-seat": "observer", "person-name": "江月", "person-unit": "市委组织部"}
    post("invite", seat)
    faulty = post("add-venue", {"venue-name": ""})
    item = meeting.items.first()
    post("group-item", {f"item-{item.pk}-group": group.pk}, item.pk)
    key = f"{FORM}/A/"
    page = client.get(reverse("meetings:count-heads", args=[meeting.pk]))
    names = [name for name in page.context["form"].fields if name.startswith("expected")]
    heads = dict.fromkeys(names, 0) | {f"expected-{key}": 12, f"present-{key}": 11, f"reason-{key}": "病假"}
    post("count-heads", heads)

    assert faulty.status_code == 422
    assert (group.venue, list(group.items.all())) == (venue, [item])
    counted = Attendance.objects.get(group="A", venue=None)
    assert (counted.present, counted.reason) == (11, "病假")
    for name in ("show-room", "show-room-panel", "count-heads", "arrange-agenda", "show-meeting"):
        assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == 200
    observer = meeting.attendants.get()
    actions.put_in_group(meeting.items.get(group=None), group, actor=place.office)
    actions.start_meeting(meeting, actor=place.office)
    post("note-remark", {"remark-attendant": observer.pk, "remark-item": "", "remark-text": SAID})
    assert SAID in client.get(reverse("meetings:show-room", args=[meeting.pk])).text
    client.force_login(place.stranger)
    assert client.get(reverse("meetings:show-room", args=[meeting.pk])).status_code == 404


def test_the_superiors_comment_is_the_secretarys(place, meeting, items):
    item = brought_to(items[0], Step.COMMENT, place.office)
    given = actions.give_comment(item, COMMENT, actor=place.committee)
    with pytest.raises(Refused):
        actions.advance(item, Step.DONE, actor=place.office)

    asked = actions.give_comment(item, COMMENT, actor=place.secretary)
    actions.advance(item, Step.DONE, actor=place.office)

    assert (given.mandatory, asked.mandatory) == (False, True)
