"""A topic with parts is answered part by part, and nothing of it is lost on the way to the readers."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.cycles import actions as cycles
from shuzhi.cycles.actions.matters import write_parts
from shuzhi.cycles.tests import factories
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.actions import Typed, Window
from shuzhi.reports.models import Report, note_field, part_answers, parts_of, state_field, told
from shuzhi.reports.queries.papers import written_of
from shuzhi.reports.queries.prints import wording
from shuzhi.reports.queries.redline import redline
from shuzhi.reports.tests.factories import TEXTS
from shuzhi.web.refusal import Refused

PARTS = ["摸清底数", "组建组织", "货车司机驿站"]


@pytest.fixture
def topic(place):
    cycle = factories.prepared(place)
    made = cycles.add_topic(cycle, "措1", "措施清单", actor=place.office, kind="checklist", parts=PARTS)
    cycles.open_cycle(cycle, actor=place.office)
    place.reporters = list(cycle.reporters.select_related("tenure__organisation", "tenure__person"))
    return made


@pytest.fixture
def report(place, topic):
    begun = actions.begin_report(place.reporters[0], actor=place.secretaries[0])
    others = {one.pk: "办成了。" for one in topic.cycle.topics.exclude(pk=topic.pk)}
    return actions.save_draft(begun, TEXTS, others, actor=place.secretaries[0])


def fields(topic, *states, note=""):
    parts = list(topic.parts.all())
    said = {state_field(part): state for part, state in zip(parts, states, strict=False)}
    return {**said, note_field(parts[-1]): note} if note else said


def save(report, typed, actor, base=0, window="a"):
    rows = {name: Typed(text, base) for name, text in typed.items()}
    return actions.save_fields(report, rows, window=Window(window, 1), actor=actor)


def answer(place, topic, report, note="明年|一季度"):
    save(report, fields(topic, "done", "done", "under_way", note=note), place.staff)
    return queries.report_of(report.reporter)


def test_every_part_wants_a_state_and_the_text_may_stay_empty(place, topic, report):
    with override("en"):
        assert rules.missing_parts(report) == ["topic 措1 (parts 1, 2, 3)"]
    save(report, fields(topic, "done", "", "not_begun"), place.staff)
    with override("en"):
        assert rules.missing_parts(queries.report_of(report.reporter)) == ["topic 措1 (parts 2)"]
    with pytest.raises(Refused, match="措1"):
        actions.hand_in(report, actor=place.secretaries[0])

    save(report, fields(topic, "", "done"), place.staff, window="b")
    parts = list(topic.parts.all())
    save(report, {state_field(parts[0]): "under_way"}, place.staff, base=1)

    assert rules.missing_parts(queries.report_of(report.reporter)) == []


def test_an_edition_pins_the_parts_and_other_answers_keep_their_form(place, topic, report):
    edition = actions.hand_in(answer(place, topic, report), actor=place.secretaries[0])

    rows = {row["code"]: row for row in edition.answers}
    assert rows["措1"]["text"] == ""
    assert [(one["number"], one["text"], one["state"], one["note"]) for one in rows["措1"]["parts"]] == [
        (1, "摸清底数", "done", ""),
        (2, "组建组织", "done", ""),
        (3, "货车司机驿站", "under_way", "明年|一季度"),
    ]
    assert [sorted(row) for code, row in rows.items() if code != "措1"] == [["code", "text", "topic"]] * (
        len(rows) - 1
    )
    assert edition.is_intact
    assert [item.finding for item in rules.checklist_of(edition) if item.key == "topics"] == [""]


def test_two_pens_on_one_part_lose_nothing(place, topic, report):
    name = state_field(topic.parts.first())
    save(report, {name: "done"}, place.staff)

    saved = save(report, {name: "not_begun"}, place.secretaries[0], window="b")

    assert (saved.texts[name], saved.kept[name].text) == ("done", "not_begun")
    taken = actions.take_set_aside(saved.kept[name], base=1, actor=place.secretaries[0])
    assert taken.texts[name] == "not_begun"


def test_a_part_that_moves_keeps_its_answer_and_a_new_wording_is_asked_anew(place, topic, report):
    answer(place, topic, report)
    write_parts(topic, ["货车司机驿站", "摸清底数", "组建两个组织"])

    held = Report.objects.get(pk=report.pk)
    found = [(one.part.number, one.state, one.note) for one in part_answers(topic, held.part_answers)]

    assert found == [(1, "under_way", "明年|一季度"), (2, "done", ""), (3, "", "")]


def test_the_table_of_the_parts_reads_the_same_in_every_language(place, topic, report):
    row = actions.hand_in(answer(place, topic, report), actor=place.secretaries[0]).answers[-1]
    with override("en"):
        english = told(row)
    with override("zh-hans"):
        chinese = told(row)

    assert english == chinese
    assert english.splitlines()[-1].split("|")[1].strip() == "3"
    assert "明年｜一季度" in english


def test_shown_printed_compared_and_published_have_the_parts(place, topic, report):
    edition = actions.hand_in(answer(place, topic, report), actor=place.secretaries[0])
    shown = queries.shown_edition(edition)[-1]

    assert [len(rows) for kind, rows in shown.groups if kind == "table"] == [4]
    tables = [block for block in written_of(edition.report).blocks if hasattr(block, "rows")]
    assert any("货车司机驿站" in row for table in tables for row in table.rows)
    assert "货车司机驿站" not in wording(edition.sections, edition.answers)


def test_a_changed_state_is_a_changed_line(place, topic, report):
    edition = actions.hand_in(answer(place, topic, report), actor=place.secretaries[0])
    old = parts_of(edition.sections, edition.answers)
    edition.answers[-1]["parts"][2]["state"] = "done"
    changed = [one for one in redline(old, parts_of(edition.sections, edition.answers)) if one.changed]

    assert [one.key for one in changed] == ["answer:措1"]
    assert [line.change for line in changed[0].lines] == ["same", "same", "same", "mended"]


def test_side_by_side_has_a_column_for_each_part(place, topic, report, client):
    actions.hand_in(answer(place, topic, report), actor=place.secretaries[0])
    found = queries.answers_side_by_side(place.office, topic)
    with override("en"):
        head, rows = queries.answers_sheet(found)

    assert head[-3:] == ["1 摸清底数", "2 组建组织", "3 货车司机驿站"]
    assert rows[0][-3:] == ["Done", "Done", "Under way 明年|一季度"]
    assert rows[1][-3:] == ["", "", ""]
    assert len(queries.answers_side_by_side(place.office, topic, text="一季度")) == 1
    client.force_login(place.office)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("reports:topic-answered", args=[topic.pk]))
    wall = client.get(reverse("reports:side-by-side", args=[topic.pk]))
    assert "parts: 2 of 3 done" in page.text
    assert "货车司机驿站" in wall.text


def test_the_page_takes_states_and_notes_and_refuses_what_is_none(place, topic, report, client):
    client.force_login(place.staff)
    parts = list(topic.parts.all())
    url = reverse("reports:save-report", args=[report.reporter_id])

    def send(name, text):
        field = {name: {"text": text, "base": 0, "over": ""}}
        body = {"user": place.staff.pk, "window": "a", "seq": 1, "fields": field, "known": {}}
        return client.post(url, body, content_type="application/json")

    assert send(state_field(parts[0]), "nearly").status_code == 400
    assert send(note_field(parts[0]), "长" * 201).json()["fields"] == [note_field(parts[0])]
    assert send(state_field(parts[0]), "done").json()["saved"] == {state_field(parts[0]): 1}
    edit = client.get(reverse("reports:edit-report", args=[report.reporter_id]))
    assert f'id="{state_field(parts[0])}"' in edit.text


def test_without_scripts_the_form_saves_parts_too(place, topic, report, client):
    client.force_login(place.staff)
    parts = list(topic.parts.all())
    typed = {
        state_field(parts[1]): "done", f"base-{state_field(parts[1])}": 0,
        note_field(parts[1]): "已建三个", f"base-{note_field(parts[1])}": 0,
    }  # fmt: skip

    client.post(reverse("reports:save-report", args=[report.reporter_id]), typed)

    held = Report.objects.get(pk=report.pk)
    assert held.part_answers == {state_field(parts[1]): "done", note_field(parts[1]): "已建三个"}


def test_a_save_with_parts_asks_few_questions(place, topic, report, client, django_assert_max_num_queries):
    client.force_login(place.secretaries[0])
    field = {state_field(topic.parts.first()): {"text": "done", "base": 0, "over": ""}}
    user = place.secretaries[0].pk
    body = {"user": user, "window": "a", "seq": 1, "fields": field, "known": {}}

    with django_assert_max_num_queries(10):
        client.post(
            reverse("reports:save-report", args=[report.reporter_id]), body, content_type="application/json"
        )


def test_a_withdrawn_topic_stays_where_a_part_is_answered(place, topic, report):
    answer(place, topic, report)
    type(topic).objects.filter(pk=topic.pk).update(withdrawn=True)

    held = queries.report_of(report.reporter)

    assert topic in queries.topics_for(held)
