"""Lists of topics: whose they are, whom they reach, what they hold."""

from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.shortcuts import get_object_or_404

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope, scope_paths
from shuzhi.cycles.models import TopicList, TopicProposal, digest_of
from shuzhi.cycles.queries.matters import content_of_topic
from shuzhi.cycles.states import ListStage
from shuzhi.organisations.models import Organisation

STEP = Organisation.steplen


def lists_for(user: User) -> QuerySet[TopicList]:
    """The lists a person issues, and the issued ones that come down to a place he may see."""
    paths = scope_paths(user, "cycle.view").values_list("organisation_path", flat=True)
    above = {path[:end] for path in paths for end in range(0, len(path) + 1, STEP)}
    place = Substr("issuer__path", 1, Length("issuer__path") - STEP, output_field=CharField())
    own = Q(in_scope(user, "topic.issue", path="issuer__path"))
    comes_down = Q(issuer__path__in=above) | (~Q(guides=[]) & Q(place__in=above))
    within = Q(in_scope(user, "cycle.view", path="issuer__path"))
    issued = ~Q(stage=ListStage.DRAFT) & (comes_down | within)
    return TopicList.objects.alias(place=place).filter(own | issued).select_related("issuer", "replaces")


def list_or_404(user: User, key: int) -> TopicList:
    return get_object_or_404(lists_for(user), pk=key)


def lists_shown(
    lists: QuerySet[TopicList], *, year: int | None = None, text: str = ""
) -> QuerySet[TopicList]:
    """The lists with their counts, filtered."""
    if year:
        lists = lists.filter(year=year)
    if wanted := text.strip():
        lists = lists.filter(Q(title__icontains=wanted) | Q(issuer__name__icontains=wanted))
    counted = lists.annotate(topic_count=Count("topics", distinct=True))
    return counted.order_by("-year", F("issuer__depth"), "issuer__path", "title", "-edition")


def issuers_for(user: User) -> QuerySet[Organisation]:
    """The organisations whose topics a person may issue, the highest first."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(in_scope(user, "topic.issue", path="path"))
    return rows.filter(hidden=False).exclude(kind="village").order_by("depth", "path")


def list_content(topic_list: TopicList) -> dict[str, Any]:
    """What the hash of a list is taken of."""
    return {
        "issuer": topic_list.issuer.code,
        "year": topic_list.year,
        "title": topic_list.title,
        "edition": topic_list.edition,
        "guides": topic_list.guides,
        "topics": [
            {**content_of_topic(topic), "order": topic.order, "lineage": topic.lineage}
            for topic in topic_list.topics.prefetch_related("parts")
        ],
    }


def list_is_intact(topic_list: TopicList) -> bool:
    """Whether an issued list still is what was issued."""
    return topic_list.is_draft or digest_of(list_content(topic_list)) == topic_list.digest


def answers_to(topic_list: TopicList) -> QuerySet[TopicProposal]:
    """What the open cycles below have been proposed by this list, and what they answered."""
    return (
        TopicProposal.objects.filter(Q(issued__list=topic_list) | Q(issued__list=topic_list.replaces))
        .select_related("cycle__organiser", "issued", "topic", "decided_by")
        .order_by("cycle__title", "pk")
    )
