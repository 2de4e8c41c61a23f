"""The code on a sheet: form, group, page and sheet number with a keyed signature. It names no person."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass

PREFIX = "SZ"
VERSION = 1
MAC_BYTES = 8
_BODY = struct.Struct(">B16sBBBI")
DIGITS = 8


class NotACode(ValueError):  # noqa: N818 - reads as what was found
    """The text of a code that no sheet of ours carries."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a code says: 32 hexadecimal digits of the form, the group's place on it, the page, the sheet number."""

    form: str
    group: int
    page: int
    pages: int
    number: str


def payload_of(imprint: Imprint, key: bytes, seal: bytes) -> str:
    """The signed text of a code: capitals and digits only, so that the code stays small."""
    body = _packed(imprint)
    return PREFIX + base64.b32encode(body + _mac(body, key, seal)).decode().rstrip("=")


def read_payload(text: str) -> Imprint:
    """What a code claims, not yet believed; raises NotACode."""
    body = _bytes_of(text)[: _BODY.size]
    version, form, group, page, pages, number = _BODY.unpack(body)
    if version != VERSION or not 1 <= page <= pages or number >= 10**DIGITS:
        raise NotACode(text)
    return Imprint(form.hex(), group, page, pages, f"{number:0{DIGITS}d}")


def is_signed(text: str, key: bytes, seal: bytes) -> bool:
    """Whether this text was printed with this key for exactly this layout of this form."""
    raw = _bytes_of(text)
    return hmac.compare_digest(raw[_BODY.size :], _mac(raw[: _BODY.size], key, seal))


def _packed(imprint: Imprint) -> bytes:
    form = bytes.fromhex(imprint.form)
    if len(form) != 16 or not is_number(imprint.number):
        raise ValueError(imprint)
    return _BODY.pack(VERSION, form, imprint.group, imprint.page, imprint.pages, int(imprint.number))


def _mac(body: bytes, key: bytes, seal: bytes) -> bytes:
    return hmac.new(key, b"shuzhi paper ballot\0" + seal + body, hashlib.sha256).digest()[:MAC_BYTES]


def _bytes_of(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > 100:
        raise NotACode(text[:100])
    bare = text.removeprefix(PREFIX)
    try:
        raw = base64.b32decode(bare + "=" * (-len(bare) % 8))
    except (binascii.Error, ValueError) as fault:
        raise NotACode(text) from fault
    if len(raw) != _BODY.size + MAC_BYTES:
        raise NotACode(text)
    return raw


def new_numbers(wanted: int, taken: Collection[str] = ()) -> list[str]:
    """Fresh sheet numbers in random order: random digits and a check digit against slips of the hand."""
    used = set(taken)
    numbers: list[str] = []
    while len(numbers) < wanted:
        bare = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
        number = bare + _check_digit(bare)
        if number not in used:
            used.add(number)
            numbers.append(number)
    return numbers


def is_number(text: str) -> bool:
    """Whether these are the digits of a sheet number: one wrong digit, or two exchanged, are noticed."""
    if len(text) != DIGITS or not text.isdecimal() or not text.isascii():
        return False
    return _check_digit(text[:-1]) == text[-1]


def shown_number(number: str) -> str:
    """As printed: in two halves."""
    return f"{number[:4]} {number[4:]}"


def tidy_number(typed: str) -> str:
    """What was meant by what was typed: full-width digits, spaces and dashes do not matter."""
    half = (chr(ord(c) - 0xFEE0) if 0xFF10 <= ord(c) <= 0xFF19 else c for c in typed[:40])
    return "".join(c for c in half if c.isascii() and c.isdecimal())


# Damm's table: a quasigroup that notices every wrong digit and every exchange of neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def _check_digit(digits: Iterable[str]) -> str:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)
