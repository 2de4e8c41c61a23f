"""The seal: any two of three holders open, one never; each fault of a share is named; the root by hand."""

import hashlib
from itertools import combinations

import pytest

from shuzhi.ballots import sealing
from shuzhi.ballots.sealing import BadShare, Fault, NotOurs

KEY = "a key that is in no database"


@pytest.fixture(scope="module")
def pair() -> sealing.Pair:
    return sealing.new_pair()


@pytest.fixture(scope="module")
def shares(pair: sealing.Pair) -> list[str]:
    return sealing.split(pair.private)


def test_what_is_sealed_opens_with_the_private_half_alone(pair):
    sealed = sealing.seal(pair.public, b"choices")

    assert sealing.unseal(pair.private, sealed) == b"choices"
    with pytest.raises(NotOurs):
        sealing.unseal(sealing.new_pair().private, sealed)


def test_the_same_text_never_seals_alike_and_always_at_one_length(pair):
    sealed = {sealing.seal(pair.public, bytes([n]) * 40) for n in range(50)}
    sealed |= {sealing.seal(pair.public, b"x" * 40) for _ in range(50)}

    assert (len(sealed), len({len(one) for one in sealed})) == (100, 1)


def test_every_single_changed_character_is_noticed(pair):
    sealed = sealing.seal(pair.public, b"a ballot of twenty-one")

    for at, was in enumerate(sealed):
        with pytest.raises(NotOurs):
            sealing.unseal(pair.private, f"{sealed[:at]}{'A' if was != 'A' else 'B'}{sealed[at + 1 :]}")


@pytest.mark.parametrize("choices", ["000", "00100f", "fff", "001002003"])
def test_contents_come_back_as_they_went_in(pair, choices):
    plain = sealing.contents_of(choices, "ABCDEFGHJK", form="f", group="甲", key=KEY)
    sealed = sealing.seal(pair.public, plain)

    assert sealing.read_contents(sealing.unseal(pair.private, sealed), len(choices)) == (
        choices,
        "ABCDEFGHJK",
    )
    assert len(sealed) == sealing.sealed_length(len(choices)) == len(sealing.blank(len(choices)))
    with pytest.raises(NotOurs):
        sealing.read_contents(plain, len(choices) + 3)


def test_a_stamp_holds_for_its_form_its_group_and_its_choices_only():
    plain = sealing.contents_of("00100f", "ABCDEFGHJK", form="f", group="A", key=KEY)

    assert sealing.is_stamped(plain, form="f", group="A", key=KEY)
    assert not sealing.is_stamped(plain, form="f", group="B", key=KEY)
    assert not sealing.is_stamped(plain, form="g", group="A", key=KEY)
    assert not sealing.is_stamped(plain, form="f", group="A", key="another")
    assert not sealing.is_stamped(plain[:-1] + b"\1", form="f", group="A", key=KEY)


def test_any_two_of_three_holders_open(pair, shares):
    for some in (*combinations(shares, 2), shares):
        assert sealing.join(some) == pair.private
    assert sealing.public_of(sealing.join(shares[1:])) == pair.public


def test_one_holder_never_opens(shares):
    for share in shares:
        with pytest.raises(BadShare) as why:
            sealing.join([share])
        assert why.value.why == Fault.TOO_FEW
        with pytest.raises(BadShare) as why:
            sealing.join([share, share])
        assert (why.value.why, why.value.number) == (Fault.TWICE, 2)


def test_a_key_for_one_holder_is_not_made(pair):
    with pytest.raises(ValueError, match="one holder"):
        sealing.split(pair.private, needed=1)


def test_shares_are_read_however_they_were_typed(pair, shares):
    numbered = "\n".join(f"{n}. {word.upper()}" for n, word in enumerate(shares[0].split(), 1))
    short = ", ".join(word[:4] for word in shares[1].split())

    assert sealing.join([numbered, short]) == pair.private


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda words: " ".join(["zebra", *words[1:]]), Fault.WORD),
        (lambda words: " ".join(words[:-1]), Fault.LENGTH),
        (lambda words: " ".join([*words[:9], words[10], words[9], *words[11:]]), Fault.TYPO),
        (lambda words: " ".join([*words[:5], "academic" if words[5] != "academic" else "acid", *words[6:]]),
         Fault.TYPO),
    ],
)  # fmt: skip
def test_a_wrong_share_is_named_with_its_fault(shares, spoil, why):
    with pytest.raises(BadShare) as error:
        sealing.join([shares[0], spoil(shares[2].split())])

    assert (error.value.why, error.value.number) == (why, 2)
    assert error.value.word == ("zebra" if why == Fault.WORD else "")


def test_a_share_of_another_key_is_named_where_that_can_be_known(shares):
    stranger = sealing.split(sealing.new_pair().private)[0]
    if sealing.set_of(stranger) == sealing.set_of(shares[0]):  # once in 32,768
        stranger = sealing.split(sealing.new_pair().private)[0]

    with pytest.raises(BadShare) as two:
        sealing.join([shares[0], stranger])
    with pytest.raises(BadShare) as three:
        sealing.join([shares[0], stranger, shares[2]])
    with pytest.raises(BadShare) as alone:
        sealing.check_share(stranger, like=sealing.set_of(shares[0]))

    assert [(e.value.why, e.value.number) for e in (two, three, alone)] == [
        (Fault.FOREIGN, None),
        (Fault.FOREIGN, 2),
        (Fault.FOREIGN, 1),
    ]


def test_a_share_under_a_password_opens_with_it_alone(shares):
    locked = sealing.lock(shares[0], "主持人的口令")

    assert sealing.unlock(locked, "主持人的口令") == shares[0]
    assert not set(shares[0].split()) & set(locked.split())
    with pytest.raises(sealing.WrongPassword):
        sealing.unlock(locked, "主持人的口今")


def test_a_fingerprint_is_four_times_five_digits_and_the_keys_own(pair):
    groups = sealing.fingerprint(pair.public).split()

    assert [len(group) for group in groups] == [5, 5, 5, 5]
    assert "".join(groups).isdecimal()
    assert sealing.fingerprint(sealing.new_pair().public) != sealing.fingerprint(pair.public)


def h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def test_the_root_is_what_a_hand_computes():
    a = h(b"\x00", b"\x00\x00\x00\x01", b"a", b"\x00\x00\x00\x02", b"bc")
    b = h(b"\x00", b"\x00\x00\x00\x03", "测".encode())
    c = h(b"\x00", b"\x00\x00\x00\x00")
    leaves = [sealing.leaf("a", "bc"), sealing.leaf("测"), sealing.leaf("")]

    assert leaves == [a, b, c]
    assert sealing.root_of(leaves[:1]) == a.hex()
    assert sealing.root_of(leaves[:2]) == h(b"\x01", a, b).hex()
    assert sealing.root_of(leaves) == h(b"\x01", h(b"\x01", a, b), c).hex()
    assert (
        sealing.root_of([*leaves, a, b])
        == h(b"\x01", h(b"\x01", h(b"\x01", a, b), h(b"\x01", c, a)), b).hex()
    )
    assert sealing.root_of([]) == h().hex()


def test_parts_of_a_leaf_do_not_run_together():
    assert len({sealing.leaf("ab", "c"), sealing.leaf("a", "bc"), sealing.leaf("abc")}) == 3
