from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import in_scope
from shuzhi.accounts.roles import roles_with
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.fieldwork.models import Draw, Finding, Visit
from shuzhi.fieldwork.rules import own_places
from shuzhi.fieldwork.states import DrawState, Kind, VisitState
from shuzhi.organisations.models import Organisation


def cycles_for(user: User) -> QuerySet[Cycle]:
    """The cycles whose fieldwork a person plans, does or reads."""
    path, key = "organiser__path", "pk"
    plans = in_scope(user, "visit.plan", path=path, cycle=key)
    reads = in_scope(user, "finding.view", path=path, cycle=key)
    sent = Visit.team.through.objects.filter(visit__cycle=OuterRef("pk"), user=user)
    draws = Draw.team.through.objects.filter(draw__cycle=OuterRef("pk"), user=user)
    rows = Cycle.objects.filter(Q(plans) | Q(reads) | Exists(sent) | Exists(draws))
    return rows.select_related("organiser").defer("rulebook_text")


def cycles_to_plan(user: User) -> QuerySet[Cycle]:
    """The open cycles whose visits a person plans."""
    return cycles_for(user).filter(
        in_scope(user, "visit.plan", path="organiser__path", cycle="pk"), stage="open"
    )


def cycle_or_404(user: User, key: int) -> Cycle:
    """A cycle whose fieldwork concerns the person; outside it there is nothing to find."""
    return get_object_or_404(cycles_for(user), pk=key)


def visits_for(user: User) -> QuerySet[Visit]:
    """The visits a person may know of: `rules.may_see_visit` as one question to the database."""
    today = timezone.localdate()
    place, key = "organisation__path", "cycle_id"
    sent = Visit.team.through.objects.filter(visit=OuterRef("pk"), user=user)
    sealed = Q(draw__isnull=False) & ~Q(draw__state=DrawState.OPENED, draw__until__lt=today)
    plans = Q(in_scope(user, "visit.plan", path=place, cycle=key))
    reads = Q(in_scope(user, "finding.view", path=place, cycle=key)) & (Q(announced=True) | Q(day__lte=today))
    rows = Visit.objects.filter(Q(Exists(sent)) | (~sealed & (plans | reads)))
    for cycle, path in own_places(user):
        rows = rows.exclude(cycle=cycle, organisation__path__begins=path)
    return rows.select_related("cycle__organiser", "organisation", "draw").prefetch_related("team")


def listed(
    visits: QuerySet[Visit],
    *,
    cycle: int | None = None,
    method: str = "",
    phase: str = "",
    state: str = "",
    announced: str = "",
    drawn: str = "",
    text: str = "",
) -> QuerySet[Visit]:
    """The list as the filters in the address ask, with how much was found."""
    exact = {"cycle": cycle, "method": method, "phase": phase, "state": state}
    visits = visits.filter(**{name: value for name, value in exact.items() if value})
    if announced:
        visits = visits.filter(announced=announced == "yes")
    if drawn:
        visits = visits.filter(draw__isnull=drawn != "yes")
    if wanted := text.strip():
        visits = visits.filter(Q(organisation__name__icontains=wanted) | Q(place__icontains=wanted))
    live = Q(findings__withdrawn_at=None)
    return visits.annotate(
        problems=Count("findings", filter=live & Q(findings__kind=Kind.PROBLEM), distinct=True),
        strengths=Count("findings", filter=live & Q(findings__kind=Kind.STRENGTH), distinct=True),
    ).order_by("-day", "-pk")


def visit_or_404(user: User, key: int) -> Visit:
    """A visit the person may know of; of others there is nothing to find."""
    return get_object_or_404(visits_for(user), pk=key)


def visits_of_today(user: User) -> QuerySet[Visit]:
    """The visits a person is sent on and that have begun, not cancelled, in open cycles: what the phone takes along."""
    rows = visits_for(user).filter(team=user, day__lte=timezone.localdate(), cycle__stage="open")
    return rows.exclude(state=VisitState.CANCELLED).order_by("-day", "number", "pk")


def findings_for(user: User) -> QuerySet[Finding]:
    """The findings a person may read: never one about oneself (`rules.may_see_finding`)."""
    place, key = "visit__organisation__path", "visit__cycle_id"
    about = Finding.reporters.through.objects.filter(
        finding=OuterRef("pk"), reporter__tenure__person__user=user
    )
    sent = Visit.team.through.objects.filter(visit=OuterRef("visit"), user=user)
    reads = Q(in_scope(user, "finding.view", path=place, cycle=key)) | Q(Exists(sent))
    known = visits_for(user).order_by().values("pk")
    rows = Finding.objects.filter(reads, visit__in=known).filter(~Exists(about))
    return rows.select_related("visit__cycle__organiser", "visit__organisation", "visit__draw", "written_by")


def with_everything(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Findings with all that rules and pages look at."""
    return findings.prefetch_related(
        "topics", "reporters__tenure__person", "evidence__upload__file", "visit__team"
    )


def findings_matching(
    findings: QuerySet[Finding],
    *,
    cycle: int | None = None,
    kind: str = "",
    tag: str = "",
    reporter: int | None = None,
    text: str = "",
) -> QuerySet[Finding]:
    """The findings as the filters in the address ask; withdrawn ones stay in the list, marked."""
    exact = {"visit__cycle": cycle, "kind": kind, "tag": tag, "reporters": reporter}
    findings = findings.filter(**{name: value for name, value in exact.items() if value})
    if wanted := text.strip():
        findings = findings.filter(text__icontains=wanted)
    return findings


def findings_of(user: User, visit: Visit) -> list[Finding]:
    """What was found at a visit, as far as the person may read it."""
    return list(with_everything(findings_for(user).filter(visit=visit)))


def finding_or_404(user: User, key: int) -> Finding:
    """A finding within the person's reach."""
    return get_object_or_404(with_everything(findings_for(user)), pk=key)


def findings_about(reporter: Reporter) -> QuerySet[Finding]:
    """The standing findings about a reporter, whoever reads them; the page that shows them asks its own rule.

    What a sealed draw found comes in when the days of the draw are over.
    """
    open_draw = Q(visit__draw=None) | Q(visit__draw__until__lt=timezone.localdate())
    rows = Finding.objects.filter(open_draw, reporters=reporter, withdrawn_at=None)
    return rows.select_related("visit__organisation", "visit__draw").order_by("visit__day", "pk")


def researchers_for(cycle: Cycle) -> QuerySet[User]:
    """Those who can be sent: field researchers at the organiser or above."""
    return _holders(cycle, "finding.write")


def word_holders_for(cycle: Cycle) -> QuerySet[User]:
    """Those who can keep a word of a draw: whoever plans, reads or looks over the fieldwork there."""
    return (
        _holders(cycle, "visit.plan") | _holders(cycle, "finding.view") | _holders(cycle, "veto.enter")
    ).distinct()


def units_for(cycle: Cycle) -> QuerySet[Organisation]:
    """Where a visit of this cycle can go: the organiser and everything below."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(
        path__begins=cycle.organiser.path, hidden=False
    )
    return rows.order_by("path")


def _holders(cycle: Cycle, capability: str) -> QuerySet[User]:
    path = cycle.organiser.path
    above = ["", *(path[:end] for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen))]
    grants = Grant.objects.live().filter(
        Q(cycle_id=None) | Q(cycle_id=cycle.pk),
        user=OuterRef("pk"),
        role__in=roles_with(capability),
        organisation_path__in=above,
    )
    return User.objects.filter(Exists(grants), is_active=True).order_by("pk")
