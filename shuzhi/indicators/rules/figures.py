from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.indicators.models import Fact, Indicator, Target
from shuzhi.indicators.states import PeriodKind, is_period
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal

SHORTEST_REASON = 4


def may_enter_at(user: User | None, organisation: Organisation) -> Refusal | None:
    """Figures are entered by whoever may at this place."""
    return refuse_unless(user, "fact.enter", organisation.scope_path)


def takes_figure(indicator: Indicator, organisation: Organisation, period: str) -> Refusal | None:
    """Whether this indicator has a figure of this organisation for this period at all."""
    said = {"indicator": indicator, "above": indicator.numerator, "below": indicator.denominator}
    if indicator.is_ratio:
        return Refusal(_("%(indicator)s is computed from %(above)s and %(below)s; nobody enters it.") % said)
    return _concerns(indicator, organisation) or _fits_period(indicator, period)


def takes_target(indicator: Indicator, organisation: Organisation, period: str) -> Refusal | None:
    """A target may also be set for a computed figure, and for the whole year."""
    whole_year = is_period(period, PeriodKind.YEAR)
    return _concerns(indicator, organisation) or (None if whole_year else _fits_period(indicator, period))


def _concerns(indicator: Indicator, organisation: Organisation) -> Refusal | None:
    said = {"indicator": indicator, "organisation": organisation, "owner": indicator.owner}
    if indicator.ended:
        return Refusal(_("%(indicator)s is no longer collected.") % said)
    if not organisation.scope_path.startswith(indicator.scope_path):
        return Refusal(
            _("%(indicator)s belongs to %(owner)s; %(organisation)s does not stand below it.") % said
        )
    if not indicator.applies_to(organisation):
        return Refusal(_("%(indicator)s does not apply to %(organisation)s, by kind or category.") % said)
    return None


def _fits_period(indicator: Indicator, period: str) -> Refusal | None:
    if is_period(period, indicator.period):
        return None
    said = {"indicator": indicator, "kind": indicator.get_period_display()}
    return Refusal(
        _("%(indicator)s is counted %(kind)s; write the period like 2026, 2026Q3 or 2026-11.") % said
    )


def may_enter(
    user: User | None,
    indicator: Indicator,
    organisation: Organisation,
    period: str,
    *,
    standing: Fact | None,
    reason: str,
    as_of: date,
) -> Refusal | None:
    """A figure that stands is not asked again: a second one is a correction and says why."""
    if refusal := may_enter_at(user, organisation) or takes_figure(indicator, organisation, period):
        return refusal
    if as_of > timezone.localdate():
        return Refusal(_("The day of the figure lies in the future."))
    return _says_why(standing, reason)


def may_withdraw(user: User | None, fact: Fact, reason: str | None = None) -> Refusal | None:
    """What was entered by mistake is withdrawn with a reason; the entry stays in the history."""
    if refusal := may_enter_at(user, fact.organisation):
        return refusal
    if not fact.current or fact.scaled is None:
        return Refusal(_("This version no longer stands."))
    return None if reason is None else _says_why(fact, reason)


def may_set_target(
    user: User | None, indicator: Indicator, organisation: Organisation, period: str, *,
    standing: Target | None, reason: str,
) -> Refusal | None:  # fmt: skip
    """Targets are set by those above who define; a target that stands changes only with a reason."""
    if refusal := refuse_unless(user, "indicator.manage", organisation.scope_path):
        return refusal
    if refusal := takes_target(indicator, organisation, period):
        return refusal
    return _says_why(standing, reason)


def _says_why(standing: Fact | Target | None, reason: str) -> Refusal | None:
    if standing is None or len(reason.strip()) >= SHORTEST_REASON:
        return None
    said = {
        "value": standing.value_text or _("taken back"),
        "period": standing.period_label,
        "n": SHORTEST_REASON,
    }
    return Refusal(
        _(
            "A figure stands already for %(period)s: %(value)s. "
            "To correct it, give the reason in at least %(n)d characters."
        )
        % said
    )
