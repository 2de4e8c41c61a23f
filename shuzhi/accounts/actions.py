import secrets
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import Role
from shuzhi.accounts.rules import (
    may_create_user,
    may_grant_role,
    may_manage_user,
    may_revoke_role,
    may_switch_user,
)
from shuzhi.audit.actions import record
from shuzhi.web.refusal import require

# No letters or digits that are mistaken for one another when read from paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def create_user(
    username: str,
    display_name: str,
    *,
    actor: User | None,
    password: str | None = None,
    home_path: str = "",
    language: str = "zh-hans",
) -> User:
    """A new account without any role; without a password nobody can sign in to it yet."""
    require(may_create_user(actor, home_path))
    user = User(username=username, display_name=display_name, home_path=home_path, language=language)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    user.save()
    record(actor, "user.created", user)
    return user


@transaction.atomic
def give_password(user: User, *, actor: User | None) -> str:
    """Sets a fresh random password and returns it once; it is stored nowhere else."""
    require(may_manage_user(actor, user))
    password = "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(3))
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor, "user.password_given", user)
    return password


@transaction.atomic
def rename_user(user: User, display_name: str, *, actor: User | None) -> None:
    """Changes the name that others see."""
    require(may_manage_user(actor, user))
    before = user.display_name
    user.display_name = display_name
    user.save(update_fields=["display_name"])
    record(actor, "user.renamed", user, detail={"before": before, "after": display_name})


@transaction.atomic
def switch_off_user(user: User, *, actor: User | None) -> None:
    """The account can no longer sign in; its roles and everything it did stay on record."""
    require(may_switch_user(actor, user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(actor, "user.switched_off", user)


@transaction.atomic
def switch_on_user(user: User, *, actor: User | None) -> None:
    """The account can sign in again."""
    require(may_switch_user(actor, user))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "user.switched_on", user)


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    organisation_path: str,
    *,
    actor: User | None,
    organisation_name: str = "",
    cycle_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Grant:
    """The user has the role at this place and below it, from `since` (today) until before `until`."""
    target = User.objects.select_for_update().get(pk=user.pk)
    require(may_grant_role(actor, role, organisation_path, target))
    grant = Grant.objects.create(
        user=target,
        role=Role(role),
        organisation_path=organisation_path,
        organisation_name=organisation_name,
        cycle_id=cycle_id,
        since=since or timezone.localdate(),
        until=until,
        granted_by=actor,
    )
    record(actor, "role.granted", grant, detail={"role": str(role), "user": target.username})
    return grant


@transaction.atomic
def revoke_role(grant: Grant, *, actor: User | None, reason: str = "") -> None:
    """Ends the role today; that it was held stays on record."""
    require(may_revoke_role(actor, grant))
    grant.until = max(timezone.localdate(), grant.since)
    grant.save(update_fields=["until"])
    record(actor, "role.revoked", grant, detail={"reason": reason} if reason else None)


@transaction.atomic
def follow_move(old_path: str, new_path: str, *, actor: User | None) -> int:
    """Roles and accounts move along when a subtree of organisations gets a new path."""
    tail = len(old_path) + 1
    grants = list(Grant.objects.filter(organisation_path__startswith=old_path).select_related("user"))
    for grant in grants:
        grant.organisation_path = new_path + grant.organisation_path[tail - 1 :]
        grant.save(update_fields=["organisation_path"])
        record(actor, "role.moved", grant)
    User.objects.filter(home_path__startswith=old_path).update(
        home_path=Concat(Value(new_path), Substr(F("home_path"), tail))
    )
    return len(grants)
