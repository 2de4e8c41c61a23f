from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import NEVER_ON_ONES_OWN, NEVER_TOGETHER, WHAT, Role, roles_with
from shuzhi.web.refusal import Refusal


def refuse_unless(
    user: User | None,
    capability: str,
    organisation_path: str,
    cycle_id: int | None = None,
    *,
    about_user_id: int | None = None,
) -> Refusal | None:
    """No refusal when a live grant of the user gives the capability at this place (for this cycle).

    `about_user_id` is the person whose assessment file is touched: on the own file most capabilities are
    denied whatever the roles. `user` None is the server's own shell (commands), which is trusted.
    """
    roles = roles_with(capability)
    if user is None:
        return None
    if about_user_id is not None and about_user_id == user.pk and capability in NEVER_ON_ONES_OWN:
        return Refusal(_("This is your own assessment file; somebody else has to handle it."), status=403)
    grants = user.grants_for(capability) if user.is_authenticated else Grant.objects.none()
    if any(_covers(grant, organisation_path, cycle_id) for grant in grants):
        return None
    said = {"what": WHAT[capability], "roles": "、".join(str(role.label) for role in roles)}
    return Refusal(
        _("You may not %(what)s here. Roles that may: %(roles)s; an administrator grants them.") % said,
        status=403,
    )


def may_create_user(user: User | None, home_path: str) -> Refusal | None:
    return refuse_unless(user, "user.manage", home_path)


def may_manage_user(user: User | None, target: User) -> Refusal | None:
    """An account is looked after by the administrators of its place, while all its roles lie there."""
    if refusal := refuse_unless(user, "user.manage", target.home_path):
        return refusal
    if user is not None and user.pk == target.pk:
        return Refusal(_("Nobody manages the own account here; ask another administrator."), status=403)
    for grant in target.grants.live():
        if refuse_unless(user, "user.manage", grant.organisation_path):
            place = grant.organisation_name or _("the whole server")
            return Refusal(
                _("%(name)s has a role at %(place)s, which is outside your scope.")
                % {"name": target, "place": place},
                status=403,
            )
    return None


def may_grant_role(user: User | None, role: str, organisation_path: str, target: User) -> Refusal | None:
    if refusal := refuse_unless(user, "user.manage", organisation_path):
        return refusal
    if user is not None and user.pk == target.pk:
        return Refusal(_("Nobody grants a role to oneself; ask another administrator."), status=403)
    if not target.is_active:
        return Refusal(_("%(name)s is switched off; switch the account on first.") % {"name": target})
    held = {Role(grant.role) for grant in target.grants.live()}
    for pair in NEVER_TOGETHER:
        if Role(role) in pair and (clash := (pair - {Role(role)}) & held):
            other = next(iter(clash))
            return Refusal(
                _("%(name)s is already %(held)s; one person is never both %(held)s and %(role)s.")
                % {"name": target, "held": other.label, "role": Role(role).label}
            )
    return None


def may_revoke_role(user: User | None, grant: Grant) -> Refusal | None:
    if refusal := refuse_unless(user, "user.manage", grant.organisation_path):
        return refusal
    if not grant.is_live and grant.until is not None:
        return Refusal(_("This role has already ended."))
    return None


def may_switch_user(user: User | None, target: User) -> Refusal | None:
    return may_manage_user(user, target)


def may_open(user: User, capability: str) -> Refusal | None:
    """Pages that list a scope open for whoever has the capability anywhere."""
    return None if user.grants_for(capability).exists() else refuse_unless(user, capability, "")


def _covers(grant: Grant, organisation_path: str, cycle_id: int | None) -> bool:
    """A grant for one cycle counts only where that cycle is named."""
    in_place = organisation_path.startswith(grant.organisation_path)
    return in_place and grant.cycle_id in (None, cycle_id)
