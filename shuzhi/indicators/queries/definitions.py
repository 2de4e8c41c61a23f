"""Which indicators a person sees, and who has to have a figure of them."""

from typing import Any

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import BEHIND_ALL, in_scope, scope_paths
from shuzhi.indicators.models import Indicator
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import reach_of

SEE = "fact.view"


def indicators_for(user: User | None) -> QuerySet[Indicator]:
    """The indicators that come down to the user's places from above, and those that are defined within them."""
    rows = Indicator.objects.select_related("owner", "part_of", "numerator", "denominator")
    if user is None:
        return rows
    from_above = Q(owner=None) & Q(Exists(_grants(user))) | Q(Exists(_below_owner(user)))
    return rows.filter(from_above | Q(in_scope(user, SEE, path="owner__path")))


def indicators_matching(
    rows: QuerySet[Indicator], *, text: str = "", hard: bool = False
) -> QuerySet[Indicator]:
    """Those whose code or name contains the text; only hard ones where asked."""
    if wanted := text.strip():
        rows = rows.filter(
            Q(code__icontains=wanted) | Q(name__contains=wanted) | Q(name_en__icontains=wanted)
        )
    return rows.filter(hard=True) if hard else rows


def with_counts(rows: QuerySet[Indicator], user: User) -> QuerySet[Indicator]:
    """Each with the number of figures that stand within the user's scope, as `standing`."""
    here: Any = in_scope(user, SEE, path="facts__organisation__path")
    counted = Count("facts", filter=Q(facts__current=True, facts__scaled__isnull=False) & Q(here))
    return rows.annotate(standing=counted).order_by("order", "code")


def applying_to(organisation: Organisation) -> list[Indicator]:
    """The indicators that this organisation has a figure of, in their order."""
    path = organisation.scope_path
    owners = [path[:end] for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen)]
    rows = Indicator.objects.filter(Q(owner=None) | Q(owner__path__in=owners))
    rows = rows.select_related("owner", "part_of", "numerator", "denominator")
    return [one for one in rows.order_by("order", "code") if one.applies_to(organisation)]


def expected_below(indicator: Indicator, organisation: Organisation) -> QuerySet[Organisation]:
    """The organisations of the subtree that have this figure to give; none where the definition names no kind."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(reach_of(organisation), hidden=False)
    rows = rows.order_by("path")
    if indicator.owner:
        rows = rows.filter(path__begins=indicator.owner.path)
    if indicator.kinds:
        rows = rows.filter(kind__in=indicator.kinds)
    if indicator.categories:
        rows = rows.filter(category__in=indicator.categories)
    return rows if indicator.kinds or indicator.categories else rows.none()


def _grants(user: User) -> QuerySet[Grant]:
    return scope_paths(user, SEE).filter(cycle_id=None)


def _below_owner(user: User) -> QuerySet[Grant]:
    owner = ExpressionWrapper(OuterRef("owner__path"), CharField())
    last = Concat(F("owner_path"), Value(BEHIND_ALL), output_field=CharField())
    rows = _grants(user).alias(owner_path=owner).alias(last=last)
    return rows.filter(organisation_path__gte=F("owner_path"), organisation_path__lte=F("last"))
