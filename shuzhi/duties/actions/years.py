from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import digest_of
from shuzhi.duties import queries, rules
from shuzhi.duties.models import DutyList, Item, Milestone
from shuzhi.duties.states import Stage
from shuzhi.organisations.models import Tenure
from shuzhi.web.refusal import require


@transaction.atomic
def begin_list(tenure: Tenure, year: int, *, actor: User | None) -> DutyList:
    """An empty draft for the year; one that is begun already is handed back as it is."""
    require(rules.may_begin(actor, tenure, year))
    duty_list, fresh = DutyList.objects.get_or_create(tenure=tenure, year=year)
    if fresh:
        record(actor, "duty_list.begun", duty_list)
    return duty_list


@transaction.atomic
def add_item(
    duty_list: DutyList,
    kind: str,
    name: str,
    *,
    actor: User | None,
    milestones: Iterable[tuple[date, str]] = (),
    **values: Any,
) -> Item:
    """A further line of the draft: `values` are measure, due, published and what its kind has beyond that."""
    held = _held(duty_list)
    require(rules.may_write_item(actor, held))
    last = held.items.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    item = Item(duty_list=held, kind=kind, number=last + 1, name=name, **values)
    item.clean_fields()
    item.save(force_insert=True)
    _set_milestones(item, milestones)
    record(actor, "duty_list.changed", held, detail={"added": item.promised})
    return item


@transaction.atomic
def change_item(
    item: Item, *, actor: User | None, milestones: Iterable[tuple[date, str]] | None = None, **values: Any
) -> None:
    """Rewrites a line of the draft."""
    held = _held(item.duty_list)
    require(rules.may_write_item(actor, held))
    before = item.promised
    for name, value in values.items():
        setattr(item, name, value)
    item.clean_fields()
    item.save(update_fields=list(values))
    if milestones is not None:
        _set_milestones(item, milestones)
    if item.promised != before:
        record(actor, "duty_list.changed", held, detail={"before": before, "after": item.promised})


@transaction.atomic
def remove_item(item: Item, *, actor: User | None) -> None:
    """Takes a line out of the draft."""
    held = _held(item.duty_list)
    require(rules.may_write_item(actor, held))
    record(actor, "duty_list.changed", held, detail={"removed": item.promised})
    item.delete()


@transaction.atomic
def fix_list(duty_list: DutyList, *, actor: User | None) -> DutyList:
    """The leader gives the word: from here the lines stand under their hash and are shown."""
    held = _held(duty_list)
    quota = queries.quota_of(held.tenure.organisation, held.year)
    require(rules.may_fix(actor, held, quota))
    held.move_to(Stage.FIXED)
    held.digest = digest_of(held.content)
    held.fixed_at = timezone.now()
    held.save(update_fields=["stage", "digest", "fixed_at"])
    record(actor, "duty_list.fixed", held, detail={"hash": held.digest})
    duty_list.refresh_from_db()
    return held


def _set_milestones(item: Item, milestones: Iterable[tuple[date, str]]) -> None:
    """While the list is a draft its milestones are written anew."""
    item.milestones.all().delete()
    Milestone.objects.bulk_create(Milestone(item=item, due=due, name=name) for due, name in milestones)


def _held(duty_list: DutyList) -> DutyList:
    """The list as it is now, held until the transaction ends."""
    DutyList.objects.select_for_update().get(pk=duty_list.pk)
    return queries.list_or_404(duty_list.pk)
