"""Who the meeting day needs: a district with an open cycle, three accepted reports, office, secretary, two tellers."""

import json
import sys
from pathlib import Path

import django

PASSWORD = "Morgen-tau-2026-saal"


def main(target: Path) -> None:
    """Makes them as the tests of the steps do and writes the password down for the browser."""
    django.setup()
    from shuzhi.accounts.models import User
    from shuzhi.cycles.tests.factories import district, grant, opened, user
    from shuzhi.reports.tests.factories import accepted

    place = district()
    for username, name in (("teller", "计票人 丁数"), ("supervisor", "监票人 明正")):
        grant(user(username, name), "teller", place.organiser)
    cycle = opened(place)
    for reporter, author in zip(place.reporters, place.secretaries, strict=True):
        accepted(reporter, author, place.office)
    for person in User.objects.all():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    target.write_text(json.dumps({"password": PASSWORD, "cycle": cycle.pk}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
