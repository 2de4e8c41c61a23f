"""Shared passages: found for whoever vets, shown within the scope, quotations left out, and no score of anybody."""

import io
import re

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.tests import factories as places
from shuzhi.reports import actions, queries
from shuzhi.reports.models import Edition, Report, Signature, Source
from shuzhi.reports.queries import prints
from shuzhi.reports.tests.factories import accept
from shuzhi.similarity.tests.corpus import Author
from shuzhi.web.refusal import Refused

SOURCE = "坚持党要管党、全面从严治党，压实书记抓基层党建第一责任人责任，每年开展一次述职评议考核。" * 3


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def author():
    return Author(7)


def text(author, length=600):
    return "".join(map("".join, author.report(length)))


def hand_in(reporter, user, results):
    report = actions.begin_report(reporter, actor=user)
    answers = {topic.pk: f"第{topic.code}项我办成了。" for topic in reporter.cycle.topics.all()}
    texts = {"results": results, "problems": "我对数据不够敏感，责任在我。", "next": "下一步我逐月检查。"}
    report = actions.save_draft(report, texts, answers, actor=user)
    return actions.hand_in(report, actor=user)


@pytest.fixture
def copied(place, open_cycle, author):
    """The second secretary hands in what the first one wrote, its sentences in another order."""
    original = author.report(600)
    first = hand_in(place.reporters[0], place.secretaries[0], "".join(map("".join, original)))
    second = hand_in(
        place.reporters[1], place.secretaries[1], "".join(map("".join, author.moved(author.edited(original))))
    )
    hand_in(place.reporters[2], place.secretaries[2], text(author))
    return first, second


def page(client, user, name, *key):
    client.force_login(user)
    return client.get(reverse(f"reports:{name}", args=key))


def test_a_copy_in_the_cycle_is_shown_passage_by_passage(place, copied):
    found = queries.likeness_of(copied[1], place.office)

    assert [(one.kind, one.reporter) for one in found.near] == [("cycle", place.reporters[0])]
    assert found.near[0].percent > 70
    assert all(one.one and one.other for one in found.near[0].shared)


def test_the_look_up_on_disk_and_the_table_find_the_same(place, copied, author):
    before = [one.reporter for one in queries.likeness_of(copied[1], place.office).near]
    call_command("index_reports")
    on_disk = [one.reporter for one in queries.likeness_of(copied[1], place.office).near]
    Signature.objects.all().delete()
    call_command("index_reports")
    call_command("index_reports")

    assert (prints.folder() / "editions.npy").exists()
    assert len(list(prints.folder().glob("prints-*.npy"))) == 1
    assert before == on_disk == [one.reporter for one in queries.likeness_of(copied[1], place.office).near]


def test_an_edition_newer_than_the_file_is_found_too(place, open_cycle, author):
    said = text(author)
    hand_in(place.reporters[0], place.secretaries[0], said)
    call_command("index_reports")
    hand_in(place.reporters[1], place.secretaries[1], said)
    third = hand_in(place.reporters[2], place.secretaries[2], said)

    assert [one.reporter for one in queries.likeness_of(third, place.office).near] == place.reporters[:2]


def test_an_earlier_round_of_the_same_report_is_no_copy(place, open_cycle, author):
    said = text(author)
    hand_in(place.reporters[0], place.secretaries[0], said)
    report = Report.objects.get(reporter=place.reporters[0])
    actions.return_to_author(report, {"": "请补充具体数据。"}, actor=place.office)
    actions.hand_in(report, actor=place.secretaries[0])

    assert queries.likeness_of(queries.last_edition(report), place.office).near == []


def test_what_is_quoted_from_a_common_source_does_not_count(place, open_cycle, author):
    law = text(author, 500)
    first = hand_in(place.reporters[0], place.secretaries[0], law + text(author, 300))
    hand_in(place.reporters[1], place.secretaries[1], law + text(author, 300))
    assert queries.likeness_of(first, place.office).near

    source = actions.add_source(place.organiser, "述职评议考核办法", law, actor=place.office)
    found = queries.likeness_of(first, place.office)
    actions.withdraw_source(source, actor=place.office)

    assert (found.near, found.quoted_percent > 40) == ([], True)
    assert queries.likeness_of(first, place.office).near


def test_a_source_of_the_level_above_counts_below_and_not_beside(place, open_cycle):
    actions.add_source(place.root, "上级文件", SOURCE, actor=None)
    actions.add_source(place.elsewhere, "邻区文件", SOURCE + "另。", actor=None)

    assert [one.title for one in queries.sources_of(place.organiser)] == ["上级文件"]


def test_outside_the_scope_only_that_there_is_something(client, place, copied):
    found = queries.likeness_of(copied[1], place.neighbour)

    assert [(one.reporter, one.edition, one.shared) for one in found.near] == [(None, None, [])]
    assert found.near[0].ask == place.organiser.name


def test_the_page_is_the_vetting_office_alone(client, place, copied):
    key = place.reporters[1].pk
    office = page(client, place.office, "show-likeness", key)

    assert (office.status_code, place.reporters[0].person_name in office.text) == (200, True)
    assert page(client, place.secretary, "show-likeness", key).status_code == 403
    assert page(client, place.secretaries[1], "show-likeness", key).status_code == 403
    assert page(client, place.secretaries[0], "show-likeness", key).status_code == 404
    assert page(client, place.stranger, "show-likeness", key).status_code == 404


def test_nothing_of_it_stands_in_lists_or_exports(client, place, copied):
    client.force_login(place.office)
    listed = client.get(reverse("reports:list-reports"))
    exported = client.get(reverse("reports:list-reports"), {"export": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(exported.content)).active
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert len(told) > 20
    assert not any(
        "likeness" in link or "%" in link for link in [*told, *re.findall("href=.[^>]*", listed.text)]
    )


def test_accepting_does_not_wait_for_it(place, copied):
    accept(copied[1].report, place.office)

    assert Report.objects.get(pk=copied[1].report_id).is_accepted


def test_the_author_sees_the_own_earlier_report_and_only_that(client, place, open_cycle, author):
    said, own = text(author), text(author)
    hand_in(place.reporters[0], place.secretaries[0], said)
    hand_in(place.reporters[1], place.secretaries[1], own)
    Cycle.objects.filter(pk=open_cycle.pk).update(year=2025, title="上一年")
    places.opened(place)
    report = hand_in(place.reporters[1], place.secretaries[1], own + said).report

    found = queries.own_likeness(report)

    assert [(one.kind, one.reporter.person_name, one.reporter.cycle.year) for one in found] == [
        ("own", place.reporters[1].person_name, 2025)
    ]
    response = page(client, place.secretaries[1], "show-own-likeness", place.reporters[1].pk)
    assert (response.status_code, "2025" in response.text) == (200, True)
    assert page(client, place.office, "show-own-likeness", place.reporters[1].pk).status_code == 403
    assert [one.kind for one in queries.likeness_of(queries.last_edition(report), place.office).near] == [
        "own",
        "server",
    ]


def test_the_same_source_stands_once_and_a_short_one_never(place, open_cycle):
    actions.add_source(place.organiser, "办法", SOURCE, actor=place.office)

    with pytest.raises(Refused, match="办法"):
        actions.add_source(place.organiser, "办法（再次）", SOURCE, actor=place.office)
    with pytest.raises(Refused):
        actions.add_source(place.organiser, "太短", "一句话", actor=place.office)
    with pytest.raises(Refused):
        actions.add_source(place.organiser, "别人的", SOURCE + "。", actor=place.secretaries[0])
    assert Source.objects.count() == 1


def word_file(words):
    document = docx.Document()
    document.add_paragraph(words)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("规定.docx", word_file(SOURCE)), ("规定.txt", SOURCE.encode()), ("规定.txt", SOURCE.encode("gb18030"))],
)
def test_a_source_comes_as_a_file(client, place, open_cycle, name, content):
    client.force_login(place.office)
    address = reverse("reports:list-sources", args=[open_cycle.pk])
    response = client.post(address, {"title": "规定", "file": SimpleUploadedFile(name, content)}, follow=True)

    assert (response.status_code, Source.objects.get().text.strip()) == (200, SOURCE)


@pytest.mark.parametrize("content", [b"\x00\xff\xfe\x81", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_refused_in_words(client, place, open_cycle, content):
    client.force_login(place.office)
    address = reverse("reports:list-sources", args=[open_cycle.pk])
    response = client.post(address, {"title": "规定", "file": SimpleUploadedFile("a.bin", content)})

    assert (response.status_code, Source.objects.count()) == (422, 0)


def test_every_edition_has_its_signature(place, copied):
    assert Signature.objects.count() == Edition.objects.count() == 3
