"""The office's side of a measured meeting: 14 reporters, 500 slips; later closing, declaring and settling, timed.

usage: python -m bench.casting.office begin|end FILE [VOTERS]   (the settings of the site come from the environment)
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

REPORTERS = 14
PLAIN_ROWS = "{总体评价: 100}"
ROWS = "{信念坚定: 40, 为民服务: 30, 清正廉洁: 30}"
SHAPE = (REPORTERS, 3, 5)


def begin(target: Path, voters: int) -> None:
    """Everything up to the open ballot, through the product's own actions; slips and shares go into the file."""
    from shuzhi.ballots import actions
    from shuzhi.ballots.tests import factories
    from shuzhi.meetings.queries.live import hall_key

    hall = _hall()
    session = factories.prepared(hall)
    third = voters // 3
    wanted = {"A": voters - 2 * third, "B": third, "C": third}
    slips = actions.print_slips(session, wanted, actor=hall.office)
    actions.open_session(session, actor=hall.office)
    told = {
        "session": session.pk,
        "form": session.box_form,
        "hall": hall_key(hall.meeting),
        "codes": [slip.code for slip in slips],
        "shares": factories.SHARES[session.pk],
        "wanted": wanted,
    }
    target.write_text(json.dumps(told), encoding="utf-8")


def _hall() -> Any:
    """A running meeting whose reporters have all been heard and commented on."""
    from shuzhi.ballots.tests import factories as ballots
    from shuzhi.cycles import actions as cycles
    from shuzhi.cycles.tests import factories
    from shuzhi.meetings.actions import agenda

    place = factories.district()
    cycle = factories.prepared(place)
    cycles.choose_rulebook(cycle, factories.RULEBOOK.replace(PLAIN_ROWS, ROWS), actor=place.office)
    # One of the district's own reports in writing.
    more = range(len(place.tenures), REPORTERS + 1)
    streets = [
        factories.organisation(
            place.organiser, f"3702131{n:02}", f"第{n}街道", "township", "territorial_committee"
        )
        for n in more
    ]
    tenures = [factories.tenure(None, f"书记{n}", street) for n, street in zip(more, streets, strict=True)]
    cycles.add_reporters(cycle, tenures, actor=place.office, category="街道", attributes={"片区": "东片"})
    cycles.open_cycle(cycle, actor=place.office)
    meeting = agenda.plan_meeting(cycle, "述职评议会", date(2026, 12, 28), actor=place.office)
    spoken = cycle.reporters.exclude(form="written")
    reporters = list(spoken.select_related("cycle", "tenure__organisation", "tenure__person"))
    agenda.place_on_agenda(meeting, reporters, actor=place.office)
    teller, supervisor = factories.user("teller", "计票人"), factories.user("supervisor", "监票人")
    for person in (teller, supervisor):
        factories.grant(person, "teller", place.organiser)
    hall = ballots.Hall(place, meeting, teller, supervisor)
    ballots.make_ready(hall)
    return hall


def end(target: Path) -> None:
    """Closing, the slips' account, two shares, the settlement; how long each took and what came out."""
    from shuzhi.accounts.models import User
    from shuzhi.ballots import actions, counting
    from shuzhi.ballots.actions import Brought, SlipAccount
    from shuzhi.ballots.models.session import BallotSession
    from shuzhi.results.actions import settle_cycle

    told = json.loads(target.read_text(encoding="utf-8"))
    office, teller, supervisor = (
        User.objects.get(username=name) for name in ("office", "teller", "supervisor")
    )
    session = BallotSession.objects.get(pk=told["session"])
    closing, session = _timed(lambda: actions.close_session(session, actor=office))
    accounts = {group: SlipAccount(count, 0, 0) for group, count in told["wanted"].items()}
    actions.account_slips(session, accounts, actor=teller)
    second, third = (Brought(place, words=told["shares"][str(place)]) for place in (2, 3))
    session = BallotSession.objects.get(pk=session.pk)
    actions.declare(session, second, actor=teller)
    declaring, session = _timed(lambda: actions.declare(session, third, actor=supervisor))
    settling, settlement = _timed(lambda: settle_cycle(session.meeting.cycle, actor=office))
    form = told["form"]
    marks = [opening.marks for opening in counting.openings(form)]
    print(
        json.dumps(
            {
                "closing": closing,
                "declaring": declaring,
                "settling": settling,
                "proposals": settlement.proposals.count(),
                "stored": len(counting.sealed_list(form)),
                "opened": len(marks) / REPORTERS,
                "receipts": counting.receipts(form),
            }
        )
    )


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = act()
    return time.perf_counter() - begun, done


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "begin":
        begin(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        end(Path(sys.argv[2]))
