from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.matters import checked, let_go, question_for, write_parts
from shuzhi.cycles.actions.ordering import shift
from shuzhi.cycles.models import Cycle, Topic
from shuzhi.cycles.queries.matters import columns_of
from shuzhi.web.refusal import require


@transaction.atomic
def add_topic(
    cycle: Cycle, code: str, text: str, *, actor: User | None, parts: Sequence[str] = (), **values: Any
) -> Topic:
    """One's own topic at the end of the list; a pinned one stands before all that are not.

    `values` are the further columns: kind, must_report, must_review, must_assess, pinned, categories, evidence,
    event, basis, first_year, lasting, last_year. A third must-answer question of the organiser is refused.
    """
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    given = checked({"code": code, "text": text, **values}, parts)
    topic = Topic(cycle=cycle, order=last_order(cycle) + 1, **given)
    topic.lineage = rules.lineage_of(cycle.organiser, cycle.year, given)
    topic.question = question_for(cycle.organiser, cycle.year, topic)
    topic.save()
    write_parts(topic, parts)
    record(actor, "cycle.topic_added", cycle, detail={"topic": str(topic), "kind": topic.kind})
    return topic


@transaction.atomic
def change_topic(
    topic: Topic, *, actor: User | None, parts: Sequence[str] | None = None, **values: Any
) -> None:
    """Changes a topic; one that came from above keeps its wording and may only be asked for more."""
    hold(topic.cycle)
    stands = Topic.objects.select_related("cycle__organiser", "issued__list__issuer").get(pk=topic.pk)
    require(rules.may_change_topic(actor, stands, values, parts))
    whole = stands.part_texts if parts is None else list(parts)
    given = checked({**columns_of(stands), **values}, whole)
    before = stands.question
    for name, value in given.items():
        setattr(topic, name, value)
    if not stands.is_inherited:
        topic.lineage = rules.lineage_of(stands.cycle.organiser, stands.cycle.year, given)
        topic.question = question_for(stands.cycle.organiser, stands.cycle.year, topic, before)
    topic.save(update_fields=[*given, "lineage", "question"])
    write_parts(topic, whole)
    let_go([before])
    record(actor, "cycle.topic_changed", topic.cycle, detail={"topic": str(topic), "columns": sorted(values)})


@transaction.atomic
def remove_topic(topic: Topic, *, actor: User | None) -> None:
    """Takes one's own topic out of a cycle in preparation."""
    hold(topic.cycle)
    require(rules.may_remove_topic(actor, topic))
    record(actor, "cycle.topic_removed", topic.cycle, detail={"topic": str(topic)})
    question = topic.question
    topic.delete()
    let_go([question])


@transaction.atomic
def move_topic(topic: Topic, places: int, *, actor: User | None) -> None:
    """Moves a topic up (negative) or down among the topics of its kind, and numbers them anew."""
    hold(topic.cycle)
    rows = list(topic.cycle.topics.filter(pinned=topic.pinned))
    moved = shift(rows, topic, places)
    require(rules.may_move_topic(actor, topic, moved))
    Topic.objects.bulk_update(moved, ["order"])
    record(actor, "cycle.topic_moved", topic.cycle, detail={"topic": str(topic), "places": places})


def last_order(cycle: Cycle) -> int:
    return int(cycle.topics.aggregate(last=Max("order"))["last"] or 0)
