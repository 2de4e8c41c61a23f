from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.meetings import queries, rules
from shuzhi.meetings.models import AgendaItem, Meeting, Question
from shuzhi.meetings.states import State, Step
from shuzhi.web.refusal import Refusal, Refused, require


def require_or_log(
    refusal: Refusal | None, subject: models.Model, wanted: str, *, actor: User | None
) -> None:
    """Like `require`, but a forbidden move in the hall stays on record: who wanted what, and why not."""
    if refusal is None:
        return
    record(actor, "meeting.move_refused", subject, detail={"wanted": wanted, "why": str(refusal)})
    raise Refused(refusal)


def start_meeting(meeting: Meeting, *, actor: User | None) -> None:
    """Begins the meeting: from here the agenda stands."""
    require_or_log(rules.may_start(actor, meeting), meeting, State.RUNNING, actor=actor)
    with transaction.atomic():
        held = _held_meeting(meeting)
        require(rules.may_start(actor, held))
        held.move_to(State.RUNNING)
        held.began_at = timezone.now()
        held.save(update_fields=["state", "began_at"])
        record(actor, "meeting.started", held)
    meeting.refresh_from_db()


def end_meeting(meeting: Meeting, *, actor: User | None) -> None:
    """Ends the meeting when every report has its comment."""
    require_or_log(rules.may_end(actor, meeting), meeting, State.ENDED, actor=actor)
    with transaction.atomic():
        held = _held_meeting(meeting)
        require(rules.may_end(actor, held))
        held.move_to(State.ENDED)
        held.ended_at = timezone.now()
        held.save(update_fields=["state", "ended_at"])
        record(actor, "meeting.ended", held)
    meeting.refresh_from_db()


def advance(item: AgendaItem, step: Step, *, actor: User | None) -> None:
    """Takes a reporter to the next step. What is out of order is refused, and the attempt is logged."""
    require_or_log(rules.may_move(actor, _fresh(item), step), item, step, actor=actor)
    with transaction.atomic():
        held = _held(item)
        # Asked again under the lock: two windows may have pressed at once.
        require(rules.may_move(actor, held, step))
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
        record(actor, f"meeting.item_{step}", held)
    item.refresh_from_db()


def call_back(item: AgendaItem, *, actor: User | None) -> None:
    """The wrong name was called: the reporter waits again, and nothing counts as reported."""
    advance(item, Step.WAITING, actor=actor)


@transaction.atomic
def postpone(item: AgendaItem, reason: str, *, actor: User | None) -> None:
    """Whoever is not there when called goes to the end of the agenda, with the reason."""
    held = _held(item)
    require(rules.may_postpone(actor, held))
    last = held.meeting.items.aggregate(last=Max("order"))["last"] or 0
    held.order = last + 1
    held.save(update_fields=["order"])
    record(actor, "meeting.item_postponed", held, detail={"reason": reason})
    item.refresh_from_db()


@transaction.atomic
def ask_question(item: AgendaItem, asker_group: str, text: str, *, actor: User | None) -> Question:
    """Notes a question from the floor, with the group it came from and no name."""
    held = _held(item)
    require(rules.may_ask(actor, held))
    question = Question.objects.create(item=held, asker_group=asker_group.strip(), text=text.strip())
    record(actor, "meeting.question_asked", held, detail={"group": question.asker_group})
    return question


@transaction.atomic
def answer_question(question: Question, answer: str, *, actor: User | None, in_writing: bool = False) -> None:
    """Notes the answer, or that it follows in writing."""
    held = _held(question.item)
    question.item = held
    require(rules.may_answer(actor, question))
    question.answer = answer.strip()
    question.in_writing = in_writing
    question.save(update_fields=["answer", "in_writing"])
    record(actor, "meeting.question_answered", held, detail={"in_writing": in_writing})


def _fresh(item: AgendaItem) -> AgendaItem:
    return queries.item_with_everything(AgendaItem.objects.filter(pk=item.pk)).get()


def _held(item: AgendaItem) -> AgendaItem:
    """The item as it is now, its meeting held, so that two steps of one meeting never cross."""
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    return _fresh(item)


def _held_meeting(meeting: Meeting) -> Meeting:
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    return Meeting.objects.select_related("cycle__organiser").get(pk=meeting.pk)
