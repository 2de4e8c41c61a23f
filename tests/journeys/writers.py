"""Who writes a report in the journey of the editor: a street with its secretary, staff, and an open year."""

import json
import secrets
import sys
from pathlib import Path

import django


def main(target: Path) -> None:
    """Makes the district of the tests in the real database, each person with the same password."""
    django.setup()
    from shuzhi.cycles.tests import factories

    password = secrets.token_urlsafe(12)
    place = factories.district()
    factories.opened(place)
    for person in (place.office, place.staff, *place.secretaries):
        person.set_password(password)
        person.save()
    target.write_text(json.dumps({"password": password}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
