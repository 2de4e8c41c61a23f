"""Who may settle, decide and hand over, or why not."""

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.results.models import Decision, Feedback, Proposal, Publication, Settlement, Status
from shuzhi.web.refusal import Refusal

# Shorter than this says nothing that another committee could follow (appraisal practice; a floor, not a target).
REASON_MINIMUM = 20


def may_enter_evidence(user: User | None, cycle: Cycle) -> Refusal | None:
    """The office enters checklists and outcomes of an open cycle until its grades are handed over."""
    return (
        refuse_unless(user, "evidence.enter", cycle.scope_path, cycle.pk)
        or _unless_open(cycle)
        or _if_handed_over(cycle)
    )


def may_settle(user: User | None, cycle: Cycle) -> Refusal | None:
    """The office settles once every ballot of the cycle is declared."""
    if refusal := refuse_unless(user, "result.settle", cycle.scope_path, cycle.pk) or _unless_open(cycle):
        return refusal
    sessions = BallotSession.objects.filter(meeting__cycle=cycle, meeting__rehearsal=False)
    waiting = sessions.exclude(state=SessionState.DECLARED).first()
    if waiting is not None:
        return Refusal(
            _("The ballot “%(form)s” is %(state)s; settle after it is declared.")
            % {"form": waiting.form, "state": waiting.get_state_display()}
        )
    return _if_handed_over(cycle)


def unless_overtaken(last: Settlement | None, seen: int) -> Refusal | None:
    """A page that does not know the newest settlement settles nothing."""
    if last is None or last.number == seen:
        return None
    return Refusal(
        _("Settlement %(number)d was stored in the meantime; look at it before you settle again.")
        % {"number": last.number}
    )


def may_view_results(user: User | None, cycle: Cycle) -> Refusal | None:
    """Scores and proposals are for those who prepare and take the decision."""
    return refuse_unless(user, "result.view", cycle.scope_path, cycle.pk)


def may_view_proposal(user: User | None, reporter: Reporter) -> Refusal | None:
    """Nobody reads the own file here; the own feedback is read on its own page."""
    return refuse_unless(
        user, "result.view", reporter.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    )


def may_decide(user: User | None, proposal: Proposal) -> Refusal | None:
    """The secretary and the committee fix a grade once, on the newest settlement, never their own."""
    reporter = proposal.reporter
    if refusal := refuse_unless(
        user, "result.decide", reporter.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    ):
        return refusal
    if not is_newest(proposal.settlement):
        return Refusal(_("There is a newer settlement; decide on that one."))
    if proposal.status == Status.EXCLUDED:
        return Refusal(
            _("The rulebook excludes this reporter from the assessment; there is no grade to fix.")
        )
    if hasattr(proposal, "decision"):
        return Refusal(_("The grade is fixed: %(grade)s.") % {"grade": proposal.decision.grade})
    return None


def may_fix(proposal: Proposal, grade: str, reason: str) -> Refusal | None:
    """A grade that differs from the proposal, or decides a tie or a blocked case, needs a reason others can follow."""
    if not differs(proposal, grade) and not proposal.tied:
        return None
    if len(reason.strip()) >= REASON_MINIMUM:
        return None
    if proposal.tied and not differs(proposal, grade):
        said = _(
            "This reporter ties with others at the line; say in at least %(count)d characters why the place goes here."
        )
    else:
        said = _("A grade that differs from the proposal needs a reason of at least %(count)d characters.")
    return Refusal(said % {"count": REASON_MINIMUM})


def may_hand_over(user: User | None, decision: Decision) -> Refusal | None:
    """The office hands a fixed grade to the person, once."""
    reporter = decision.proposal.reporter
    if refusal := refuse_unless(
        user, "feedback.send", reporter.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    ):
        return refusal
    if hasattr(decision, "feedback"):
        return Refusal(_("The feedback has been handed over; a correction is a new record, not a change."))
    return None


def may_hand_over_all(user: User | None, cycle: Cycle) -> Refusal | None:
    """All feedback of a cycle goes out at one moment, when every grade is fixed."""
    if refusal := refuse_unless(user, "feedback.send", cycle.scope_path, cycle.pk):
        return refusal
    settlement = Settlement.objects.filter(cycle=cycle).first()
    if settlement is None:
        return Refusal(_("Nothing is settled yet."))
    open_cases = settlement.proposals.exclude(status=Status.EXCLUDED).filter(decision__isnull=True).count()
    if open_cases:
        return Refusal(_("%(count)d grades are not fixed yet.") % {"count": open_cases})
    if not Decision.objects.filter(proposal__settlement=settlement, feedback__isnull=True).exists():
        return Refusal(_("All feedback has been handed over."))
    return None


def may_see_what_would_be_published(user: User | None, cycle: Cycle) -> Refusal | None:
    """Who hands feedback over prepares the publication, unless the result is his own."""
    if refusal := refuse_unless(user, "feedback.send", cycle.scope_path, cycle.pk):
        return refusal
    if user is not None and cycle.reporters.filter(tenure__person__user=user).exists():
        return Refusal(_("You are a reporter of this cycle; others publish its result."), status=403)
    return None


def may_publish_results(user: User | None, settlement: Settlement) -> Refusal | None:
    """The result is published when every grade is fixed, and each settlement once."""
    if refusal := may_see_what_would_be_published(user, settlement.cycle):
        return refusal
    if not is_newest(settlement):
        return Refusal(_("There is a newer settlement; publish that one."))
    assessed = settlement.proposals.exclude(status=Status.EXCLUDED)
    if waiting := assessed.filter(decision__isnull=True).count():
        return Refusal(_("%(count)d grades are not fixed yet.") % {"count": waiting})
    if Publication.objects.filter(settlement=settlement).exists():
        return Refusal(_("This settlement has been published."))
    return None


def unless_published_meanwhile(last: Publication | None, seen: int) -> Refusal | None:
    """A page that does not know the newest edition publishes nothing."""
    if last is None or last.number == seen:
        return None
    return Refusal(
        _("Edition %(number)d was published in the meantime; look at it first.") % {"number": last.number}
    )


def refuse_closing(cycle: Cycle) -> Refusal | None:
    """A cycle is closed when every grade is fixed and handed to the person; without anyone to assess, at once."""
    if not cycle.reporters.filter(exclusion__isnull=True).exists():
        return None
    settlement = Settlement.objects.filter(cycle=cycle).first()
    if settlement is None:
        return Refusal(_("Nothing is settled yet."))
    assessed = settlement.proposals.exclude(status=Status.EXCLUDED)
    waiting = assessed.filter(decision__feedback__isnull=True).count()
    if waiting:
        return Refusal(_("%(count)d reporters have not been handed their feedback yet.") % {"count": waiting})
    return None


def may_read_feedback(user: User, feedback: Feedback) -> Refusal | None:
    """The person, and those who hand feedback over."""
    reporter = feedback.decision.proposal.reporter
    if user.pk == reporter.user_id:
        return None
    return refuse_unless(user, "feedback.send", reporter.scope_path, reporter.cycle_id)


def is_newest(settlement: Settlement) -> bool:
    """Whether no later settlement of the cycle exists."""
    return not Settlement.objects.filter(cycle=settlement.cycle_id, number__gt=settlement.number).exists()


def differs(proposal: Proposal, grade: str) -> bool:
    """Whether a grade is another than the proposed one; where nothing is proposed, every grade differs."""
    return grade != proposal.grade


def _unless_open(cycle: Cycle) -> Refusal | None:
    return (
        None
        if cycle.is_open
        else Refusal(_("The cycle is %(stage)s.") % {"stage": cycle.get_stage_display()})
    )


def _if_handed_over(cycle: Cycle) -> Refusal | None:
    if Feedback.objects.filter(decision__proposal__settlement__cycle=cycle).exists():
        return Refusal(_("Feedback has been handed over; the result of this cycle stands."))
    return None
