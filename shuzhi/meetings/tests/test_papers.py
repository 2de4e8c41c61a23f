import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.cycles.tests import factories as district
from shuzhi.documents import Heading, Table
from shuzhi.fieldwork.tests import factories as fieldwork
from shuzhi.meetings import actions
from shuzhi.meetings.queries.papers import comment_material_of, papers_of
from shuzhi.meetings.queries.plan_papers import plan_of
from shuzhi.meetings.tests import factories

HIDDEN = "窗口排队超过一小时，三个窗口只开一个。"


@pytest.fixture
def planned(place):
    return factories.planned(place)


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_the_plan_names_place_order_and_who_reports_in_writing(place, planned):
    actions.place_on_agenda(planned, place.reporters[2:], actor=place.office)
    with override("zh-hans"):
        frame, order, written, voters = tables(plan_of(planned))
    assert ("地点", "一楼会议室") in frame.rows
    assert [row[2] for row in order.rows] == ["陈一舟", "王二川"]
    assert [row[1] for row in written.rows] == ["李三江"]
    assert sum(int(row[3]) for row in voters.rows) == 82


def test_a_meeting_without_agenda_has_no_plan(client, place, planned):
    for item in planned.items.all():
        actions.remove_from_agenda(item, actor=place.office)
    assert papers_of(planned)[0].refusal is not None
    client.force_login(place.office)
    assert client.get(reverse("meetings:make-plan", args=[planned.pk, "docx"])).status_code == 409


@pytest.fixture
def found(place, planned, monkeypatch):
    monkeypatch.setattr(district, "opened", lambda _place: planned.cycle)
    there = fieldwork.field(place)
    fieldwork.finding(there, fieldwork.visit(there), text=HIDDEN)
    return there


def test_what_was_found_and_not_admitted_comes_first_and_the_direction_is_left_open(place, found):
    with override("zh-hans"):
        document = comment_material_of(place.secretary, place.reporters[0])
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings[0] == "调研发现而报告未自述的问题"
    assert headings[-1] == "努力方向建议"
    assert HIDDEN in tables(document)[0].rows[0][1]
    assert tables(document)[-1].rows == (("（由点评领导填写）", ""),)


def test_nobody_takes_the_material_about_oneself(client, place, found):
    def status(who):
        client.force_login(who)
        address = reverse("meetings:make-portrait", args=[place.reporters[0].pk, "pdf"])
        return client.get(address).status_code

    assert status(place.secretary) == 200
    assert status(place.secretaries[0]) == 403
    assert status(place.stranger) == 404
