"""The suite runs on SQLite; `--db=postgres` (or SHUZHI_TEST_DB=postgres) runs it on a real PostgreSQL."""

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from scripts.compile_messages import compile_all

pytest_plugins = ["tests.postgres"]

# No test asserts wall time, the time of one example neither: other work on the machine decides it.
hypothesis_settings.register_profile("shuzhi", deadline=None)
hypothesis_settings.load_profile("shuzhi")


def pytest_configure() -> None:
    """Pages are tested in Chinese, so the catalogues are compiled before any of them is read."""
    compile_all(Path(__file__).parent)


def pytest_addoption(parser: pytest.Parser) -> None:
    default = os.environ.get("SHUZHI_TEST_DB", "sqlite")
    parser.addoption("--db", choices=["sqlite", "postgres"], default=default, help="database of the tests")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--db')}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Points both databases at the throw-away server before pytest-django makes its test databases."""
    if request.config.getoption("--db") != "postgres":
        return
    from django.db import connections

    from shuzhi.project.environment import postgresql

    server = request.getfixturevalue("postgres")
    for alias in ("default", "box"):
        fresh = connections.configure_settings(
            {"default": {}, alias: postgresql(server.url(f"shuzhi_{alias}"))}
        )
        connections.databases[alias].clear()
        connections.databases[alias].update(fresh[alias])
        # The connection of this thread was made for SQLite; the next use makes a new one.
        if hasattr(connections._connections, alias):  # noqa: SLF001 - the public way would make one
            del connections[alias]


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of a test stand in a folder of its own, never in the site's."""
    settings.FILES = tmp_path_factory.getbasetemp() / f"files-{os.getpid()}"
    settings.SCANS = tmp_path_factory.getbasetemp() / f"scans-{os.getpid()}"
