from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from shuzhi.accounts.actions import follow_move
from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.rules import (
    may_change_organisation,
    may_create_organisation,
    may_move_organisation,
    may_remove_organisation,
)
from shuzhi.organisations.states import SOURCE_MANUAL, Tree
from shuzhi.web.refusal import Refusal, Refused, require


@transaction.atomic
def create_organisation(
    code: str,
    name: str,
    *,
    actor: User | None,
    kind: str,
    parent: Organisation | None = None,
    tree: str = Tree.TERRITORIAL,
    category: str = "",
    short_name: str = "",
    hidden: bool = False,
    source: str = SOURCE_MANUAL,
) -> Organisation:
    """A new node below `parent`, or a new root; the code belongs to no other organisation."""
    require(may_create_organisation(actor, parent, tree))
    require(_code_is_free(code))
    fresh = Organisation(
        code=code,
        name=name,
        short_name=short_name,
        tree=tree,
        kind=kind,
        category=category,
        hidden=hidden,
        source=source,
    )
    if parent is None:
        Organisation.objects.add_root(instance=fresh)
    else:
        # Refreshes and locks the parent's row, so that two children never get the same path.
        Organisation.objects.add_child(parent, instance=fresh)
    record(
        actor, "organisation.created", fresh, detail={"code": code, "parent": parent.code if parent else ""}
    )
    return fresh


@transaction.atomic
def change_organisation(
    organisation: Organisation,
    *,
    actor: User | None,
    name: str,
    short_name: str,
    kind: str,
    category: str,
    hidden: bool,
) -> None:
    """Changes the facts; the code stays, because past cycles are known by it."""
    require(may_change_organisation(actor, organisation))
    wanted = {"name": name, "short_name": short_name, "kind": kind, "category": category, "hidden": hidden}
    changes = {}
    for field, value in wanted.items():
        if (before := getattr(organisation, field)) != value:
            changes[field] = [before, value]
            setattr(organisation, field, value)
    if not changes:
        return
    # From here on it is the office's own entry: a later load of the divisions leaves it as it is.
    organisation.source = SOURCE_MANUAL
    organisation.save(update_fields=[*wanted, "source"])
    record(actor, "organisation.changed", organisation, detail=changes)


@transaction.atomic
def move_organisation(organisation: Organisation, parent: Organisation | None, *, actor: User | None) -> None:
    """The organisation and everything below it stand below `parent` from now on; roles move along."""
    if parent is not None:
        parent.refresh_from_db()
    organisation.refresh_from_db()
    require(may_move_organisation(actor, organisation, parent))
    old_path = organisation.scope_path
    if parent is None:
        last = Organisation.objects.get_last_root_node()
        Organisation.objects.move(organisation, last, pos="last-sibling")
    else:
        Organisation.objects.move(organisation, parent, pos="last-child")
    organisation.refresh_from_db()
    if organisation.scope_path != old_path:
        follow_move(old_path, organisation.scope_path, actor=actor)
    record(actor, "organisation.moved", organisation, detail={"below": parent.code if parent else ""})


@transaction.atomic
def remove_organisation(organisation: Organisation, *, actor: User | None) -> None:
    """Takes out an organisation that nothing hangs on; the log keeps that it was there."""
    organisation.refresh_from_db()
    require(may_remove_organisation(actor, organisation))
    record(actor, "organisation.removed", organisation, detail={"code": organisation.code})
    try:
        organisation.delete()
    except ProtectedError as error:
        message = _("%(name)s is used by other records; hide it instead of removing it.")
        raise Refused(Refusal(message % {"name": organisation})) from error


def _code_is_free(code: str) -> Refusal | None:
    holder = Organisation.objects.filter(code=code).first()
    if holder is None:
        return None
    return Refusal(_("The code %(code)s belongs to %(name)s.") % {"code": code, "name": holder})
