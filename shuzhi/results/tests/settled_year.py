"""A small district whose ballot is declared and whose evidence is entered: what settling, deciding and feedback start from.

陈一舟 is rated 好 by everybody, 王二川 较好; 李三江 reports in writing, and without ballots his score is blocked.
"""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import override
from openpyxl import load_workbook

from shuzhi.accounts.models import User
from shuzhi.ballots.tests import factories as ballots
from shuzhi.ballots.tests.factories import Hall
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.tests import factories as cycles
from shuzhi.results import actions
from shuzhi.results.models import Evidence, Proposal, Settlement
from shuzhi.results.queries import running

GOOD, FAIR = 0, 1
REASON = "该同志到任较晚，但年内补课扎实，常委会逐项核对后一致认为应评为较好。"


def rated() -> Hall:
    """The ballot is declared."""
    hall = ballots.hall_of(cycles.district())
    ballots.declared(hall, [[GOOD], [FAIR]], settings.SLIP_KEY)
    return hall


def filled(cycle: Cycle, marks: dict[str, object]) -> bytes:
    """The workbook as it is downloaded, with the daily assessment written in."""
    with override("zh-hans"):
        book = load_workbook(BytesIO(running.template(cycle)))
    sheet = book["成绩与结果"]
    for row in sheet.iter_rows(min_row=4):
        if row[0].value in marks:
            row[1].value = marks[row[0].value]
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def enter(cycle: Cycle, folder: Path, marks: dict[str, object], actor: User | None) -> Evidence:
    path = folder / "evidence.xlsx"
    path.write_bytes(filled(cycle, marks))
    return actions.enter_evidence(cycle, path=path, file_name="日常考核.xlsx", actor=actor)


def settled(hall: Hall, folder: Path) -> Settlement:
    """Daily assessment 80, 80 and 90; then settled."""
    cycle = hall.meeting.cycle
    marks = {"370213001": 80, "370213002": 80, "370213003": 90}
    enter(cycle, folder, marks, hall.office)
    return actions.settle_cycle(cycle, actor=hall.office)


def proposal_of(settlement: Settlement, name: str) -> Proposal:
    return settlement.proposals.get(reporter__person_name=name)


def decided(hall: Hall, settlement: Settlement) -> None:
    """The secretary accepts what is clear and decides the blocked one with a reason."""
    actions.accept_proposals(settlement, actor=hall.place.secretary)
    actions.decide(proposal_of(settlement, "李三江"), grade="较好", reason=REASON, actor=hall.place.secretary)
