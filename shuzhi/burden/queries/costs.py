import re
import unicodedata
from dataclasses import dataclass

from shuzhi.burden.models import Request
from shuzhi.burden.rules import (
    Breach,
    Cost,
    asks_of_cycle,
    breaches_of,
    cost_from,
    costs,
    levels_of,
    median_minutes,
    previous_cycle,
    standing_requests,
    units_at,
)
from shuzhi.burden.states import Ask
from shuzhi.cycles.models import Cycle
from shuzhi.organisations.states import Kind as Level
from shuzhi.web.steps import said_by_steps

UNIT_IN_NAME = re.compile(r"[（(][^（）()]*[）)]|\s+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A level's cost this year beside last year's, with what was measured and what exceeds a cap."""

    level: str
    now: Cost
    before: Cost | None
    median: int | None
    breaches: list[Breach]

    @property
    def level_name(self) -> str:
        return str(Level(self.level).label)

    @property
    def more_minutes(self) -> int | None:
        return None if self.before is None else self.now.minutes - self.before.minutes

    @property
    def more_requests(self) -> int | None:
        return None if self.before is None else self.now.requests - self.before.requests


def asked_by(cycle: Cycle) -> list[Ask]:
    """What the product's own pages ask of units in this cycle, derived from its data."""
    return asks_of_cycle(cycle)


def cost_of(cycle: Cycle, level: str) -> Cost:
    """What one unit of a level is asked in this cycle."""
    rows = [row for row in standing_requests(cycle) if row.level == level]
    return cost_from(level, rows, units_at(cycle, level))


def comparisons(cycle: Cycle) -> list[Comparison]:
    """Each level's cost against last year's, in the order of levels."""
    rows, before = standing_requests(cycle), previous_cycle(cycle)
    old_rows = standing_requests(before) if before else []
    found = []
    for level in levels_of(cycle):
        now = cost_from(level, [row for row in rows if row.level == level], units_at(cycle, level))
        old = [row for row in old_rows if row.level == level]
        then = cost_from(level, old, units_at(before, level)) if before and old else None
        found.append(
            Comparison(level, now, then, median_minutes(cycle, level), breaches_of(cycle, level, now))
        )
    return found


def effect_of(request: Request) -> tuple[Cost, Cost]:
    """What a unit of the level is asked before and after this request comes in and what it replaces goes."""
    rows = [row for row in standing_requests(request.cycle) if row.level == request.level]
    kept = [row for row in rows if request.replaces is None or row.code != request.replaces.code]
    units = units_at(request.cycle, request.level)
    return cost_from(request.level, rows, units), cost_from(request.level, [*kept, request], units)


def breaches_in(cycle: Cycle) -> list[Breach]:
    """Every cap that the cycle exceeds, with its waiver or without."""
    return [breach for level in levels_of(cycle) for breach in breaches_of(cycle, level)]


def held_already(name: str) -> str:
    """Where the system holds what somebody wants to ask for, or nothing: then it is filled in, not asked.

    A later step says what it holds by `held_by_name()` in its AppConfig: names and where they are held.
    """
    data = costs()
    known = {one["name"]: one["held_as"] for one in data["held"]} | data["known"]
    for held in said_by_steps("held_by_name"):
        known |= held()
    plain = {_plain(one): where for one, where in known.items()}
    return str(plain.get(_plain(name), ""))


def _plain(name: str) -> str:
    """The name without its unit, width and spaces, as two people would write the same thing."""
    return UNIT_IN_NAME.sub("", unicodedata.normalize("NFKC", name)).casefold()
