from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.accounts.rules import refuse_unless
from shuzhi.burden.models import Request, Waiver
from shuzhi.burden.rules.caps import Breach
from shuzhi.burden.rules.cost import cost_from
from shuzhi.burden.rules.standing import (
    breaches_of,
    levels_of,
    previous_cycle,
    standing_requests,
    units_at,
)
from shuzhi.burden.states import Measure
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import Stage
from shuzhi.organisations.states import Kind as Level
from shuzhi.web.refusal import Refusal

SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Leave:
    """The leave a person writes down together with a request: who gave it, why, until when."""

    approved_by: str
    reason: str
    until: date

    @property
    def is_whole(self) -> bool:
        return bool(self.approved_by.strip()) and len(self.reason.strip()) >= SHORTEST_REASON


def may_view(user: User, cycle: Cycle) -> Refusal | None:
    """Whoever sees burdens at the organiser's place, or at a unit that is asked."""
    refusal = refuse_unless(user, "burden.view", cycle.scope_path, cycle.pk)
    if refusal is None:
        return None
    places = user.grants_for("burden.view").values_list("organisation_path", "cycle_id")
    for path, only in places:
        if only not in (None, cycle.pk):
            continue
        if Reporter.objects.filter(cycle=cycle, tenure__organisation__path__begins=path).exists():
            return None
    return refusal


def may_manage(user: User | None, cycle: Cycle) -> Refusal | None:
    """The office keeps the register until the cycle is closed."""
    if refusal := refuse_unless(user, "burden.manage", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is closed; what it asked is history."))
    return None


def may_register(user: User | None, request: Request, leave: Leave | None) -> Refusal | None:
    """A new request names what it replaces, or a waiver says who allows more, why and until when.

    Where it pushes a level over a cap, only a waiver will do.
    """
    refusal = may_manage(user, request.cycle) or _refuse_twice(request) or _refuse_replacing(request)
    if refusal or request.is_held:
        return refusal
    return refuse_leave(leave) if leave is not None else _refuse_more(request)


def newly_exceeded(request: Request) -> list[Breach]:
    """The caps that the request would exceed and that no waiver covers."""
    cycle, level = request.cycle, request.level
    rows = [row for row in standing_requests(cycle) if row.level == level]
    kept = [row for row in rows if request.replaces is None or row.code != request.replaces.code]
    cost = cost_from(level, [*kept, request], units_at(cycle, level))
    before = {breach.measure: breach.found for breach in breaches_of(cycle, level)}
    return [
        breach
        for breach in breaches_of(cycle, level, cost)
        if breach.waiver is None and breach.found != before.get(breach.measure)
    ]


def may_drop(user: User | None, request: Request) -> Refusal | None:
    """What a person registered can be dropped; what the product's own pages ask ends where it is set."""
    if refusal := may_manage(user, request.cycle):
        return refusal
    if request.step:
        return Refusal(_("This follows from the topics and the form of the reports; change it there."))
    if request.dropped_at:
        return Refusal(_("This request is dropped already."))
    return None


def may_waive(user: User | None, cycle: Cycle, leave: Leave) -> Refusal | None:
    return may_manage(user, cycle) or refuse_leave(leave)


def refuse_leave(leave: Leave) -> Refusal | None:
    if not leave.is_whole:
        said = _("A waiver says who gave leave, and why in at least %(n)d characters.")
        return Refusal(said % {"n": SHORTEST_REASON})
    if leave.until < timezone.localdate():
        return Refusal(_("A waiver holds until a day that is still to come."))
    return None


def may_end_waiver(user: User | None, waiver: Waiver) -> Refusal | None:
    if refusal := may_manage(user, waiver.cycle):
        return refusal
    return Refusal(_("This waiver has already ended.")) if waiver.ended_at else None


def refuse_opening(cycle: Cycle) -> Refusal | None:
    """No cycle is opened while it asks more than a cap allows and nobody has put the reason in writing."""
    bare = [
        breach
        for level in levels_of(cycle)
        for breach in breaches_of(cycle, level)
        if breach.waiver is None and breach.measure != Measure.MINUTES
    ]
    if not bare:
        return None
    said = ngettext(
        "A cap on what units are asked is exceeded: %(caps)s. Ask less, or write down a waiver.",
        "Caps on what units are asked are exceeded: %(caps)s. Ask less, or write down waivers.",
        len(bare),
    )
    return Refusal(said % {"caps": said_breaches(bare)})


def said_breaches(breaches: list[Breach]) -> str:
    """The breaches in a line: level, what, how much, and the cap."""
    return "、".join(
        _("%(level)s: %(found)d %(measure)s (cap %(most)d)")
        % {
            "level": Level(breach.level).label,
            "measure": breach.measure.label,
            "found": breach.found,
            "most": breach.most,
        }
        for breach in breaches
    )


def _refuse_twice(request: Request) -> Refusal | None:
    if Request.objects.filter(cycle=request.cycle, level=request.level, code=request.code).exists():
        return Refusal(_("Something with the code %(code)s is asked already.") % {"code": request.code})
    return None


def _refuse_more(request: Request) -> Refusal | None:
    """Without a waiver nothing may go over a cap, and nothing comes that replaces nothing."""
    if exceeded := newly_exceeded(request):
        said = _("This exceeds the cap: %(caps)s. A waiver is needed.")
        return Refusal(said % {"caps": said_breaches(exceeded)})
    if request.replaces is None:
        return Refusal(
            _(
                "Name a request that this one replaces, or write down a waiver: who allows it, why, until when."
            )
        )
    return None


def _refuse_replacing(request: Request) -> Refusal | None:
    """What is replaced is asked of the same level today, or was last year and is not asked any more."""
    old = request.replaces
    if old is None:
        return None
    if old.step:
        return Refusal(_("This follows from the topics and the form of the reports; change it there."))
    if old.level != request.level or old.dropped_at:
        return Refusal(_("What is replaced must be asked of the same level today."))
    if old.cycle_id == request.cycle_id:
        return None
    before = previous_cycle(request.cycle)
    still = Request.objects.filter(cycle=request.cycle, level=old.level, code=old.code, dropped_at=None)
    if before is None or old.cycle_id != before.pk or still.exists():
        return Refusal(_("What is replaced must be asked in this cycle, or have been asked last year."))
    return None


def may_be_counted(user: User, cycle: Cycle, level: str) -> Refusal | None:
    """Only those who fill in a form of this level in this cycle are counted, while it is open."""
    reporters = Reporter.objects.filter(cycle=cycle, tenure__organisation__kind=level)
    if cycle.is_open and (
        reporters.filter(tenure__person__user=user.pk).exists()
        or reporters.filter(
            in_scope(user, "report.write", path="tenure__organisation__path", cycle="cycle_id")
        ).exists()
    ):
        return None
    return Refusal(_("Nothing is measured here."), status=403)
