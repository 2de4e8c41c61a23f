import dataclasses
import hashlib
import os
import threading
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.core.management import CommandError, call_command
from django.db import models
from django.template.loader import render_to_string

from shuzhi.accounts.actions import switch_off_user
from shuzhi.accounts.tests.factories import user_with
from shuzhi.audit.models import Entry
from shuzhi.files import actions, backends, queries, rules
from shuzhi.files.actions import storing
from shuzhi.files.actions.disk import put
from shuzhi.files.models import StoredFile, Upload
from shuzhi.files.rules import keeping
from shuzhi.files.tests import making
from shuzhi.files.views import hand_out
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
PLACE = "00010002"
NOTE = "走访 3 户".encode()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    return settings.FILES


@pytest.fixture
def secretary():
    return user_with("reporter", PLACE, name="王书记")


@pytest.fixture
def limits(monkeypatch):
    """Changes one of the limits for a test."""

    def change(**figures):
        changed = dataclasses.replace(rules.LIMITS, **figures)
        monkeypatch.setattr(keeping, "LIMITS", changed)

    return change


def store(actor, name="note.txt", content=NOTE, place=PLACE):
    return actions.store(making.handed(name, content), place=place, actor=actor)


def on_disk(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


def aged(*, days):
    Upload.objects.update(made_at=models.F("made_at") - timedelta(days=days))


def make_old(folder):
    for path in on_disk(folder):
        os.utime(path, (time.time() - 90_000,) * 2)


def test_a_file_is_kept_under_its_hash_and_comes_back_as_it_was(secretary, folder):
    content = making.word()

    upload = store(secretary, "述职报告.docx", content)

    digest = hashlib.sha256(content).hexdigest()
    assert (upload.name, upload.file.kind, upload.file.size) == ("述职报告.docx", "docx", len(content))
    assert on_disk(folder) == [folder / digest[:2] / digest[2:]]
    assert queries.content_of(upload) == content
    assert Entry.objects.get(verb="file.uploaded").detail == {"hash": digest, "size": len(content)}


def test_the_same_content_is_kept_once_and_each_keeps_its_name(secretary, folder):
    other = user_with(name="李干事")

    first = store(secretary, "a.txt")
    second = store(other, "b.txt", place="0009")

    assert first.file == second.file
    assert (first.name, second.name) == ("a.txt", "b.txt")
    assert len(on_disk(folder)) == 1


def test_what_is_refused_leaves_nothing_behind(secretary, folder):
    with pytest.raises(Refused, match="宏"):
        store(secretary, "a.docx", making.macro_document())

    assert (on_disk(folder), StoredFile.objects.count(), Upload.objects.count()) == ([], 0, 0)
    assert not Entry.objects.filter(verb="file.uploaded").exists()


def test_a_disk_that_fails_half_way_leaves_no_half_file(secretary, folder, monkeypatch):
    def broken(_handle):
        raise OSError("the disk is gone")

    monkeypatch.setattr("shuzhi.files.actions.disk.os.fsync", broken)
    with pytest.raises(OSError, match="gone"):
        store(secretary)

    assert (on_disk(folder), Upload.objects.count()) == ([], 0)


def test_handing_a_damaged_file_in_again_heals_it(secretary, folder):
    upload = store(secretary)
    on_disk(folder)[0].write_bytes(b"damaged")

    store(secretary)

    assert queries.content_of(upload) == "走访 3 户".encode()


def test_a_unit_has_its_share_of_the_disk_and_a_content_counts_once(secretary, limits):
    limits(place_megabytes=2)
    content = b"x" * (1024 * 1024)
    store(secretary, content=content)
    store(secretary, "again.txt", content)

    with pytest.raises(Refused, match="2 MB"):
        store(secretary, content=b"y" * (1024 * 1024 + 1))

    assert queries.usage(PLACE) == (1, 2048)
    assert store(secretary, content=b"y" * 1000, place="0009")


def test_nobody_hands_in_without_end(secretary, limits):
    limits(person_a_day=2)
    store(secretary)
    store(secretary)

    with pytest.raises(Refused, match="一天内"):
        store(secretary)

    aged(days=2)
    assert store(secretary)


def test_a_full_disk_refuses_before_it_is_full(secretary, limits):
    limits(free_megabytes=10**9)

    with pytest.raises(Refused, match="磁盘"):
        store(secretary)


def test_an_account_that_is_switched_off_hands_nothing_in(secretary):
    switch_off_user(secretary, actor=None)

    with pytest.raises(Refused, match="停用"):
        store(secretary)


def test_who_handed_it_in_takes_it_back_and_nobody_else(secretary, folder):
    upload = store(secretary)

    with pytest.raises(Refused, match="王书记"):
        actions.withdraw(upload, actor=user_with())
    actions.withdraw(upload, actor=secretary)

    assert Upload.objects.count() == 0
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="file.")] == [
        "file.uploaded",
        "file.withdrawn",
    ]


def test_a_download_is_a_download_and_runs_nothing(secretary):
    upload = store(secretary, "走访.txt", "<5 户".encode())

    answer = hand_out(upload)

    assert b"".join(answer.streaming_content) == "<5 户".encode()
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_policy_of_a_download_is_not_loosened_by_the_policy_of_pages(secretary):
    from csp.middleware import CSPMiddleware

    answer = CSPMiddleware(lambda _request: hand_out(store(secretary)))

    from django.test import RequestFactory

    assert answer(RequestFactory().get("/"))["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_files_have_no_address_of_their_own(client, secretary):
    upload = store(secretary)
    client.force_login(user_with("administrator"))

    answers = {
        client.get(f"/files/{tail}").status_code for tail in ("", f"{upload.pk}/", f"{upload.file.digest}/")
    }

    assert answers == {404}


def test_a_sweep_takes_what_belongs_to_nothing_and_only_when_it_is_old(secretary, folder):
    store(secretary)
    young = actions.sweep(actor=None)
    aged(days=8)
    actions.sweep(actor=None)
    kept_for_a_day = len(on_disk(folder))
    make_old(folder)
    old = actions.sweep(actor=None)

    assert (young.uploads, young.contents, young.freed) == (0, 0, 0)
    assert kept_for_a_day == 1
    assert (old.contents, old.freed) == (1, len("走访 3 户".encode()))
    assert (on_disk(folder), StoredFile.objects.count(), Upload.objects.count()) == ([], 0, 0)
    assert Entry.objects.filter(verb="file.swept").count() == 1


def test_a_content_that_another_upload_still_holds_stays(secretary, folder):
    store(secretary)
    aged(days=8)
    kept = store(secretary, "again.txt")
    make_old(folder)

    swept = actions.sweep(actor=None)

    assert (swept.uploads, swept.contents) == (1, 0)
    assert queries.content_of(kept) == "走访 3 户".encode()


def test_what_a_crash_left_is_swept_when_it_is_a_day_old(folder):
    for name in (".fresh-abc", "d" * 62):
        left = folder / "ab" / name
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_bytes(b"half")

    actions.sweep(actor=None)
    still_there = len(on_disk(folder))
    make_old(folder)
    actions.sweep(actor=None)

    assert (still_there, on_disk(folder)) == (2, [])


def test_the_commands_say_what_they_find(secretary, folder, capsys):
    upload = store(secretary)
    call_command("verify_files")
    aged(days=8)
    call_command("sweep_files", "--dry-run")
    on_disk(folder)[0].write_bytes("走访 4 户".encode())
    with pytest.raises(CommandError, match="1 files"):
        call_command("verify_files")
    on_disk(folder)[0].unlink()
    with pytest.raises(CommandError, match="1 files"):
        call_command("verify_files")
    call_command("sweep_files")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        "1 files agree with their hashes",
        str(upload.pk),
        "altered",
        "missing",
        "1 uploads and 1 contents removed, 0 bytes freed",
    ]


def test_limits_stand_above_the_field(rf):
    page = render_to_string("files/_choose.html", {"name": "evidence"})

    assert rules.limits_text() in page
    assert page.index(rules.limits_text()) < page.index("<input")
    assert 'name="evidence"' in page
    assert ".docx,.xlsx" in page


def test_a_site_sets_its_own_limits_and_a_wrong_one_stops_the_start(tmp_path):
    own = tmp_path / "limits.yaml"
    own.write_text("megabytes: {pdf: 5}\nplace_megabytes: 100\n", encoding="utf-8")
    read = rules.read_limits(str(own))

    assert (read.megabytes["pdf"], read.megabytes["docx"], read.place_megabytes) == (5, 20, 100)
    for wrong in (
        "megabytes: {exe: 5}",
        "plaec_megabytes: 1",
        "place_megabytes: much",
        "- 1",
        "megabytes: 5",
    ):
        own.write_text(wrong, encoding="utf-8")
        with pytest.raises(ImproperlyConfigured, match="SHUZHI_FILE_LIMITS"):
            rules.read_limits(str(own))


def test_a_request_larger_than_anything_is_stopped_while_it_is_read(rf, monkeypatch):
    monkeypatch.setattr(backends, "LIMITS", dataclasses.replace(rules.LIMITS, request_megabytes=1))
    small, large = (rf.post("/", {"file": making.handed("a.txt", bytes(size))}) for size in (10, 2**21))

    assert small.FILES["file"].size == 10
    with pytest.raises(RequestDataTooBig):
        _ = large.FILES
    # All of it is taken from the wire before the answer, or the browser shows a broken connection.
    assert large.read() == b""
    with pytest.raises(RequestDataTooBig):
        backends.BoundedUploadHandler(large).receive_data_chunk(bytes(2**21), 0)


def test_whoever_sends_more_than_is_taken_reads_how_much_that_is(client, monkeypatch):
    monkeypatch.setattr(backends, "LIMITS", dataclasses.replace(rules.LIMITS, request_megabytes=1))

    answer = client.post("/account/login/", {"file": making.handed("a.txt", bytes(2**21))})

    assert (answer.status_code, "共有 2 MB，一次最多接收 1 MB" in answer.text) == (413, True)


def test_many_who_hand_in_at_once_each_find_a_whole_file(folder):
    contents = [bytes([number]) * 300_000 for number in range(3)] * 4
    threads = [
        threading.Thread(target=put, args=(BytesIO(content), hashlib.sha256(content).hexdigest()))
        for content in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [queries.digest_on_disk(path) for path in on_disk(folder)] == sorted(
        {hashlib.sha256(content).hexdigest() for content in contents}
    )


def test_storing_looks_at_the_content_before_anything_is_written(secretary, monkeypatch, folder):
    monkeypatch.setattr(storing, "put", lambda *_args: pytest.fail("written before it was looked at"))

    with pytest.raises(Refused):
        store(secretary, "a.pdf", b"MZ")

    assert not Path(folder).exists()
