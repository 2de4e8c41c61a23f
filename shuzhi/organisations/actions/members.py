from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.organisations import rules
from shuzhi.organisations.models import Membership, Organisation
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def join(joint: Organisation, member: Organisation, since: date, *, actor: User | None) -> Membership:
    """The member belongs to the joint unit from this day; where it stands in the tree stays as it is."""
    Organisation.objects.select_for_update().get(pk=joint.pk)
    require(rules.may_join(actor, joint, member))
    if Membership.objects.filter(joint=joint, member=member, until=None).exists():
        require(Refusal(_("%(name)s belongs to it already.") % {"name": member}))
    made = Membership.objects.create(joint=joint, member=member, since=since)
    record(actor, "membership.begun", joint, detail={"member": member.code, "since": since.isoformat()})
    return made


@transaction.atomic
def leave(membership: Membership, until: date, *, actor: User | None) -> None:
    """The membership ends; that it was stays to be read."""
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    require(rules.may_leave(actor, held, until))
    held.until = until
    held.save(update_fields=["until"])
    detail = {"member": held.member.code, "until": until.isoformat()}
    record(actor, "membership.ended", held.joint, detail=detail)
    membership.refresh_from_db()
