"""What a code says, and that nobody can make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuzhi.ballots.paper import Imprint, is_number, new_numbers, shown_number
from shuzhi.ballots.paper.signing import NotACode, is_signed, payload_of, read_payload, tidy_number

SEAL = b"s" * 32
KEY = b"k"
IMPRINT = Imprint("ab" * 16, 2, 3, 4, new_numbers(1)[0])
IMPRINTS = st.builds(
    lambda form, group, page, more, number: Imprint(form.hex(), group, page, page + more, number),
    st.binary(min_size=16, max_size=16),
    st.integers(0, 255),
    st.integers(1, 60),
    st.integers(0, 60),
    st.integers(0, 5).map(lambda _: new_numbers(1)[0]),
)


@given(IMPRINTS)
def test_what_was_signed_is_read_again(imprint):
    text = payload_of(imprint, KEY, SEAL)

    assert read_payload(text) == imprint
    assert is_signed(text, KEY, SEAL)
    assert len(text) == 54
    assert all(c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" for c in text)


def test_a_changed_character_another_key_or_another_layout_is_not_signed():
    text = payload_of(IMPRINT, KEY, SEAL)

    assert not is_signed(text, b"other", SEAL)
    assert not is_signed(text, KEY, b"t" * 32)
    for at in range(2, len(text) - 1):
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        assert not is_signed(changed, KEY, SEAL)


@pytest.mark.parametrize(
    "text", ["", "SZ", "https://example.org/", "SZ" + "A" * 51, "SZ" + "é" * 52, "SZ" + "A" * 5000]
)
def test_what_is_no_code_of_ours_is_said_to_be_none(text):
    with pytest.raises(NotACode):
        read_payload(text)


@pytest.mark.parametrize(
    "imprint", [Imprint("ab", 0, 1, 1, IMPRINT.number), Imprint("ab" * 16, 0, 1, 1, "12345678")]
)
def test_a_wrong_form_or_number_is_never_signed(imprint):
    with pytest.raises(ValueError, match=r"Imprint|fromhex"):
        payload_of(imprint, KEY, SEAL)


def test_a_wrong_digit_and_two_exchanged_are_noticed():
    for number in new_numbers(40):
        assert is_number(number)
        for at in range(len(number)):
            for digit in "0123456789":
                assert is_number(number[:at] + digit + number[at + 1 :]) == (digit == number[at])
        for at in range(len(number) - 1):
            exchanged = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            assert is_number(exchanged) == (exchanged == number)


def test_numbers_are_new_different_and_in_no_order():
    taken = new_numbers(500)
    fresh = new_numbers(500, taken)

    assert len({*taken, *fresh}) == 1000
    assert fresh != sorted(fresh)


def test_a_number_is_shown_in_halves_and_typed_in_any_way():
    assert shown_number("12345678") == "1234 5678"
    assert tidy_number(" １２３４-5678 ") == "12345678"
    assert not is_number("١٢٣٤٥٦٧٨")
