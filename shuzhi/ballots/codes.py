"""The code on a slip: short enough to type, too long to guess; the box keeps only its keyed hash."""

import hashlib
import hmac
import secrets

# No 0 O 1 I L U: what a tired eye confuses is not printed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def new_code() -> str:
    """A fresh code of 49 random bits, from the system's own source."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as printed: two halves, so that it is read and typed without losing the place."""
    return f"{code[:5]}-{code[5:]}"


def tidy(typed: str) -> str:
    """What was meant by what was typed: any case, full-width letters, spaces and dashes do not matter."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in typed[:64])
    return "".join(c for c in half.upper() if c.isascii() and c.isalnum())


def is_code(text: str) -> bool:
    """Whether the text could be a code at all; costs no look into the box."""
    return len(text) == LENGTH and all(c in ALPHABET for c in text)


def mark_of(code: str, key: str) -> str:
    """What the box knows of a slip: HMAC-SHA256 of its code with a key that is in no database."""
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()
