"""Before opening: what comes from above is taken over, and what stays across years is carried over."""

from collections.abc import Collection

from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import queries, rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.matters import let_go, write_parts
from shuzhi.cycles.actions.topics import add_topic, last_order
from shuzhi.cycles.models import Cycle, IssuedTopic, Topic
from shuzhi.cycles.models.matter import FLAGS
from shuzhi.cycles.queries.matters import columns_of, columns_taken
from shuzhi.web.refusal import require


@transaction.atomic
def take_over_topics(cycle: Cycle, *, actor: User | None) -> int:
    """Brings the cycle to what comes from above, the highest level first; says how many topics changed.

    Flags that the cycle added of its own stay. A topic that no longer comes down goes.
    """
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    pending = rules.pending_from_above(cycle)
    if not pending.anything:
        return 0
    freed = [topic.question for topic in pending.gone]
    Topic.objects.filter(pk__in=[topic.pk for topic in pending.gone]).delete()
    for topic, issued in pending.changed:
        freed.append(topic.question)
        _follow(topic, issued)
    for issued in pending.new:
        take_issued(cycle, issued)
    let_go(freed)
    _put_in_order(cycle)
    detail = {"new": len(pending.new), "changed": len(pending.changed), "gone": len(pending.gone)}
    record(actor, "cycle.topics_taken_over", cycle, detail={**detail, "codes": pending.codes[:50]})
    return sum(detail.values())


@transaction.atomic
def carry_over_topics(cycle: Cycle, *, actor: User | None) -> int:
    """Adds the organiser's own topics that stay across years and are not yet in the cycle; says how many."""
    hold(cycle)
    require(rules.may_prepare(actor, cycle))
    lasting = queries.lasting_topics(cycle)
    taken = set(cycle.topics.values_list("code", flat=True))
    for topic in lasting:
        columns = columns_of(topic)
        columns["code"] = free_code(topic.code, "", taken)
        columns["first_year"] = topic.first_year or topic.cycle.year
        made = add_topic(cycle, actor=actor, parts=topic.part_texts, **columns)
        Topic.objects.filter(pk=made.pk).update(lineage=topic.lineage)
        taken.add(made.code)
    if lasting:
        detail = {"from": lasting[0].cycle.title, "codes": [topic.code for topic in lasting]}
        record(actor, "cycle.topics_carried_over", cycle, detail=detail)
    return len(lasting)


def take_issued(cycle: Cycle, issued: IssuedTopic) -> Topic:
    """A topic of the cycle as it was issued, under a number that is free; for the actions of this step."""
    taken = set(cycle.topics.values_list("code", flat=True))
    columns = columns_taken(issued)
    columns["code"] = free_code(issued.code, issued.list.issuer.short_name or issued.list.issuer.code, taken)
    topic = Topic.objects.create(
        cycle=cycle,
        issued=issued,
        question=issued.question,
        lineage=issued.lineage,
        within=within(cycle, issued),
        order=last_order(cycle) + 1,
        **columns,
    )
    write_parts(topic, issued.part_texts)
    return topic


def within(cycle: Cycle, issued: IssuedTopic) -> str:
    """Below which organisation the topic holds, where that is a part of the cycle only."""
    below = issued.list.reach_path
    return below if len(below) > len(cycle.organiser.path) else ""


def free_code(wanted: str, prefix: str, taken: Collection[str]) -> str:
    """The number as it is, else with whose it is, else with a figure behind it."""
    for code in (wanted, f"{prefix}-{wanted}"[-20:] if prefix else wanted):
        if code not in taken:
            return code
    return next(code for n in range(2, 100) if (code := f"{wanted[:16]}-{n}") not in taken)


def _follow(topic: Topic, issued: IssuedTopic) -> None:
    """The new wording; the number and the flags that the cycle has added stay."""
    columns = columns_taken(issued)
    del columns["code"]
    for flag in FLAGS:
        columns[flag] = columns[flag] or getattr(topic, flag)
    for name, value in columns.items():
        setattr(topic, name, value)
    topic.issued, topic.question, topic.lineage = issued, issued.question, issued.lineage
    topic.save(update_fields=[*columns, "issued", "question", "lineage"])
    write_parts(topic, issued.part_texts)


def _put_in_order(cycle: Cycle) -> None:
    """What comes from above stands first, as the levels stand; one's own follows as the office has put it."""
    place = {issued.pk: number for number, issued in enumerate(rules.topics_from_above(cycle))}
    rows = sorted(
        cycle.topics.all(),
        key=lambda topic: (topic.issued_id is None, place.get(topic.issued_id or 0, 0), topic.order),
    )
    for order, topic in enumerate(rows, start=1):
        topic.order = order
    Topic.objects.bulk_update(rows, ["order"])
