from django.db.models import Max
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.meetings import rules
from shuzhi.meetings.actions.holding import (
    Change,
    atomic_or_logged,
    held_item,
    held_meeting,
    keep_by_hand,
    number_agenda,
    place_of,
)
from shuzhi.meetings.models import AgendaItem, Meeting, Question
from shuzhi.meetings.states import ByHand, State, Step
from shuzhi.web.refusal import require

LONGEST_STEP = 20


def start_meeting(meeting: Meeting, *, actor: User | None) -> None:
    """Begins the meeting: from here the agenda stands."""
    with atomic_or_logged(meeting, State.RUNNING, actor=actor):
        held = held_meeting(meeting)
        require(rules.may_start(actor, held))
        held.move_to(State.RUNNING)
        held.began_at = timezone.now()
        held.save(update_fields=["state", "began_at"])
        record(actor, "meeting.started", held)
    meeting.refresh_from_db()


def end_meeting(meeting: Meeting, *, actor: User | None) -> None:
    """Ends the meeting when every report has its comment."""
    with atomic_or_logged(meeting, State.ENDED, actor=actor):
        held = held_meeting(meeting)
        require(rules.may_end(actor, held))
        held.move_to(State.ENDED)
        held.ended_at = timezone.now()
        held.save(update_fields=["state", "ended_at"])
        record(actor, "meeting.ended", held)
    meeting.refresh_from_db()


def advance(item: AgendaItem, wanted: str, *, actor: User | None) -> None:
    """Takes a reporter to the next step. What is out of order or no step is refused, and the attempt is logged."""
    with atomic_or_logged(item, wanted[:LONGEST_STEP], actor=actor):
        # Asked under the lock: two windows may have pressed at once.
        held = held_item(item)
        require(rules.may_run(actor, held.meeting))
        require(rules.refuse_no_step(wanted))
        step = Step(wanted)
        require(rules.may_move(actor, held, step))
        put_at(held, step)
        record(actor, f"meeting.item_{step}", held)
    item.refresh_from_db()


def put_at(held: AgendaItem, step: Step) -> None:
    """The item at its next step, with the clock of that step; the caller holds it, has asked and logs."""
    now = timezone.now()
    held.move_to(step)
    held.step_since = now
    if step == Step.REPORTING:
        held.began_at = now
    elif step == Step.QUESTIONS:
        held.reported_at = now
    elif step == Step.DONE:
        held.done_at = now
    held.save(update_fields=["step", "step_since", "began_at", "reported_at", "done_at"])


def call_back(item: AgendaItem, *, actor: User | None) -> None:
    """The wrong name was called: the reporter waits again, and nothing counts as reported."""
    advance(item, Step.WAITING, actor=actor)


def postpone(item: AgendaItem, reason: str, *, actor: User | None) -> None:
    """Whoever is not there when called goes to the end of the agenda, with the reason."""
    with atomic_or_logged(item, "postpone", actor=actor):
        held = held_item(item)
        require(rules.may_postpone(actor, held))
        before = place_of(held)
        last = held.meeting.items.aggregate(last=Max("order"))["last"] or 0
        held.order = last + 1
        held.save(update_fields=["order"])
        number_agenda(held.meeting)
        change: Change = {"what": ByHand.MOVED, "name": str(held), "before": before, "after": place_of(held)}
        keep_by_hand(held.meeting, change, reason=reason, actor=actor)
        record(actor, "meeting.item_postponed", held, detail={"reason": reason})
    item.refresh_from_db()


def ask_question(
    item: AgendaItem,
    asker_group: str,
    text: str,
    *,
    actor: User | None,
    follows: Question | None = None,
) -> Question:
    """Notes a question from the floor, with the group it came from and no name; or one that follows an answer."""
    with atomic_or_logged(item, "ask", actor=actor):
        held = held_item(item)
        require(rules.may_ask(actor, held, follows))
        question = Question.objects.create(
            item=held, asker_group=asker_group.strip(), text=text.strip(), follows=follows
        )
        detail = {"group": question.asker_group, "follow_up": follows is not None}
        record(actor, "meeting.question_asked", held, detail=detail)
    return question


def answer_question(question: Question, answer: str, *, actor: User | None, in_writing: bool = False) -> None:
    """Notes the answer, or that it follows in writing."""
    with atomic_or_logged(question.item, "answer", actor=actor):
        held = held_item(question.item)
        question.item = held
        require(rules.may_answer(actor, question))
        question.answer = answer.strip()
        question.in_writing = in_writing
        question.save(update_fields=["answer", "in_writing"])
        record(actor, "meeting.question_answered", held, detail={"in_writing": in_writing})
