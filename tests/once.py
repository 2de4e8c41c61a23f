"""What all tests of a file begin with, built once: each test has a copy of it and a transaction of its own inside.

    @pytest.fixture(scope="module")
    def rated(once):
        return once(year.rated, language="en")

    @pytest.fixture
    def hall(rated):
        return deepcopy(rated)

The rows lie in a transaction around the tests that ask for them; the tests of the file that do not ask run before.
A test with `transaction=True` cannot stand in such a transaction and belongs into another file.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import pytest

Made = TypeVar("Made")
ALIASES = ("default", "box")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Within a file, the tests that begin from nothing come first."""
    places = []
    for place, item in enumerate(items):
        # pytest-django has ordered the tests by what they do with a database: a file may stand in several pieces.
        file = item.nodeid.partition("::")[0]
        if place == 0 or file != items[place - 1].nodeid.partition("::")[0]:
            first = place
        places.append((first, "once" in getattr(item, "fixturenames", ()), place))
    items[:] = [items[place] for _first, _asks, place in sorted(places)]


def folders(base: pytest.TempPathFactory) -> dict[str, Any]:
    """Uploads of a test stand in a folder of its process, never in the site's."""
    root = base.getbasetemp()
    return {"FILES": root / f"files-{os.getpid()}", "SCANS": root / f"scans-{os.getpid()}"}


@pytest.fixture(scope="module")
def once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Any]]:
    """`once(build)` calls it inside a transaction in both databases that ends with the file."""
    from django.conf import settings
    from django.test import override_settings
    from django.utils.translation import override

    def build(make: Callable[[], Made], *, language: str | None = None) -> Made:
        with (
            django_db_blocker.unblock(),
            override_settings(**folders(tmp_path_factory)),
            override(language or settings.LANGUAGE_CODE),
        ):
            return make()

    around = ExitStack()
    with django_db_blocker.unblock():
        for alias in ALIASES:
            around.enter_context(_taken_back(alias))
    yield build
    with django_db_blocker.unblock():
        around.close()


@contextmanager
def _taken_back(alias: str) -> Iterator[None]:
    from django.db import transaction

    around = transaction.atomic(using=alias)
    # As in Django's own TestCase: what wants to be the outermost transaction may stand inside this one.
    around._from_testcase = True
    with around:
        yield
        transaction.set_rollback(True, using=alias)
