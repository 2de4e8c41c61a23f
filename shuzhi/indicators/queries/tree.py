"""What figures come to over a tree, each total with the records it was made of.

A unit's own figure stands for everything below it: where a street has entered a figure, those of its communities
are not counted a second time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q

from shuzhi.indicators.models import Fact, Indicator
from shuzhi.indicators.queries.definitions import expected_below
from shuzhi.indicators.queries.figures import ratio_of
from shuzhi.indicators.states import OverTime, PeriodKind, RollUp, number_text
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import parts_of, reach_of

STEP = Organisation.steplen


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit's figure for the period asked for; `parts` is how many entries it is made of."""

    path: str
    scaled: int
    parts: int
    key: int | None


@dataclass(slots=True)
class Total:
    """What the units of a subtree come to; None where nothing was entered: that is no zero."""

    organisation: Organisation
    scaled: int | None = None
    decimals: int = 0
    units: int = 0
    own: Entry | None = None

    @property
    def text(self) -> str:
        return "" if self.scaled is None else number_text(self.scaled, self.decimals)


@dataclass(slots=True)
class Tree:
    """The figure of an organisation: its own entry, the sum of those below, and each of them."""

    whole: Total
    below: Total
    rows: list[Total] = field(default_factory=list)
    expected: int = 0

    @property
    def differs(self) -> bool:
        """The unit's own entry is not what those below come to."""
        own = self.whole.own
        return own is not None and self.below.units > 0 and own.scaled != self.below.scaled

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.whole.units)


def tree_of(indicator: Indicator, organisation: Organisation, period: str) -> Tree:
    """The figure of this organisation and of each unit directly below it, from the entries underneath."""
    if indicator.roll_up == RollUp.RATIO:
        return _ratio_tree(indicator, organisation, period)
    entries = list(entries_below(indicator, organisation, period))
    tree = _summed(indicator, organisation, entries)
    tree.expected = expected_below(indicator, organisation).count()
    return tree


def entries_below(indicator: Indicator, organisation: Organisation, period: str) -> Iterator[Entry]:
    """The figures of the subtree in the order of the tree; months and quarters joined to the year asked for."""
    within_year = Q(period=period)
    if indicator.period != PeriodKind.YEAR and len(period) == len("2026"):
        within_year = Q(period__startswith=period)
    rows = (
        Fact.objects.filter(within_year, indicator=indicator, current=True, scaled__isnull=False)
        .filter(reach_of(organisation, "organisation__path"))
        .order_by("organisation__path", "period")
        .values_list("organisation__path", "scaled", "pk")
    )
    for path, group in groupby(rows.iterator(chunk_size=5000), key=lambda row: row[0]):
        parts = list(group)
        is_sum = indicator.over_time == OverTime.SUM
        scaled = sum(row[1] or 0 for row in parts) if is_sum else parts[-1][1] or 0
        yield Entry(path, scaled, len(parts), parts[0][2] if len(parts) == 1 else None)


def uppermost(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Leaves out what stands below another entry: it is contained in that one."""
    last = ""
    for entry in entries:
        if not last or not entry.path.startswith(last):
            last = entry.path
            yield entry


def missing_below(indicator: Indicator, organisation: Organisation, period: str) -> list[Organisation]:
    """The units that should have a figure for the period and have none."""
    there = {entry.path for entry in entries_below(indicator, organisation, period)}
    return [one for one in expected_below(indicator, organisation) if one.path not in there]


def _summed(indicator: Indicator, organisation: Organisation, entries: list[Entry]) -> Tree:
    path = organisation.scope_path
    own = next((entry for entry in entries if entry.path == path), None)
    under = [entry for entry in entries if entry.path != path]
    sums = indicator.roll_up == RollUp.SUM
    below = _total(indicator, organisation, list(uppermost(under)), sums=sums)
    whole = _total(
        indicator, organisation, [own] if own else list(uppermost(under)), sums=sums or own is not None
    )
    whole.own = own
    whole.units = len(entries)
    rows = []
    children = parts_of(organisation)
    inside = _by_child(children, under)
    for child in children:
        entries_here = inside[child.scope_path]
        own_here = next((one for one in entries_here[:1] if one.path == child.scope_path), None)
        total = _total(indicator, child, list(uppermost(entries_here)), sums=sums or own_here is not None)
        total.own, total.units = own_here, len(entries_here)
        rows.append(total)
    return Tree(whole, below, rows)


def _by_child(children: list[Organisation], entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries below each child; a child may stand two steps down, below a hidden one."""
    found: dict[str, list[Entry]] = {child.scope_path: [] for child in children}
    lengths = sorted({len(path) for path in found}, reverse=True)
    for entry in entries:
        for length in lengths:
            if entry.path[:length] in found:
                found[entry.path[:length]].append(entry)
                break
    return found


def _total(indicator: Indicator, organisation: Organisation, entries: list[Entry], *, sums: bool) -> Total:
    scaled = sum(entry.scaled for entry in entries) if entries and sums else None
    return Total(organisation, scaled, indicator.decimals, len(entries))


def _ratio_tree(indicator: Indicator, organisation: Organisation, period: str) -> Tree:
    """Ratio of two sums, over the units that gave both figures: half a unit would bend it."""
    if indicator.numerator is None or indicator.denominator is None:
        raise ValueError(indicator.code)
    parts = (indicator.numerator, indicator.denominator)
    above, below = (list(uppermost(entries_below(part, organisation, period))) for part in parts)
    both = {entry.path for entry in above} & {entry.path for entry in below}
    pairs = [[entry for entry in side if entry.path in both] for side in (above, below)]
    decimals = (parts[0].decimals, parts[1].decimals)

    def ratio(place: Organisation, inside: list[list[Entry]]) -> Total:
        sums = [sum(one.scaled for one in side) for side in inside]
        scaled = ratio_of(sums[0], sums[1], indicator, decimals) if inside[0] else None
        return Total(place, scaled, indicator.decimals, len(inside[0]))

    whole = ratio(organisation, pairs)
    children = parts_of(organisation)
    sides = [_by_child(children, side) for side in pairs]
    rows = [ratio(child, [side[child.scope_path] for side in sides]) for child in children]
    return Tree(whole, whole, rows)
