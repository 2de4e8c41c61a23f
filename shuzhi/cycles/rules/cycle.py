from collections.abc import Iterator

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.rules.checks import opening_checks
from shuzhi.cycles.states import Stage
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal
from shuzhi.web.steps import said_by_steps


def may_create_cycle(user: User | None, organiser: Organisation) -> Refusal | None:
    return refuse_unless(user, "cycle.run", organiser.scope_path)


def may_run(user: User | None, cycle: Cycle) -> Refusal | None:
    return refuse_unless(user, "cycle.run", cycle.scope_path, cycle.pk)


def may_prepare(user: User | None, cycle: Cycle) -> Refusal | None:
    """Rulebook, topics, reporters and expected voters can be changed until the cycle is opened."""
    if refusal := may_run(user, cycle):
        return refusal
    if cycle.stage != Stage.PREPARING:
        return Refusal(
            _("The cycle is open: rulebook, topics, reporters and voters are pinned and stay as they are.")
        )
    return None


def may_change_timetable(user: User | None, cycle: Cycle) -> Refusal | None:
    """Dates may move while the cycle runs; each change stays in the log."""
    if refusal := may_run(user, cycle):
        return refusal
    if cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is closed; its dates are history."))
    return None


def may_exclude(user: User | None, reporter: Reporter) -> Refusal | None:
    """A reporter can be taken out of the assessment, with the reason, until the cycle is closed."""
    if refusal := may_change_timetable(user, reporter.cycle):
        return refusal
    if hasattr(reporter, "exclusion"):
        return Refusal(_("%(name)s is already out of the assessment.") % {"name": reporter.person_name})
    return None


def may_lift_exclusion(user: User | None, reporter: Reporter) -> Refusal | None:
    if refusal := may_prepare(user, reporter.cycle):
        return refusal
    if not hasattr(reporter, "exclusion"):
        return Refusal(_("%(name)s is not out of the assessment.") % {"name": reporter.person_name})
    return None


def may_open_cycle(user: User | None, cycle: Cycle) -> Refusal | None:
    """Opening waits until every check passes; the refusal names all that is missing."""
    if refusal := may_prepare(user, cycle):
        return refusal
    missing = [str(check.refusal) for check in opening_checks(cycle) if check.refusal]
    if missing:
        return Refusal(_("The cycle cannot be opened yet: %(reasons)s") % {"reasons": " ".join(missing)})
    return refuse_by_later_steps(cycle, "before_opening")


def may_close_cycle(user: User | None, cycle: Cycle) -> Refusal | None:
    """The last step of the year: every later step is asked whether it is through with the cycle."""
    if refusal := may_run(user, cycle):
        return refusal
    if cycle.stage == Stage.PREPARING:
        return Refusal(_("The cycle has not been opened yet."))
    if cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is already closed."))
    return refuse_by_later_steps(cycle)


def refuse_by_later_steps(cycle: Cycle, question: str = "before_closing") -> Refusal | None:
    """What a later step still has to do; a step says so by `before_opening` or `before_closing` in its AppConfig.

    A step never looks forward, so it asks by that name and knows nobody who answers.
    """
    refusals: Iterator[Refusal | None] = (ask(cycle) for ask in said_by_steps(question))
    return next((refusal for refusal in refusals if refusal), None)
