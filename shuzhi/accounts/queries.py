from typing import Any, cast

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import CAPABILITIES, Role

# Paths are made of 0-9 and A-Z, four a step; no step of a real tree reaches this one.
BEHIND_ALL = "ZZZZ"


class SignedInRequest(HttpRequest):
    """A request behind the sign-in: the middleware lets nobody else through to the pages that take one."""

    user: User


def signed_in(request: HttpRequest) -> User:
    """The person behind the request; every page behind the sign-in has one."""
    return cast(User, request.user)


def capabilities_of(user: User) -> frozenset[str]:
    """All that the person may do somewhere today, in one question."""
    roles = Grant.objects.live().filter(user=user.pk).values_list("role", flat=True).distinct()
    return frozenset[str]().union(*(CAPABILITIES[Role(role)] for role in roles))


def scope_paths(user: User, capability: str) -> QuerySet[Grant]:
    """The live grants by which the user has the capability; their paths are the user's places."""
    return user.grants_for(capability)


def in_scope(user: User, capability: str, *, path: str, cycle: str | None = None) -> Exists:
    """The one scope of lists, exports and reports, as a subquery.

    `things.filter(in_scope(user, "report.read", path="organisation__path"))`
    `path` names the column that holds the place of a row, `cycle` the column that holds its cycle's key.
    Without `cycle`, grants for a single cycle do not count.
    """
    grants = _covering(scope_paths(user, capability), ExpressionWrapper(OuterRef(path), CharField()))
    if cycle is None:
        return Exists(grants.filter(cycle_id=None))
    return Exists(grants.filter(Q(cycle_id=None) | Q(cycle_id=OuterRef(cycle))))


def covering(user: User, capability: str, organisation_path: str) -> QuerySet[Grant]:
    """The grants by which the user has the capability at this place, for all cycles or for one."""
    return _covering(scope_paths(user, capability), Value(organisation_path, output_field=CharField()))


def users_within(user: User, *, q: str = "", role: str = "") -> QuerySet[User]:
    """The accounts that an administrator looks after: at home in the scope, or with a role in it.

    Narrowed to those whose name contains `q` and who hold `role` now. Roles of other places stay unseen.
    """
    here = Grant.objects.filter(in_scope(user, "user.manage", path="organisation_path"))
    at_home = in_scope(user, "user.manage", path="home_path")
    rows = User.objects.filter(Q(at_home) | Exists(here.filter(user=OuterRef("pk")))).order_by("username")
    if wanted := q.strip():
        rows = rows.filter(Q(username__icontains=wanted) | Q(display_name__icontains=wanted))
    if role:
        rows = rows.filter(Exists(here.live().filter(user=OuterRef("pk"), role=role)))
    return rows.prefetch_related(
        Prefetch("grants", queryset=here.live().order_by("pk"), to_attr="roles_here")
    )


def grants_within(user: User) -> QuerySet[Grant]:
    """The roles that an administrator may end."""
    rows = Grant.objects.filter(in_scope(user, "user.manage", path="organisation_path"))
    return rows.select_related("user", "granted_by")


def homes_for(user: User) -> list[tuple[str, str]]:
    """The places whose administrator this user is, as choices: path and name."""
    grants = scope_paths(user, "user.manage").filter(cycle_id=None).order_by("organisation_path")
    homes = {grant.organisation_path: grant.organisation_name for grant in grants}
    return [(path, (name or path) if path else _("the whole server")) for path, name in homes.items()]


def grants_of(user: User) -> QuerySet[Grant]:
    """All roles the user has or had, those in force first."""
    return user.grants.select_related("granted_by").order_by(F("until").asc(nulls_first=True), "-since", "pk")


def without_own(rows: QuerySet[Any], user: User, *, person: str) -> QuerySet[Any]:
    """Leaves out the user's own assessment file; `person` names the column of the account under review."""
    return rows.filter(~Q(**{person: user.pk}) | Q(**{f"{person}__isnull": True}))


def _covering(grants: QuerySet[Grant], place: Any) -> QuerySet[Grant]:
    last = Concat(F("organisation_path"), Value(BEHIND_ALL), output_field=CharField())
    return grants.alias(place=place, last=last).filter(
        place__gte=F("organisation_path"), place__lte=F("last")
    )
