"""What the screens ask."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope, without_own
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import cycles_for, rulebook_of
from shuzhi.meetings.models import Comment
from shuzhi.results.models import Decision, Feedback, Proposal, Settlement, Status
from shuzhi.results.queries import evidence
from shuzhi.results.queries.proposals import draft_opinion
from shuzhi.results.rules import may_view_results
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import Refusal

# Talks are due for the lowest two grades (M72); which these are is the rulebook's order.
TALK_GRADES = 2
ORDERS = {"score": ("-merit", "place"), "unit": ("reporter__organisation_name", "place")}


def cycles_with_results(user: User) -> QuerySet[Cycle]:
    """The open or closed cycles whose results a person may see."""
    return (
        cycles_for(user)
        .exclude(stage="preparing")
        .filter(in_scope(user, "result.view", path="organiser__path", cycle="pk"))
        .annotate(settled=Count("settlements"))
        .order_by("-year", "-pk")
    )


def settlement_of(cycle: Cycle, number: str) -> Settlement | None:
    """The settlement the address names, else the newest."""
    settlements = Settlement.objects.filter(cycle=cycle).select_related("cycle", "made_by", "evidence")
    if (key := key_from(number)) is not None:
        return settlements.filter(number=key).first()
    return settlements.first()


def grade_names(cycle: Cycle) -> list[str]:
    """The grades of the pinned rulebook, best first."""
    return [grade.name for grade in rulebook_of(cycle).grades]


def all_proposals() -> QuerySet[Proposal]:
    """Proposals with all that rules and pages look at."""
    return Proposal.objects.select_related(
        "settlement__cycle__organiser",
        "reporter__cycle",
        "reporter__tenure__person",
        "reporter__tenure__organisation",
        "decision__decided_by",
        "decision__feedback",
    )


def visible(user: User, settlement: Settlement) -> QuerySet[Proposal]:
    """The proposals of a settlement without the person's own file."""
    rows = all_proposals().filter(settlement=settlement)
    rows = rows.filter(
        in_scope(user, "result.view", path="reporter__tenure__organisation__path", cycle="reporter__cycle_id")
    )
    return without_own(rows, user, person="reporter__tenure__person__user")


def proposals(user: User, settlement: Settlement, wanted: dict[str, Any]) -> QuerySet[Proposal]:
    """The rows of the result as the filters in the address ask."""
    rows = visible(user, settlement)
    if wanted.get("grade"):
        rows = rows.filter(grade=wanted["grade"])
    if wanted.get("status"):
        rows = rows.filter(status=wanted["status"])
    if wanted.get("open"):
        rows = rows.filter(decision__isnull=True).exclude(status=Status.EXCLUDED)
    if text := (wanted.get("q") or "").strip():
        rows = rows.filter(
            Q(reporter__organisation_name__icontains=text) | Q(reporter__person_name__icontains=text)
        )
    return rows.order_by(*ORDERS.get(wanted.get("sort") or "", ("place",)))


def summary(settlement: Settlement, grades: list[str]) -> dict[str, Any]:
    """How many of each grade by line, as proposed and as decided; and what is still open."""
    rows = list(settlement.proposals.values_list("status", "band", "grade", "decision__grade"))
    assessed = [row for row in rows if row[0] == Status.ASSESSED]
    return {
        "grades": [
            {
                "name": grade,
                "order": order,
                "band": sum(row[1] == grade for row in assessed),
                "proposed": sum(row[2] == grade for row in assessed),
                "decided": sum(row[3] == grade for row in rows),
            }
            for order, grade in enumerate(grades, start=1)
        ],
        "assessed": len(assessed),
        "blocked": sum(row[0] == Status.BLOCKED for row in rows),
        "excluded": sum(row[0] == Status.EXCLUDED for row in rows),
        "decided": sum(row[3] is not None for row in rows),
        "total": len(rows),
    }


def ties(user: User, settlement: Settlement) -> QuerySet[Proposal]:
    """Those who tie at a line and wait for a human decision."""
    return visible(user, settlement).filter(tied=True, decision__isnull=True)


def blocked(user: User, settlement: Settlement) -> QuerySet[Proposal]:
    """Those who have no score because something is missing."""
    return visible(user, settlement).filter(status=Status.BLOCKED)


def clear(settlement: Settlement) -> QuerySet[Proposal]:
    """Proposals that leave nothing to decide but the decision itself."""
    return all_proposals().filter(
        settlement=settlement, status=Status.ASSESSED, tied=False, decision__isnull=True
    )


def talks_due(user: User, settlement: Settlement) -> QuerySet[Decision]:
    """Decisions for one of the lowest grades: each of them is owed a talk, nobody is missed."""
    lowest = grade_names(settlement.cycle)[-TALK_GRADES:]
    return (
        Decision.objects.filter(proposal__in=visible(user, settlement), grade__in=lowest)
        .select_related("proposal__reporter")
        .order_by("proposal__place")
    )


def comments_on(reporter: Reporter) -> QuerySet[Comment]:
    """What was said of the reporter at the meeting."""
    return (
        Comment.objects.filter(item__reporter=reporter).select_related("speaker").prefetch_related("problems")
    )


def before_settling(cycle: Cycle) -> dict[str, Any]:
    """What the page of the irreversible step lists: ballots, evidence, and the earlier settlement."""
    newest = evidence.newest(cycle)
    return {
        "sessions": BallotSession.objects.filter(
            meeting__cycle=cycle, meeting__rehearsal=False
        ).select_related("meeting"),
        "evidence": newest,
        "counts": evidence.count_rows(newest),
        "last": Settlement.objects.filter(cycle=cycle).first(),
        "rulebook": rulebook_of(cycle),
    }


def refuse_whole_file(user: User, cycle: Cycle) -> Refusal | None:
    """A file with everybody in it is for nobody who is in it himself."""
    if refusal := may_view_results(user, cycle):
        return refusal
    if cycle.reporters.filter(tenure__person__user=user).exists():
        return Refusal(_("You are a reporter of this cycle; the whole file is not for you."), status=403)
    return None


def refuse_feedback_list(user: User, cycle: Cycle) -> Refusal | None:
    """Who hands feedback over sees whom it went to."""
    return refuse_unless(user, "feedback.send", cycle.scope_path, cycle.pk)


def decisions_to_hand_over(user: User, cycle: Cycle) -> list[dict[str, Any]]:
    """Fixed grades that wait for their feedback, each with the draft of an opinion."""
    decisions = Decision.objects.filter(
        proposal__settlement=Settlement.objects.filter(cycle=cycle).first(), feedback__isnull=True
    ).select_related("proposal__reporter__tenure__person")
    rows = without_own(decisions, user, person="proposal__reporter__tenure__person__user")
    return [{"decision": decision, "opinion": draft_opinion(decision.proposal.reporter)} for decision in rows]


def all_feedback() -> QuerySet[Feedback]:
    """Feedback with all that rules and pages look at."""
    return Feedback.objects.select_related(
        "decision__proposal__settlement__cycle__organiser",
        "decision__proposal__reporter__cycle__organiser",
        "decision__proposal__reporter__tenure__person",
        "decision__proposal__reporter__tenure__organisation",
    )


def feedback_of(user: User, cycle: Cycle) -> QuerySet[Feedback]:
    """What was handed over in a cycle, without the person's own."""
    rows = all_feedback().filter(decision__proposal__settlement__cycle=cycle)
    return without_own(rows, user, person="decision__proposal__reporter__tenure__person__user")


def own_feedback(user: User) -> QuerySet[Feedback]:
    """What was handed to this person, newest first."""
    return (
        all_feedback().filter(decision__proposal__reporter__tenure__person__user=user).order_by("-issued_at")
    )


def declared_sessions(cycle: Cycle) -> QuerySet[BallotSession]:
    """The ballots of a cycle whose count sheets can be seen."""
    return BallotSession.objects.filter(
        meeting__cycle=cycle, meeting__rehearsal=False, state=SessionState.DECLARED
    )
