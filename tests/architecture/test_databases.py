import pytest
from django.db import connections

from shuzhi.project.router import BoxRouter


@pytest.mark.django_db(databases=["default", "box"])
def test_the_box_is_a_database_of_its_own():
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "box")}

    assert names["default"] != names["box"]


@pytest.mark.django_db(databases=["default", "box"])
def test_the_box_holds_ballots_and_nothing_that_names_anyone():
    tables = set(connections["box"].introspection.table_names()) - {"django_migrations"}

    assert [table for table in tables if not table.startswith("ballots_")] == []


def test_only_box_models_migrate_into_the_box():
    router = BoxRouter()

    assert router.allow_migrate("box", "accounts", "user") is False
    assert router.allow_migrate("default", "accounts", "user") is True
    assert router.allow_migrate("default", "accounts") is True
    assert router.allow_migrate("box", "accounts") is False
