"""Every write on problems."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.rectification import queries, rules
from shuzhi.rectification.models import FieldList, Problem
from shuzhi.rectification.states import Source, State
from shuzhi.web.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Plan:
    """What the reporter says about one problem: why, what will be done, by whom, until when."""

    measure: str
    cause: str = ""
    responsible: str = ""
    planned: date | None = None


@transaction.atomic
def list_problem(
    reporter: Reporter,
    *,
    text: str,
    source: str,
    actor: User,
    due: date | None = None,
    note: ProblemNote | None = None,
    field: str = "",
) -> Problem:
    """A problem gets its number on the reporter's list; with a deadline it is assigned at once."""
    require(rules.may_list_problem(actor, reporter, source))
    require(_unless_said(text, _("Say what the problem is.")))
    require(rules.field_is_known(field, queries.fields_of(reporter.cycle)))
    # The reporter's row is held so that two clerks cannot give one number twice.
    Reporter.objects.select_for_update().get(pk=reporter.pk)
    problem = Problem.objects.create(
        reporter=reporter,
        number=queries.next_number(reporter),
        text=text.strip(),
        source=Source(source),
        note=note,
        field=field,
    )
    record(actor, "problem.listed", problem, detail={"source": str(source)})
    if due is not None:
        assign(problem, due=due, actor=actor)
    return problem


@transaction.atomic
def list_problems_from_comments(cycle: Cycle, *, actor: User, due: date | None = None) -> list[Problem]:
    """Every problem named in a comment is put on its reporter's list, none twice.

    With a deadline they are assigned at once. What was named about the clerk is left for somebody else.
    """
    require(rules.may_keep_lists(actor, cycle))
    # Two clerks may press at once: the second one waits here and finds nothing left to take over.
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    made = []
    for note in queries.notes_without_problem(cycle):
        reporter = note.comment.item.reporter
        if reporter is not None and rules.may_list_problem(actor, reporter, Source.COMMENT) is None:
            source = Source.COMMENT
            made.append(
                list_problem(reporter, text=note.text, source=source, note=note, due=due, actor=actor)
            )
    return made


@transaction.atomic
def sort_problem(problem: Problem, *, field: str, actor: User) -> None:
    """The problem stands in this field from now on, or in none."""
    held = _held(problem)
    require(rules.may_sort(actor, held))
    require(rules.field_is_known(field, queries.fields_of(held.reporter.cycle)))
    before, held.field = held.field, field
    held.save(update_fields=["field"])
    record(actor, "problem.sorted", held, detail={"before": before, "field": field})
    problem.refresh_from_db(fields=["field"])


@transaction.atomic
def change_fields(cycle: Cycle, names: Sequence[str], *, actor: User) -> None:
    """The cycle sorts by these fields; problems keep the field they have."""
    require(rules.may_keep_lists(actor, cycle))
    wanted = list(dict.fromkeys(name.strip()[:40] for name in names if name.strip()))
    require(_unless_said("".join(wanted), _("Name at least one field.")))
    before = queries.fields_of(cycle)
    own, _fresh = FieldList.objects.update_or_create(cycle=cycle, defaults={"names": wanted})
    record(actor, "problem_fields.changed", own, detail={"before": before, "after": wanted})


@transaction.atomic
def assign(problem: Problem, *, due: date, actor: User) -> None:
    """The reporter owes an answer by the given day."""
    held = _held(problem)
    require(rules.may_assign(actor, held))
    held.due = due
    _move(problem, held, State.ASSIGNED, actor, "problem.assigned", "due", due=due.isoformat())


@transaction.atomic
def assign_many(problems: Iterable[Problem], *, due: date, actor: User) -> int:
    """One deadline for many listed problems, or for none of them."""
    chosen = list(problems)
    for problem in chosen:
        assign(problem, due=due, actor=actor)
    return len(chosen)


@transaction.atomic
def change_due(problem: Problem, *, due: date, reason: str, actor: User) -> None:
    """The deadline moves; the old one and the reason stay in the log."""
    held = _held(problem)
    require(rules.may_change_due(actor, held))
    require(_unless_said(reason, _("Say why the deadline moves.")))
    before, held.due = held.due, due
    held.save(update_fields=["due"])
    detail = {
        "before": before.isoformat() if before else "",
        "due": due.isoformat(),
        "reason": reason.strip(),
    }
    record(actor, "problem.due_changed", held, detail=detail)
    problem.refresh_from_db(fields=["due"])


@transaction.atomic
def begin(
    problem: Problem,
    *,
    cause: str,
    measure: str,
    actor: User,
    responsible: str = "",
    planned: date | None = None,
) -> None:
    """Cause and measure are on record and the work has begun."""
    held = _held(problem)
    require(rules.may_begin(actor, held))
    changed = _set_plan(held, Plan(measure, cause, responsible, planned))
    _move(problem, held, State.IN_PROGRESS, actor, "problem.begun", *changed)


@transaction.atomic
def change_plan(
    problem: Problem,
    *,
    cause: str,
    measure: str,
    actor: User,
    responsible: str = "",
    planned: date | None = None,
) -> None:
    """Cause, measure or promised day are written anew while the work goes on."""
    held = _held(problem)
    require(rules.may_change_plan(actor, held))
    changed = _set_plan(held, Plan(measure, cause, responsible, planned))
    held.save(update_fields=changed)
    record(actor, "problem.plan_changed", held)
    problem.refresh_from_db(fields=changed)


@transaction.atomic
def file_list(reporter: Reporter, plans: Mapping[int, Plan], *, actor: User) -> int:
    """The reporter answers many problems at once; all plans are taken, or none of them.

    `plans` has the keys of the problems. Problems without a plan stay as they are.
    """
    require(rules.may_file(actor, reporter))
    chosen = [problem for problem in queries.problems_to_file(reporter) if problem.pk in plans]
    if len(chosen) < len(plans) or not chosen:
        require(Refusal(_("The list has changed since the page was opened. Look at it again, then file it.")))
    for problem in chosen:
        plan = plans[problem.pk]
        write = change_plan if problem.state == State.IN_PROGRESS else begin
        write(
            problem,
            cause=plan.cause,
            measure=plan.measure,
            responsible=plan.responsible,
            planned=plan.planned,
            actor=actor,
        )
    return len(chosen)


@transaction.atomic
def claim_done(problem: Problem, *, evidence: str, actor: User) -> None:
    """The worker says it is done and where the result can be seen; someone else will look."""
    held = _held(problem)
    require(rules.may_claim_done(actor, held))
    require(_unless_said(evidence, _("Say where the result can be seen; without proof nothing is done.")))
    held.evidence, held.claimed_by = evidence.strip(), actor
    _move(problem, held, State.CLAIMED_DONE, actor, "problem.claimed_done", "evidence", "claimed_by")


@transaction.atomic
def verify(problem: Problem, *, actor: User, note: str = "") -> None:
    """A second person has seen that the result holds."""
    held = _held(problem)
    require(rules.may_verify(actor, held))
    held.verified_by, held.verdict = actor, note.strip()
    _move(problem, held, State.VERIFIED, actor, "problem.verified", "verified_by", "verdict", reason=note)


@transaction.atomic
def send_back(problem: Problem, *, reason: str, actor: User) -> None:
    """The result does not hold; the work goes on, with the reason on record."""
    held = _held(problem)
    require(rules.may_send_back(actor, held))
    require(_unless_said(reason, _("Say what is still missing.")))
    held.verdict = reason.strip()
    _move(problem, held, State.IN_PROGRESS, actor, "problem.sent_back", "verdict", reason=reason)


@transaction.atomic
def close(problem: Problem, *, actor: User) -> None:
    """The problem leaves the open list (销号)."""
    held = _held(problem)
    require(rules.may_close(actor, held))
    _move(problem, held, State.CLOSED, actor, "problem.closed")


@transaction.atomic
def reopen(problem: Problem, *, reason: str, actor: User) -> None:
    """The problem came back; it is open again and the earlier closing stays on record."""
    held = _held(problem)
    require(rules.may_reopen(actor, held))
    require(_unless_said(reason, _("Say what was found.")))
    held.verified_by, held.verdict = None, reason.strip()
    _move(problem, held, State.REOPENED, actor, "problem.reopened", "verified_by", "verdict", reason=reason)


def _held(problem: Problem) -> Problem:
    """The problem as it is now, locked until the action ends."""
    Problem.objects.select_for_update().get(pk=problem.pk)
    return queries.with_everything(Problem.objects.filter(pk=problem.pk)).get()


def _unless_said(text: str, what_to_do: str) -> Refusal | None:
    return None if text.strip() else Refusal(what_to_do)


def _set_plan(held: Problem, plan: Plan) -> list[str]:
    """Puts the plan into the problem; the names of the columns to save."""
    require(_unless_said(plan.measure, _("Say what will be done about it.")))
    require(rules.refuse_promise(held, plan.planned))
    held.cause, held.measure = plan.cause.strip(), plan.measure.strip()
    held.responsible, held.planned = plan.responsible.strip(), plan.planned
    return ["cause", "measure", "responsible", "planned"]


def _move(
    problem: Problem, held: Problem, to: State, actor: User, verb: str, *changed: str, **detail: str
) -> None:
    held.move_to(to)
    held.save(update_fields=["state", *changed])
    said = {key: value.strip() for key, value in detail.items() if value.strip()}
    record(actor, verb, held, detail={"state": to.value, **said})
    problem.refresh_from_db(fields=["state", *changed])
