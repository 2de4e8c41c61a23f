from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.notices.actions import notify
from shuzhi.reports import rules
from shuzhi.reports.models import Reminder, VettingPlan
from shuzhi.reports.queries.progress import missing_in
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def change_vetting_plan(
    cycle: Cycle,
    *,
    checklist: list[dict[str, Any]],
    return_days: int,
    searchable: bool,
    actor: User | None,
) -> VettingPlan:
    """Says what the office checks, how many days a return leaves, and whether search engines may list."""
    require(rules.may_plan_vetting(actor, cycle))
    wanted = {
        "checklist": checklist,
        "return_days": return_days,
        "searchable": searchable,
    }
    plan, _fresh = VettingPlan.objects.update_or_create(cycle=cycle, defaults=wanted)
    detail = {**wanted, "checklist": [item["text"] for item in checklist]}
    record(actor, "vetting.planned", cycle, detail=detail)
    return plan


@transaction.atomic
def remind(cycle: Cycle, *, actor: User | None, again: str = "") -> Reminder:
    """Reminds those whose reports are missing, and nobody else; once more within a day only with a reason."""
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    require(rules.may_remind(actor, cycle, again))
    reached = [one for one in missing_in(cycle) if one.users]
    require(Refusal(_("There is nobody to remind.")) if not reached else None)
    told: dict[tuple[str, date | None], list[User]] = {}
    for one in reached:
        told.setdefault(one.said, []).extend(one.users)
    for (verb, day), users in told.items():
        notify(
            users,
            verb=verb if day else f"{verb}_some_day",
            subject=cycle,
            url=reverse("reports:list-reports"),
            actor=actor,
            figures={"day": day} if day else {},
        )
    names = [str(one.reporter) for one in reached]
    kept = Reminder.objects.create(
        cycle=cycle, reporters=[one.reporter.pk for one in reached], again=again.strip(), made_by=actor
    )
    record(actor, "reports.reminded", cycle, detail={"people": names, "again": kept.again})
    return kept
