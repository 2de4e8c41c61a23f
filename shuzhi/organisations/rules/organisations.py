from datetime import date

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.organisations.models import Membership, Organisation
from shuzhi.organisations.states import Tree
from shuzhi.web.refusal import Refusal


def may_create_organisation(user: User | None, parent: Organisation | None, tree: str) -> Refusal | None:
    """A new root needs the whole server; a child needs its parent's place."""
    place = parent.scope_path if parent else ""
    return refuse_unless(user, "organisation.manage", place) or _fits_below(tree, parent)


def may_change_organisation(user: User | None, organisation: Organisation) -> Refusal | None:
    return refuse_unless(user, "organisation.manage", organisation.scope_path)


def may_join(user: User | None, joint: Organisation, member: Organisation) -> Refusal | None:
    """Whoever manages both puts a unit into a joint one; no unit joins what stands above or below it."""
    for place in (joint.scope_path, member.scope_path):
        if refusal := refuse_unless(user, "organisation.manage", place):
            return refusal
    here, there = joint.scope_path, member.scope_path
    if here.startswith(there) or there.startswith(here):
        said = {"name": member, "joint": joint}
        return Refusal(_("%(name)s and %(joint)s stand below one another; that needs no membership.") % said)
    return None


def may_leave(user: User | None, membership: Membership, until: date) -> Refusal | None:
    if refusal := refuse_unless(user, "organisation.manage", membership.joint.scope_path):
        return refusal
    if membership.until is not None:
        return Refusal(_("The membership has ended already."))
    if until <= membership.since:
        return Refusal(_("The membership ends after it began."))
    return None


def may_move_organisation(
    user: User | None, organisation: Organisation, parent: Organisation | None
) -> Refusal | None:
    """Moving changes both places, and a node never moves below itself."""
    for place in (organisation.parent_path, parent.scope_path if parent else ""):
        if refusal := refuse_unless(user, "organisation.manage", place):
            return refusal
    if parent and parent.scope_path.startswith(organisation.scope_path):
        return Refusal(
            _("%(name)s cannot stand below %(parent)s, which stands below it.")
            % {"name": organisation, "parent": parent}
        )
    return _fits_below(organisation.tree, parent)


def may_remove_organisation(user: User | None, organisation: Organisation) -> Refusal | None:
    """Only what nothing hangs on: no children and no tenures, not even ended ones."""
    if refusal := may_change_organisation(user, organisation):
        return refusal
    if organisation.numchild:
        return Refusal(
            _("%(name)s still has organisations below it; move or remove them first.")
            % {"name": organisation}
        )
    if organisation.tenures.exists():
        return Refusal(
            _("%(name)s has tenures on record; hide it instead of removing it.") % {"name": organisation}
        )
    return None


def _fits_below(tree: str, parent: Organisation | None) -> Refusal | None:
    if tree == Tree.TERRITORIAL and parent is not None and parent.tree == Tree.VERTICAL:
        return Refusal(
            _("A territorial organisation cannot stand below %(parent)s, which is vertical.")
            % {"parent": parent}
        )
    return None
