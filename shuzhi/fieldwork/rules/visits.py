from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import Stage
from shuzhi.fieldwork.models import Finding, Visit
from shuzhi.fieldwork.states import VisitState
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal

SHORTEST_REASON = 5


def may_plan(user: User | None, cycle: Cycle) -> Refusal | None:
    """Visits belong to an open cycle: whom they concern is certain then."""
    if refusal := refuse_unless(user, "visit.plan", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage == Stage.PREPARING:
        return Refusal(_("The cycle is not open yet; visits are planned after opening."))
    if cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is closed."))
    return None


def may_change_words(user: User | None, cycle: Cycle) -> Refusal | None:
    """Methods and marks can change all year: what is written keeps its code."""
    if refusal := refuse_unless(user, "visit.plan", cycle.scope_path, cycle.pk):
        return refusal
    return Refusal(_("The cycle is closed.")) if cycle.stage == Stage.CLOSED else None


def own_places(user: User, cycle: Cycle | None = None) -> list[tuple[int, str]]:
    """Cycle and place of every review of this person: nothing found there is for the own eyes."""
    mine = Reporter.objects.filter(tenure__person__user=user.pk)
    if cycle is not None:
        mine = mine.filter(cycle=cycle)
    return [(row[0], str(row[1])) for row in mine.values_list("cycle_id", "tenure__organisation__path")]


def may_join(member: User, cycle: Cycle, organisation: Organisation | None) -> Refusal | None:
    """Who goes must be a researcher there, and is not sent to the place one answers for."""
    place = organisation.scope_path if organisation else cycle.scope_path
    if refuse_unless(member, "finding.write", place, cycle.pk):
        return Refusal(_("%(name)s is no field researcher here.") % {"name": member})
    if organisation is None and own_places(member, cycle):
        return Refusal(_("%(name)s is under review in this cycle and cannot draw.") % {"name": member})
    if organisation is not None and _is_own_place(member, cycle, place):
        return Refusal(_("%(name)s is under review for this place.") % {"name": member})
    return None


def may_change_visit(user: User | None, visit: Visit) -> Refusal | None:
    """The plan changes until the visit is done; a drawn one stays as it was drawn."""
    if refusal := may_see_visit(user, visit) or may_plan(user, visit.cycle):
        return refusal
    if visit.draw_id:
        return Refusal(_("The visit was drawn; what was drawn is not changed by hand."))
    if visit.state != VisitState.PLANNED:
        return Refusal(_("The visit is no longer planned."))
    return None


def may_cancel(user: User | None, visit: Visit) -> Refusal | None:
    """A planned visit falls out for a reason, a drawn one too: by its team, or by the office afterwards."""
    if visit.state != VisitState.PLANNED:
        return Refusal(_("The visit is no longer planned."))
    if visit.findings.exists():
        return Refusal(_("Something was already found there; mark the visit as done."))
    if user is not None and is_in_team(user, visit):
        return None
    return may_see_visit(user, visit) or may_plan(user, visit.cycle)


def is_in_team(user: User, visit: Visit) -> bool:
    """Whether the person is sent on this visit."""
    return any(member.pk == user.pk for member in visit.team.all())


def is_sealed(visit: Visit) -> bool:
    """A drawn visit is its team's secret until the last day of the draw is over."""
    return bool(visit.draw_id and visit.draw and not visit.draw.is_public)


def may_see_visit(user: User | None, visit: Visit) -> Refusal | None:
    """Team, office and those who see findings; of a sealed draw the team alone; of the own place nobody."""
    if user is None:
        return None
    if _is_own_place(user, visit.cycle, visit.place_path):
        return Refusal(_("This is your own assessment file; somebody else has to handle it."), status=403)
    return None if is_in_team(user, visit) else _refuse_outsider(user, visit)


def _refuse_outsider(user: User, visit: Visit) -> Refusal | None:
    if is_sealed(visit):
        return Refusal(
            _("The draw is sealed: only its team knows the places before its last day."), status=403
        )
    if refuse_unless(user, "visit.plan", visit.place_path, visit.cycle_id) is None:
        return None
    if not visit.announced and visit.day > timezone.localdate():
        return Refusal(
            _("Unannounced visits are known to the office and the team before the day."), status=403
        )
    return refuse_unless(user, "finding.view", visit.place_path, visit.cycle_id)


def may_record(user: User | None, visit: Visit) -> Refusal | None:
    """Only those who were sent write down what was done, from the day itself."""
    if visit.cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is closed."))
    if visit.state == VisitState.CANCELLED:
        return Refusal(_("The visit was cancelled."))
    if visit.day > timezone.localdate():
        return Refusal(_("The day of the visit has not come yet."))
    return None if user is None else _refuse_unless_sent(user, visit)


def _refuse_unless_sent(user: User, visit: Visit) -> Refusal | None:
    if not is_in_team(user, visit):
        return Refusal(_("Only the team of the visit writes."), status=403)
    if _is_own_place(user, visit.cycle, visit.place_path):
        return Refusal(_("This is your own assessment file; somebody else has to handle it."), status=403)
    return refuse_unless(user, "finding.write", visit.place_path, visit.cycle_id)


def may_write_finding(user: User | None, visit: Visit, concerned: Any = ()) -> Refusal | None:
    """Findings are written by the team of the visit, and by nobody about oneself."""
    if refusal := may_record(user, visit):
        return refusal
    for reporter in concerned:
        if reporter.cycle_id != visit.cycle_id:
            return Refusal(_("%(name)s is not under review in this cycle.") % {"name": reporter})
        if user is not None and reporter.user_id == user.pk:
            return Refusal(_("This is your own assessment file; somebody else has to handle it."), status=403)
    return None


def may_see_finding(user: User | None, finding: Finding) -> Refusal | None:
    """Who sees the visit and its findings, but never a finding about oneself."""
    if refusal := may_see_visit(user, finding.visit):
        return refusal
    if user is not None and any(reporter.user_id == user.pk for reporter in finding.reporters.all()):
        return Refusal(_("This is your own assessment file; somebody else has to handle it."), status=403)
    if user is None or is_in_team(user, finding.visit):
        return None
    return refuse_unless(user, "finding.view", finding.visit.place_path, finding.visit.cycle_id)


def may_withdraw(user: User | None, finding: Finding, reason: str | None = None) -> Refusal | None:
    """Whoever wrote it withdraws it, with a reason; the words stay."""
    if refusal := may_record(user, finding.visit):
        return refusal
    if finding.withdrawn_at is not None:
        return Refusal(_("The finding is already withdrawn."))
    if user is not None and finding.written_by_id != user.pk:
        return Refusal(_("Only who wrote a finding withdraws it."), status=403)
    if reason is not None and len(reason.strip()) < SHORTEST_REASON:
        return Refusal(_("Give the reason in at least %(n)d characters.") % {"n": SHORTEST_REASON})
    return None


def _is_own_place(user: User, cycle: Cycle, place: str) -> bool:
    return any(place.startswith(path) for _cycle, path in own_places(user, cycle))


def refuse_short_reason(reason: str) -> Refusal | None:
    """A reason somebody can understand next year."""
    if len(reason.strip()) >= SHORTEST_REASON:
        return None
    return Refusal(_("Give the reason in at least %(n)d characters.") % {"n": SHORTEST_REASON})
