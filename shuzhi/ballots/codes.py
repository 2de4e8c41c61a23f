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
    return hmac.digest(key.encode(), code.encode(), "sha256").hex()


def receipt_of(code: str, nonce: str) -> str:
    """The receipt of a ballot: from what the phone alone drew, so that pressing again gives the same.

    Bound to the slip's code, so that two phones with one nonce do not share a receipt. Who knows neither can
    tell nothing from it.
    """
    number = int.from_bytes(hashlib.sha256(f"receipt\0{code}\0{nonce}".encode()).digest())
    rest, letters = number % len(ALPHABET) ** LENGTH, []
    for _ in range(LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "".join(letters)


def code_of_token(form: str, token: bytes) -> str:
    """The slip code that a token from afar stands for; who does not hold the token can only guess at it."""
    number = int.from_bytes(hashlib.sha256(b"token\0" + form.encode() + b"\0" + token).digest())
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH))
