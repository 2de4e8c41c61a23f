"""Every write on problems."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.rectification import queries, rules
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import Source, State
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def list_problem(
    reporter: Reporter,
    *,
    text: str,
    source: str,
    actor: User,
    due: date | None = None,
    note: ProblemNote | None = None,
) -> Problem:
    """A problem gets its number on the reporter's list; from here it has to be answered."""
    require(rules.may_list_problem(actor, reporter))
    require(_unless_said(text, _("Say what the problem is.")))
    # The reporter's row is held so that two clerks cannot give one number twice.
    Reporter.objects.select_for_update().get(pk=reporter.pk)
    problem = Problem.objects.create(
        reporter=reporter,
        number=queries.next_number(reporter),
        text=text.strip(),
        source=source,
        due=due,
        note=note,
    )
    record(actor, "problem.listed", problem, detail={"source": source})
    return problem


@transaction.atomic
def list_problems_from_comments(cycle: Cycle, *, actor: User, due: date | None = None) -> list[Problem]:
    """Every problem named in a comment is put on its reporter's list, none twice."""
    require(rules.may_list_problems(actor, cycle))
    return [
        list_problem(
            note.comment.item.reporter, text=note.text, source=Source.COMMENT, note=note, due=due, actor=actor
        )
        for note in queries.notes_without_problem(cycle).order_by("pk")
    ]


@transaction.atomic
def assign(problem: Problem, *, due: date, actor: User) -> None:
    """The reporter owes an answer by the given day."""
    require(rules.may_assign(actor, problem))
    problem.due = due
    _move(problem, State.ASSIGNED, actor, "problem.assigned", "due", due=due.isoformat())


@transaction.atomic
def begin(problem: Problem, *, cause: str, measure: str, actor: User) -> None:
    """Cause and measure are on record and the work has begun."""
    require(rules.may_begin(actor, problem))
    require(_unless_said(measure, _("Say what will be done about it.")))
    problem.cause, problem.measure = cause.strip(), measure.strip()
    _move(problem, State.IN_PROGRESS, actor, "problem.begun", "cause", "measure")


@transaction.atomic
def claim_done(problem: Problem, *, evidence: str, actor: User) -> None:
    """The worker says it is done and where the result can be seen; someone else will look."""
    require(rules.may_claim_done(actor, problem))
    require(_unless_said(evidence, _("Say where the result can be seen; without proof nothing is done.")))
    problem.evidence, problem.claimed_by = evidence.strip(), actor
    _move(problem, State.CLAIMED_DONE, actor, "problem.claimed_done", "evidence", "claimed_by")


@transaction.atomic
def verify(problem: Problem, *, actor: User, note: str = "") -> None:
    """A second person has seen that the result holds."""
    require(rules.may_verify(actor, problem))
    problem.verified_by = actor
    _move(problem, State.VERIFIED, actor, "problem.verified", "verified_by", note=note.strip())


@transaction.atomic
def send_back(problem: Problem, *, reason: str, actor: User) -> None:
    """The result does not hold; the work goes on, with the reason on record."""
    require(rules.may_send_back(actor, problem))
    require(_unless_said(reason, _("Say what is still missing.")))
    _move(problem, State.IN_PROGRESS, actor, "problem.sent_back", reason=reason.strip())


@transaction.atomic
def close(problem: Problem, *, actor: User) -> None:
    """The problem leaves the open list (销号)."""
    require(rules.may_close(actor, problem))
    _move(problem, State.CLOSED, actor, "problem.closed")


@transaction.atomic
def reopen(problem: Problem, *, reason: str, actor: User) -> None:
    """The problem came back; it is open again and the earlier closing stays on record."""
    require(rules.may_reopen(actor, problem))
    require(_unless_said(reason, _("Say what was found.")))
    problem.verified_by = None
    _move(problem, State.REOPENED, actor, "problem.reopened", "verified_by", reason=reason.strip())


def _unless_said(text: str, what_to_do: object) -> Refusal | None:
    return None if text.strip() else Refusal(str(what_to_do))


def _move(problem: Problem, to: State, actor: User, verb: str, *changed: str, **detail: str) -> None:
    problem.state = to
    problem.save(update_fields=["state", *changed])
    record(
        actor,
        verb,
        problem,
        detail={"state": to.value, **{key: value for key, value in detail.items() if value}},
    )
