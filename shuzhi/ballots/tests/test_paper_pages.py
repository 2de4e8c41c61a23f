"""The pages of paper: who sees what, what is shown of a ballot, what a page refuses."""

import dataclasses

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuzhi.ballots import actions, jobs
from shuzhi.ballots.models.paper import PaperBatch, PaperDoubt, PaperEntry, PaperSet
from shuzhi.ballots.paper import pages_in, shown_number
from shuzhi.ballots.rules import paper as rules
from shuzhi.ballots.tests import papers
from shuzhi.ballots.tests.papers import cells, numbers, page_of, take
from shuzhi.files import backends
from shuzhi.files.rules import LIMITS

pytestmark = pytest.mark.django_db(databases=["default", "box"])
PASSWORD = "a long password of a teller"


@pytest.fixture
def session(open_ballot):
    return open_ballot


@pytest.fixture
def number(session):
    (number,) = numbers(session)
    return number


@pytest.fixture
def doubt(session, number):
    take(session, page_of(session, number, cells=cells(session, doubtful=(0,))))
    return PaperDoubt.objects.get()


def page(client, person, name, *pks):
    client.force_login(person)
    return client.get(reverse(f"ballots:{name}", args=pks))


def send(client, person, name, *pks, **values):
    client.force_login(person)
    return client.post(reverse(f"ballots:{name}", args=pks), values)


def signature(person):
    person.set_password(PASSWORD)
    person.save()
    return {"username": person.username, "password": PASSWORD}


def test_sheets_are_made_once_and_kept_nowhere(client, hall, session):
    values = {"group": "B", "wanted": 2, "printed_before": 0}

    made = send(client, hall.teller, "print-paper", session.pk, **values)
    again = send(client, hall.teller, "print-paper", session.pk, **values)

    assert (made.status_code, made.headers["Content-Type"]) == (200, "application/pdf")
    assert (made.headers["Cache-Control"], len(list(pages_in(made.content)))) == ("no-store", 2)
    assert again.status_code == 409


def test_scans_are_handed_in_watched_and_read(client, hall, session):
    pdf = actions.print_paper(session, "B", 1, actor=hall.office)
    (sheet,) = papers.fill(pdf, papers.layout_for(session, "B"), 1)
    blank = sheet.copy()
    blank[:] = 255
    files = [SimpleUploadedFile("一.png", papers.png(sheet)), SimpleUploadedFile("空.png", papers.png(blank))]

    sent = send(client, hall.teller, "upload-scans", session.pk, files=files)
    batch = PaperBatch.objects.get()
    waiting = client.get(sent.url)
    jobs.read_waiting()
    done = client.get(sent.url)
    part = client.get(sent.url, headers={"HX-Request": "true"})

    assert sent.url == reverse("ballots:show-batch", args=[session.pk, batch.pk])
    assert ("hx-get" in waiting.text, "<progress" in waiting.text) == (True, True)
    assert ("已读 2 页，共 2 页" in done.text, "没有找到二维码" in done.text) == (True, True)
    assert part.headers["HX-Refresh"] == "true"
    assert done.headers["Cache-Control"] == "no-store"


def test_a_file_that_could_not_be_opened_is_never_called_taken(client, hall, session):
    actions.print_paper(session, "B", 1, actor=hall.office)
    broken = SimpleUploadedFile("坏.pdf", b"%PDF-1.4 nonsense")

    sent = send(client, hall.teller, "upload-scans", session.pk, files=[broken])
    jobs.read_waiting()
    done = client.get(sent.url).text

    assert ("坏.pdf" in done, "每一页都已采用" in done) == (True, False)


def test_scans_are_never_written_to_the_disk_in_the_clear(client, hall, session, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"
    large = SimpleUploadedFile("large.png", b"\x89PNG\r\n\x1a\n" + bytes(4_000_000))

    sent = send(client, hall.teller, "upload-scans", session.pk, files=[large])

    assert sent.status_code == 302
    assert [data[:4] for data in papers.kept_files()] != [b"\x89PNG"]


def test_an_upload_without_the_token_of_the_form_is_refused(hall, session):
    client = Client(enforce_csrf_checks=True)
    sent = send(
        client, hall.teller, "upload-scans", session.pk, files=[SimpleUploadedFile("a.png", b"\x89PNG")]
    )

    assert (sent.status_code, PaperBatch.objects.count()) == (403, 0)


def test_a_row_is_shown_alone_without_number_group_or_voter(client, hall, session, doubt, number):
    asked = page(client, hall.teller, "answer-doubts", session.pk)

    assert (asked.status_code, "data:image/png;base64," in asked.text) == (200, True)
    assert (number in asked.text, shown_number(number) in asked.text) == (False, False)
    assert "B 票" not in asked.text
    assert asked.headers["Cache-Control"] == "no-store"


def test_two_people_answer_one_after_the_other_and_see_nothing_of_each_other(client, hall, session, doubt):
    values = {"token": doubt.token, "answer": "1"}
    first = send(client, hall.teller, "answer-doubts", session.pk, **values)
    nothing = page(client, hall.teller, "answer-doubts", session.pk)
    second_page = page(client, hall.supervisor, "answer-doubts", session.pk)
    send(client, hall.supervisor, "answer-doubts", session.pk, **values)

    assert (first.status_code, "没有等你判断" in nothing.text) == (302, True)
    assert (str(hall.teller) in second_page.text, "checked" in second_page.text) == (False, False)
    assert PaperSet.objects.get().state == "counted"


def test_a_wrong_answer_is_asked_again(client, hall, session, doubt):
    sent = send(client, hall.teller, "answer-doubts", session.pk, token=doubt.token, answer="77")

    assert (sent.status_code, "请选择一个答案" in sent.text) == (422, True)


def test_where_answers_differ_the_second_person_signs_on_the_same_screen(client, hall, session, doubt):
    actions.answer_doubt(doubt, 1, actor=hall.teller)
    actions.answer_doubt(doubt, 2, actor=hall.supervisor)
    signed = signature(hall.supervisor)
    values = {"token": doubt.token, "answer": "2"}

    shown = page(client, hall.teller, "settle-doubts", session.pk)
    wrong = send(client, hall.teller, "settle-doubts", session.pk, **values, **(signed | {"password": "x"}))
    alone = send(client, hall.teller, "settle-doubts", session.pk, **values, **signature(hall.teller))
    right = send(client, hall.teller, "settle-doubts", session.pk, **values, **signed)

    assert (shown.status_code, "判断不一致" in shown.text) == (200, True)
    assert all(person.name_and_account in shown.text for person in (hall.teller, hall.supervisor))
    assert (wrong.status_code, "不相符" in wrong.text) == (422, True)
    assert 'value="2" required checked' in wrong.text
    assert (alone.status_code, list(alone.context["second"].errors)) == (422, ["username"])
    assert (right.status_code, PaperSet.objects.get().state) == (302, "counted")


def test_a_sheet_is_entered_by_two(client, hall, session, number):
    values = {"number": shown_number(number), "cell_0": "1", "cell_1": "none"}

    asked = send(client, hall.teller, "enter-sheet", session.pk, number=number)
    half = send(client, hall.teller, "enter-sheet", session.pk, number=number, cell_0="1", cell_1="")
    send(client, hall.teller, "enter-sheet", session.pk, **values)
    differs = send(client, hall.supervisor, "enter-sheet", session.pk, **(values | {"cell_1": "0"}))

    assert (asked.text.count("<select"), half.status_code) == (2, 422)
    assert (differs.status_code, "两次录入不一致" in differs.text, PaperEntry.objects.count()) == (
        422,
        True,
        0,
    )
    for person in (hall.teller, hall.supervisor):
        assert send(client, person, "enter-sheet", session.pk, **values).status_code == 302
    assert PaperSet.objects.get().state == "counted"


def test_a_mistyped_number_is_noticed(client, hall, session, number):
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    sent = send(client, hall.teller, "enter-sheet", session.pk, number=wrong)

    assert (sent.status_code, "再核对" in sent.text) == (422, True)


def test_what_is_missing_is_listed_and_can_be_set_aside_by_two(client, hall, session, number):
    take(session, page_of(session, number, pages=2, cells=()))
    listed = page(client, hall.teller, "show-paper", session.pk)
    pks = session.pk, PaperSet.objects.get().pk
    values = {"reason": "第 2 页未交回", **signature(hall.supervisor)}

    refused = send(client, hall.teller, "set-aside", *pks, **(values | {"username": hall.teller.username}))
    alone = send(client, hall.teller, "set-aside", *pks, **(values | signature(hall.teller)))
    done = send(client, hall.teller, "set-aside", *pks, **values)

    assert (shown_number(number) in listed.text, "第 2 页（一套 2 页）" in listed.text) == (True, True)
    assert (refused.status_code, alone.status_code, done.status_code) == (422, 422, 302)
    assert (list(alone.context["form"].errors), "第 2 页未交回" in alone.text) == (["username"], True)
    assert PaperSet.objects.get().state == "set_aside"


@pytest.mark.parametrize("name", ["show-paper", "answer-doubts", "settle-doubts", "enter-sheet"])
def test_nobody_from_elsewhere_finds_the_papers(client, hall, session, name):
    for person in (hall.place.stranger, hall.place.neighbour):
        assert page(client, person, name, session.pk).status_code == 404
    assert page(client, hall.place.secretaries[0], name, session.pk).status_code == 403


def test_a_refused_step_says_why_on_the_page(client, hall, session):
    actions.close_session(session, actor=hall.office)

    shown = page(client, hall.teller, "show-paper", session.pk)

    assert ("测评已经结束，不再收纸质票" in shown.text, "再印纸质票没有用处" in shown.text) == (True, True)


def test_a_file_of_another_kind_is_named_beside_the_field_and_the_page_stays(client, hall, session):
    files = [SimpleUploadedFile("名单.txt", b"names"), SimpleUploadedFile("表.docx", b"PK\x03\x04")]

    sent = send(client, hall.teller, "upload-scans", session.pk, files=files)
    nothing = send(client, hall.teller, "upload-scans", session.pk)

    beside = sent.text.split('id="scans-wrong"')[1].split("</div>")[0]
    assert (sent.status_code, nothing.status_code, PaperBatch.objects.count()) == (422, 422, 0)
    assert ["名单.txt" in beside, "表.docx" in beside, "未交入" in beside] == [True, True, True]
    assert ('enctype="multipart/form-data"' in sent.text, "请至少选择一个文件" in nothing.text) == (
        True,
        True,
    )


def test_too_large_a_stack_reads_the_limit_before_and_after_it_is_sent(client, hall, session, monkeypatch):
    small = dataclasses.replace(LIMITS, request_megabytes=1)
    monkeypatch.setattr(backends, "LIMITS", small)
    monkeypatch.setattr(rules, "LARGEST_FILE", 1)
    large, middling = (SimpleUploadedFile("large.pdf", b"%PDF-" + bytes(size)) for size in (3 * 2**20, 2**20))

    before = page(client, hall.teller, "show-paper", session.pk)
    at_once = send(client, hall.teller, "upload-scans", session.pk, files=[large])
    monkeypatch.setattr(backends, "LIMITS", LIMITS)
    one_file = send(client, hall.teller, "upload-scans", session.pk, files=[middling])

    assert "每个文件不超过 1 MB，一次不超过 64 MB" in before.text
    assert (at_once.status_code, "共 3 MB，一次最多接收 1 MB" in at_once.text) == (422, True)
    assert (one_file.status_code, "有 2 MB，每个文件最多 1 MB" in one_file.text) == (422, True)
    assert ["分成几份扫描" in one.text for one in (at_once, one_file)] == [True, True]
    assert (PaperBatch.objects.count(), papers.kept_files()) == (0, [])


@pytest.mark.parametrize(
    ("name", "back", "more"),
    [
        ("upload-scans", "show-paper", []),
        ("print-paper", "show-paper", []),
        ("hand-out-slips", "slip-desk", []),
        ("confirm-share", "show-key", [1]),
    ],
)
def test_whoever_reloads_a_page_that_named_a_fault_finds_the_page_again(
    client, hall, session, name, back, more
):
    asked = page(client, hall.teller, name, session.pk, *more)

    assert (asked.status_code, asked.url) == (302, reverse(f"ballots:{back}", args=[session.pk]))


def test_too_large_a_stack_shows_nobody_a_page_that_is_not_theirs(client, hall, session, monkeypatch):
    monkeypatch.setattr(backends, "LIMITS", dataclasses.replace(LIMITS, request_megabytes=1))
    large = bytes(3 * 2**20)

    answers = [
        send(client, person, "upload-scans", session.pk, files=[SimpleUploadedFile("a.pdf", large)])
        for person in (hall.place.stranger, hall.place.secretaries[0])
    ]

    assert [answer.status_code for answer in answers] == [404, 403]
