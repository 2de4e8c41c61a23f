from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role
from shuzhi.accounts.rules import refuse_unless
from shuzhi.duties.models import Responsibility
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal


def may_add_responsibility(user: User | None, organisation: Organisation) -> Refusal | None:
    """The office of the place, and the unit itself for its own tier: adding is always allowed to it."""
    refusal = refuse_unless(user, "cycle.run", organisation.scope_path)
    if refusal is None or user is None:
        return None
    pens = (Role.STAFF, Role.REPORTER)
    grants = user.grants_for("duty.write")
    if any(grant.organisation_path == organisation.scope_path and grant.role in pens for grant in grants):
        return None
    return refusal


def may_end_responsibility(
    user: User | None,
    one: Responsibility,
    *,
    at: Organisation | None = None,
    year: int = 0,
    reason: str = "-",
) -> Refusal | None:
    """Only where it came from can it end: a lower tier may add, not drop."""
    if at is not None and at.pk != one.organisation_id:
        said = {"origin": one.organisation}
        return Refusal(_("This comes from %(origin)s; it can be carried out here, not dropped.") % said)
    if refusal := may_add_responsibility(user, one.organisation):
        return refusal
    if one.until is not None:
        return Refusal(_("This responsibility has already ended."))
    if year and year < one.since:
        return Refusal(_("It cannot end before its first year."))
    return None if reason.strip() else Refusal(_("Say why it ends."))


def may_set_quota(user: User | None, organisation: Organisation) -> Refusal | None:
    return refuse_unless(user, "cycle.run", organisation.scope_path)
