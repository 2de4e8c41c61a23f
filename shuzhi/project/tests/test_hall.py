"""The hall: a laptop dies, another goes on; the copy opens to its passphrase alone."""

import getpass
import io
import os
import secrets
import sqlite3
import warnings
from pathlib import Path

import pytest
from django.db import connections

from shuzhi.project import command
from shuzhi.project.hall.carrying import carry
from shuzhi.project.hall.command import main as hall
from shuzhi.project.hall.keys import NAMES, lock_keys, unlock_keys
from shuzhi.project.hall.places import COPY_NAME, Folder, Medium, Refused, medium_at
from shuzhi.project.hall.sitecopy import SiteCopy, restored
from shuzhi.project.hall.taking_over import take_over
from shuzhi.project.tests import hall_kill

PASSPHRASE = "correct horse battery"


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "box"])
def test_a_laptop_dies_and_another_goes_on_from_the_copy(tmp_path: Path):
    files = {"default": "shuzhi.sqlite3", "box": "box.sqlite3"}
    ready = {}
    for alias, name in files.items():
        connections[alias].ensure_connection()
        ready[name] = connections[alias].connection.serialize()
    report = hall_kill.play(tmp_path, 1, slips=60, ready=ready)

    assert report.is_sound, report
    assert report.told["accepted"] >= 50
    # The same medium, a stranger's passphrase: nothing is taken.
    with pytest.raises(Refused):
        take_over(medium_at(tmp_path / "stick-1"), Folder(tmp_path / "thief"), "something else")
    assert not (tmp_path / "thief" / "shuzhi.sqlite3").exists()


@pytest.fixture
def medium(tmp_path: Path) -> Medium:
    medium = medium_at(tmp_path / "stick")
    medium.claim()
    return medium


@pytest.fixture
def site(tmp_path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(tmp_path / "shuzhi.sqlite3", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE noted (id INTEGER PRIMARY KEY, text)")
    return db


def copy_of(site: sqlite3.Connection, medium: Medium) -> SiteCopy:
    path = Path(site.execute("PRAGMA database_list").fetchone()[2])
    return SiteCopy(path, medium, medium.said()["token"])


def texts(image: bytes) -> list[str]:
    db = sqlite3.connect(":memory:")
    db.deserialize(image)
    return [text for (text,) in db.execute("SELECT text FROM noted ORDER BY id")]


def test_the_copy_of_the_site_follows_page_by_page(site: sqlite3.Connection, medium: Medium):
    copy = copy_of(site, medium)
    copy.step()
    for number in range(40):
        site.execute("INSERT INTO noted (text) VALUES (?)", (f"{number} " + "说" * 500,))
        assert copy.step()
    site.execute("DELETE FROM noted WHERE id > 20")
    site.execute("VACUUM")
    copy.step()

    assert not copy.step()
    assert [text.split()[0] for text in texts(restored(medium))] == [str(number) for number in range(20)]
    # By pages, not by whole databases.
    assert medium.pages.stat().st_size < 40 * medium.base.stat().st_size + 40 * 40 * 4096


@pytest.mark.parametrize("cut", [1, 30, 4000])
def test_a_torn_last_record_was_never_there(site: sqlite3.Connection, medium: Medium, cut: int):
    copy = copy_of(site, medium)
    copy.step()
    for text in ("first", "second"):
        site.execute("INSERT INTO noted (text) VALUES (?)", (text,))
        copy.step()
    raw = medium.pages.read_bytes()
    medium.pages.write_bytes(raw[:-cut])

    assert texts(restored(medium)) == ["first"]


def test_records_of_an_older_base_are_nothing(site: sqlite3.Connection, medium: Medium):
    copy = copy_of(site, medium)
    copy.step()
    site.execute("INSERT INTO noted (text) VALUES ('first')")
    copy.step()
    old = medium.pages.read_bytes()
    site.execute("INSERT INTO noted (text) VALUES ('second')")
    copy.forget()
    copy.step()
    medium.pages.write_bytes(old)

    assert texts(restored(medium)) == ["first", "second"]


def test_a_medium_that_is_another_s_is_left_alone_and_written_anew_when_it_is_back(
    site: sqlite3.Connection, medium: Medium
):
    copy = copy_of(site, medium)
    copy.step()
    mark = medium.mark.read_bytes()
    medium.claim()
    site.execute("INSERT INTO noted (text) VALUES ('meanwhile')")
    with pytest.raises(OSError, match="another medium"):
        copy.step()
    assert texts(restored(medium)) == []
    medium.mark.write_bytes(mark)
    copy.step()
    assert texts(restored(medium)) == ["meanwhile"]


def test_the_keys_on_the_medium_open_to_the_passphrase_alone(tmp_path: Path, medium: Medium):
    here, there = Folder(tmp_path / "one"), Folder(tmp_path / "other")
    lock_keys(here, medium, PASSPHRASE)
    kept = {name: (here.secrets / name).read_text() for name in NAMES}

    assert not any(value in medium.keys.read_text() for value in kept.values())
    with pytest.raises(Refused):
        unlock_keys(medium, there, PASSPHRASE + " ")
    unlock_keys(medium, there, PASSPHRASE)
    assert {name: (there.secrets / name).read_text() for name in NAMES} == kept
    with pytest.raises(Refused):
        lock_keys(here, medium, "short")


def test_nothing_is_taken_over_into_a_folder_that_has_a_meeting(tmp_path: Path, medium: Medium):
    folder = Folder(tmp_path)
    folder.site.touch()
    with pytest.raises(Refused, match="already"):
        take_over(medium, folder, PASSPHRASE)
    with pytest.raises(Refused, match="no copy"):
        take_over(medium_at(tmp_path / "nothing"), Folder(tmp_path / "empty"), PASSPHRASE)


def test_a_damaged_copy_is_refused_and_leaves_nothing_half_done(
    tmp_path: Path, site: sqlite3.Connection, medium: Medium
):
    folder = Folder(tmp_path / "other")
    lock_keys(Folder(tmp_path / "one"), medium, PASSPHRASE)
    copy_of(site, medium).step()
    with pytest.raises(Refused, match="no ballot box"):
        take_over(medium, folder, PASSPHRASE)
    (medium.path / "box-1.sqlite3").write_bytes(secrets.token_bytes(5000))
    (medium.path / "box.json").write_text('{"box": "box-1.sqlite3"}')
    with pytest.raises(Refused, match="damaged"):
        take_over(medium, folder, PASSPHRASE)
    assert not folder.site.exists()
    assert not folder.box.exists()


def test_a_medium_is_named_by_its_folder_or_by_the_copy_in_it(tmp_path: Path):
    assert medium_at(tmp_path).path == medium_at(tmp_path / COPY_NAME).path == tmp_path / COPY_NAME


def test_scores_need_no_site(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        command.main(["--help"])
    assert "rulebook" in capsys.readouterr().out


def test_without_a_terminal_the_hall_says_where_the_passphrase_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("SHUZHI_COPY_PASSPHRASE", raising=False)
    # As in a service or behind a pipe: no terminal to open, and nothing on the way in.
    monkeypatch.setattr(os, "open", _no_terminal)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        code = hall(["--folder", str(tmp_path / "hall"), "--copy", str(tmp_path / "stick")])

    said = capsys.readouterr().err
    assert (code, "--passphrase-file" in said, "口令写入文件" in said) == (2, True, True)


def _no_terminal(path: str, *more: object) -> int:
    raise OSError(6, "No such device or address", path)


def test_a_copy_that_is_not_there_is_said_before_a_passphrase_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def asked(prompt: str) -> str:
        raise AssertionError(prompt)

    monkeypatch.setattr(getpass, "getpass", asked)
    code = hall(["--folder", str(tmp_path / "hall"), "--from", str(tmp_path / "nothing")])

    said = capsys.readouterr().err
    assert (code, "There is no copy" in said, "没有会议副本" in said) == (2, True, True)
    assert not (tmp_path / "hall").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        ("take", "会议包已损坏，或是发给另一台电脑的。", "damaged or is for another laptop"),
        ("pack", "本机还没有接收会议", "No meeting was taken over on this laptop"),
    ],
)
def test_what_take_and_pack_refuse_is_said_in_both_languages(tmp_path: Path, step: str, zh: str, en: str):
    file = tmp_path / "package"
    file.write_bytes(b"no package")

    with pytest.raises(Refused) as refused:
        carry(step, file, Folder(tmp_path / "hall"))

    assert (zh in str(refused.value), en in str(refused.value)) == (True, True)


@pytest.mark.django_db
def test_a_package_for_a_folder_that_is_not_there_is_refused_by_that_folder(tmp_path: Path):
    with pytest.raises(Refused, match=r"没有这个文件夹.*nowhere There is no such folder") as refused:
        carry("pack", tmp_path / "nowhere" / "x.pkg", Folder(tmp_path / "hall"))

    assert "fresh-" not in str(refused.value)


def test_a_copy_inside_the_meeting_s_own_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "hall"
    for copy in (folder, folder / "copy"):
        code = hall(["--folder", str(folder), "--copy", str(copy)])
        said = capsys.readouterr().err
        assert (code, "own folder" in said, "自己的文件夹" in said) == (2, True, True)
    code = hall(
        ["--folder", str(tmp_path / "stick" / "shuzhi-copy" / "hall"), "--copy", str(tmp_path / "stick")]
    )
    assert (code, "own folder" in capsys.readouterr().err) == (2, True)
    assert not folder.exists()
