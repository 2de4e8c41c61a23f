from datetime import date
from typing import TypeVar

from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.indicators import rules
from shuzhi.indicators.models import Fact, FactImport, Figure, Indicator, Target
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import require

F = TypeVar("F", bound=Figure)


@transaction.atomic
def enter_fact(
    indicator: Indicator,
    organisation: Organisation,
    period: str,
    scaled: int,
    *,
    source: str,
    as_of: date,
    actor: User | None,
    reason: str = "",
    source_file: FactImport | None = None,
) -> Fact:
    """Enters the figure, or corrects the one that stands: the correction is a new row, the old one remains.

    `scaled` is the value in units of the indicator's last decimal place.
    """
    standing = _standing(Fact, indicator, organisation, period)
    require(
        rules.may_enter(actor, indicator, organisation, period, standing=standing, reason=reason, as_of=as_of)
    )
    fact = Fact(
        indicator=indicator,
        organisation=organisation,
        period=period,
        scaled=scaled,
        source=source.strip(),
        as_of=as_of,
        reason=reason.strip(),
        source_file=source_file,
    )
    return _put(fact, standing, actor)


@transaction.atomic
def withdraw_fact(fact: Fact, reason: str, *, actor: User | None) -> Fact:
    """The figure stands no longer, and no other takes its place; what was said and why it fell can be read."""
    standing = _standing(Fact, fact.indicator, fact.organisation, fact.period) or fact
    require(rules.may_withdraw(actor, standing, reason))
    empty = Fact(
        indicator=fact.indicator,
        organisation=fact.organisation,
        period=fact.period,
        scaled=None,
        source=standing.source,
        as_of=standing.as_of,
        reason=reason.strip(),
    )
    return _put(empty, standing, actor)


@transaction.atomic
def set_target(
    indicator: Indicator,
    organisation: Organisation,
    period: str,
    scaled: int,
    *,
    actor: User | None,
    remark: str = "",
    reason: str = "",
    source_file: FactImport | None = None,
) -> Target:
    """What the organisation is to reach in the period; a changed target is a new row with its reason."""
    standing = _standing(Target, indicator, organisation, period)
    require(rules.may_set_target(actor, indicator, organisation, period, standing=standing, reason=reason))
    target = Target(
        indicator=indicator,
        organisation=organisation,
        period=period,
        scaled=scaled,
        remark=remark.strip(),
        reason=reason.strip(),
        source_file=source_file,
    )
    return _put(target, standing, actor)


def _standing(table: type[F], indicator: Indicator, organisation: Organisation, period: str) -> F | None:
    """The row that counts now, held until the transaction ends."""
    rows = table._default_manager.select_for_update().filter(  # noqa: SLF001 - Django's way for a class in hand
        indicator=indicator, organisation=organisation, period=period, current=True
    )
    return rows.first()


def _put(figure: F, standing: F | None, actor: User | None) -> F:
    figure.decimals = figure.indicator.decimals
    figure.entered_by = actor
    if standing is None:
        figure.reason = ""
    else:
        type(figure)._default_manager.filter(pk=standing.pk).update(current=False)  # noqa: SLF001
        figure.number = standing.number + 1
    figure.clean_fields(exclude=["entered_by", "source_file", "scaled"])
    figure.save(force_insert=True)
    record(actor, _verb(figure, standing), figure, detail=_detail(figure, standing))
    return figure


def _verb(figure: Figure, standing: Figure | None) -> str:
    kind = "target" if isinstance(figure, Target) else "fact"
    if figure.scaled is None:
        return f"{kind}.withdrawn"
    return f"{kind}.entered" if standing is None else f"{kind}.corrected"


def _detail(figure: Figure, standing: Figure | None) -> dict[str, str]:
    said = {"indicator": figure.indicator.code, "period": figure.period, "value": figure.value_text}
    if standing is not None:
        said |= {"before": standing.value_text, "reason": figure.reason}
    return said
