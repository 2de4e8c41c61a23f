from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings import queries, rules
from shuzhi.meetings.models import HallRules, Portfolio
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def lay_down_hall_rules(
    cycle: Cycle, script: list[dict[str, Any]], *, actor: User | None, written_comment: bool = True
) -> HallRules:
    """The host's words for the meetings of a cycle, and whether written reports need a comment."""
    hold(cycle)
    require(rules.may_lay_down(actor, cycle))
    require(rules.refuse_script(script, queries.signs()))
    laid, _fresh = HallRules.objects.update_or_create(
        cycle=cycle, defaults={"script": script, "written_comment": written_comment}
    )
    record(actor, "meeting.rules_laid_down", cycle, detail={"written_comment": written_comment})
    return laid


@transaction.atomic
def give_portfolio(
    cycle: Cycle, leader: User, name: str, reporters: Iterable[Reporter], *, actor: User | None
) -> Portfolio:
    """A leader answers for these reporters; a portfolio of the same name is given anew."""
    hold(cycle)
    require(rules.may_lay_down(actor, cycle))
    chosen = list(reporters)
    if any(one.cycle_id != cycle.pk for one in chosen):
        require(Refusal(_("A portfolio holds reporters of its own cycle.")))
    if not queries.speakers_for(cycle).filter(pk=leader.pk).exists():
        require(Refusal(_("%(name)s may not comment in this cycle; a role comes first.") % {"name": leader}))
    portfolio, _fresh = Portfolio.objects.get_or_create(cycle=cycle, leader=leader, name=name.strip())
    portfolio.reporters.set(chosen)
    detail = {"leader": str(leader), "name": portfolio.name, "reporters": [one.code for one in chosen]}
    record(actor, "meeting.portfolio_given", cycle, detail=detail)
    return portfolio


@transaction.atomic
def take_back_portfolio(portfolio: Portfolio, *, actor: User | None) -> None:
    """The portfolio goes; comments that were given within it stand."""
    hold(portfolio.cycle)
    require(rules.may_lay_down(actor, portfolio.cycle))
    detail = {"leader": str(portfolio.leader), "name": portfolio.name}
    record(actor, "meeting.portfolio_taken_back", portfolio.cycle, detail=detail)
    portfolio.delete()
