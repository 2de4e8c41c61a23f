from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.indicators import rules
from shuzhi.indicators.models import Indicator
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def define_indicator(
    code: str, name: str, unit: str, *, actor: User | None, owner: Organisation | None = None, **rest: Any
) -> Indicator:
    """A new defined figure; its code belongs to no other, for texts quote figures by it."""
    require(rules.may_define(actor, owner))
    require(rules.faults_of({"period": "year", **rest}))
    if holder := Indicator.objects.filter(code=code).first():
        require(Refusal(_("The code %(code)s belongs to %(name)s.") % {"code": code, "name": holder}))
    indicator = Indicator(code=code, name=name, unit=unit, owner=owner, **rest)
    indicator.clean_fields()
    indicator.save(force_insert=True)
    record(actor, "indicator.defined", indicator, detail={"code": code})
    return indicator


@transaction.atomic
def change_indicator(indicator: Indicator, *, actor: User | None, **wanted: Any) -> None:
    """Changes the definition where that does not change what standing figures mean."""
    held = Indicator.objects.select_for_update().get(pk=indicator.pk)
    require(rules.may_change(actor, held, wanted))
    changes = {}
    for name, value in wanted.items():
        if (before := getattr(held, name)) != value:
            changes[name] = [_said(before), _said(value)]
            setattr(held, name, value)
            setattr(indicator, name, value)
    if changes:
        held.clean_fields()
        held.save(update_fields=list(changes))
        record(actor, "indicator.changed", held, detail=changes)


def _said(value: Any) -> Any:
    return getattr(value, "code", value)
