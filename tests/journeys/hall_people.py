"""A meeting that has begun: two reporters, an office with two desks, a secretary who comments."""

import json
import sys
from pathlib import Path

import django

PASSWORD = "Abend-rot-1978-hall"


def main(target: Path) -> None:
    """Makes them as the tests of the steps do and writes the password down for the browser."""
    django.setup()
    from shuzhi.accounts.models import User
    from shuzhi.cycles.tests.factories import district, grant, user
    from shuzhi.meetings.tests.factories import running

    place = district()
    colleague = user("colleague", "组织科 温言")
    grant(colleague, "office", place.organiser)
    meeting = running(place)
    for person in User.objects.all():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    target.write_text(json.dumps({"password": PASSWORD, "meeting": meeting.pk}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
