"""A list of topics while it is written."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import rules
from shuzhi.cycles.actions.matters import checked, let_go, question_for, write_parts
from shuzhi.cycles.actions.ordering import shift
from shuzhi.cycles.models import IssuedTopic, TopicList
from shuzhi.cycles.queries.matters import columns_of
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import require


@transaction.atomic
def create_list(
    issuer: Organisation,
    year: int,
    title: str,
    *,
    actor: User | None,
    guides: Sequence[str] = (),
    invented: bool = False,
) -> TopicList:
    """An empty list; `guides` names the categories a guiding body reaches beyond its own units."""
    require(rules.may_create_list(actor, issuer, guides))
    made = TopicList.objects.create(
        issuer=issuer, year=year, title=title, guides=list(guides), invented=invented
    )
    record(actor, "topics.list_created", made, detail={"year": year, "guides": list(guides)})
    return made


@transaction.atomic
def add_issued(
    topic_list: TopicList,
    code: str,
    text: str,
    *,
    actor: User | None,
    parts: Sequence[str] = (),
    **values: Any,
) -> IssuedTopic:
    """A topic at the end of the list; `values` as for `add_topic`."""
    hold_list(topic_list)
    require(rules.may_change_list(actor, topic_list))
    topic = write_issued(topic_list, {"code": code, "text": text, **values}, parts)
    record(actor, "topics.topic_added", topic_list, detail={"topic": str(topic), "kind": topic.kind})
    return topic


@transaction.atomic
def change_issued(
    topic: IssuedTopic, *, actor: User | None, parts: Sequence[str] | None = None, **values: Any
) -> None:
    """Changes a topic of a list that has not been issued; in a new edition it stays the same topic."""
    hold_list(topic.list)
    require(rules.may_change_list(actor, topic.list))
    stands = IssuedTopic.objects.get(pk=topic.pk)
    whole = stands.part_texts if parts is None else list(parts)
    given = checked({**columns_of(stands), **values}, whole)
    for name, value in given.items():
        setattr(topic, name, value)
    if topic.list.replaces_id is None:
        topic.lineage = rules.lineage_of(topic.list.issuer, topic.list.year, given)
    topic.question = question_for(topic.list.issuer, topic.list.year, topic, stands.question)
    topic.save(update_fields=[*given, "lineage", "question"])
    write_parts(topic, whole)
    let_go([stands.question])
    record(actor, "topics.topic_changed", topic.list, detail={"topic": str(topic)})


@transaction.atomic
def remove_issued(topic: IssuedTopic, *, actor: User | None) -> None:
    """Takes a topic out of a list that has not been issued."""
    hold_list(topic.list)
    require(rules.may_change_list(actor, topic.list))
    record(actor, "topics.topic_removed", topic.list, detail={"topic": str(topic)})
    question = topic.question
    topic.delete()
    let_go([question])


@transaction.atomic
def move_issued(topic: IssuedTopic, places: int, *, actor: User | None) -> None:
    """Moves a topic up (negative) or down among the topics of its kind."""
    hold_list(topic.list)
    require(rules.may_change_list(actor, topic.list))
    rows = list(topic.list.topics.filter(pinned=topic.pinned))
    IssuedTopic.objects.bulk_update(shift(rows, topic, places), ["order"])
    record(actor, "topics.topic_moved", topic.list, detail={"topic": str(topic), "places": places})


@transaction.atomic
def fill_list(
    topic_list: TopicList, rows: Sequence[tuple[dict[str, Any], list[str]]], *, actor: User | None
) -> int:
    """Makes a draft consist of these topics, each with its parts; what stood there before is replaced."""
    hold_list(topic_list)
    require(rules.may_change_list(actor, topic_list))
    before = {topic.code: topic for topic in topic_list.topics.select_related("question")}
    topic_list.topics.all().delete()
    let_go(topic.question for topic in before.values())
    for values, parts in rows:
        old = before.get(values["code"])
        write_issued(topic_list, values, parts, lineage=old.lineage if old else "")
    detail = {"topics": len(rows), "before": len(before)}
    record(actor, "topics.list_filled", topic_list, detail=detail)
    return len(rows)


def hold_list(topic_list: TopicList) -> None:
    """Holds the list until the transaction ends and reads its stage anew: issuing and changing never cross."""
    stages = TopicList.objects.select_for_update().values_list("stage", flat=True)
    topic_list.stage = stages.get(pk=topic_list.pk)


def write_issued(
    topic_list: TopicList, values: dict[str, Any], parts: Sequence[str], *, lineage: str = ""
) -> IssuedTopic:
    """A topic at the end of a list; for the actions of this step."""
    given = checked(values, parts)
    last = topic_list.topics.aggregate(last=Max("order"))["last"] or 0
    given.setdefault("order", last + 1)
    topic = IssuedTopic(list=topic_list, **given)
    topic.lineage = lineage or rules.lineage_of(topic_list.issuer, topic_list.year, given)
    topic.question = question_for(topic_list.issuer, topic_list.year, topic)
    topic.save()
    write_parts(topic, parts)
    return topic
