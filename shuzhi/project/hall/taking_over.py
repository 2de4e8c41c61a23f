"""Another laptop goes on from the copy: both databases, the uploads, the keys."""

import contextlib
import json
import shutil
import sqlite3

from shuzhi.ballots.door.second_box import POINTER, write_whole
from shuzhi.project.hall.keys import unlock_keys
from shuzhi.project.hall.places import FORMAT, Folder, Medium, Refused
from shuzhi.project.hall.sitecopy import copy_files, restored


def refuse_take_over(medium: Medium, folder: Folder) -> None:
    """Refuses where there is no copy to go on from, or no empty folder to go on in; asked before the passphrase."""
    if medium.said().get("format") != FORMAT:
        raise Refused(
            f"“{medium.path}”中没有会议副本，请核对 --from。 There is no copy of a meeting in {medium.path}."
        )
    if folder.site.exists() or folder.box.exists():
        raise Refused(
            f"“{folder.path}”中已有一场会议，请用 --folder 另指一个空文件夹。 "
            f"In {folder.path} there is a meeting already; choose an empty --folder."
        )


def take_over(medium: Medium, folder: Folder, passphrase: str) -> None:
    """Fills an empty folder from the copy. The medium is only read, but for the box's own log being put in order."""
    refuse_take_over(medium, folder)
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    unlock_keys(medium, folder, passphrase)
    _take_box(medium, folder)
    copy_files(medium.files, folder.files)
    image = restored(medium)
    _check(image)
    # Last: whoever is interrupted before begins again in an empty folder.
    write_whole(folder.site, image)


def _take_box(medium: Medium, folder: Folder) -> None:
    try:
        name = json.loads((medium.path / POINTER).read_text(encoding="utf-8"))["box"]
        source = medium.path / name
        fresh = folder.path / "box.taken"
        for tail in ("", "-wal"):
            # The log beside the box holds the ballots of the last moments; both are read on this laptop's disk.
            if (source.parent / f"{name}{tail}").exists():
                shutil.copyfile(source.parent / f"{name}{tail}", f"{fresh}{tail}")
    except (OSError, ValueError, KeyError):
        raise Refused(
            f"“{medium.path}”的副本中没有票箱。 The copy in {medium.path} has no ballot box."
        ) from None
    with contextlib.closing(sqlite3.connect(fresh, isolation_level=None)) as box:
        box.execute("PRAGMA secure_delete=ON")
        _sound(box)
        box.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fresh.replace(folder.box)


def _check(image: bytes) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as site:
        site.deserialize(image)
        _sound(site)


def _sound(db: sqlite3.Connection) -> None:
    try:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Refused(f"副本已损坏：{found}。 The copy is damaged: {found}.")
