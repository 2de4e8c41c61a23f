"""The host script: texts of the cycle, data of the meeting."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.documents import Paragraph, Table, docx_of, pdf_of, read_docx
from shuzhi.meetings import actions, queries
from shuzhi.meetings.actions import HeadCount
from shuzhi.meetings.queries.plan_papers import attendance_sheet_of, plan_of, script_of
from shuzhi.meetings.tests.factories import planned
from shuzhi.web.refusal import Refused


@pytest.fixture
def meeting(place):
    """Two groups in two venues, one written report, one observer, some heads counted."""
    made = planned(place)
    actions.change_meeting(made, starts_at=time(14, 0), chair="区委副书记 梁平", actor=place.office)
    venue = actions.add_venue(made, "分会场", "区委党校报告厅", "陆一鸣", actor=place.office)
    groups = [
        actions.add_group(made, "第一组", "梁平", actor=place.office),
        actions.add_group(made, "第二组", "顾言", venue, actor=place.office),
    ]
    for item, group in zip(made.items.all(), groups, strict=True):
        actions.put_in_group(item, group, actor=place.office)
    actions.place_on_agenda(made, place.reporters[2:], actor=place.office)
    actions.invite(made, "江月", "市委组织部", "科长", actor=place.office)
    actions.count_heads(made, [HeadCount("测评票", "A", None, 12, 11, "病假")], actor=place.office)
    return made


def words(document):
    return "\n".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_groups_begin_together_and_the_rest_waits_for_the_longest(place, meeting):
    actions.change_meeting(meeting, minutes_each=10, actor=place.office)

    programme = queries.programme_of(meeting)

    opening, one, two, rest = programme.stretches
    assert [line.at for line in (opening.lines[0], one.lines[0], two.lines[0])] == [
        time(14, 0),
        time(14, 5),
        time(14, 5),
    ]
    assert [(line.key, line.minutes) for line in one.lines] == [
        ("report", 10),
        ("questions", 3),
        ("comment", 3),
    ]
    assert (rest.lines[0].key, rest.lines[0].at) == ("written", time(14, 21))
    assert (programme.minutes, programme.ends_at) == (53, time(14, 53))


def test_the_host_says_what_the_data_say(meeting):
    with override("zh-hans"):
        said = words(script_of(meeting))

    for wanted in (
        "由2名同志现场述职，1名同志书面述职",
        "列席会议的上级同志有：市委组织部科长江月",
        "分会场（区委党校报告厅）",
        "请振华路街道党工委书记陈一舟同志述职，时间8分钟。",
        "李三江同志以书面形式述职",
        "测评3人，每项只选一个",
    ):
        assert wanted in said, wanted
    assert "{" not in said
    assert "权重" not in said


def test_the_plan_lists_venues_groups_written_reports_and_observers(meeting):
    with override("zh-hans"):
        frame, venues, one, two, written, observers, _voters = tables(plan_of(meeting))

    assert ("主持人", "区委副书记 梁平") in frame.rows
    assert venues.rows == (("分会场", "区委党校报告厅", "陆一鸣"),)
    assert [row[2] for row in (*one.rows, *two.rows)] == ["陈一舟", "王二川"]
    assert written.rows == (("永安路街道", "李三江", "党工委书记"),)
    assert observers.rows == (("市委组织部", "江月", "科长", "主会场"),)


def test_the_attendance_sheet_names_no_voter(meeting):
    with override("zh-hans"):
        (table,) = tables(attendance_sheet_of(meeting))

    assert ("测评票", "A 区委班子", "主会场", "12", "11", "1", "病假") in table.rows


def test_the_office_rewrites_the_script_on_its_page(client, place, meeting):
    client.force_login(place.office)
    address = reverse("meetings:edit-script", args=[meeting.cycle_id])
    form = client.get(address).context["form"]
    given = {field.html_name: field.value() for field in form if field.value() is not None}

    refused = client.post(address, given | {"text-report": "请{谁}同志述职。"})
    assert "{谁}" in refused.text
    client.post(address, given | {"text-report": "有请{姓名}。", "text-opening": "", "minutes-opening": "0"})

    programme = queries.programme_of(meeting)
    assert [stretch.lines[0].text for stretch in programme.stretches[1:3]] == ["有请陈一舟。", "有请王二川。"]
    assert programme.stretches[0].lines == []
    client.force_login(place.secretary)
    assert client.get(address).status_code == 403


def test_a_script_with_a_part_left_out_is_refused(place, meeting):
    parts = queries.ready_script()["parts"]
    for wrong in (parts[:-1], [{**part, "minutes": "3"} for part in parts], [*parts, parts[0]]):
        with pytest.raises(Refused):
            actions.lay_down_hall_rules(meeting.cycle, wrong, actor=place.office)


def test_documents_come_as_word_and_pdf(client, place, meeting):
    client.force_login(place.office)
    for name in ("make-plan", "make-script", "make-attendance"):
        for form in ("docx", "pdf"):
            said = client.get(reverse(f"meetings:{name}", args=[meeting.pk, form]))
            assert said.status_code == 200
    with override("zh-hans"):
        document = script_of(meeting)
    assert any("陈一舟" in block for block in map(str, read_docx(docx_of(document))))
    assert pdf_of(document)[:5] == b"%PDF-"
