"""Who writes a report in the journey of the editor: a street with its secretary, staff, and an open year."""

import json
import secrets
import sys
from pathlib import Path

import django


def main(target: Path) -> None:
    """Makes the district of the tests in the real database, each person with the same password."""
    django.setup()
    from shuzhi.cycles import actions
    from shuzhi.cycles.tests import factories

    password = secrets.token_urlsafe(12)
    place = factories.district()
    cycle = factories.prepared(place)
    parts = ["货车司机驿站", "快递员公寓"]
    actions.add_topic(
        cycle, "措1", "两条措施", actor=place.office, kind="checklist", parts=parts, must_report=False
    )
    actions.open_cycle(cycle, actor=place.office)
    for person in (place.office, place.staff, *place.secretaries):
        person.set_password(password)
        person.save()
    target.write_text(json.dumps({"password": password}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
