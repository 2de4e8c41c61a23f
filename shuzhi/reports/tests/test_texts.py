"""Two versions from one text, out as .docx and back, who speaks, and answers side by side."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as WordDocument

from shuzhi.documents import UnreadableDocument, docx_of
from shuzhi.reports import actions, queries
from shuzhi.reports.models import Report
from shuzhi.reports.queries.first_person import voice_of
from shuzhi.reports.tests.factories import TEXTS, handed_in
from shuzhi.reports.tests.test_views import address

RICH = "# 抓整治\n» 我走访[[fact:A1]]户。\n| 社区 | 户数 |\n| 振华 | 120 |\n## 细处\n还有一段。"


@pytest.fixture
def rich(place, draft):
    return actions.save_draft(draft, {"results": RICH}, {}, actor=place.staff)


def test_the_spoken_version_has_the_marked_passages_alone(rich):
    spoken = queries.version_of(rich, "spoken")

    assert [(part.title, [one.text for _kind, run in part.groups for one in run]) for part in spoken] == [
        ("履职情况和主要成效", ["我走访[[fact:A1]]户。"])
    ]


def test_without_marks_the_spoken_version_is_the_whole_text(draft):
    assert queries.version_of(draft, "spoken") == queries.version_of(draft, "written")


def test_speaking_time_goes_by_the_speed_of_the_cycle(rich, open_cycle):
    open_cycle.speaking_speed, open_cycle.speaking_minutes = 6, 1
    found = queries.counts(
        open_cycle, [{"key": "a", "text": "» 一二三四五六七\n八九", "problems": False}], []
    )

    assert (found.spoken, found.seconds, found.time, found.too_slow) == (7, 70, "1:10", True)


def test_a_draft_goes_out_as_docx_and_comes_back_the_same(rich):
    taken = queries.read_draft(rich, docx_of(queries.draft_document(rich)))

    assert [(one.field.name, one.differs) for one in taken.changes] == [
        (one.name, False) for one in queries.fields_of(rich)
    ]
    assert (taken.unplaced, taken.left_out) == ([], {})


def test_a_file_of_ones_own_is_placed_by_its_headings_and_says_what_is_not_placed(draft):
    word = WordDocument()
    word.add_paragraph("前言没有标题。")
    word.add_paragraph("二、存在的问题和原因")
    word.add_paragraph("改过的问题。")
    word.add_heading("（一）小标题", level=2)
    kept = io.BytesIO()
    word.save(kept)

    taken = queries.read_draft(draft, kept.getvalue())

    assert [(one.field.name, one.text) for one in taken.changes] == [
        ("section-problems", "改过的问题。\n# （一）小标题")
    ]
    assert taken.unplaced == ["前言没有标题。"]


def test_what_is_no_docx_is_refused_with_a_reason(draft):
    with pytest.raises(UnreadableDocument):
        queries.read_draft(draft, b"plain text")


def test_a_file_changes_nothing_before_it_was_looked_at_and_then_the_chosen_parts_alone(client, place, draft):
    changed = actions.save_draft(
        draft, {"results": "文件里的成效", "next": "文件里的打算"}, {}, actor=place.staff
    )
    content = docx_of(queries.draft_document(changed))
    now = actions.save_draft(changed, TEXTS, {}, actor=place.staff)
    client.force_login(place.staff)

    shown = client.post(
        address("upload-draft", place.reporters[0]), {"file": SimpleUploadedFile("a.docx", content)}
    )
    before = Report.objects.get(pk=draft.pk).sections
    marks = now.marks
    client.post(
        address("take-draft", place.reporters[0]),
        {
            "take": ["section-next"],
            "section-next": "文件里的打算",
            "base-section-next": marks["section-next"]["n"],
            "section-results": "文件里的成效",
            "base-section-results": marks["section-results"]["n"],
        },
    )

    after = {one["key"]: one["text"] for one in Report.objects.get(pk=draft.pk).sections}
    assert ("文件里的打算" in shown.text, before[2]["text"]) == (True, TEXTS["next"])
    assert (after["next"], after["results"]) == ("文件里的打算", TEXTS["results"])


def test_a_file_that_cannot_be_read_says_why(client, place, draft):
    client.force_login(place.staff)

    shown = client.post(
        address("upload-draft", place.reporters[0]), {"file": SimpleUploadedFile("a.docx", b"no")}
    )

    assert (shown.status_code, ".docx" in shown.text) == (200, True)


@pytest.mark.parametrize("name", ["read-written", "read-spoken", "download-draft", "upload-draft"])
def test_the_draft_is_read_and_downloaded_by_its_authors_alone(client, place, draft, name):
    found = {}
    for who in ("staff", "office", "stranger"):
        client.force_login(getattr(place, who))
        found[who] = client.get(address(name, place.reporters[0])).status_code

    assert found == {"staff": 200, "office": 403, "stranger": 404}


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        ("我到社区走访", "own"),
        ("我和我们班子一起研究", "own"),
        ("我们研究了三次", "unit"),
        ("我区完成任务", "unit"),
        ("他抓得紧", "other"),
        ("问题被解决", "passive"),
        ("完成十项任务", ""),
    ],
)
def test_who_speaks_is_told_by_the_words_of_a_list(sentence, voice):
    assert voice_of(sentence) == voice


def test_voices_are_counted_by_sentences():
    found = queries.voices_in(["# 我的标题\n我办成三件。我们还要努力。\n任务完成。"])

    assert (found.sentences, found.own, found.unit, found.own_percent, found.elsewhere) == (4, 2, 1, 50, 1)


def test_answers_to_a_topic_stand_side_by_side_when_they_are_handed_in(place, open_cycle):
    handed_in(place.reporters[0], place.secretaries[0])
    actions.begin_report(place.reporters[1], actor=place.secretaries[1])
    topic = open_cycle.topics.get(code="二")

    answers = queries.answers_side_by_side(place.office, topic)

    assert [(one.reporter.person_name, one.round) for one in answers] == [
        ("陈一舟", 1),
        ("王二川", None),
        ("李三江", None),
    ]
    assert "破解小区治理难题" in answers[0].text
    assert queries.answers_side_by_side(place.stranger, topic) == []


def test_the_page_of_answers_is_filtered_and_exported(client, place, open_cycle):
    handed_in(place.reporters[0], place.secretaries[0])
    topic = open_cycle.topics.get(code="二")
    url = reverse("reports:side-by-side", args=[topic.pk])

    client.force_login(place.office)
    shown, none, sheet = (client.get(url, query) for query in ({}, {"text": "没有的词"}, {"export": "xlsx"}))
    client.force_login(place.stranger)

    assert ("办成三件实事" in shown.text, "办成三件实事" in none.text) == (True, False)
    assert sheet["Content-Disposition"].startswith("attachment")
    assert client.get(url).status_code == 404
