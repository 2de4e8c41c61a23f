import pytest
from django.conf import settings as site
from django.core.checks import run_checks


def ours():
    return [message.id for message in run_checks() if message.id.startswith("shuzhi.")]


def test_a_laptop_is_fine():
    assert ours() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"PRODUCTION": True, "SECRET_KEY": "short", "SLIP_KEY": "x" * 50}, ["shuzhi.E002"]),
        ({"SLIP_KEY": "y" * 50, "SECRET_KEY": "y" * 50}, ["shuzhi.E004"]),
        ({"PRODUCTION": True, "DEBUG": True}, ["shuzhi.E005"]),
    ],
    ids=["short secret", "one secret for two purposes", "debug pages in production"],
)
def test_a_dangerous_state_is_named(settings, changes, found):
    for name, value in changes.items():
        setattr(settings, name, value)

    assert ours() == found


def test_a_box_with_names_in_it_is_an_error(monkeypatch):
    monkeypatch.setitem(site.DATABASES, "box", site.DATABASES["default"])

    assert ours() == ["shuzhi.E003"]


def test_workers_that_share_sqlite_are_warned_about(settings, monkeypatch):
    settings.WORKERS = 4
    monkeypatch.setitem(site.DATABASES, "box", {"ENGINE": "django.db.backends.sqlite3", "NAME": "elsewhere"})

    assert ours() == ["shuzhi.W001"]
