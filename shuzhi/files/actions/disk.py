import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from shuzhi.files.queries import path_of

CHUNK = 1024 * 1024


def digest_of_stream(stream: BinaryIO) -> str:
    """The SHA-256 of a stream from its beginning."""
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def put(stream: BinaryIO, digest: str) -> None:
    """The content stands whole under its hash, or not at all, also when the power fails in between.

    It is written even when it is there: that heals a damaged file and tells a sweep that it is wanted again.
    """
    target = path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    with holding(exclusive=False):
        handle, fresh = tempfile.mkstemp(dir=target.parent, prefix=".fresh-")
        try:
            with os.fdopen(handle, "wb") as file:
                stream.seek(0)
                while piece := stream.read(CHUNK):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            Path(fresh).replace(target)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)


@contextmanager
def holding(*, exclusive: bool) -> Iterator[None]:
    """Writers share the store, a sweep has it alone: nothing is taken away while it is being put there."""
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
