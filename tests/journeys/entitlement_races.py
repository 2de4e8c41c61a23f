"""Races on a real site: one person on the roll from three sides at once, and one slip cast and voided at once.

usage: python -m tests.journeys.entitlement_races TRIALS   (within the environment of a site)
"""

import json
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable

import django

# Milliseconds within which a ballot follows the desk.
PATIENCE = 60


def main(trials: int) -> None:
    """Prints what came of it, as JSON."""
    django.setup()
    from django.db import connection, connections

    def together(*acts: Callable[[], str]) -> list[str]:
        """All at the same moment, each on connections of its own."""
        start, told = threading.Barrier(len(acts)), [""] * len(acts)

        def run(place: int, act: Callable[[], str]) -> None:
            try:
                connection.ensure_connection()
                start.wait()
                told[place] = act()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return told

    report = {"roll": roll(trials, together), "slips": slips(trials, together)}
    sys.stdout.write(json.dumps(report) + "\n")


Together = Callable[..., list[str]]


def roll(trials: int, together: Together) -> dict[str, object]:
    """Somebody asks from afar while one desk hands out a slip and another one paper: exactly one succeeds."""
    from shuzhi.accounts.models import User
    from shuzhi.ballots import actions, blind, queries
    from shuzhi.ballots.models.roll import RollEntry
    from shuzhi.ballots.models.session import BallotSession
    from shuzhi.ballots.rules import RollRow
    from shuzhi.web.refusal import Refused

    session = BallotSession.objects.get()
    office = User.objects.get(username="office")
    before = {issue.channel: issue.issued or 0 for issue in session.issues.filter(group="C")}
    names = [f"racer-{secrets.token_hex(4)}" for _ in range(trials)]
    User.objects.bulk_create(User(username=name) for name in names)
    rows = [RollRow(name, "赛", "C", name) for name in names]
    actions.add_to_roll(session, rows, actor=office)
    actions.print_slips(session, {"C": trials}, actor=office)
    stock(session, "C", trials)
    key = blind.PublicKey.from_text(queries.roll_key_of(session, "C").public)

    def tried(act: Callable[[], object]) -> str:
        try:
            act()
        except Refused:
            return "refused"
        return "taken"

    sides = {"remote": 0, "phone": 0, "paper": 0}
    wrong = []
    for name in names:
        entry = RollEntry.objects.select_related("user").get(session=session, name=name)
        blinded, _inverse = blind.blind(key, blind.prepare(secrets.token_bytes(32)))
        told = together(
            lambda blinded=blinded, entry=entry: tried(
                lambda: actions.take_entitlement(session, blinded, actor=entry.user)
            ),
            lambda entry=entry: tried(lambda: actions.hand_out_by_roll(entry, "phone", actor=office)),
            lambda entry=entry: tried(lambda: actions.hand_out_by_roll(entry, "paper", actor=office)),
        )
        if told.count("taken") != 1 or told.count("refused") != 2:
            wrong.append([name, told])
        for side, outcome in zip(sides, told, strict=True):
            sides[side] += outcome == "taken"
    after = {issue.channel: issue.issued or 0 for issue in session.issues.filter(group="C")}
    counted = {channel: after[channel] - before.get(channel, 0) for channel in after}
    taken = RollEntry.objects.filter(session=session, name__in=names, taken=True).count()
    return {"wrong": wrong, "sides": sides, "counted": counted, "taken": taken}


def stock(session: object, group: str, count: int) -> None:
    """So much paper lies on the desk."""
    from django.db.models import F

    from shuzhi.ballots.models.session import SlipIssue

    SlipIssue.objects.get_or_create(session=session, group=group, channel="paper")
    SlipIssue.objects.filter(session=session, group=group, channel="paper").update(
        printed=F("printed") + count
    )


def slips(trials: int, together: Together) -> dict[str, object]:
    """A ballot arrives at the door while two people exchange its slip: exactly one of the two counts."""
    from shuzhi.accounts.models import User
    from shuzhi.ballots import actions
    from shuzhi.ballots.models.session import BallotSession

    session = BallotSession.objects.get()
    before = spent_of(session)
    office = User.objects.get(username="office")
    made = actions.print_slips(session, {"B": trials}, actor=office)
    actions.hand_out_slips(session, "B", trials, actor=office)
    stock(session, "B", trials)
    outcomes = [cast_and_exchange(session, slip.code, together) for slip in made]
    after = spent_of(session)
    good = (["accepted", "refused"], ["void", "exchanged"])
    return {
        "cast": outcomes.count(good[0]),
        "exchanged": outcomes.count(good[1]),
        "wrong": [told for told in outcomes if told not in good],
        **{name: after[name] - before[name] for name in after},
    }


def spent_of(session: object) -> dict[str, int]:
    """What the account of group B knows of slips made void, and of paper that went out."""
    found = {"voided": 0, "spoiled": 0, "paper_out": 0}
    for issue in session.issues.filter(group="B"):
        if issue.channel == "phone":
            found |= {"voided": issue.voided, "spoiled": issue.spoiled}
        if issue.channel == "paper":
            found["paper_out"] = issue.issued or 0
    return found


def cast_and_exchange(session: object, code: str, together: Together) -> list[str]:
    """Both at once; what the door and the desk were told."""
    from django.conf import settings

    from shuzhi.accounts.models import User
    from shuzhi.ballots import actions
    from shuzhi.ballots.codes import mark_of
    from shuzhi.ballots.door.arriving import arrive
    from shuzhi.ballots.door.store import open_store
    from shuzhi.ballots.sheet import Sheet
    from shuzhi.web.refusal import Refused

    office, second = (User.objects.get(username=name) for name in ("office", "teller"))
    store = open_store(os.environ["RACE_BOX_URL"])
    found = store.find(mark_of(code, settings.SLIP_KEY))
    sheet = Sheet.from_text(found.sheet)
    choices = [[0] * len(sheet.rows) for _ in sheet.reporters]
    nonce = secrets.token_hex(16)
    cast = arrive(found, sheet, choices, code=code, nonce=nonce, key=settings.SLIP_KEY).cast

    def exchange() -> str:
        try:
            actions.exchange_slip(session, code, to="paper", actor=office, second=second)
        except Refused:
            return "refused"
        return "exchanged"

    def arrives() -> str:
        # The desk's way is longer than the door's: so that now the one and now the other is first.
        time.sleep(secrets.randbelow(PATIENCE) / 1000)
        return str(store.commit([cast])[0].value)

    told = together(arrives, exchange)
    store.close()
    return told


if __name__ == "__main__":
    main(int(sys.argv[1]))
