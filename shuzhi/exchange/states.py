"""The package itself, pure: parts with their sums, a head over them, one signature over the head.

Out to the laptop it is sealed to the laptop's key (it carries sign-ins); home it is signed by that key.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

OUT, HOME = "shuzhi-hall-out-1", "shuzhi-hall-home-1"
# How the parts of a package that comes home are named: rows of a table, the box of a form.
ROWS_PART, BOX_PART = "rows:", "box:"
Parts = dict[str, Any]


class PackageFault(Exception):  # noqa: N818 - reads as what was found
    """What is wrong with a package; `part` says where, when it is one part."""

    def __init__(self, what: str, part: str = "") -> None:
        super().__init__(f"{what}: {part}" if part else what)
        self.what, self.part = what, part


def canonical(value: Any) -> str:
    """One text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sum_of(value: Any) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def fingerprint_of(key: str) -> str:
    """Twenty digits that two people read to each other."""
    digits = f"{int(hashlib.sha256(bytes.fromhex(key)).hexdigest(), 16) % 10**20:020}"
    return " ".join(digits[at : at + 5] for at in range(0, 20, 5))


def key_in(text: str) -> str:
    """The key that was typed or pasted: capitals, blanks and line ends do not matter."""
    return "".join(text.split()).lower()


def is_key(text: str) -> bool:
    """Whether it is a public key as `shuzhi hall identity` prints it, and something can be sealed to it."""
    try:
        VerifyKey(text.encode(), encoder=HexEncoder).to_curve25519_public_key()
    except (ValueError, TypeError, CryptoError):
        return False
    return text == text.lower()


def signed(parts: Parts, head: Mapping[str, Any], key: SigningKey) -> bytes:
    """The package: whoever changes, leaves out or adds a part breaks a sum; whoever changes a sum, the signature."""
    whole = {**head, "format": HOME, "sums": {name: sum_of(part) for name, part in parts.items()}}
    signature = key.sign(canonical(whole).encode()).signature.hex()
    return canonical({"head": whole, "parts": parts, "signature": signature}).encode()


def head_of(data: bytes) -> tuple[dict[str, Any], Parts, str]:
    """Head, parts and signature, not checked yet; raises PackageFault for what is no package."""
    try:
        raw = json.loads(data)
    except ValueError:
        raise PackageFault("The file ends early or is no package") from None
    if not isinstance(raw, dict) or set(raw) != {"head", "parts", "signature"}:
        raise PackageFault("This is no package of a hall")
    head = raw["head"]
    if not isinstance(head, dict) or head.get("format") != HOME or not isinstance(head.get("sums"), dict):
        raise PackageFault("This is no package of a hall")
    if not isinstance(raw["parts"], dict) or not isinstance(raw["signature"], str):
        raise PackageFault("This is no package of a hall")
    return head, raw["parts"], raw["signature"]


def check(head: Mapping[str, Any], parts: Parts, signature: str, key: str) -> None:
    """Raises PackageFault with what was changed, is missing or was added."""
    try:
        VerifyKey(key.encode(), encoder=HexEncoder).verify(canonical(head).encode(), bytes.fromhex(signature))
    except (CryptoError, ValueError):
        raise PackageFault("The signature is not that of the registered laptop") from None
    sums = head["sums"]
    for name in sorted(sums.keys() - parts.keys()):
        raise PackageFault("A part is missing", name)
    for name in sorted(parts.keys() - sums.keys()):
        raise PackageFault("A part was added", name)
    for name in sorted(sums):
        if sum_of(parts[name]) != sums[name]:
            raise PackageFault("A part was changed", name)


def sealed_to(parts: Parts, key: str) -> bytes:
    """The package for one laptop; nobody else reads it."""
    box = SealedBox(VerifyKey(key.encode(), encoder=HexEncoder).to_curve25519_public_key())
    return bytes(box.encrypt(canonical({"format": OUT, "parts": parts}).encode(), encoder=HexEncoder))


def unsealed(data: bytes, key: SigningKey) -> Parts:
    """What was sealed to this laptop; raises PackageFault."""
    try:
        raw = json.loads(SealedBox(key.to_curve25519_private_key()).decrypt(data, encoder=HexEncoder))
    except (CryptoError, ValueError, TypeError):
        raise PackageFault("The package is damaged or is for another laptop") from None
    if raw.get("format") != OUT:
        raise PackageFault("This is no package for a hall")
    parts: Parts = raw["parts"]
    return parts
