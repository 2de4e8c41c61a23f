"""Topics as their cycle, their reporters and their past see them."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import roles_with
from shuzhi.cycles.models import Cycle, Reporter, Topic, TopicProposal
from shuzhi.cycles.models.matter import FLAGS, Matter
from shuzhi.cycles.queries.cycles import cycles_for
from shuzhi.cycles.queries.matters import columns_taken, content_of_topic
from shuzhi.cycles.states import Change, ProposalState, TopicKind
from shuzhi.organisations.states import Category

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
    rows = cycle.topic_proposals.select_related("issued__list__issuer", "topic__issued", "decided_by")
    return rows.prefetch_related("issued__parts").order_by(F("decided_at").asc(nulls_first=True), "pk")


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


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One column of a topic as it stands, and as the level above would have it."""

    name: str
    now: str
    wanted: str

    @property
    def differs(self) -> bool:
        return self.now != self.wanted


def lines_of_proposal(proposal: TopicProposal) -> list[ProposedLine]:
    """The topic as it was and as it would be, column by column; an answered proposal shows what was recorded."""
    now = proposal.before or (content_of_topic(proposal.topic) if proposal.topic else {})
    wanted = proposal.after or _wanted(proposal)
    fields = {one.name: str(one.verbose_name) for one in Topic._meta.fields}  # noqa: SLF001 - Django's public way
    fields["parts"] = _("parts")
    shown = [name for name in fields if name in {*content_of_topic(proposal.issued), "withdrawn"}]
    lines = {
        name: ProposedLine(fields[name], _said(now.get(name)), _said(wanted.get(name))) for name in shown
    }
    return [line for name, line in lines.items() if name != "withdrawn" or line.differs]


def wanted_columns(proposal: TopicProposal, topic: Topic) -> dict[str, Any]:
    """The columns that a proposal changes; flags that the cycle added of its own stay."""
    if proposal.change == Change.WITHDRAW:
        return {**dict.fromkeys(FLAGS, False), "withdrawn": True}
    columns = columns_taken(proposal.issued)
    del columns["code"]
    own = topic.flags - (topic.issued.flags if topic.issued else frozenset())
    return {**columns, **dict.fromkeys(own, True), "withdrawn": False}


def _wanted(proposal: TopicProposal) -> dict[str, Any]:
    if proposal.topic is None:
        return content_of_topic(proposal.issued)
    parts = {} if proposal.change == Change.WITHDRAW else {"parts": proposal.issued.part_texts}
    return {**proposal.before, **wanted_columns(proposal, proposal.topic), **parts}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        known: dict[str, Any] = dict(Category.choices)
        return "；".join(str(known.get(one, one)) for one in value)
    return "" if value is None else str(dict(TopicKind.choices).get(value, value))
