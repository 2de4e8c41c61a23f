from django.db import transaction
from django.db.models import Max

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.ordering import shift
from shuzhi.cycles.models import Cycle, Topic
from shuzhi.web.refusal import require


@transaction.atomic
def add_topic(
    cycle: Cycle,
    code: str,
    text: str,
    *,
    actor: User | None,
    must_report: bool = True,
    must_review: bool = True,
    must_assess: bool = True,
    pinned: bool = False,
) -> Topic:
    """A topic at the end of the list; a pinned one stands before all that are not."""
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    last = cycle.topics.aggregate(last=Max("order"))["last"] or 0
    topic = Topic.objects.create(
        cycle=cycle,
        code=code,
        text=text,
        must_report=must_report,
        must_review=must_review,
        must_assess=must_assess,
        pinned=pinned,
        order=last + 1,
    )
    record(actor, "cycle.topic_added", cycle, detail={"topic": str(topic)})
    return topic


@transaction.atomic
def change_topic(topic: Topic, *, actor: User | None, **values: str | bool) -> None:
    """Changes the wording or the flags of a topic."""
    hold(topic.cycle)
    require(rules.may_prepare(actor, topic.cycle))
    for name, value in values.items():
        setattr(topic, name, value)
    topic.save(update_fields=[*values])
    record(actor, "cycle.topic_changed", topic.cycle, detail={"topic": str(topic)})


@transaction.atomic
def remove_topic(topic: Topic, *, actor: User | None) -> None:
    """Takes a topic out of a cycle in preparation."""
    hold(topic.cycle)
    require(rules.may_prepare(actor, topic.cycle))
    record(actor, "cycle.topic_removed", topic.cycle, detail={"topic": str(topic)})
    topic.delete()


@transaction.atomic
def move_topic(topic: Topic, places: int, *, actor: User | None) -> None:
    """Moves a topic up (negative) or down among the topics of its kind, and numbers them anew."""
    hold(topic.cycle)
    require(rules.may_prepare(actor, topic.cycle))
    rows = list(topic.cycle.topics.filter(pinned=topic.pinned))
    Topic.objects.bulk_update(shift(rows, topic, places), ["order"])
    record(actor, "cycle.topic_moved", topic.cycle, detail={"topic": str(topic), "places": places})
