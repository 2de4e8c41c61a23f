"""Who may do what with a problem, or why not."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import MOVES, Source, State
from shuzhi.web.refusal import Refusal


def may_keep_lists(user: User, cycle: Cycle) -> Refusal | None:
    """The office of the cycle keeps the lists of its reporters."""
    return refuse_unless(user, "problem.verify", cycle.scope_path, cycle.pk) or _unless_opened(cycle)


def may_list_problem(user: User, reporter: Reporter, source: str = "") -> Refusal | None:
    """The office puts problems on the lists; reporters may add what they have found themselves."""
    if source == Source.SELF and _unless_worker(user, reporter) is None:
        return _unless_opened(reporter.cycle)
    return _unless_office(user, reporter) or _unless_opened(reporter.cycle)


def may_sort(user: User, problem: Problem) -> Refusal | None:
    """The office says in which field a problem stands; that changes nothing about the work on it."""
    return _unless_office(user, problem.reporter) or _unless_opened(problem.reporter.cycle)


def field_is_known(field: str, fields: Sequence[str]) -> Refusal | None:
    """A problem stands in a field of its cycle's list, or in none."""
    if not field or field in fields:
        return None
    return Refusal(_("“%(field)s” is no field of this cycle.") % {"field": field})


def may_assign(user: User, problem: Problem) -> Refusal | None:
    """The office gives a listed problem its deadline."""
    return _unless_office(user, problem.reporter) or _unless_movable(problem, State.ASSIGNED)


def may_change_due(user: User, problem: Problem) -> Refusal | None:
    """The office may move a deadline while the work goes on, with a reason."""
    if refusal := _unless_office(user, problem.reporter):
        return refusal
    if problem.state not in {State.ASSIGNED, State.IN_PROGRESS, State.REOPENED}:
        return Refusal(_("A deadline is moved only while the reporter works on the problem."))
    return None


def may_file(user: User, reporter: Reporter) -> Refusal | None:
    """The reporter and the staff file the list: cause, measure and day of every problem."""
    return _unless_worker(user, reporter)


def may_begin(user: User, problem: Problem) -> Refusal | None:
    """The reporter says the cause and the measure, and the work begins."""
    return _unless_worker(user, problem.reporter) or _unless_movable(
        problem, State.IN_PROGRESS, not_from=State.CLAIMED_DONE
    )


def may_change_plan(user: User, problem: Problem) -> Refusal | None:
    """Cause and measure may be written anew while the work goes on."""
    if refusal := _unless_worker(user, problem.reporter):
        return refusal
    if problem.state != State.IN_PROGRESS:
        return Refusal(_("Cause and measure change only while the work is in progress."))
    return None


def refuse_promise(problem: Problem, planned: date | None) -> Refusal | None:
    """A promised day lies no later than the deadline."""
    if planned is None or problem.due is None or planned <= problem.due:
        return None
    return Refusal(
        _("The deadline is %(due)s; promise a day no later, or ask the office for another deadline.")
        % {"due": date_format(problem.due)}
    )


def may_claim_done(user: User, problem: Problem) -> Refusal | None:
    """The reporter says it is done, with proof."""
    return _unless_worker(user, problem.reporter) or _unless_movable(problem, State.CLAIMED_DONE)


def may_verify(user: User, problem: Problem) -> Refusal | None:
    """Someone else than the person who did the work looks at the result."""
    if refusal := _unless_office(user, problem.reporter) or _unless_movable(problem, State.VERIFIED):
        return refusal
    if user.pk == problem.claimed_by_id:
        return Refusal(
            _("Whoever claimed the work as done cannot verify it; another person of the office does."),
            status=403,
        )
    return None


def may_send_back(user: User, problem: Problem) -> Refusal | None:
    """A result that does not hold goes back to work."""
    if refusal := _unless_office(user, problem.reporter):
        return refusal
    if problem.state != State.CLAIMED_DONE:
        return Refusal(_("Only a problem claimed as done can be sent back to work."))
    return None


def may_close(user: User, problem: Problem) -> Refusal | None:
    """The office closes what has been verified."""
    return _unless_office(user, problem.reporter) or _unless_movable(problem, State.CLOSED)


def may_reopen(user: User, problem: Problem) -> Refusal | None:
    """A problem that came back is opened again."""
    return _unless_office(user, problem.reporter) or _unless_movable(problem, State.REOPENED)


def refuse_closing(cycle: Cycle) -> Refusal | None:
    """A cycle is not closed while a problem named in a comment is on no list; lists go on after closing."""
    left = ProblemNote.objects.filter(comment__item__reporter__cycle=cycle, problem__isnull=True).count()
    if not left:
        return None
    said = ngettext(
        "%(count)d problem named in a comment is on no list yet.",
        "%(count)d problems named in comments are on no list yet.",
        left,
    )
    return Refusal(said % {"count": left})


def _unless_office(user: User, reporter: Reporter) -> Refusal | None:
    # The organiser's office, not the reporter's own: a unit does not verify its own secretary's work.
    return refuse_unless(
        user,
        "problem.verify",
        reporter.cycle.scope_path,
        reporter.cycle_id,
        about_user_id=reporter.user_id,
    )


def _unless_worker(user: User, reporter: Reporter) -> Refusal | None:
    """The reporter, and the staff of exactly the reporter's organisation.

    For a reporter without an account the office writes down what came on paper; somebody else verifies it.
    """
    if user.pk == reporter.user_id:
        return None
    desks = user.grants_for("problem.work").filter(
        Q(cycle_id=None) | Q(cycle_id=reporter.cycle_id),
        role=Role.STAFF,
        organisation_path=reporter.scope_path,
    )
    if desks.exists():
        return None
    if reporter.user_id is None:
        return refuse_unless(user, "problem.work", reporter.cycle.scope_path, reporter.cycle_id)
    said = _("Only %(name)s and the staff of %(organisation)s work on this problem.")
    return Refusal(
        said % {"name": reporter.person_name, "organisation": reporter.organisation_name}, status=403
    )


def _unless_opened(cycle: Cycle) -> Refusal | None:
    if cycle.is_preparing:
        return Refusal(_("The cycle is not open yet; problems are listed after opening."))
    return None


def _unless_movable(problem: Problem, to: State, *, not_from: State | None = None) -> Refusal | None:
    now = State(problem.state)
    if to in MOVES[now] and now != not_from:
        return None
    wanted = " / ".join(str(state.label) for state in State if to in MOVES[state] and state != not_from)
    return Refusal(
        _("The problem is “%(now)s”; this step needs “%(wanted)s”.") % {"now": now.label, "wanted": wanted}
    )
