"""The meeting day: each reporter's turn, then slips, a real door, ballots over HTTP, closing, declaration by two."""

import http.client
import json
import random
import secrets
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial

from shuzhi.ballots import actions as ballots
from shuzhi.ballots.issuing import PrintedSlip, sheet_of
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import secret_forms
from shuzhi.ballots.sheet import Sheet, SheetRow
from shuzhi.cycles.models import Cycle
from shuzhi.meetings import actions as meetings
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.states import Step
from shuzhi.project.demo.content import SEED, Words, content
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps
from shuzhi.project.management.commands.serve import start_door, stop, wait_until_alive

PHONES = 8
PATIENCE = 30.0
DONT_KNOW = 0.02


def hold_meeting(cast: Cast, cycle: Cycle, today: date, steps: Steps) -> Meeting:
    """Report, questions, comment for everybody on the agenda, in the order of the lots."""
    steps.begin("评：述职、提问、点评 Meeting")
    office, secretary = cast.desks["office"], cast.desks["secretary"]
    meeting = meetings.plan_meeting(
        cycle, content()["meeting"], today, place=content()["place"], actor=office
    )
    meetings.place_on_agenda(meeting, cycle.reporters.filter(form="onsite"), actor=office)
    meetings.draw_lots(meeting, f"{SEED}", actor=office)
    meetings.start_meeting(meeting, actor=office)
    items = list(meeting.items.select_related("reporter").order_by("order"))
    problems = 0
    for item in steps.over(items, len(items)):
        words = Words(item.reporter.code)
        meetings.advance(item, Step.REPORTING, actor=office)
        meetings.advance(item, Step.QUESTIONS, actor=office)
        asked = words.question()
        question = meetings.ask_question(item, asked["group"], asked["text"], actor=office)
        meetings.answer_question(question, asked["answer"], actor=office)
        meetings.advance(item, Step.COMMENT, actor=office)
        said = words.comment()
        meetings.give_comment(item, said["text"], said["problems"], actor=secretary)
        meetings.advance(item, Step.DONE, actor=office)
        problems += len(said["problems"])
    steps.end(f"{len(items)} 人现场述职，一述一评，点出 {problems} 个问题")
    return meeting


def take_ballots(cast: Cast, meeting: Meeting, steps: Steps) -> list[PrintedSlip]:
    """Slips are printed and issued, voters rate at the door, the ballot is closed, two people declare."""
    printed: list[PrintedSlip] = []
    for form in secret_forms(meeting.cycle):
        steps.begin(f"测：{form.name} Ballot")
        session = ballots.prepare_session(meeting, form.name, actor=cast.desks["teller"])
        expected = {issue.group: issue.expected or 0 for issue in session.issues.all()}
        slips = ballots.print_slips(session, expected, actor=cast.desks["teller"])
        printed += slips
        ballots.open_session(session, actor=cast.desks["office"])
        absent = max(2, len(slips) // 40)
        voters = random.Random(SEED).sample(list(enumerate(slips)), len(slips) - absent)
        with running_door() as port, ThreadPoolExecutor(PHONES) as phones:
            sheet = sheet_of(session.box_form)
            casts = phones.map(partial(_vote, port, sheet), voters)
            accepted = sum(steps.over(casts, len(voters)))
        _close(cast, session, expected, {slip.code for _number, slip in voters}, slips)
        steps.end(f"发出 {len(slips)} 张，收回 {accepted} 张；两人宣布")
    meetings.end_meeting(meeting, actor=cast.desks["office"])
    return printed


def _close(
    cast: Cast,
    session: BallotSession,
    expected: dict[str, int],
    cast_codes: set[str],
    slips: list[PrintedSlip],
) -> None:
    ballots.close_session(session, actor=cast.desks["office"])
    accounts = {
        group: ballots.SlipAccount(
            issued=count,
            spoiled=0,
            unused=sum(slip.group == group and slip.code not in cast_codes for slip in slips),
        )
        for group, count in expected.items()
    }
    ballots.account_slips(session, accounts, actor=cast.desks["teller"])
    ballots.declare(session, actor=cast.desks["teller"])
    ballots.declare(session, actor=cast.desks["office"])


@contextmanager
def running_door() -> Iterator[int]:
    """The real door in a process of its own on a free port of this machine; stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    door = start_door("127.0.0.1", port)
    try:
        wait_until_alive([door], [f"http://127.0.0.1:{port}/alive"])
        yield port
    finally:
        stop([door])


def _vote(port: int, sheet: Sheet, voter: tuple[int, PrintedSlip]) -> bool:
    """One voter: opens the slip's page, rates everybody, presses once."""
    number, slip = voter
    rng = random.Random(f"{SEED} {number}")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", f"/b/{slip.code}")
    page = connection.getresponse()
    page.read()
    body = {
        "code": slip.code,
        "nonce": secrets.token_hex(16),
        "choices": [[_choice(rng, reporter.code, row) for row in sheet.rows] for reporter in sheet.reporters],
    }
    connection.request("POST", "/cast", json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = json.loads(answer.read())
    connection.close()
    if said["outcome"] != "accepted":
        raise RuntimeError(f"A ballot of the demo was refused: {said['en']}")
    return True


def _choice(rng: random.Random, code: str, row: SheetRow) -> int | str:
    """A mark that leans to how well this invented unit is doing."""
    lean = random.Random(f"{SEED} {code}").gauss(0.75, 0.45)
    place = min(3, max(0, round(rng.gauss(1.35 - lean, 0.75))))
    if not row.options:
        return str(row.mark(round((row.steps - 1) * (1 - place / 4))))
    # The last option of the demo's scale leaves the denominator (不了解); few take it.
    return len(row.options) - 1 if rng.random() < DONT_KNOW else min(place, len(row.options) - 2)
