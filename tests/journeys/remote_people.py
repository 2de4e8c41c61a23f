"""Who the story of the roll needs: a meeting whose ballot is open, and people on its roll with and without an account."""

import json
import sys
from pathlib import Path

import django

VOTERS = 12


def main(target: Path) -> None:
    """Makes them, opens the ballot, and writes down what the story must know."""
    django.setup()
    from shuzhi.accounts.actions import create_user
    from shuzhi.ballots import actions
    from shuzhi.ballots.rules import RollRow
    from shuzhi.ballots.tests import factories
    from shuzhi.cycles.tests import factories as cycles

    hall = factories.hall_of(cycles.district())
    session = factories.prepared(hall)
    password = "remote-voters-2026"
    for number in range(VOTERS):
        create_user(f"voter{number:02}", f"票决人{number:02}", actor=None, password=password)
    for person in (hall.teller, hall.supervisor):
        person.set_password(password)
        person.save()
    rows = [RollRow(f"票决人{n:02}", "分会场", "A", f"voter{n:02}") for n in range(VOTERS)]
    actions.add_to_roll(session, [*rows, RollRow("无账号", "分会场", "B")], actor=hall.office)
    printed = actions.print_slips(session, {"A": 10, "B": 10}, actor=hall.office)
    actions.open_session(session, actor=hall.office)
    known = {
        "password": password,
        "session": session.pk,
        "box_form": session.box_form,
        "codes": [slip.code for slip in printed if slip.group == "A"],
    }
    target.write_text(json.dumps(known), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
