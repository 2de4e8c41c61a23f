"""Every forbidden move in the hall: refused with a reason, and the attempt stays on record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests.factories import District
from shuzhi.meetings import actions
from shuzhi.meetings.actions import HeadCount
from shuzhi.meetings.models import AgendaItem, Comment, Meeting, Question
from shuzhi.meetings.states import STEP_MOVES, Step
from shuzhi.meetings.tests.factories import COMMENT, brought_to, finished, planned
from shuzhi.web.refusal import Refused

INSIDE = {"meeting.comment_drafted", "meeting.move_refused"}


@dataclass
class Hall:
    place: District
    meeting: Meeting
    first: AgendaItem
    second: AgendaItem


@pytest.fixture
def hall(place):
    meeting = planned(place)
    first, second = meeting.items.all()
    return Hall(place, meeting, first, second)


def begun(hall: Hall) -> None:
    actions.start_meeting(hall.meeting, actor=hall.place.office)


def at(step: Step) -> Callable[[Hall], None]:
    def bring(hall: Hall) -> None:
        begun(hall)
        if step == Step.DONE:
            finished(hall.first, hall.place)
        elif step != Step.WAITING:
            brought_to(hall.first, step, hall.place.office)

    return bring


def asked(hall: Hall) -> None:
    at(Step.QUESTIONS)(hall)
    actions.ask_question(hall.first, "群众代表", "何时？", actor=hall.place.office)


def ended(hall: Hall) -> None:
    begun(hall)
    for item in (hall.first, hall.second):
        finished(item, hall.place)
    actions.end_meeting(hall.meeting, actor=hall.place.office)


def nothing(_hall: Hall) -> None:
    pass


def start(hall, who):
    actions.start_meeting(hall.meeting, actor=who)


def end(hall, who):
    actions.end_meeting(hall.meeting, actor=who)


def ask(hall, who):
    actions.ask_question(hall.first, "群众代表", "何时？", actor=who)


def follow(hall, who):
    actions.ask_question(hall.first, "群众代表", "还有？", actor=who, follows=Question.objects.get())


def answer(hall, who):
    question = Question(item=hall.first, asker_group="群众代表", text="何时？", pk=0)
    actions.answer_question(question, "快了。", actor=who)


def comment(hall, who):
    actions.give_comment(hall.first, COMMENT, actor=who)


def short_comment(hall, who):
    actions.give_comment(hall.first, "好。", actor=who)


def postpone(hall, who):
    actions.postpone(hall.first, "未到", actor=who)


def heads(hall, who):
    actions.count_heads(hall.meeting, [HeadCount("测评票", "A", None, 12, 12)], actor=who)


def second_reports(hall, who):
    actions.advance(hall.second, Step.REPORTING, actor=who)


def move(step):
    return lambda hall, who: actions.advance(hall.first, step, actor=who)


# For each place where the meeting can stand: who tries what, and how the log calls it.
FORBIDDEN: dict[str, tuple[Callable[[Hall], None], list[tuple[str, Callable[..., Any], str]]]] = {
    "planned": (
        nothing,
        [
            ("stranger", start, "running"),
            ("secretary", start, "running"),
            ("office", end, "ended"),
            ("office", move(Step.REPORTING), "reporting"),
            ("office", ask, "ask"),
            ("secretary", comment, "comment"),
        ],
    ),
    "begun": (
        begun,
        [
            ("office", start, "running"),
            ("office", end, "ended"),
            ("secretary", end, "ended"),
            ("office", ask, "ask"),
            ("secretary", postpone, "postpone"),
            ("stranger", heads, "count heads"),
        ],
    ),
    "a report is given": (
        at(Step.REPORTING),
        [
            ("office", second_reports, "reporting"),
            ("secretary", move(Step.QUESTIONS), "questions"),
            ("office", postpone, "postpone"),
            ("secretary", comment, "comment"),
        ],
    ),
    "a question is open": (
        asked,
        [
            ("office", move(Step.COMMENT), "comment"),
            ("office", follow, "ask"),
            ("stranger", ask, "ask"),
            ("stranger", answer, "answer"),
            ("secretary", comment, "comment"),
        ],
    ),
    "the comment is due": (
        at(Step.COMMENT),
        [
            ("office", move(Step.DONE), "done"),
            ("office", ask, "ask"),
            ("secretary", short_comment, "comment"),
            ("stranger", comment, "comment"),
        ],
    ),
    "a reporter is done": (
        at(Step.DONE),
        [
            ("secretary", comment, "comment"),
            ("office", postpone, "postpone"),
            ("office", end, "ended"),
        ],
    ),
    "ended": (
        ended,
        [
            ("office", answer, "answer"),
            ("office", heads, "count heads"),
            ("office", start, "running"),
            ("office", move(Step.REPORTING), "reporting"),
            ("committee", comment, "comment"),
        ],
    ),
}


@pytest.mark.parametrize("stage", FORBIDDEN)
def test_a_forbidden_move_is_refused_with_its_reason_and_logged(hall, stage):
    prepare, attempts = FORBIDDEN[stage]
    prepare(hall)
    before = state_of(hall)
    wrong = [step for step in Step if step not in STEP_MOVES[Step(before[1][0][0])]]
    every = [*attempts, *(("office", move(step), str(step)) for step in wrong)]

    for who, attempt, wanted in every:
        with pytest.raises(Refused) as refused:
            attempt(hall, getattr(hall.place, who))
        entry = Entry.objects.filter(verb="meeting.move_refused").latest("number")
        assert entry.detail == {"wanted": wanted, "why": str(refused.value.refusal)}
        assert (entry.actor, str(refused.value.refusal) != "") == (getattr(hall.place, who), True)

    assert Entry.objects.filter(verb="meeting.move_refused").count() == len(every)
    assert state_of(hall) == before


def test_a_follow_up_goes_on_from_an_answer(hall):
    asked(hall)
    question = Question.objects.get()
    actions.answer_question(question, "三月底前。", actor=hall.place.office)

    more = actions.ask_question(hall.first, "群众代表", "经费呢？", actor=hall.place.office, follows=question)

    assert list(question.follow_ups.all()) == [more]
    with pytest.raises(Refused):
        actions.advance(hall.first, Step.COMMENT, actor=hall.place.office)
    actions.answer_question(more, "已列预算。", actor=hall.place.office)
    actions.advance(hall.first, Step.COMMENT, actor=hall.place.office)


def state_of(hall: Hall) -> tuple[Any, ...]:
    steps = tuple(hall.meeting.items.values_list("step", "order"))
    state = Meeting.objects.values_list("state", flat=True).get(pk=hall.meeting.pk)
    return state, steps, Comment.objects.count(), Question.objects.count()


def test_what_was_refused_is_for_the_office_alone(client, hall):
    """Whose move was refused, and who prepares a comment on whom, no reporter reads on the page of the meeting."""
    place = hall.place
    begun(hall)
    actions.save_comment_draft(hall.first, "先记一笔", "", actor=place.secretary)
    with pytest.raises(Refused):
        actions.advance(hall.first, Step.DONE, actor=place.office)
    readers = {name: getattr(place, name) for name in ("office", "secretary", "committee")}
    readers["reporter"] = place.secretaries[0]

    seen = {}
    for name, user in readers.items():
        client.force_login(user)
        page = client.get(reverse("meetings:show-meeting", args=[hall.meeting.pk]))
        seen[name] = {entry.verb for entry in page.context["history"]} & INSIDE

    assert seen == {"office": INSIDE, "secretary": set(), "committee": set(), "reporter": set()}


def test_a_refused_beginning_is_not_told_beside_the_heads(client, hall):
    begun(hall)
    with pytest.raises(Refused):
        actions.start_meeting(hall.meeting, actor=hall.place.office)

    told = {}
    for name, user in (("office", hall.place.office), ("committee", hall.place.committee)):
        client.force_login(user)
        page = client.get(reverse("meetings:count-heads", args=[hall.meeting.pk]))
        told[name] = [entry.verb for entry in page.context["history"]][:1]

    assert told == {"office": ["meeting.move_refused"], "committee": ["meeting.started"]}


@pytest.mark.parametrize("wanted", ["nonsense", "", "done; drop", "x" * 90])
def test_a_step_that_there_is_not_is_refused_in_words_and_logged(client, hall, wanted):
    begun(hall)
    client.force_login(hall.place.office)
    press = reverse("meetings:advance-item", args=[hall.meeting.pk, hall.first.pk])

    answer = client.post(press, {"step": wanted, "seen": "waiting"})

    hall.first.refresh_from_db()
    assert (answer.status_code, "没有这个环节" in answer.text, hall.first.step) == (422, True, Step.WAITING)
    assert Entry.objects.get(verb="meeting.move_refused").detail["wanted"] == wanted[:20]


def test_nobody_else_learns_which_steps_there_are(client, hall):
    begun(hall)
    client.force_login(hall.place.secretary)
    press = reverse("meetings:advance-item", args=[hall.meeting.pk, hall.first.pk])

    assert client.post(press, {"step": "nonsense"}).status_code == 403
