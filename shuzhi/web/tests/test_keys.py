import pytest

from shuzhi.web.keys import key_from


@pytest.mark.parametrize(
    ("given", "key"),
    [("7", 7), (" 7 ", 7), ("１２", 12), ("", None), (None, None), ("x", None), ("-1", None), ("²", None)],
)
def test_a_key_is_plain_digits_or_no_key(given, key):
    assert key_from(given) == key


def test_a_key_longer_than_any_column_is_no_key():
    assert key_from("9" * 25) is None


@pytest.mark.django_db
@pytest.mark.urls("shuzhi.web.tests.addresses")
def test_a_number_no_column_can_hold_is_a_bad_request(client):
    response = client.get("/beyond-any-column/")

    assert (response.status_code, "没有做任何改动" in response.text) == (400, True)
