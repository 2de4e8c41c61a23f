"""Lists as workbooks and as YAML: what goes out comes back the same, and every fault is named at once."""

import io
import re

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from shuzhi.cycles import actions, queries
from shuzhi.cycles.forms.topic_book import read_topic_book
from shuzhi.cycles.forms.topic_file import read_topic_file
from shuzhi.cycles.models import IssuedTopic, TopicList
from shuzhi.cycles.queries.topic_book import topic_book
from shuzhi.cycles.rules.rows import COLUMNS
from shuzhi.cycles.states import TopicKind
from shuzhi.cycles.tests.levels import DRIVERS, HARD, STUDY, city_list, levels

FOLDER = settings.ROOT / "topics"
FILES = sorted(FOLDER.glob("*.yaml"))
# The mechanisms of the published round-up that a topic list expresses with data alone.
MECHANISMS = {f"M{n}" for n in [*range(2, 10), *range(21, 50), *range(51, 63)]}
RICH = {
    "code": "R1",
    "text": "=1+1 二十条",
    "kind": "checklist",
    "parts": ["第一条", "第二条"],
    "must_assess": False,
    "pinned": True,
    "categories": ["two_new", "soe"],
    "evidence": "台账编号",
    "event": "新兴领域",
    "basis": "某发〔2026〕1号",
    "first_year": 2024,
    "lasting": True,
    "last_year": 2026,
}


@pytest.fixture
def up(place):
    return levels(place)


def contents(topics):
    return [queries.content_of_topic(topic) for topic in topics]


def sheet(rows, parts=(), headings=None):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "事项"
    for row in [headings or ["编号", "事项", "类型", "适用类别", "起始年份"], *rows]:
        page.append(row)
    if parts:
        second = book.create_sheet("分项")
        for row in [["事项编号", "分项内容"], *parts]:
            second.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_goes_out_as_a_workbook_and_comes_back_the_same(up):
    made = city_list(up, STUDY, HARD, DRIVERS, RICH)
    before = contents(made.topics.all())

    book = read_topic_book(topic_book(list(made.topics.all())))
    actions.fill_list(made, book.topics, actor=up.city_office)

    assert book.faults == []
    assert contents(made.topics.all()) == before


def test_every_fault_of_a_workbook_is_named_at_once():
    rows = [
        ["A1", "好的", "共答题", "", 2024],
        ["A1", "重号", "一般事项", "", ""],
        ["A2", "", "必答", "机关、火星", "去年"],
        ["A3", "清单没有分项", "措施清单", "", ""],
        ["A4", "一问", "必答题", "", ""],
        ["A5", "二问", "必答题", "", ""],
        ["A6", "三问", "必答题", "", ""],
    ]

    book = read_topic_book(sheet(rows, [["A9", "没有主人"]]))

    found = {(int(re.search(r"\d+", fault.place)[0]), fault.column) for fault in book.faults}
    assert found == {
        (3, "编号"),
        (4, "事项"),
        (4, "类型"),
        (4, "适用类别"),
        (4, "起始年份"),
        (5, "分项"),
        (8, "类型"),
        (2, "事项编号"),
    }


@pytest.mark.parametrize(
    "content",
    [
        b"no workbook",
        sheet([], headings=["别的"]),
        sheet([["A1", "x"]], headings=["编号", "编号"]),
        sheet([["A1", "x", "y"]], headings=["编号", "事项", "从没见过"]),
    ],
)
def test_a_file_that_is_no_topic_list_is_refused(content):
    assert read_topic_book(content).faults


def test_the_page_takes_a_sound_workbook_and_shows_the_faults_of_another(as_user, up):
    made = city_list(up, STUDY)
    client, address = as_user(up.city_office), reverse("cycles:import-list", args=[made.pk])
    file = client.get(reverse("cycles:download-list", args=[made.pk]))
    assert read_topic_book(file.content).topics[0][0]["code"] == "S1"

    wrong = client.post(address, {"workbook": SimpleUploadedFile("t.xlsx", sheet([["A2", ""]]))})
    assert (wrong.status_code, list(made.topics.values_list("code", flat=True))) == (422, ["S1"])

    right = client.post(address, {"workbook": SimpleUploadedFile("t.xlsx", sheet([["A2", "新的"]]))})
    assert (right.status_code, list(made.topics.values_list("code", flat=True))) == (302, ["A2"])
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_ready_list_is_sound(path):
    file = read_topic_file(path.read_text(encoding="utf-8"))

    assert file.faults == []
    assert file.sample
    assert file.book.topics


def test_the_ready_lists_express_their_mechanisms_with_data_alone():
    named = set(re.findall(r"mechanism: (M\d+)", "".join(path.read_text(encoding="utf-8") for path in FILES)))

    assert MECHANISMS - named == set()
    kinds = {
        values["kind"]
        for path in FILES
        for values, _parts in read_topic_file(path.read_text(encoding="utf-8")).book.topics
        if "kind" in values
    }
    assert kinds >= set(TopicKind) - {TopicKind.ORDINARY}


def test_all_ready_lists_are_loaded_and_issued_in_one_go(up):
    own = [path for path in FILES if "guides:" not in path.read_text(encoding="utf-8")]
    call_command("load_topics", *own, issuer="3702", issue=True, verbosity=0)
    call_command("load_topics", FOLDER / "07-sectors-two-new.yaml", issuer="3702LX", year=2026)

    assert TopicList.objects.filter(stage="issued", invented=True).count() == len(own)
    assert IssuedTopic.objects.get(code="两2").parts.count() == 20
    assert TopicList.objects.get(stage="draft").guides == ["two_new"]


def test_a_list_is_loaded_again_as_long_as_it_is_a_draft(up, tmp_path):
    path = tmp_path / "list.yaml"
    path.write_text(
        "title: 一张表\nissuer: '3702'\nyear: 2026\ntopics:\n- {code: A, text: 甲}\n", encoding="utf-8"
    )
    call_command("load_topics", path)
    path.write_text(path.read_text(encoding="utf-8").replace("甲", "乙"), encoding="utf-8")
    call_command("load_topics", path, issue=True)

    assert IssuedTopic.objects.get().text == "乙"
    with pytest.raises(CommandError):
        call_command("load_topics", path)


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "topics: 3",
        "title: x\ntopics: [3]",
        "title: x\ncolour: red\ntopics: [{code: A, text: 甲}]",
        "title: x\nyear: 1\ntopics: [{code: A, text: 甲}]",
        "title: x\nguides: [mars]\ntopics: [{code: A, text: 甲}]",
        "topics: [{code: A, text: 甲}]",
        "title: x\ntopics: [{code: A, text: 甲, parts: 一}]",
        "title: x\ntopics: [{code: A, text: 甲, colour: red}]",
        "title: x\ntopics: [{code: A}]",
        "title: x\ntopics: [{code: A, text: 甲, must_report: 也许}]",
    ],
)
def test_a_faulty_file_loads_nothing(up, tmp_path, text):
    path = tmp_path / "list.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("load_topics", path, issuer="3702")

    assert TopicList.objects.count() == 0


@pytest.mark.parametrize(("issuer", "name"), [("0000", "list.yaml"), ("3702", "missing.yaml")])
def test_the_command_says_whose_list_or_which_file_is_missing(up, tmp_path, issuer, name):
    (tmp_path / "list.yaml").write_text("title: x\ntopics: [{code: A, text: 甲}]", encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("load_topics", tmp_path / name, issuer=issuer)


def test_the_check_only_reads(up):
    call_command("load_topics", *FILES, check=True)

    assert TopicList.objects.count() == 0
    assert set(COLUMNS) == set(queries.COLUMNS)
