from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.queries import rulebook_of
from shuzhi.results import rules
from shuzhi.results.models import Decision, Proposal, Settlement, Status
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def decide(proposal: Proposal, *, grade: str, reason: str, actor: User | None) -> Decision:
    """The committee fixes a grade, once; where it differs from the proposal, the reason stands beside it for ever."""
    proposal = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("settlement__cycle")
        .get(pk=proposal.pk)
    )
    require(rules.may_decide(actor, proposal))
    known = [one.name for one in rulebook_of(proposal.settlement.cycle).grades]
    if grade not in known:
        require(Refusal(_("The rulebook knows these grades: %(grades)s.") % {"grades": "、".join(known)}))
    require(rules.may_fix(proposal, grade, reason))
    return _fix(proposal, grade, reason.strip(), actor)


@transaction.atomic
def accept_proposals(settlement: Settlement, *, actor: User | None) -> list[Decision]:
    """Fixes every proposed grade that leaves nothing to decide; ties, blocked cases and the own file stay open."""
    clear = settlement.proposals.filter(status=Status.ASSESSED, tied=False, decision__isnull=True)
    clear = clear.select_for_update(of=("self",)).select_related(
        "settlement__cycle", "reporter__tenure__person", "reporter__tenure__organisation"
    )
    open_to_actor = [proposal for proposal in clear if rules.may_decide(actor, proposal) is None]
    if not open_to_actor:
        first = settlement.proposals.first()
        require(rules.may_decide(actor, first) if first else None)
        require(Refusal(_("No proposal is left that can be accepted as it stands.")))
    return [_fix(proposal, proposal.grade, "", actor) for proposal in open_to_actor]


def _fix(proposal: Proposal, grade: str, reason: str, actor: User | None) -> Decision:
    decision = Decision.objects.create(
        proposal=proposal,
        grade=grade,
        differs=rules.differs(proposal, grade),
        reason=reason,
        decided_by=actor,
    )
    detail = {"proposed": proposal.grade, "grade": grade, "differs": decision.differs}
    record(actor, "grade.decided", decision, detail=detail)
    return decision
