from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.indicators.models import Indicator
from shuzhi.indicators.states import MOST_DECIMALS, RollUp
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal

# Figures are read by these; they stay as they are once the first figure stands.
FIXED = {
    "unit": _lazy("unit of measure"),
    "period": _lazy("period"),
    "decimals": _lazy("decimals"),
    "numerator": _lazy("above the line"),
    "denominator": _lazy("below the line"),
    "times": _lazy("times"),
}


def may_define(user: User | None, owner: Organisation | None) -> Refusal | None:
    """An indicator is defined where one may manage; one of nobody's needs the whole server."""
    return refuse_unless(user, "indicator.manage", owner.scope_path if owner else "")


def may_change(user: User | None, indicator: Indicator, wanted: Mapping[str, Any]) -> Refusal | None:
    """Names and explanations may be bettered at any time; what figures were counted by may not."""
    if refusal := may_define(user, indicator.owner):
        return refusal
    if refusal := may_define(user, wanted.get("owner", indicator.owner)):
        return refusal
    changed = [name for name in FIXED if name in wanted and wanted[name] != getattr(indicator, name)]
    if changed and indicator.facts.exists():
        names = "、".join(str(FIXED[name]) for name in changed)
        said = {"names": names, "indicator": indicator}
        return Refusal(
            _("%(indicator)s has figures already; %(names)s cannot change. Define a new indicator.") % said
        )
    return faults_of({**_as_it_is(indicator), **wanted}, indicator)


def faults_of(wanted: Mapping[str, Any], indicator: Indicator | None = None) -> Refusal | None:
    """Whether a definition holds together: ratios of like periods, no circles."""
    if wanted.get("decimals", 0) > MOST_DECIMALS:
        return Refusal(_("At most %(most)d decimals.") % {"most": MOST_DECIMALS})
    above, below = wanted.get("numerator"), wanted.get("denominator")
    is_ratio = wanted.get("roll_up") == RollUp.RATIO
    if is_ratio != bool(above and below) or bool(above) != bool(below):
        return Refusal(_("A ratio, and only a ratio, names what stands above and below the line."))
    for part in (above, below):
        if part is None:
            continue
        if part == indicator or part.is_ratio:
            return Refusal(_("%(part)s is itself a ratio; take figures that are entered.") % {"part": part})
        if part.period != wanted.get("period"):
            return Refusal(_("%(part)s is counted for another period.") % {"part": part})
    return _circle(wanted.get("part_of"), indicator)


def _circle(above: Indicator | None, indicator: Indicator | None) -> Refusal | None:
    while above is not None:
        if indicator is not None and above == indicator:
            return Refusal(_("%(name)s would be a part of itself.") % {"name": indicator})
        above = above.part_of
    return None


def _as_it_is(indicator: Indicator) -> dict[str, Any]:
    names = ("decimals", "numerator", "denominator", "roll_up", "period", "part_of")
    return {name: getattr(indicator, name) for name in names}
