from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.burden.models import Request, Waiver
from shuzhi.burden.rules import previous_cycle, standing_requests
from shuzhi.cycles.models import Cycle, Reporter


def cycles_with_burden(user: User) -> QuerySet[Cycle]:
    """The cycles whose burden a person may see: the organiser's or an asked unit's place is in the scope."""
    of_organiser = in_scope(user, "burden.view", path="organiser__path", cycle="pk")
    of_unit = Reporter.objects.filter(
        in_scope(user, "burden.view", path="tenure__organisation__path", cycle="cycle_id"),
        cycle=OuterRef("pk"),
    )
    return Cycle.objects.filter(Q(of_organiser) | Exists(of_unit)).select_related("organiser")


def cycle_or_404(user: User, key: int) -> Cycle:
    """A cycle whose burden the person may see; outside the scope there is nothing to find."""
    return get_object_or_404(cycles_with_burden(user), pk=key)


def requests_of(cycle: Cycle, *, level: str = "", kind: str = "") -> list[Request]:
    """The register of a cycle as it stands, narrowed to a level and a kind."""
    rows = standing_requests(cycle)
    return [row for row in rows if level in ("", row.level) and kind in ("", row.kind)]


def replaceable(cycle: Cycle) -> QuerySet[Request]:
    """What people registered and a new request may replace: of this cycle, and of last year if not taken over."""
    asked = Request.objects.filter(step="", dropped_at=None)
    before = previous_cycle(cycle)
    if before is None:
        return asked.filter(cycle=cycle)
    taken = Request.objects.filter(
        cycle=cycle, level=OuterRef("level"), code=OuterRef("code"), dropped_at=None
    )
    return asked.filter(Q(cycle=cycle) | (Q(cycle=before) & ~Exists(taken)))


def takeable(cycle: Cycle) -> list[Request]:
    """Last year's requests that people registered and that are not asked again yet."""
    before = previous_cycle(cycle)
    if before is None or not cycle.is_preparing:
        return []
    there = set(Request.objects.filter(cycle=cycle).values_list("level", "code"))
    last = Request.objects.filter(cycle=before, step="", dropped_at=None)
    return [row for row in last if (row.level, row.code) not in there]


def waivers_for(user: User, *, cycle: int | None = None) -> QuerySet[Waiver]:
    """The waivers in force that a person may see, those that end first on top."""
    rows = Waiver.objects.filter(ended_at=None, until__gte=timezone.localdate())
    seen = rows.filter(Exists(cycles_with_burden(user).filter(pk=OuterRef("cycle"))))
    if cycle is not None:
        seen = seen.filter(cycle=cycle)
    return seen.select_related("cycle__organiser", "request").order_by("until", "pk")


def register_sheet(rows: list[Request]) -> tuple[list[str], list[list[object]]]:
    """Headings and rows of the register as a workbook."""
    headings = [
        _("Level"),
        pgettext("asked", "Kind"),
        _("What is asked"),
        _("Who asks for it"),
        _("By what rule"),
        _("Minutes a year"),
        _("Characters a year"),
        _("Times a year"),
        _("Held already as"),
        _("Asked since"),
    ]
    return headings, [
        [
            row.get_level_display(),
            row.get_kind_display(),
            row.name,
            row.owner,
            row.basis,
            row.minutes_a_year,
            row.characters * row.times,
            row.times,
            row.held_as,
            row.since,
        ]
        for row in rows
    ]
