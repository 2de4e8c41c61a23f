from copy import deepcopy

import pytest

from shuzhi.rectification.tests import factories


@pytest.fixture(scope="module")
def at_once(once):
    return once(factories.desk)


@pytest.fixture
def at(db, at_once):
    return deepcopy(at_once)


@pytest.fixture
def problem(at):
    return factories.listed(at)
