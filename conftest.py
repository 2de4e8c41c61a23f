"""The suite runs on SQLite; `--db=postgres` (or SHUZHI_TEST_DB=postgres) runs it on a real PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from scripts.compile_messages import compile_all

if TYPE_CHECKING:
    from tests.postgres import Server

pytest_plugins = ["tests.postgres", "tests.once"]

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
) -> Iterator[None]:
    """Both test databases have their tables before pytest-django makes them; `migrate` finds nothing to do.

    PostgreSQL copies a template on the throw-away server. Of SQLite's, which live in the memory of this process
    as long as anybody is connected, a connection is held that has filled them.
    """
    from tests import empty

    if request.config.getoption("--db") == "postgres":
        _on_the_server(request.getfixturevalue("postgres"))
        yield
        return
    from django.db import connections

    names = {alias: connections[alias].creation._get_test_db_name() for alias in empty.ALIASES}  # noqa: SLF001 - Django tells it nowhere else
    held = [empty.in_memory(name, alias) for alias, name in names.items()]
    yield
    for one in held:
        one.close()


def _on_the_server(server: "Server") -> None:
    from django.db import connections

    from shuzhi.project.environment import postgresql
    from tests import empty

    for alias, template in empty.postgres(server).items():
        wanted = {**postgresql(server.url(f"shuzhi_{alias}")), "TEST": {"TEMPLATE": template}}
        fresh = connections.configure_settings({"default": {}, alias: wanted})
        connections.databases[alias].clear()
        connections.databases[alias].update(fresh[alias])
        # The connection of this thread was made for SQLite; the next use makes a new one.
        if hasattr(connections._connections, alias):  # noqa: SLF001 - the public way would make one
            del connections[alias]


@pytest.fixture(autouse=True)
def files_apart(settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of a test stand in a folder of their own, never in the site's."""
    from tests.once import folders

    for name, folder in folders(tmp_path_factory).items():
        setattr(settings, name, folder)
