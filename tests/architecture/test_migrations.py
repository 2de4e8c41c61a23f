import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db(databases=["default", "box"])
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())
