"""Joint units: organisations made of others that keep their places in the tree."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from shuzhi.organisations.models import Membership, Organisation
from shuzhi.organisations.queries.tree import children_shown


def memberships_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs or belonged to this joint unit."""
    return Membership.objects.filter(joint=organisation).select_related("member", "joint")


def members_of(organisation: Organisation, on: date | None = None) -> QuerySet[Organisation]:
    """The organisations that belong to this joint unit on that day (today)."""
    day = on or timezone.localdate()
    live = Membership.objects.filter(Q(until=None) | Q(until__gt=day), joint=organisation, since__lte=day)
    rows: QuerySet[Organisation] = Organisation.objects.filter(pk__in=live.values("member"))
    return rows.order_by("path")


def joint_units_of(organisation: Organisation) -> QuerySet[Organisation]:
    """The joint units this organisation belongs to today."""
    day = timezone.localdate()
    live = Membership.objects.filter(Q(until=None) | Q(until__gt=day), member=organisation, since__lte=day)
    rows: QuerySet[Organisation] = Organisation.objects.filter(pk__in=live.values("joint"))
    return rows.order_by("path")


def reach_of(organisation: Organisation, path: str = "path") -> Q:
    """What is counted for this organisation: everything below it and, of a joint unit, below its members."""
    reach = Q(**{f"{path}__begins": organisation.scope_path})
    for member in members_of(organisation):
        reach |= Q(**{f"{path}__begins": member.scope_path})
    return reach


def parts_of(organisation: Organisation) -> list[Organisation]:
    """The rows its figures are shown in: the units directly below and, of a joint unit, its members."""
    return [*children_shown(organisation), *members_of(organisation)]
