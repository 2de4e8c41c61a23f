from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Cycle
from shuzhi.results import rules
from shuzhi.results.models import Decision, Feedback, Settlement
from shuzhi.results.queries.proposals import draft_opinion, problems_named
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def hand_over(decision: Decision, *, opinion: str, actor: User | None, due: date | None = None) -> Feedback:
    """Opinion, grade and the problems named at the meeting go to the person; from here they stand as they are."""
    require(rules.may_hand_over(actor, decision))
    if not opinion.strip():
        require(Refusal(_("Write the opinion; the person learns nothing from a grade alone.")))
    reporter = decision.proposal.reporter
    feedback = Feedback.objects.create(
        decision=decision,
        opinion=opinion.strip(),
        problems=problems_named(reporter),
        due=due or reporter.cycle.rectify_by,
        issued_by=actor,
    )
    record(actor, "feedback.handed_over", feedback)
    return feedback


@transaction.atomic
def hand_over_all(
    cycle: Cycle, *, actor: User | None, opinions: dict[int, str] | None = None
) -> list[Feedback]:
    """All feedback of the cycle at one moment; where no opinion was written, the superior's comment is the opinion."""
    require(rules.may_hand_over_all(actor, cycle))
    decisions = Decision.objects.filter(
        proposal__settlement=Settlement.objects.filter(cycle=cycle).first(), feedback__isnull=True
    )
    decisions = decisions.select_related("proposal__reporter__cycle", "proposal__reporter__tenure__person")
    written = opinions or {}
    return [
        hand_over(
            decision,
            opinion=written.get(decision.pk, "") or draft_opinion(decision.proposal.reporter),
            actor=actor,
        )
        for decision in decisions
    ]


@transaction.atomic
def acknowledge(feedback: Feedback, *, actor: User) -> None:
    """The person has read it; the first time counts."""
    if actor.pk != feedback.decision.proposal.reporter.user_id:
        require(Refusal(_("Only the person acknowledges the own feedback."), status=403))
    if feedback.read_at is None:
        feedback.read_at = timezone.now()
        feedback.save(update_fields=["read_at"])
        record(actor, "feedback.read", feedback)
