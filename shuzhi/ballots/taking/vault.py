"""Scans and readings under lock: a key of each session's own, half in the database, half in no database.

Scans of filled ballots are ballots. They lie sealed from the moment they arrive, are opened only in the memory
of the process that reads them, and are gone when the set is in the box. The paper is the original.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from nacl import exceptions
from nacl.secret import SecretBox


class Unreadable(Exception):  # noqa: N818 - reads as what was found
    """What lies in the vault is not under this key, or was changed."""


def new_salt() -> str:
    """The half of a session's key that stands in the database."""
    return secrets.token_hex(32)


class Vault:
    """What one session keeps for as long as it must."""

    def __init__(self, salt: str, key: str) -> None:
        self.key = hmac.new(b"scans\0" + key.encode(), bytes.fromhex(salt), hashlib.sha256).digest()
        self.box = SecretBox(self.key)

    def lock(self, plain: bytes) -> bytes:
        return bytes(self.box.encrypt(plain))

    def unlock(self, locked: bytes | memoryview) -> bytes:
        """What was locked; raises Unreadable."""
        return unlock(self.key, locked)

    def hash_of(self, *parts: str) -> str:
        """A keyed hash: two answers are compared by it, and without the key it tells nothing."""
        text = "\0".join(parts).encode()
        return hmac.new(b"answer\0" + self.key, text, hashlib.sha256).hexdigest()

    def put(self, data: bytes) -> str:
        """Keeps a file, on the disk before this returns; the random name it lies under."""
        name = secrets.token_hex(16)
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(self.lock(data))
            file.flush()
            os.fsync(file.fileno())
        return name


def unlock(key: bytes, locked: bytes | memoryview) -> bytes:
    """The same with the bare key, for the process that reads pages and knows no settings."""
    try:
        return bytes(SecretBox(key).decrypt(bytes(locked)))
    except (ValueError, exceptions.CryptoError):
        raise Unreadable from None


def place_of(name: str) -> Path:
    """Where a kept file lies."""
    return _folder() / name


def drop(*names: str) -> None:
    """Removes kept files; harmless when they are gone."""
    for name in names:
        place_of(name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.SCANS)
