"""The meeting itself: each reporter's turn, question, answer and comment, in the order of the lots."""

from datetime import date

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.meetings import actions as meetings
from shuzhi.meetings.models import Meeting, Question
from shuzhi.meetings.states import Step
from shuzhi.project.demo import room
from shuzhi.project.demo.content import SEED, Words, content
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps

FOLLOWED_UP = 4


def hold_meeting(cast: Cast, cycle: Cycle, today: date, steps: Steps) -> Meeting:
    """Report, questions, comment for everybody on the agenda, in the order of the lots."""
    steps.begin("评：述职、提问、点评 Meeting")
    office, secretary = cast.desks["office"], cast.desks["secretary"]
    meeting = meetings.plan_meeting(
        cycle, content()["meeting"], today, place=content()["place"], actor=office
    )
    meetings.place_on_agenda(meeting, cycle.reporters.all(), actor=office)
    meetings.draw_lots(meeting, f"{SEED}", actor=office)
    room.furnish(cast, meeting)
    meetings.start_meeting(meeting, actor=office)
    room.count_heads(cast, meeting)
    items = list(meeting.items.select_related("reporter").order_by("order"))
    problems = written = 0
    for place, item in enumerate(steps.over(items, len(items))):
        words = Words(item.who.code)
        said = words.comment()
        problems += len(said["problems"])
        if item.written:
            meetings.give_comment(item, said["text"], said["problems"], actor=secretary)
            written += 1
            continue
        meetings.advance(item, Step.REPORTING, actor=office)
        meetings.advance(item, Step.QUESTIONS, actor=office)
        asked = words.question()
        question = meetings.ask_question(item, asked["group"], asked["text"], actor=office)
        meetings.answer_question(question, asked["answer"], actor=office)
        if place % FOLLOWED_UP == 0:
            _follow_up(question, office)
        meetings.advance(item, Step.COMMENT, actor=office)
        meetings.give_comment(item, said["text"], said["problems"], actor=secretary)
        room.add_the_leaders_comment(cast, item)
        meetings.advance(item, Step.DONE, actor=office)
    room.remark(cast, meeting)
    steps.end(f"{len(items) - written} 人现场述职、{written} 人书面述职，一述一评，点出 {problems} 个问题")
    return meeting


def _follow_up(question: Question, office: User) -> None:
    more = content()["follow_up"]
    asked = meetings.ask_question(
        question.item, question.asker_group, more["text"], actor=office, follows=question
    )
    meetings.answer_question(asked, more["answer"], actor=office)
