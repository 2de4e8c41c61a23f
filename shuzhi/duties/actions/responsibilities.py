from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.duties import rules
from shuzhi.duties.models import Quota, Responsibility
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def add_responsibility(
    organisation: Organisation, code: str, text: str, *, since: int, actor: User | None, **values: Any
) -> Responsibility:
    """A line that holds here and below; `values` are basis, post, kinds and refines (what it carries out)."""
    require(rules.may_add_responsibility(actor, organisation))
    if Responsibility.objects.filter(organisation=organisation, code=code).exists():
        require(Refusal(_("The code %(code)s is taken in this list.") % {"code": code}))
    above = values.get("refines")
    if above is not None and not organisation.scope_path.startswith(above.scope_path):
        require(Refusal(_("Only what comes down to this unit can be carried out here.")))
    one = Responsibility(
        organisation=organisation, code=code, text=text.strip(), since=since, made_by=actor, **values
    )
    one.clean_fields(exclude=["made_by"])
    one.save(force_insert=True)
    record(actor, "responsibility.added", one, detail={"text": one.text})
    return one


@transaction.atomic
def end_responsibility(
    one: Responsibility, *, at: Organisation, until: int, reason: str, actor: User | None
) -> None:
    """Holds until that year and no longer; past years keep it. Only where it came from can it end."""
    held = Responsibility.objects.select_for_update().get(pk=one.pk)
    require(rules.may_end_responsibility(actor, held, at=at, year=until, reason=reason))
    held.until, held.ended_why = until, reason.strip()
    held.save(update_fields=["until", "ended_why"])
    record(actor, "responsibility.ended", held, detail={"until": until, "reason": held.ended_why})
    one.refresh_from_db()


@transaction.atomic
def set_quota(
    organisation: Organisation, year: int, kind: str, least: int, most: int, *, actor: User | None
) -> Quota:
    """How many lines of a kind the lists of this unit and of those below have in the year."""
    require(rules.may_set_quota(actor, organisation))
    if most < least:
        require(Refusal(_("The largest number is smaller than the least.")))
    quota, _fresh = Quota.objects.update_or_create(
        organisation=organisation, year=year, kind=kind, defaults={"least": least, "most": most}
    )
    record(actor, "duty_quota.set", quota, detail={"least": least, "most": most})
    return quota
