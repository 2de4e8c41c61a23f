"""The lists of a year, as far as a person may see them, and the triple that a report quotes."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.accounts.roles import Role
from shuzhi.duties.models import DutyList, Item
from shuzhi.duties.states import Kind, Outcome, Stage
from shuzhi.indicators.models import Indicator
from shuzhi.organisations.models import Tenure

SEE = "duty.view"


@dataclass(slots=True)
class Triple:
    """One promise, one project, one contact point (1+1+1), and what else was taken on, with the results."""

    duty_list: DutyList | None
    by_kind: dict[str, list[Item]] = field(default_factory=dict)

    @property
    def pledges(self) -> list[Item]:
        return self.by_kind.get(Kind.PLEDGE, [])

    @property
    def projects(self) -> list[Item]:
        return self.by_kind.get(Kind.PROJECT, [])

    @property
    def points(self) -> list[Item]:
        return self.by_kind.get(Kind.POINT, [])

    @property
    def matters(self) -> list[Item]:
        return self.by_kind.get(Kind.MATTER, [])

    @property
    def deeds(self) -> list[Item]:
        return self.by_kind.get(Kind.DEED, [])

    @property
    def items(self) -> list[Item]:
        return [item for kind in Kind for item in self.by_kind.get(kind, [])]

    @property
    def groups(self) -> list[tuple[Kind, list[Item]]]:
        return [(kind, self.by_kind[kind]) for kind in Kind if self.by_kind.get(kind)]

    @property
    def done(self) -> int:
        return sum(item.outcome == Outcome.DONE for item in self.items)


def triple_of(tenure: Tenure, year: int) -> Triple:
    """What this leader took on for the year; empty while nothing is fixed, for a draft is no promise."""
    duty_list = list_of(tenure, year)
    if duty_list is None or duty_list.is_draft:
        return Triple(None)
    return lines_of(duty_list)


def lines_of(duty_list: DutyList) -> Triple:
    """The lines of a list by their kind, each with how often it was visited (`visit_count`)."""
    triple = Triple(duty_list)
    rows = with_counts(duty_list.items.all())
    for item in rows.prefetch_related("progress", "visits", "milestones", "confirmations__upload").order_by(
        "kind", "number"
    ):
        triple.by_kind.setdefault(item.kind, []).append(item)
    return triple


def with_counts(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Each line with its list, its leader and the number of its visits and confirmations."""
    return rows.select_related(
        "organisation", "duty_list__tenure__person", "duty_list__tenure__organisation"
    ).annotate(
        visit_count=Count("visits", distinct=True), confirmation_count=Count("confirmations", distinct=True)
    )


def demands() -> list[tuple[str, str]]:
    """The figures that a project may have come from: code and name of every indicator."""
    return [(one.code, f"{one.code} {one.name}") for one in Indicator.objects.order_by("code")]


def list_of(tenure: Tenure, year: int) -> DutyList | None:
    """The list of a leader for a year."""
    rows = DutyList.objects.select_related("tenure__person", "tenure__organisation")
    return rows.filter(tenure=tenure, year=year).first()


def list_or_404(pk: int) -> DutyList:
    """A list by its key; whether it may be read is asked by the rule."""
    return get_object_or_404(DutyList.objects.select_related("tenure__person", "tenure__organisation"), pk=pk)


def lists_within(user: User) -> QuerySet[DutyList]:
    """The lists of the user's scope; drafts only to those who write them."""
    rows = DutyList.objects.select_related("tenure__person", "tenure__organisation")
    here = Q(in_scope(user, SEE, path="tenure__organisation__path"))
    mine = Q(tenure__person__user=user) | Q(tenure__organisation__path__in=_pens(user))
    return rows.filter((here & ~Q(stage=Stage.DRAFT)) | mine).order_by("tenure__organisation__path", "pk")


def lists_matching(
    rows: QuerySet[DutyList], *, year: int | None = None, text: str = "", stage: str = "", below: str = ""
) -> QuerySet[DutyList]:
    """Narrowed by year, name, stage and place (a path)."""
    if year:
        rows = rows.filter(year=year)
    if wanted := text.strip():
        rows = rows.filter(
            Q(tenure__organisation__name__contains=wanted) | Q(tenure__person__name__contains=wanted)
        )
    if stage:
        rows = rows.filter(stage=stage)
    return rows.filter(tenure__organisation__path__begins=below) if below else rows


def stage_counts(rows: QuerySet[DutyList]) -> list[tuple[str, str, int]]:
    """How many lists stand at each stage."""
    counts = dict(rows.order_by().values_list("stage").annotate(rows=Count("pk")))
    return [(stage.value, str(stage.label), counts[stage]) for stage in Stage if stage in counts]


def items_within(user: User) -> QuerySet[Item]:
    """The lines of all lists the user may read."""
    return with_counts(Item.objects.filter(duty_list__in=lists_within(user).order_by().values("pk")))


def items_matching(
    rows: QuerySet[Item], *, year: int | None = None, kind: str = "", outcome: str = "", below: str = ""
) -> QuerySet[Item]:
    """Narrowed by year, kind, outcome and place (a path)."""
    if year:
        rows = rows.filter(duty_list__year=year)
    if kind:
        rows = rows.filter(kind=kind)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if below:
        rows = rows.filter(duty_list__tenure__organisation__path__begins=below)
    return rows.order_by("duty_list__tenure__organisation__path", "duty_list", "kind", "number")


def own_tenures(user: User) -> QuerySet[Tenure]:
    """The posts for which this person writes: the own ones and those of the unit whose staff it is."""
    rows = Tenure.objects.live().select_related("person", "organisation")
    return rows.filter(Q(person__user=user) | Q(organisation__path__in=_pens(user))).order_by(
        "organisation__path"
    )


def tenure_or_404(user: User, pk: int) -> Tenure:
    """A post whose duties the user may see or write."""
    rows = Tenure.objects.select_related("person", "organisation")
    seen = Q(in_scope(user, SEE, path="organisation__path")) | Q(person__user=user)
    return get_object_or_404(rows.filter(seen), pk=pk)


def _pens(user: User) -> Any:
    return user.grants_for("duty.write").filter(role=Role.STAFF).values("organisation_path")
