import pytest
from django.core.exceptions import ImproperlyConfigured

from shuzhi.project.environment import env_bool, env_database, env_int, env_list, env_secret


@pytest.mark.parametrize(("text", "meaning"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_switch_is_on_or_off(monkeypatch, text, meaning):
    monkeypatch.setenv("SWITCH", text)

    assert env_bool("SWITCH", not meaning) is meaning


def test_a_switch_that_is_neither_stops_the_start(monkeypatch):
    monkeypatch.setenv("SWITCH", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="SWITCH is 'perhaps'"):
        env_bool("SWITCH", False)


def test_a_number_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("NUMBER", "two")

    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env_int("NUMBER", 1)


def test_what_is_not_set_has_its_default(monkeypatch):
    monkeypatch.setenv("NAMES", " a.example , b.example,")

    assert (env_bool("ABSENT", True), env_int("ABSENT", 3), env_list("NAMES", [])) == (
        True,
        3,
        ["a.example", "b.example"],
    )


def test_a_laptop_makes_its_own_secret_and_keeps_it(tmp_path):
    first = env_secret("SHUZHI_TEST_KEY", production=False, folder=tmp_path / "secrets")
    again = env_secret("SHUZHI_TEST_KEY", production=False, folder=tmp_path / "secrets")

    kept = tmp_path / "secrets/shuzhi_test_key"
    assert (first == again, len(first) > 50, kept.stat().st_mode & 0o077) == (True, True, 0)
    assert list(kept.parent.iterdir()) == [kept]


def test_production_without_a_secret_does_not_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"shuzhi\.E001"):
        env_secret("SHUZHI_TEST_KEY", production=True, folder=tmp_path)


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("SHUZHI_TEST_KEY_FILE", str(tmp_path / "key"))

    assert env_secret("SHUZHI_TEST_KEY", production=True, folder=tmp_path) == "from the file"


def test_a_database_is_named_by_its_address(monkeypatch, tmp_path):
    monkeypatch.setenv("URL", "postgresql://shuzhi:p%40ss@db.example:5433/year?sslmode=require")

    found = env_database("URL", tmp_path / "x.sqlite3")

    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "year",
        "USER": "shuzhi",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_sqlite_waits_for_the_disk_where_ballots_are_kept(tmp_path):
    box = env_database("ABSENT", tmp_path / "var/box.sqlite3", durable=True)

    assert (box["NAME"], "synchronous=FULL" in box["OPTIONS"]["init_command"]) == (
        str(tmp_path / "var/box.sqlite3"),
        True,
    )


def test_an_unknown_kind_of_database_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("URL", "mysql://x/y")

    with pytest.raises(ImproperlyConfigured, match="mysql"):
        env_database("URL", tmp_path / "x")
