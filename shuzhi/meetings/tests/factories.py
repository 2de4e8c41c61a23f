"""A meeting of the district, as far along as a test needs it."""

from datetime import date

from shuzhi.accounts.models import User
from shuzhi.cycles.tests.factories import District, opened
from shuzhi.meetings import actions
from shuzhi.meetings.models import AgendaItem, Meeting
from shuzhi.meetings.states import Step
from shuzhi.reports.tests.factories import accepted

COMMENT = (
    "述职总体实在，敢于摆问题。不足是对新就业群体研究得少，报表清理抓得不紧。"
    "希望盯住这两件事，明年一季度拿出办法，年底前见到实效。"
)
PROBLEMS = ["新就业群体党建研究不够", "重复报表清理不到位"]


def planned(place: District) -> Meeting:
    """Two reporters on the agenda, both reports accepted."""
    cycle = opened(place)
    for reporter, author in zip(place.reporters[:2], place.secretaries, strict=False):
        accepted(reporter, author, place.office)
    meeting = actions.plan_meeting(
        cycle, "述职评议会", date(2026, 12, 28), actor=place.office, place="一楼会议室"
    )
    actions.place_on_agenda(meeting, place.reporters[:2], actor=place.office)
    return meeting


def running(place: District) -> Meeting:
    meeting = planned(place)
    actions.start_meeting(meeting, actor=place.office)
    return meeting


def brought_to(item: AgendaItem, step: Step, office: User | None) -> AgendaItem:
    """Takes an item forward to a step before the comment is given."""
    order = [Step.REPORTING, Step.QUESTIONS, Step.COMMENT]
    for one in order[: order.index(step) + 1]:
        actions.advance(item, one, actor=office)
    return item


def finished(item: AgendaItem, place: District) -> AgendaItem:
    brought_to(item, Step.COMMENT, place.office)
    actions.give_comment(item, COMMENT, PROBLEMS, actor=place.secretary)
    actions.advance(item, Step.DONE, actor=place.office)
    return item
