"""Sealing, pure: a key pair, a sealed ballot, shares of the private key, the root over what was sealed.

Sealed boxes are libsodium's (X25519, XSalsa20-Poly1305), shares SLIP-39 words, passwords Argon2id; this module
only puts them together. A ballot seals at one fixed length for one form:

    stamp (16 bytes) · receipt (10) · choices (two hexadecimal digits a byte)

The stamp is a keyed hash over form, group, receipt and choices with the key that is in no database: whoever can
write into the box, and knows the public key as everybody does, still cannot put a ballot in, or move one to
another group, without being noticed at opening.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from nacl import exceptions, pwhash, secret
from nacl.bindings import crypto_box_SEALBYTES as OVERHEAD
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

KEY_BYTES = 32
STAMP, RECEIPT = 16, 10
SHARE_WORDS = 33
# A share is locked under a password so slowly that guessing costs: four passes over 64 MiB.
PASSES, MEMORY = 4, 64 * 1024 * 1024
# Words that a tired hand writes for each other begin alike: four letters name one word of the list.
_FULL = {word[:4]: word for word in WORDLIST}


class NotOurs(ValueError):  # noqa: N818 - reads as what was found
    """What should be sealed to this key, or stamped by this site, is not."""


class WrongPassword(ValueError):  # noqa: N818 - reads as what happened
    """The password does not open this share."""


class Fault(StrEnum):
    WORD = "word"
    LENGTH = "length"
    TYPO = "typo"
    FOREIGN = "foreign"
    TWICE = "twice"
    TOO_FEW = "too_few"
    DAMAGED = "damaged"


class BadShare(ValueError):  # noqa: N818 - reads as what was given
    """Why the shares do not join; `number` (from 1) says which, `word` the strange word, where that is known."""

    def __init__(self, why: Fault, number: int | None = None, word: str = "") -> None:
        super().__init__(f"{why.value}: share {number or '?'}")
        self.why, self.number, self.word = why, number, word


class Pair(NamedTuple):
    public: str
    private: bytes


class Contents(NamedTuple):
    """What a sealed ballot holds: the choices as the sheet writes them, and the receipt's code."""

    choices: str
    receipt: str


def new_pair() -> Pair:
    """A fresh pair from the system's own source; the private half belongs in shares, nowhere else."""
    private = PrivateKey.generate()
    return Pair(_text(bytes(private.public_key)), bytes(private))


def public_of(private: bytes) -> str:
    """The public half: shows that joined shares are those of this ballot."""
    return _text(bytes(PrivateKey(private).public_key))


def fingerprint(public: str) -> str:
    """Twenty digits that two people can read to each other: the public key's, not secret."""
    number = int.from_bytes(hashlib.sha256(b"shuzhi key\0" + public.encode()).digest()) % 10**20
    return " ".join(f"{number:020}"[at : at + 5] for at in range(0, 20, 5))


def seal(public: str, plain: bytes) -> str:
    """Only the private half can read this; equal lengths seal to equal lengths."""
    return _text(_box(public).encrypt(plain))


def unseal(private: bytes, sealed: str) -> bytes:
    """What was sealed; raises NotOurs for another key and for a single changed character."""
    try:
        return SealedBox(PrivateKey(private)).decrypt(_bytes(sealed))
    except (ValueError, TypeError, exceptions.CryptoError):
        raise NotOurs("not sealed to this key, or changed") from None


@lru_cache(maxsize=64)
def _box(public: str) -> SealedBox[PublicKey]:
    return SealedBox(PublicKey(_bytes(public)))


# ---- what is sealed ----


def contents_of(choices: str, receipt: str, *, form: str, group: str, key: str) -> bytes:
    """The text to seal, of one length for one form."""
    if len(receipt) != RECEIPT or not receipt.isascii():
        raise ValueError("a receipt has ten plain characters")
    body = receipt.encode() + bytes.fromhex(choices + "0" * (len(choices) % 2))
    return _stamp(body, form, group, key) + body


def read_contents(plain: bytes, length: int) -> Contents:
    """Choices of `length` digits and the receipt; raises NotOurs for anything else. Looks at no stamp."""
    body = plain[STAMP:]
    digits = body[RECEIPT:].hex()
    receipt = body[:RECEIPT]
    if len(digits) != length + length % 2 or digits[length:].strip("0") or not receipt.isascii():
        raise NotOurs("not a ballot of this form")
    return Contents(digits[:length], receipt.decode())


def is_stamped(plain: bytes, *, form: str, group: str, key: str) -> bool:
    """Whether this site's door or readers made it, for this form and group."""
    return hmac.compare_digest(plain[:STAMP], _stamp(plain[STAMP:], form, group, key))


def sealed_length(digits: int) -> int:
    """The characters of a sealed ballot whose choices have this many digits."""
    inside: int = STAMP + RECEIPT + (digits + 1) // 2 + OVERHEAD
    return (inside + 2) // 3 * 4


def blank(digits: int) -> str:
    """What lies in a row that waits for its ballot: random, as long as a sealed one."""
    return _text(random(STAMP + RECEIPT + (digits + 1) // 2 + OVERHEAD))


def _stamp(body: bytes, form: str, group: str, key: str) -> bytes:
    place = json.dumps([form, group]).encode()
    return hmac.digest(b"stamp\0" + key.encode(), place + b"\0" + body, "sha256")[:STAMP]


# ---- the private key in shares ----


def split(private: bytes, *, needed: int = 2, holders: int = 3) -> list[str]:
    """One line of words for each holder; fewer than `needed` tell nothing at all about the key."""
    if needed < 2:
        raise ValueError("one holder alone must not open")
    shares: list[str] = generate_mnemonics(1, [(needed, holders)], private, iteration_exponent=0)[0]
    return shares


def join(shares: Sequence[str]) -> bytes:
    """The private key from enough shares; all that are given must agree. Raises BadShare."""
    read = [_share(words, number) for number, words in enumerate(shares, 1)]
    if not read:
        raise BadShare(Fault.TOO_FEW)
    _refuse_foreign(read)
    for number, share in enumerate(read, 1):
        if share.index in {other.index for other in read[: number - 1]}:
            raise BadShare(Fault.TWICE, number)
    needed = read[0].member_threshold
    if len(read) < needed:
        raise BadShare(Fault.TOO_FEW)
    try:
        keys: set[bytes] = {
            combine_mnemonics(one.mnemonic() for one in some) for some in combinations(read, needed)
        }
    except MnemonicError:
        raise BadShare(Fault.DAMAGED) from None
    if len(keys) != 1:
        raise BadShare(Fault.DAMAGED)
    return keys.pop()


def check_share(words: str, *, like: str = "") -> None:
    """Raises BadShare when a share has a typo, or (with `like`, a set_of) belongs to another key."""
    share = _share(words, 1)
    if like and _set(share) != like:
        raise BadShare(Fault.FOREIGN, 1)


def set_of(words: str) -> str:
    """Which key a share belongs to; the same for all its shares, tells nothing about the key."""
    return _set(_share(words, 1))


def place_of(words: str) -> int:
    """Which of the holders, from 1, a share was made for."""
    index: int = _share(words, 1).index
    return index + 1


def tidy_share(words: str) -> str:
    """The words as printed, from whatever case, spaces, numbering or punctuation they were typed with."""
    letters = "".join(c if c.isascii() and c.isalpha() else " " for c in words.lower())
    return " ".join(_FULL.get(word[:4], word) if len(word) >= 4 else word for word in letters.split())


def _share(words: str, number: int) -> Share:
    tidy = tidy_share(words)
    if strange := next((word for word in tidy.split() if word not in _FULL.values()), ""):
        raise BadShare(Fault.WORD, number, strange)
    if len(tidy.split()) != SHARE_WORDS:
        raise BadShare(Fault.LENGTH, number)
    try:
        return Share.from_mnemonic(tidy)
    except MnemonicError:
        raise BadShare(Fault.TYPO, number) from None


def _refuse_foreign(read: Sequence[Share]) -> None:
    sets = [_set(share) for share in read]
    if len(set(sets)) == 1:
        return
    # Of three, the odd one is named; of two nobody can say which.
    odd = [number for number, name in enumerate(sets, 1) if sets.count(name) == 1]
    raise BadShare(Fault.FOREIGN, odd[0] if len(odd) == 1 else None)


def _set(share: Share) -> str:
    return f"{share.identifier:05}"


def lock(share: str, password: str) -> str:
    """A share that only its holder's password opens; carries what is needed to open it."""
    salt = random(pwhash.argon2id.SALTBYTES)
    closed = secret.SecretBox(_derived(password, salt, PASSES, MEMORY)).encrypt(share.encode())
    return json.dumps({"passes": PASSES, "memory": MEMORY, "salt": _text(salt), "closed": _text(closed)})


def unlock(locked: str, password: str) -> str:
    """The share again; raises WrongPassword."""
    raw: dict[str, Any] = json.loads(locked)
    key = _derived(password, _bytes(raw["salt"]), raw["passes"], raw["memory"])
    try:
        return secret.SecretBox(key).decrypt(_bytes(raw["closed"])).decode()
    except exceptions.CryptoError:
        raise WrongPassword from None


def _derived(password: str, salt: bytes, passes: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(KEY_BYTES, password.encode(), salt, opslimit=passes, memlimit=memory)


# ---- the root over what was sealed ----


def leaf(*parts: str) -> bytes:
    """SHA-256 over 0x00 and each part behind its length in four bytes, most significant first."""
    raw = [part.encode() for part in parts]
    return hashlib.sha256(b"\0" + b"".join(len(part).to_bytes(4) + part for part in raw)).digest()


def root_of(leaves: Iterable[bytes]) -> str:
    """The Merkle root in the order given: pairs hash under 0x01, an odd last one goes up as it is."""
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = above + level[len(level) - len(level) % 2 :]
    return level[0].hex()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    """Strict: one text for one value, so that no changed character goes unnoticed."""
    raw = base64.urlsafe_b64decode(text.encode())
    if _text(raw) != text:
        raise ValueError("not in its one form")
    return raw
