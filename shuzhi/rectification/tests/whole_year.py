"""A year in single steps, for those who look at it from above and act on nothing themselves."""

from datetime import date
from pathlib import Path

from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.ballots import actions as ballots
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.tests import factories as halls
from shuzhi.ballots.tests.factories import Hall
from shuzhi.cycles import actions as cycles
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.tests.factories import District, grant, user
from shuzhi.meetings import actions as meetings
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.states import Step
from shuzhi.rectification import actions as rectification
from shuzhi.reports import actions as reports
from shuzhi.reports.models import Report
from shuzhi.results import actions as results
from shuzhi.results.models import Feedback, Settlement
from shuzhi.results.tests import settled_year


def second_clerk(place: District) -> User:
    clerk = user("colleague", "组织科 温言")
    grant(clerk, "office", place.organiser)
    return clerk


def timetable(cycle: Cycle, office: User, **dates: date | None) -> None:
    cycles.change_timetable(cycle, actor=office, **dates)


def draft(reporter: Reporter) -> Report:
    return reports.begin_report(reporter, actor=None)


def handed_in(reporter: Reporter) -> Report:
    report = draft(reporter)
    sections = {section["key"]: "工作扎实推进。" * 20 for section in report.sections}
    answers = {topic.pk: "已经落实。" for topic in reporter.cycle.topics.all()}
    report = reports.save_draft(report, sections, answers, actor=None)
    reports.hand_in(report, actor=None)
    return report


def returned(reporter: Reporter, office: User) -> Report:
    report = handed_in(reporter)
    reports.return_to_author(report, {"": "数字请注明出处。", "problems": "问题写得太笼统。"}, actor=office)
    return report


def accepted(reporter: Reporter, office: User) -> None:
    halls.hand_in(reporter, office)


def planned(place: District, reporters: list[Reporter]) -> Meeting:
    meeting = meetings.plan_meeting(place.cycle, "述职评议会", date(2026, 12, 28), actor=place.office)
    meetings.place_on_agenda(meeting, reporters, actor=place.office)
    return meeting


def at_comment(meeting: Meeting, office: User) -> None:
    """The first reporter has reported and answered; the comment is the next thing."""
    meetings.start_meeting(meeting, actor=office)
    item = meeting.items.order_by("order").first()
    for step in (Step.REPORTING, Step.QUESTIONS, Step.COMMENT):
        meetings.advance(item, step, actor=office)


def ended(hall: Hall) -> None:
    meetings.end_meeting(hall.meeting, actor=hall.office)


def opened_ballot(hall: Hall) -> BallotSession:
    session = halls.prepared(hall)
    halls.printed(hall, session)
    return ballots.open_session(session, actor=hall.office)


def declared_by_one(hall: Hall, session: BallotSession) -> None:
    ballots.declare(session, halls.share_of(session, hall.teller), actor=hall.teller)


def declared_by_second(hall: Hall, session: BallotSession) -> None:
    ballots.declare(session, halls.share_of(session, hall.supervisor), actor=hall.supervisor)


def settled(hall: Hall, folder: Path) -> Settlement:
    return settled_year.settled(hall, folder)


def decided(hall: Hall, settlement: Settlement) -> None:
    settled_year.decided(hall, settlement)


def handed_over(hall: Hall) -> list[Feedback]:
    return results.hand_over_all(hall.meeting.cycle, actor=hall.office, opinions=_opinions(hall))


def _opinions(hall: Hall) -> dict[int, str]:
    settlement = hall.meeting.cycle.settlements.first()
    return {one.decision.pk: "评议认为履职较好。" for one in settlement.proposals.all()}


def read(feedback: Feedback, person: User) -> None:
    results.acknowledge(feedback, actor=person)


def problems_listed(hall: Hall) -> None:
    rectification.list_problems_from_comments(hall.meeting.cycle, actor=hall.office)


def closed(hall: Hall) -> None:
    """Everything is handed over and listed; the problems go on after the closing."""
    ended(hall)
    problems_listed(hall)
    cycles.mark_closed(hall.meeting.cycle, actor=hall.office)


def today() -> date:
    return timezone.localdate()
