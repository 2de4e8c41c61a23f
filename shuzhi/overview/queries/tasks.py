"""One thing that waits for a person, and how such things are put in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from shuzhi.cycles.models import Cycle


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence, the door to exactly what it speaks of, and the day it is due."""

    cycle_id: int | None
    text: str
    address: str
    due: date | None = None
    # Others have to act first; the person can only remind them.
    chase: bool = False

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.localdate()


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one cycle; without a cycle: what belongs to none."""

    cycle: Cycle | None
    tasks: list[Task]


def door(name: str, *args: int, **wanted: object) -> str:
    """The address of a page with its filters."""
    address = reverse(name, args=args)
    given = {key: value for key, value in wanted.items() if value not in (None, "")}
    return f"{address}?{urlencode(given)}" if given else address


def grouped(tasks: Iterable[Task]) -> list[Group]:
    """By cycle, the newest first; in it the person's own steps before those of others, the earliest due first."""
    by_cycle: dict[int | None, list[Task]] = {}
    for task in tasks:
        by_cycle.setdefault(task.cycle_id, []).append(task)
    keys = [key for key in by_cycle if key is not None]
    found = Cycle.objects.filter(pk__in=keys).select_related("organiser").defer("rulebook_text")
    cycles = list(found.order_by("-year", "-pk"))
    groups = [Group(cycle, _in_order(by_cycle[cycle.pk])) for cycle in cycles]
    rest = by_cycle.get(None, [])
    return [*groups, Group(None, _in_order(rest))] if rest else groups


def _in_order(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.chase, task.due or date.max))
