"""A list goes out: it stands from then on, cycles in preparation take it over, open ones get proposals."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import queries, rules
from shuzhi.cycles.actions.lists import hold_list, write_issued
from shuzhi.cycles.actions.matters import let_go
from shuzhi.cycles.models import Cycle, IssuedTopic, TopicList, TopicProposal, digest_of
from shuzhi.cycles.queries.matters import columns_of, content_of_topic
from shuzhi.cycles.rules.reach import reaches, seats_of
from shuzhi.cycles.states import Change, ListStage, ProposalState, Stage
from shuzhi.notices.actions import notify
from shuzhi.web.refusal import require


@transaction.atomic
def issue_list(topic_list: TopicList, *, actor: User | None) -> list[TopicProposal]:
    """Hands the list down by its hash; says which proposals it makes to cycles that are already open."""
    hold_list(topic_list)
    require(rules.may_issue_list(actor, topic_list))
    topic_list.move_to(ListStage.ISSUED)
    topic_list.digest = digest_of(queries.list_content(topic_list))
    topic_list.issued_at = timezone.now()
    topic_list.issued_by = actor
    topic_list.save(update_fields=["stage", "digest", "issued_at", "issued_by"])
    if topic_list.replaces:
        topic_list.replaces.move_to(ListStage.REPLACED)
        topic_list.replaces.save(update_fields=["stage"])
    proposals = [one for cycle in _open_cycles(topic_list) for one in _propose(cycle, topic_list, actor)]
    _tell(topic_list, proposals, actor)
    detail = {"hash": topic_list.digest, "topics": topic_list.topics.count(), "proposals": len(proposals)}
    record(actor, "topics.list_issued", topic_list, detail=detail)
    return proposals


@transaction.atomic
def revise_list(topic_list: TopicList, *, actor: User | None) -> TopicList:
    """A draft of the next edition with all topics of the one in force, which stands until the draft is issued."""
    hold_list(topic_list)
    require(rules.may_revise_list(actor, topic_list))
    draft = _copy(topic_list, topic_list.year, edition=topic_list.edition + 1, replaces=topic_list)
    for topic in topic_list.topics.all():
        values = {**columns_of(topic), "order": topic.order}
        write_issued(draft, values, topic.part_texts, lineage=topic.lineage)
    record(actor, "topics.list_revised", draft, detail={"edition": draft.edition})
    return draft


@transaction.atomic
def carry_list_over(topic_list: TopicList, *, actor: User | None) -> TopicList:
    """A draft for the next year with the topics that stay across years, each with the year it was first asked."""
    year = topic_list.year + 1
    require(rules.may_create_list(actor, topic_list.issuer, topic_list.guides))
    draft = _copy(topic_list, year)
    for topic in queries.lasting_until(topic_list.topics.all(), year):
        values = {**columns_of(topic), "first_year": topic.first_year or topic_list.year}
        write_issued(draft, values, topic.part_texts, lineage=topic.lineage)
    record(actor, "topics.list_created", draft, detail={"year": year, "from": topic_list.title})
    return draft


@transaction.atomic
def drop_list(topic_list: TopicList, *, actor: User | None) -> None:
    """Takes a draft away; nothing has been handed down by it."""
    hold_list(topic_list)
    require(rules.may_change_list(actor, topic_list))
    record(actor, "topics.list_dropped", topic_list)
    questions = [topic.question for topic in topic_list.topics.select_related("question")]
    topic_list.delete()
    let_go(questions)


def _copy(topic_list: TopicList, year: int, **values: Any) -> TopicList:
    return TopicList.objects.create(
        issuer=topic_list.issuer,
        year=year,
        title=topic_list.title,
        guides=topic_list.guides,
        invented=topic_list.invented,
        **values,
    )


def _open_cycles(topic_list: TopicList) -> Iterable[Cycle]:
    return rules.cycles_reached(topic_list, Stage.OPEN).order_by("pk")


def _propose(cycle: Cycle, topic_list: TopicList, actor: User | None) -> list[TopicProposal]:
    """What the list changes in one open cycle, without what its office has declined in the same words before.

    Proposals of an earlier edition that nobody has answered are overtaken.
    """
    _overtake(cycle, topic_list, actor)
    found = [one for one in _differences(cycle, topic_list) if not _was_declined(one)]
    for proposal in found:
        proposal.before = queries.topic_line(proposal.topic) if proposal.topic else {}
    return TopicProposal.objects.bulk_create(found)


def _differences(cycle: Cycle, topic_list: TopicList) -> Iterator[TopicProposal]:
    seats = seats_of(cycle)
    inherited = {
        topic.lineage: topic
        for topic in rules.inherited_topics(cycle)
        if topic.issued and topic.issued.list.issuer_id == topic_list.issuer_id
    }
    for issued in topic_list.topics.prefetch_related("parts"):
        topic = inherited.pop(issued.lineage, None)
        if topic is None and reaches(issued, topic_list, cycle, seats):
            yield TopicProposal(cycle=cycle, change=Change.ADD, issued=issued)
        elif topic and topic.issued and (topic.withdrawn or _content(issued) != _content(topic.issued)):
            yield TopicProposal(cycle=cycle, change=Change.CHANGE, issued=issued, topic=topic)
    for topic in inherited.values():
        if topic.issued and not topic.withdrawn and _is_earlier(topic.issued.list, topic_list):
            yield TopicProposal(cycle=cycle, change=Change.WITHDRAW, issued=topic.issued, topic=topic)


def _is_earlier(one: TopicList, other: TopicList) -> bool:
    """Whether it is an earlier edition of the same list."""
    return one.title == other.title and one.edition < other.edition


def _was_declined(proposal: TopicProposal) -> bool:
    """Whether the office has already said no to the same; nothing is asked twice."""
    declined = TopicProposal.objects.filter(
        cycle=proposal.cycle, change=proposal.change, state=ProposalState.DECLINED
    ).filter(issued__lineage=proposal.issued.lineage, issued__list__issuer=proposal.issued.list.issuer_id)
    wanted = _content(proposal.issued)
    return any(_content(one.issued) == wanted for one in declined.select_related("issued"))


def _overtake(cycle: Cycle, topic_list: TopicList, actor: User | None) -> None:
    if topic_list.replaces_id is None:
        return
    waiting = TopicProposal.objects.filter(
        cycle=cycle, state=ProposalState.OPEN, issued__list__issuer=topic_list.issuer_id,
        issued__list__title=topic_list.title, issued__list__year=topic_list.year,
    )  # fmt: skip
    said = _("Overtaken by edition %(n)d of the list.") % {"n": topic_list.edition}
    waiting.update(state=ProposalState.LAPSED, reason=said, decided_by=actor, decided_at=timezone.now())


def _content(topic: IssuedTopic) -> dict[str, Any]:
    """What a cycle would see of the topic: not its number in the list above."""
    content = content_of_topic(topic)
    del content["code"]
    return content


def _tell(topic_list: TopicList, proposals: list[TopicProposal], actor: User | None) -> None:
    """The offices of the cycles that have to answer, or to take over, hear of it once a cycle."""
    for cycle in {one.cycle_id: one.cycle for one in proposals}.values():
        _notify(cycle, "cycle.topics_proposed", actor)
    for cycle in rules.cycles_reached(topic_list, Stage.PREPARING):
        if rules.pending_from_above(cycle).anything:
            _notify(cycle, "cycle.topics_waiting", actor)


def _notify(cycle: Cycle, verb: str, actor: User | None) -> None:
    address = reverse("cycles:list-topics", args=[cycle.pk])
    notify(queries.offices_of(cycle), verb=verb, subject=cycle, url=address, actor=actor)
