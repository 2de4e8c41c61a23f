"""RFC 9474 as published, and what the roll must never be able to do with what it has seen."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from shuzhi.ballots import blind

VECTOR_FILE = Path(__file__).parent / "data" / "rfc9474.txt"


def vector() -> dict[str, str]:
    _title, *parts = VECTOR_FILE.read_text(encoding="ascii").split("\n\n")
    return {name: "".join(text.split()) for name, text in (part.split(" = ") for part in parts)}


@pytest.fixture(scope="module")
def published():
    return vector()


@pytest.fixture(scope="module")
def rfc_key(published):
    n, q, e = (int(published[name], 16) for name in ("n", "q", "e"))
    return blind.PrivateKey(n, e, pow(e, -1, (n // q - 1) * (q - 1)))


@pytest.fixture(scope="module")
def key():
    return blind.new_key()


@pytest.mark.parametrize("variant", ["a1", "a3"])
def test_the_published_vectors_step_by_step(published, rfc_key, variant):
    """A.1 is our variant; A.3 is the same without the random prefix."""
    prefix = bytes.fromhex(published["msg_prefix"]) if variant == "a1" else None
    message = bytes.fromhex(published["msg"])
    prepared = blind.prepare(message, prefix) if prefix else message
    salt, inverse = bytes.fromhex(published["salt"]), int(published["inv"], 16)

    blinded, kept = blind.blind(rfc_key.public, prepared, salt=salt, inverse=inverse)
    answer = blind.sign_blinded(rfc_key, blinded)
    signature = blind.finalize(rfc_key.public, prepared, answer, kept)

    assert blinded.hex() == published[f"{variant}_blinded_message"]
    assert answer.hex() == published[f"{variant}_blind_sig"]
    assert signature.hex() == published[f"{variant}_sig"]


def test_the_signature_is_an_ordinary_pss_signature_to_another_library(key):
    prepared = blind.prepare(b"token")
    blinded, inverse = blind.blind(key.public, prepared)
    signature = blind.finalize(key.public, prepared, blind.sign_blinded(key, blinded), inverse)

    other = rsa.RSAPublicNumbers(key.e, key.n).public_key()
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    other.verify(signature, prepared, scheme, hashes.SHA384())


def test_an_ordinary_pss_signature_of_another_library_verifies_here():
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    public = blind.PublicKey(made.public_key().public_numbers().n, 65537)

    assert blind.verifies(public, b"message", made.sign(b"message", scheme, hashes.SHA384()))


def test_every_changed_byte_of_a_signature_is_found(key):
    prepared = blind.prepare(b"token")
    blinded, inverse = blind.blind(key.public, prepared)
    signature = blind.finalize(key.public, prepared, blind.sign_blinded(key, blinded), inverse)

    assert blind.verifies(key.public, prepared, signature)
    for at in range(len(signature)):
        changed = bytearray(signature)
        changed[at] ^= 1
        assert not blind.verifies(key.public, prepared, bytes(changed))
    assert not blind.verifies(key.public, prepared + b"x", signature)
    assert not blind.verifies(blind.new_key().public, prepared, signature)
    assert not blind.verifies(key.public, prepared, signature[:-1])


def test_every_request_fits_every_token_so_that_nothing_can_be_told_from_it(key):
    """For each blinded request and each token there is a blinding that makes one from the other."""
    prepared = [blind.prepare(f"token {number}".encode()) for number in range(4)]
    made = [blind.blind(key.public, one) for one in prepared]
    signatures = [
        blind.finalize(key.public, one, blind.sign_blinded(key, blinded), inverse)
        for one, (blinded, inverse) in zip(prepared, made, strict=True)
    ]
    for blinded, _inverse in made:
        for signature in signatures:
            encoded = pow(int.from_bytes(signature), key.e, key.n)
            factor = int.from_bytes(blinded) * pow(encoded, -1, key.n) % key.n
            # The signer's own root of the factor: it exists for every pair, so no pair is likelier.
            inverse = pow(pow(factor, key.d, key.n), -1, key.n)
            again = encoded * pow(pow(inverse, -1, key.n), key.e, key.n) % key.n
            assert again == int.from_bytes(blinded)


def test_the_same_token_asked_for_twice_looks_different(key):
    prepared = blind.prepare(b"token")

    assert blind.blind(key.public, prepared)[0] != blind.blind(key.public, prepared)[0]


def test_the_same_request_gets_the_same_answer(key):
    blinded, _inverse = blind.blind(key.public, blind.prepare(b"token"))

    assert blind.sign_blinded(key, blinded) == blind.sign_blinded(key, blinded)


@pytest.mark.parametrize("sent", [b"", b"\x01", b"\xff" * 256, b"\x00" * 257])
def test_what_is_no_request_is_not_signed(key, sent):
    with pytest.raises(blind.BadRequest):
        blind.sign_blinded(key, sent)


def test_an_answer_to_another_request_is_not_taken(key):
    prepared = blind.prepare(b"token")
    _blinded, inverse = blind.blind(key.public, prepared)
    other, _inverse = blind.blind(key.public, prepared)

    with pytest.raises(blind.BadRequest, match="verify"):
        blind.finalize(key.public, prepared, blind.sign_blinded(key, other), inverse)


def test_the_key_lies_locked_and_opens_with_the_servers_secret_alone(key):
    locked = blind.lock_key(key, "secret")

    assert blind.unlock_key(locked, "secret") == key
    assert f"{key.d:x}" not in locked
    with pytest.raises(blind.BadRequest):
        blind.unlock_key(locked, "another")
    assert blind.PublicKey.from_text(key.public.to_text()) == key.public
