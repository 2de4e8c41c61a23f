from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.ordering import shift
from shuzhi.cycles.models import Cycle, Exclusion, Reporter
from shuzhi.cycles.states import ReportForm
from shuzhi.organisations.models import Tenure
from shuzhi.web.refusal import require


@transaction.atomic
def add_reporter(
    cycle: Cycle,
    tenure: Tenure,
    *,
    actor: User | None,
    category: str = "",
    form: str = ReportForm.ONSITE,
    attributes: dict[str, str] | None = None,
    code: str = "",
) -> Reporter:
    """Puts one tenure under review; the code is the organisation's unless another is given."""
    return add_reporters(
        cycle, [tenure], actor=actor, category=category, form=form, attributes=attributes, code=code
    )[0]


@transaction.atomic
def add_reporters(
    cycle: Cycle,
    tenures: Iterable[Tenure],
    *,
    actor: User | None,
    category: str = "",
    form: str = ReportForm.ONSITE,
    attributes: dict[str, str] | None = None,
    code: str = "",
) -> list[Reporter]:
    """Puts tenures under review, all with the same category and form, at the end of the order."""
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    taken = set(cycle.reporters.values_list("code", flat=True))
    last = cycle.reporters.aggregate(last=Max("order"))["last"] or 0
    reporters = []
    for place, tenure in enumerate(tenures, start=last + 1):
        given = _free_code(code or tenure.organisation.code, taken)
        taken.add(given)
        reporter = Reporter(
            cycle=cycle,
            tenure=tenure,
            code=given,
            category=category,
            form=form,
            attributes=attributes or {},
            order=place,
        )
        reporters.append(reporter.take_names())
    Reporter.objects.bulk_create(reporters)
    if reporters:
        detail = {"count": len(reporters), "names": [str(one) for one in reporters[:20]]}
        record(actor, "cycle.reporters_added", cycle, detail=detail)
    return reporters


@transaction.atomic
def change_reporters(reporters: Iterable[Reporter], *, actor: User | None, **values: Any) -> None:
    """Gives several reporters of one cycle the same category, form or attributes."""
    rows = list(reporters)
    if not rows:
        return
    cycle = rows[0].cycle
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    for reporter in rows:
        for name, value in values.items():
            setattr(reporter, name, value)
    Reporter.objects.bulk_update(rows, [*values])
    detail = {"count": len(rows), "names": [str(one) for one in rows[:20]], "values": values}
    record(actor, "cycle.reporters_changed", cycle, detail=detail)


@transaction.atomic
def move_reporter(reporter: Reporter, places: int, *, actor: User | None) -> None:
    """Moves a reporter up (negative) or down, and numbers all of them anew."""
    hold(reporter.cycle)
    require(rules.may_prepare(actor, reporter.cycle))
    rows = list(reporter.cycle.reporters.all())
    Reporter.objects.bulk_update(shift(rows, reporter, places), ["order"])
    record(actor, "cycle.reporter_moved", reporter.cycle, detail={"name": str(reporter), "places": places})


@transaction.atomic
def remove_reporters(reporters: Iterable[Reporter], *, actor: User | None) -> None:
    """Takes reporters out of a cycle in preparation, as if they had never been added."""
    rows = list(reporters)
    if not rows:
        return
    cycle = rows[0].cycle
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    detail = {"count": len(rows), "names": [str(one) for one in rows[:20]]}
    record(actor, "cycle.reporters_removed", cycle, detail=detail)
    keys = [one.pk for one in rows]
    Exclusion.objects.filter(reporter__in=keys).delete()
    Reporter.objects.filter(pk__in=keys).delete()


@transaction.atomic
def exclude_reporter(reporter: Reporter, name: str, reason: str, *, actor: User | None) -> Exclusion:
    """The reporter stays in the cycle but is not assessed; `name` is the exclusion's name in the rulebook."""
    hold(reporter.cycle)
    require(rules.may_exclude(actor, reporter))
    exclusion = Exclusion.objects.create(reporter=reporter, name=name, reason=reason)
    record(actor, "cycle.reporter_excluded", reporter, detail={"as": name, "reason": reason})
    return exclusion


@transaction.atomic
def lift_exclusion(reporter: Reporter, *, actor: User | None) -> None:
    """The reporter is assessed after all."""
    hold(reporter.cycle)
    require(rules.may_lift_exclusion(actor, reporter))
    reporter.exclusion.delete()
    reporter._state.fields_cache.pop("exclusion", None)  # noqa: SLF001 - Django keeps the deleted row there
    record(actor, "cycle.exclusion_lifted", reporter)


def _free_code(wanted: str, taken: set[str]) -> str:
    """The organisation's code, with a number behind it for the second reporter of one organisation."""
    if wanted not in taken:
        return wanted
    number = next(n for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
    return f"{wanted}-{number}"
