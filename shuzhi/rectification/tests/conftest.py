import pytest

from shuzhi.rectification.tests import factories


@pytest.fixture
def at(db):
    return factories.desk()


@pytest.fixture
def problem(at):
    return factories.listed(at)
