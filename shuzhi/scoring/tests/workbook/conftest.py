"""One county, written, read and settled once for all tests of the result."""

import pytest

from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.tables import read_inputs
from shuzhi.scoring.tests.workbook.county import rules, write_county


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    return write_county(tmp_path_factory.mktemp("county") / "某县.xlsx", size=24, voters=60)


@pytest.fixture(scope="session")
def settlement(county):
    book = rules()
    return settle_inputs(read_inputs(county, book), book)
