import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from shuzhi.files.models import Upload


def path_of(digest: str) -> Path:
    """Where the content with this hash stands; two levels, so that no folder grows without end."""
    return Path(settings.FILES) / digest[:2] / digest[2:]


def open_content(upload: Upload) -> BinaryIO:
    """The content of an upload as an open file."""
    return path_of(upload.file.digest).open("rb")


def content_of(upload: Upload) -> bytes:
    """The content of an upload, as it was handed in."""
    return path_of(upload.file.digest).read_bytes()


def digest_on_disk(path: Path) -> str:
    """The SHA-256 of what really stands on the disk."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
