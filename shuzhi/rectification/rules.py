"""Who may do what with a problem, or why not."""

from django.utils.translation import gettext_lazy as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import MOVES, State
from shuzhi.web.refusal import Refusal


def may_list_problem(user: User, reporter: Reporter) -> Refusal | None:
    """The office puts problems on the list of its cycle's reporters."""
    return refuse_unless(
        user, "problem.verify", reporter.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    )


def may_list_problems(user: User, cycle: Cycle) -> Refusal | None:
    """The office of the cycle keeps the lists."""
    return refuse_unless(user, "problem.verify", cycle.scope_path, cycle.pk)


def may_assign(user: User, problem: Problem) -> Refusal | None:
    """The office gives a listed problem its deadline."""
    return may_list_problem(user, problem.reporter) or _unless_movable(problem, State.ASSIGNED)


def may_begin(user: User, problem: Problem) -> Refusal | None:
    """The reporter says the cause and the measure, and the work begins."""
    return _unless_worker(user, problem) or _unless_movable(
        problem, State.IN_PROGRESS, not_from=State.CLAIMED_DONE
    )


def may_claim_done(user: User, problem: Problem) -> Refusal | None:
    """The reporter says it is done, with proof."""
    return _unless_worker(user, problem) or _unless_movable(problem, State.CLAIMED_DONE)


def may_verify(user: User, problem: Problem) -> Refusal | None:
    """Someone else than the person who did the work looks at the result."""
    refusal = may_list_problem(user, problem.reporter) or _unless_movable(problem, State.VERIFIED)
    if refusal is None and user.pk in {problem.claimed_by_id, owner_id(problem)}:
        return Refusal(
            _("Whoever did the work cannot verify it; another person of the office does."), status=403
        )
    return refusal


def may_send_back(user: User, problem: Problem) -> Refusal | None:
    """A result that does not hold goes back to work."""
    refusal = may_list_problem(user, problem.reporter)
    if refusal is None and problem.state != State.CLAIMED_DONE:
        return Refusal(_("Only a problem claimed as done can be sent back to work."))
    return refusal


def may_close(user: User, problem: Problem) -> Refusal | None:
    """The office closes what has been verified."""
    return may_list_problem(user, problem.reporter) or _unless_movable(problem, State.CLOSED)


def may_reopen(user: User, problem: Problem) -> Refusal | None:
    """A problem that came back is opened again."""
    return may_list_problem(user, problem.reporter) or _unless_movable(problem, State.REOPENED)


def owner_id(problem: Problem) -> int | None:
    """The account of the reporter who owns the problem, if that person signs in."""
    return problem.reporter.user_id


def _unless_worker(user: User, problem: Problem) -> Refusal | None:
    if user.pk == owner_id(problem):
        return None
    refusal = refuse_unless(user, "problem.work", problem.scope_path, problem.reporter.cycle_id)
    if refusal is not None:
        return Refusal(_("Only the reporter and the reporter's staff work on this problem."), status=403)
    return None


def _unless_movable(problem: Problem, to: State, *, not_from: State | None = None) -> Refusal | None:
    now = State(problem.state)
    if to in MOVES[now] and now != not_from:
        return None
    wanted = " / ".join(str(state.label) for state in State if to in MOVES[state] and state != not_from)
    return Refusal(
        _("The problem is “%(now)s”; this step needs “%(wanted)s”.") % {"now": now.label, "wanted": wanted}
    )
