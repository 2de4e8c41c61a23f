from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.cycles.models import Cycle, Reporter, VoterGroupCount
from shuzhi.organisations.models import Organisation


def cycles_for(user: User) -> QuerySet[Cycle]:
    """The cycles a person may see: of organisers in the scope, and those that review someone in it."""
    of_organiser = in_scope(user, "cycle.view", path="organiser__path", cycle="pk")
    of_reporter = Reporter.objects.filter(
        in_scope(user, "cycle.view", path="tenure__organisation__path", cycle="cycle_id"),
        cycle=OuterRef("pk"),
    )
    return Cycle.objects.filter(Q(of_organiser) | Exists(of_reporter)).select_related("organiser")


def cycles_run_by(user: User) -> QuerySet[Cycle]:
    """The cycles a person runs."""
    return Cycle.objects.filter(
        in_scope(user, "cycle.run", path="organiser__path", cycle="pk")
    ).select_related("organiser")


def cycle_or_404(user: User, key: int) -> Cycle:
    """A cycle within the person's scope; outside it there is nothing to find."""
    return get_object_or_404(cycles_for(user), pk=key)


def listed(
    cycles: QuerySet[Cycle], *, year: int | None = None, stage: str = "", text: str = ""
) -> QuerySet[Cycle]:
    """The list of cycles with their counts, filtered, without the long text of the rulebook."""
    if year:
        cycles = cycles.filter(year=year)
    if stage:
        cycles = cycles.filter(stage=stage)
    if text.strip():
        wanted = text.strip()
        cycles = cycles.filter(Q(title__icontains=wanted) | Q(organiser__name__icontains=wanted))
    counted = cycles.defer("rulebook_text").annotate(
        reporter_count=Count("reporters", distinct=True), topic_count=Count("topics", distinct=True)
    )
    return counted.order_by("-year", "title", "pk")


def organisers_for(user: User) -> QuerySet[Organisation]:
    """The organisations for which a person may create a cycle, the highest first."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(in_scope(user, "cycle.run", path="path"))
    return rows.filter(hidden=False).exclude(kind="village").order_by("depth", "path")


def usual_year() -> dict[str, int]:
    """What a new cycle most likely is: this year's, until spring last year's."""
    today = timezone.localdate()
    year = today.year if today.month > 3 else today.year - 1
    return {"year": year}


def voters_by_form(cycle: Cycle) -> dict[str, list[VoterGroupCount]]:
    """The voter groups of each ballot form, in the rulebook's order."""
    found: dict[str, list[VoterGroupCount]] = {}
    for group in cycle.voter_groups.all():
        found.setdefault(group.form, []).append(group)
    return found
