"""How many promises, projects and points a subtree took on, and how many are done; each number opens its lines."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from shuzhi.accounts.models import User
from shuzhi.duties.models import DutyList, Item, Milestone, Visit
from shuzhi.duties.queries.lists import lists_matching, lists_within
from shuzhi.duties.states import Kind, Outcome, Stage
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import parts_of, reach_of


@dataclass(slots=True)
class Statistics:
    """The counts of a unit and everything below it."""

    organisation: Organisation
    lists: int = 0
    fixed: int = 0
    visits: int = 0
    milestones: int = 0
    reached: int = 0
    items: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def cells(self) -> list[tuple[Kind, int, int]]:
        """Of each kind: how many there are, and how many of them are done."""
        return [(kind, self._of(kind), self.items[kind, Outcome.DONE]) for kind in Kind]

    def _of(self, kind: str) -> int:
        return sum(count for (one, _outcome), count in self.items.items() if one == kind)


def statistics_of(user: User, organisation: Organisation, year: int) -> tuple[Statistics, list[Statistics]]:
    """The counts of the subtree and of each unit directly below, in a handful of questions whatever its size."""
    lists = lists_matching(lists_within(user), year=year).filter(reach_of(organisation, PLACE))
    lists = lists.exclude(stage=Stage.DRAFT)
    whole = Statistics(organisation)
    rows = {str(child.path): Statistics(child) for child in parts_of(organisation)}
    lengths = sorted({len(path) for path in rows}, reverse=True)

    def both(path: str) -> list[Statistics]:
        below = next((rows[path[:length]] for length in lengths if path[:length] in rows), None)
        return [whole, below] if below is not None else [whole]

    for path, count in _per_place(lists):
        for one in both(path):
            one.lists += count
            one.fixed += count
    for path, kind, outcome, count in _items(lists):
        for one in both(path):
            one.items[kind, outcome] += count
    for path, count in _visits(lists):
        for one in both(path):
            one.visits += count
    for path, count, reached in _milestones(lists):
        for one in both(path):
            one.milestones += count
            one.reached += reached
    return whole, list(rows.values())


PLACE = "tenure__organisation__path"


def _per_place(lists: QuerySet[DutyList]) -> QuerySet[DutyList, tuple[str, int]]:
    return lists.order_by().values_list(PLACE).annotate(rows=Count("pk"))


def _items(lists: QuerySet[DutyList]) -> QuerySet[Item, tuple[str, str, str, int]]:
    rows = Item.objects.filter(duty_list__in=lists.order_by().values("pk")).order_by()
    return rows.values_list(f"duty_list__{PLACE}", "kind", "outcome").annotate(rows=Count("pk"))


def _visits(lists: QuerySet[DutyList]) -> QuerySet[Visit, tuple[str, int]]:
    rows = Visit.objects.filter(item__duty_list__in=lists.order_by().values("pk")).order_by()
    return rows.values_list(f"item__duty_list__{PLACE}").annotate(rows=Count("pk"))


def _milestones(lists: QuerySet[DutyList]) -> QuerySet[Milestone, tuple[str, int, int]]:
    rows = Milestone.objects.filter(item__duty_list__in=lists.order_by().values("pk")).order_by()
    counts = {"rows": Count("pk"), "reached": Count("reached_on")}
    return rows.values_list(f"item__duty_list__{PLACE}").annotate(**counts)
