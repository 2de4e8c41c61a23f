"""The named database on the second medium: its pages as they were, then whatever pages changed.

The copy is two files: `site.base`, a whole database, and `site.pages`, records of changed pages, each with its
length and its SHA-256. A record counts when it is whole; a torn last one was never there. The records belong to
one base by its hash, so an old list beside a new base is nothing.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from shuzhi.ballots.door.second_box import write_whole
from shuzhi.project.hall.places import Medium, Refused

PAGE_HEAD = 8
HASH = 32
# A new base is written when the records have grown past it.
SMALLEST = 4 * 1024 * 1024


class SiteCopy:
    """Follows the database at `source`; one step whenever anybody wrote."""

    def __init__(self, source: Path, medium: Medium, token: str) -> None:
        self.source, self.medium, self.token = source, medium, token
        self.db = sqlite3.connect(source, isolation_level=None, timeout=20, check_same_thread=False)
        self.version = -1
        self.image = b""
        self.written = 0

    def step(self) -> bool:
        """Brings the copy up to date; whether there was anything to write. Raises OSError when the medium fails."""
        if not self.medium.is_of(self.token):
            self.forget()
            raise OSError("another medium")
        version = int(self.db.execute("PRAGMA data_version").fetchone()[0])
        if self.image and version == self.version:
            return False
        image = self.db.serialize()
        try:
            self._write(image)
        except OSError:
            self.forget()
            raise
        self.version = version
        return True

    def forget(self) -> None:
        """The next step writes everything anew."""
        self.image, self.version = b"", -1

    def close(self) -> None:
        self.db.close()

    def _write(self, image: bytes) -> None:
        if not self.image or self.written > max(len(self.image), SMALLEST):
            write_whole(self.medium.base, image)
            write_whole(self.medium.pages, hashlib.sha256(image).digest())
            self.written = 0
        else:
            record = record_of(self.image, image)
            with self.medium.pages.open("ab") as file:
                file.write(record)
                file.flush()
                os.fsync(file.fileno())
            self.written += len(record)
        self.image = image


def page_size(image: bytes) -> int:
    """As the database's own head says."""
    found = int.from_bytes(image[16:18], "big")
    return 65536 if found == 1 else found


def record_of(before: bytes, now: bytes) -> bytes:
    """The pages that differ, and how long the database is now."""
    size = page_size(now)
    changed = [
        at.to_bytes(PAGE_HEAD, "big") + now[at : at + size]
        for at in range(0, len(now), size)
        if now[at : at + size] != before[at : at + size]
    ]
    body = len(now).to_bytes(PAGE_HEAD, "big") + size.to_bytes(PAGE_HEAD, "big") + b"".join(changed)
    return len(body).to_bytes(PAGE_HEAD, "big") + hashlib.sha256(body).digest() + body


def restored(medium: Medium) -> bytes:
    """The database as it last stood on the medium; raises Refused when there is none."""
    try:
        image = bytearray(medium.base.read_bytes())
        raw = medium.pages.read_bytes() if medium.pages.exists() else b""
    except OSError:
        raise Refused(
            f"“{medium.path}”中没有会议资料的副本。 There is no copy of the meeting in {medium.path}."
        ) from None
    if raw[:HASH] != hashlib.sha256(image).digest():
        # The new base stood, its list did not yet: the base is the newer of the two.
        return _on_its_own(image)
    for body in _records(raw[HASH:]):
        size = int.from_bytes(body[PAGE_HEAD : 2 * PAGE_HEAD], "big")
        length = int.from_bytes(body[:PAGE_HEAD], "big")
        image.extend(bytes(max(0, length - len(image))))
        for start in range(2 * PAGE_HEAD, len(body), PAGE_HEAD + size):
            at = int.from_bytes(body[start : start + PAGE_HEAD], "big")
            image[at : at + size] = body[start + PAGE_HEAD : start + PAGE_HEAD + size]
        del image[length:]
    return _on_its_own(image)


def _on_its_own(image: bytearray) -> bytes:
    """A database that expects no log beside it; the site asks for one again when it opens it."""
    if image:
        image[18:20] = b"\x01\x01"
    return bytes(image)


def _records(raw: bytes) -> Iterator[bytes]:
    start = 0
    while start + PAGE_HEAD + HASH <= len(raw):
        length = int.from_bytes(raw[start : start + PAGE_HEAD], "big")
        body_at = start + PAGE_HEAD + HASH
        body = raw[body_at : body_at + length]
        if len(body) < length or hashlib.sha256(body).digest() != raw[start + PAGE_HEAD : body_at]:
            return
        yield body
        start = body_at + length


def copy_files(source: Path, target: Path) -> int:
    """Uploads lie under their hash and never change: what is missing is copied. How many there were."""
    copied = 0
    for path in sorted(source.rglob("*")) if source.exists() else []:
        there = target / path.relative_to(source)
        if not path.is_file() or (there.exists() and there.stat().st_size == path.stat().st_size):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        fresh = there.with_name(f"fresh-{there.name}")
        shutil.copyfile(path, fresh)
        fresh.replace(there)
        copied += 1
    return copied
