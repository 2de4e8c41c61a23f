"""After opening: a change above is a proposal. The office answers it; accepted, it is a correction on record."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles import queries, rules
from shuzhi.cycles.actions.holding import hold
from shuzhi.cycles.actions.inheriting import take_issued
from shuzhi.cycles.actions.matters import write_parts
from shuzhi.cycles.models import Topic, TopicProposal
from shuzhi.cycles.states import Change, ProposalState
from shuzhi.web.refusal import require


@transaction.atomic
def accept_proposal(proposal: TopicProposal, reason: str, *, actor: User | None) -> None:
    """Does what the level above asks; the pin stays, and the proposal keeps what was before and what is after."""
    _hold(proposal)
    require(rules.may_answer_proposal(actor, proposal))
    topic = proposal.topic
    if topic is None:
        topic = take_issued(proposal.cycle, proposal.issued)
        proposal.topic = topic
    else:
        proposal.before = queries.topic_line(topic)
        _write(topic, queries.wanted_columns(proposal, topic), proposal)
    proposal.after = queries.topic_line(Topic.objects.get(pk=topic.pk))
    _answer(proposal, ProposalState.ACCEPTED, reason, actor)


@transaction.atomic
def decline_proposal(proposal: TopicProposal, reason: str, *, actor: User | None) -> None:
    """The cycle stays as it was opened; the level above can read why."""
    _hold(proposal)
    require(rules.may_answer_proposal(actor, proposal))
    _answer(proposal, ProposalState.DECLINED, reason, actor)


def _write(topic: Topic, columns: dict[str, Any], proposal: TopicProposal) -> None:
    for name, value in columns.items():
        setattr(topic, name, value)
    if proposal.change == Change.CHANGE:
        topic.issued, topic.question = proposal.issued, proposal.issued.question
        write_parts(topic, proposal.issued.part_texts)
    topic.save(update_fields=[*columns, "issued", "question"])


def _hold(proposal: TopicProposal) -> None:
    hold(proposal.cycle)
    state = TopicProposal.objects.select_for_update().values_list("state", flat=True)
    proposal.state = state.get(pk=proposal.pk)


def _answer(proposal: TopicProposal, state: ProposalState, reason: str, actor: User | None) -> None:
    proposal.state = state
    proposal.reason = reason
    proposal.decided_by = actor
    proposal.decided_at = timezone.now()
    proposal.save()
    detail = {"topic": str(proposal), "change": proposal.change, "reason": reason}
    record(actor, f"cycle.topic_proposal_{state}", proposal.cycle, detail=detail)
