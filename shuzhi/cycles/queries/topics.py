"""Topics as their cycle, their reporters and their past see them."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Prefetch, Q, QuerySet

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import roles_with
from shuzhi.cycles.models import Cycle, Reporter, Topic, TopicProposal
from shuzhi.cycles.models.matter import Matter
from shuzhi.cycles.queries.cycles import cycles_for
from shuzhi.cycles.states import ProposalState

AnyTopic = TypeVar("AnyTopic", bound=Matter)


def topics_of(cycle: Cycle) -> QuerySet[Topic]:
    """The topics of a cycle in their order, with their parts, their origin and what was proposed for them."""
    accepted = TopicProposal.objects.filter(state=ProposalState.ACCEPTED).select_related("decided_by")
    return cycle.topics.select_related("issued__list__issuer").prefetch_related(
        "parts", Prefetch("proposals", queryset=accepted, to_attr="corrections")
    )


def topics_for(reporter: Reporter) -> list[Topic]:
    """The topics that this reporter answers: those for his category that have not been withdrawn."""
    return [
        topic for topic in topics_of(reporter.cycle) if not topic.withdrawn and topic.applies_to(reporter)
    ]


def reporters_concerned(topic: Topic) -> int:
    """How many reporters of the cycle the topic is asked of."""
    return sum(topic.applies_to(reporter) for reporter in topic.cycle.reporters.all())


def proposals_of(cycle: Cycle) -> QuerySet[TopicProposal]:
    """What levels above propose to an open cycle, what waits for an answer first."""
    rows = cycle.topic_proposals.select_related("issued__list__issuer", "topic", "decided_by")
    return rows.prefetch_related("issued__parts").order_by("decided_at", "pk")


def lasting_topics(cycle: Cycle) -> list[Topic]:
    """The organiser's own topics of the year before that stay, and are not yet in this cycle."""
    before = Topic.objects.filter(
        cycle__organiser=cycle.organiser, cycle__year=cycle.year - 1, issued=None, withdrawn=False
    )
    taken = set(cycle.topics.values_list("lineage", flat=True))
    found: dict[str, Topic] = {}
    for topic in lasting_until(before.select_related("cycle").prefetch_related("parts"), cycle.year):
        if topic.lineage not in taken:
            found.setdefault(topic.lineage, topic)
    return list(found.values())


def lasting_until(topics: QuerySet[AnyTopic], year: int) -> QuerySet[AnyTopic]:
    """Those that stay across years, and still in that one."""
    return topics.filter(Q(last_year=None) | Q(last_year__gte=year), lasting=True)


@dataclass(frozen=True, slots=True)
class YearOfTopic:
    """A topic in one cycle of one year."""

    topic: Topic
    concerned: int


def topic_over_years(user: User, topic: Topic) -> list[YearOfTopic]:
    """The same topic in all cycles that the person may see, and those of the same event; newest year first."""
    same = Q(lineage=topic.lineage) if topic.lineage else Q(pk=topic.pk)
    if topic.event:
        same |= Q(event=topic.event)
    rows = Topic.objects.filter(same, cycle__in=cycles_for(user)).select_related(
        "cycle__organiser", "issued__list__issuer"
    )
    ordered = rows.prefetch_related("parts", "cycle__reporters").order_by(
        "-cycle__year", "cycle__title", "pk"
    )
    return [YearOfTopic(one, reporters_concerned(one)) for one in ordered]


def offices_of(cycle: Cycle) -> QuerySet[User]:
    """The accounts that run this cycle from its organiser's own place."""
    grants = Grant.objects.live().filter(
        Q(cycle_id=None) | Q(cycle_id=cycle.pk),
        role__in=roles_with("cycle.run"),
        organisation_path=cycle.organiser.path,
    )
    return User.objects.filter(grants__in=grants, is_active=True).distinct()
