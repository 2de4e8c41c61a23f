"""Blind signatures, RSABSSA-SHA384-PSS-Randomized of RFC 9474: the roll signs what it cannot read.

Pure: plain integers, a library for nothing but making keys. The voter's half (`prepare`, `blind`, `finalize`) runs in
the browser (static/ballots/take.js); here it stands for the tests against the vectors of the RFC. The roll's half is
`sign_blinded`, the door's is `verifies`. A blinded request is a uniformly random number whatever it asks for, so who
keeps all requests, all signatures and the private key still cannot tell which token came from which request.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from math import gcd

import nacl.exceptions
import nacl.secret
from cryptography.hazmat.primitives.asymmetric import rsa

# A key lives for one meeting, and guards against forged entitlements; what hides the voter needs no key length.
BITS = 2048
EXPONENT = 65537
HASH = 48
SALT = 48
PREFIX = 32


class BadRequest(ValueError):  # noqa: N818 - reads as what was sent
    """What was sent is not a blinded message for this key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    n: int
    e: int

    @property
    def size(self) -> int:
        """How many bytes a signature has."""
        return (self.n.bit_length() + 7) // 8

    def to_text(self) -> str:
        return json.dumps({"n": f"{self.n:x}", "e": f"{self.e:x}"}, separators=(",", ":"))

    @staticmethod
    def from_text(text: str) -> "PublicKey":
        raw = json.loads(text)
        return PublicKey(int(raw["n"], 16), int(raw["e"], 16))


@dataclass(frozen=True, slots=True)
class PrivateKey:
    n: int
    e: int
    d: int

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.n, self.e)


def new_key(bits: int = BITS) -> PrivateKey:
    """A fresh key, from the audited library."""
    numbers = rsa.generate_private_key(public_exponent=EXPONENT, key_size=bits).private_numbers()
    return PrivateKey(numbers.public_numbers.n, numbers.public_numbers.e, numbers.d)


def prepare(message: bytes, prefix: bytes | None = None) -> bytes:
    """The message behind 32 random bytes: a signer who chose a bad key learns nothing from it either."""
    prefix = secrets.token_bytes(PREFIX) if prefix is None else prefix
    if len(prefix) != PREFIX:
        raise ValueError("the prefix has 32 bytes")
    return prefix + message


def blind(
    public: PublicKey, prepared: bytes, *, salt: bytes | None = None, inverse: int | None = None
) -> tuple[bytes, int]:
    """The blinded message, and the number that takes the blinding off again."""
    salt = secrets.token_bytes(SALT) if salt is None else salt
    message = int.from_bytes(_encode(prepared, public.n.bit_length() - 1, salt))
    if gcd(message, public.n) != 1:
        raise BadRequest("the key is not sound")
    inverse = _unit(public.n) if inverse is None else inverse
    blinded = message * pow(pow(inverse, -1, public.n), public.e, public.n) % public.n
    return blinded.to_bytes(public.size), inverse


def sign_blinded(private: PrivateKey, blinded: bytes) -> bytes:
    """The signature of a blinded message; always the same for the same message."""
    size, n = private.public.size, private.n
    message = int.from_bytes(blinded)
    if len(blinded) != size or message >= n:
        raise BadRequest("not a number below the modulus")
    # The power is taken of something the asker does not know, so that its time tells nothing of the key.
    veil = _unit(n)
    signed = pow(message * pow(veil, private.e, n) % n, private.d, n) * pow(veil, -1, n) % n
    if pow(signed, private.e, n) != message:
        raise ArithmeticError("the signature did not come out; it must not leave this place")
    return signed.to_bytes(size)


def finalize(public: PublicKey, prepared: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """The voter's signature, with the blinding taken off; raises when it does not verify."""
    if len(blind_signature) != public.size:
        raise BadRequest("the signature has a wrong length")
    signature = (int.from_bytes(blind_signature) * inverse % public.n).to_bytes(public.size)
    if not verifies(public, prepared, signature):
        raise BadRequest("the signature does not verify")
    return signature


def verifies(public: PublicKey, prepared: bytes, signature: bytes) -> bool:
    """RSASSA-PSS-VERIFY with SHA-384 and a salt of 48 bytes."""
    number = int.from_bytes(signature)
    if len(signature) != public.size or number >= public.n:
        return False
    bits = public.n.bit_length() - 1
    message = pow(number, public.e, public.n)
    length = (bits + 7) // 8
    if message.bit_length() > bits:
        return False
    return _matches(prepared, message.to_bytes(length), bits)


def lock_key(private: PrivateKey, secret: str) -> str:
    """The private key as it may lie in a database, under a key made from the server's secret."""
    plain = json.dumps({"n": f"{private.n:x}", "e": f"{private.e:x}", "d": f"{private.d:x}"}).encode()
    return nacl.secret.SecretBox(_key(secret)).encrypt(plain).hex()


def unlock_key(locked: str, secret: str) -> PrivateKey:
    """The private key again; raises BadRequest when the server's secret is another one."""
    try:
        raw = json.loads(nacl.secret.SecretBox(_key(secret)).decrypt(bytes.fromhex(locked)))
    except nacl.exceptions.CryptoError:
        raise BadRequest("locked with another secret") from None
    return PrivateKey(*(int(raw[name], 16) for name in ("n", "e", "d")))


def _key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"shuzhi-roll-key").digest()


def _unit(n: int) -> int:
    """A random number between 1 and n that can be inverted."""
    while True:
        number = 1 + secrets.randbelow(n - 1)
        if gcd(number, n) == 1:
            return number


def _encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE of RFC 8017, section 9.1.1."""
    length = (bits + 7) // 8
    if length < HASH + len(salt) + 2:
        raise ValueError("the key is too short")
    digest = _digest_of(message, salt)
    block = bytes(length - len(salt) - HASH - 2) + b"\x01" + salt
    masked = bytearray(_xor(block, _mask(digest, len(block))))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _matches(message: bytes, encoded: bytes, bits: int) -> bool:
    """EMSA-PSS-VERIFY of RFC 8017, section 9.1.2."""
    free = 8 * len(encoded) - bits
    masked, digest, end = encoded[: -HASH - 1], encoded[-HASH - 1 : -1], encoded[-1:]
    if end != b"\xbc" or masked[0] >> (8 - free):
        return False
    block = bytearray(_xor(masked, _mask(digest, len(masked))))
    block[0] &= 0xFF >> free
    zeros = len(block) - SALT - 1
    if any(block[:zeros]) or block[zeros] != 1:
        return False
    return secrets.compare_digest(_digest_of(message, bytes(block[-SALT:])), digest)


def _digest_of(message: bytes, salt: bytes) -> bytes:
    return hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384."""
    blocks = (hashlib.sha384(seed + at.to_bytes(4)).digest() for at in range(-(-length // HASH)))
    return b"".join(blocks)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
