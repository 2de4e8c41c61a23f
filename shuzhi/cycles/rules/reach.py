"""Which topics come down to which cycle: from the levels above in either tree, and from guiding bodies."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from shuzhi.cycles.models import Cycle, IssuedTopic, Reporter, Topic, TopicList
from shuzhi.cycles.states import ListStage, Stage
from shuzhi.organisations.models import Organisation

STEP = Organisation.steplen


class Seat(NamedTuple):
    """Where a reporter stands, and the categories he is known by."""

    path: str
    names: frozenset[str]


def seats_of(cycle: Cycle) -> list[Seat]:
    """The seats of a cycle's reporters as their organisations stand today."""
    rows = cycle.reporters.values_list(
        "tenure__organisation__path", "tenure__organisation__category", "category"
    )
    return [Seat(path, frozenset({kind, own} - {""})) for path, kind, own in rows]


def lists_reaching(cycle: Cycle) -> list[TopicList]:
    """The issued lists of the year whose issuer stands above the organiser or a reporter, or guides one."""
    return list(_lists_at({cycle.organiser.path, *(seat.path for seat in seats_of(cycle))}, cycle.year))


def topics_from_above(cycle: Cycle) -> list[IssuedTopic]:
    """The topics that come down to this cycle for the categories of its reporters; the highest level first."""
    seats = seats_of(cycle)
    lists = _lists_at({cycle.organiser.path, *(seat.path for seat in seats)}, cycle.year)
    found: list[IssuedTopic] = []
    for one in sorted(lists, key=lambda row: (row.issuer.depth, row.issuer.path, row.title)):
        found += [topic for topic in one.topics.all() if reaches(topic, one, cycle, seats)]
    return sorted(found, key=lambda topic: not topic.pinned)


def reaches(topic: IssuedTopic, topic_list: TopicList, cycle: Cycle, seats: Iterable[Seat]) -> bool:
    """Whether somebody in the cycle has to answer the topic. Without reporters, what holds for everybody counts."""
    seats = list(seats)
    below = topic_list.reach_path
    if not seats:
        whole = not topic_list.guides and not topic.categories
        return whole and cycle.organiser.path.startswith(below)
    return any(
        seat.path.startswith(below)
        and seat.path != topic_list.issuer.path
        and (not topic_list.guides or not seat.names.isdisjoint(topic_list.guides))
        and topic.concerns(seat.names)
        for seat in seats
    )


def cycles_reached(topic_list: TopicList, stage: Stage) -> QuerySet[Cycle]:
    """The cycles of the list's year, in that stage, that stand within its reach."""
    below = topic_list.reach_path
    reporters = Reporter.objects.filter(cycle=OuterRef("pk"), tenure__organisation__path__begins=below)
    within = Q(organiser__path__begins=below) | Exists(reporters)
    return Cycle.objects.filter(within, year=topic_list.year, stage=stage).select_related("organiser")


@dataclass(frozen=True, slots=True)
class Pending:
    """How a cycle in preparation differs from what comes from above."""

    new: list[IssuedTopic]
    changed: list[tuple[Topic, IssuedTopic]]
    gone: list[Topic]

    @property
    def anything(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    @property
    def codes(self) -> list[str]:
        changed = [issued for _topic, issued in self.changed]
        return [topic.code for topic in [*self.new, *changed, *self.gone]]


def pending_from_above(cycle: Cycle) -> Pending:
    """What the cycle has not taken over yet: topics are known again by issuer and lineage."""
    taken = {_identity(topic.issued): topic for topic in inherited_topics(cycle) if topic.issued}
    reaching = {_identity(issued): issued for issued in topics_from_above(cycle)}
    both = [(taken[key], issued) for key, issued in reaching.items() if key in taken]
    return Pending(
        new=[issued for key, issued in reaching.items() if key not in taken],
        changed=[(topic, issued) for topic, issued in both if topic.issued_id != issued.pk],
        gone=[topic for key, topic in taken.items() if key not in reaching],
    )


def inherited_topics(cycle: Cycle) -> QuerySet[Topic]:
    """The cycle's topics that came down."""
    return (
        Topic.objects.filter(cycle=cycle, issued__isnull=False)
        .select_related("issued__list__issuer", "cycle__organiser")
        .prefetch_related("parts")
    )


def _identity(issued: IssuedTopic) -> tuple[int, str]:
    return issued.list.issuer_id, issued.lineage


def _lists_at(paths: set[str], year: int) -> QuerySet[TopicList]:
    above = {path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)}
    parent = Substr("issuer__path", 1, Length("issuer__path") - STEP, output_field=CharField())
    return (
        TopicList.objects.filter(year=year, stage=ListStage.ISSUED)
        .alias(place=parent)
        .filter(Q(issuer__path__in=above) | (~Q(guides=[]) & Q(place__in={"", *above})))
        .select_related("issuer")
        .prefetch_related("topics__parts", "topics__list__issuer")
    )
