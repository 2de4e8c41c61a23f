"""What waits for the organiser's desk: vetting, settling, deciding, handing over, verifying."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope, without_own
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import cycles_run_by
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.meetings.models import Meeting, ProblemNote
from shuzhi.meetings.states import State as MeetingState
from shuzhi.overview.queries.tasks import Task, door
from shuzhi.rectification.models import Problem
from shuzhi.rectification.states import State
from shuzhi.reports.queries import reporters_for
from shuzhi.reports.states import NOT_BEGUN, Stage
from shuzhi.results.models import Proposal, Settlement, Status

OF_CYCLE = {"path": "cycle__organiser__path", "cycle": "cycle_id"}
OF_REPORTER = {"path": "reporter__cycle__organiser__path", "cycle": "reporter__cycle_id"}


def preparing(user: User) -> list[Task]:
    """Cycles that are not open yet."""
    rows = cycles_run_by(user).filter(stage=CycleStage.PREPARING).defer("rulebook_text")
    said = _("The cycle is being prepared: complete it, then open it.")
    return [Task(one.pk, said, door("cycles:show-cycle", one.pk), one.research_from) for one in rows]


def reports(user: User) -> list[Task]:
    """Reports to vet, and reports that have not come in."""
    rows = reporters_for(user).filter(
        in_scope(user, "report.vet", **OF_CYCLE), cycle__stage=CycleStage.OPEN, exclusion__isnull=True
    )
    others = without_own(rows, user, person="tenure__person__user")
    counted = others.order_by().values("cycle", "cycle__report_due", "cycle__meeting_on", "state")
    return [
        Task(
            row["cycle"],
            _report_text(row["state"], row["count"]),
            door("reports:list-reports", cycle=row["cycle"], state=row["state"]),
            row["cycle__meeting_on" if row["state"] == Stage.HANDED_IN else "cycle__report_due"],
            chase=row["state"] != Stage.HANDED_IN,
        )
        for row in counted.annotate(count=Count("pk"))
        if row["state"] != Stage.ACCEPTED
    ]


def _report_text(state: str, count: int) -> str:
    if state == Stage.HANDED_IN:
        said = ngettext("%(count)d report waits to be vetted.", "%(count)d reports wait to be vetted.", count)
    elif state == NOT_BEGUN:
        said = ngettext(
            "%(count)d report has not been begun.", "%(count)d reports have not been begun.", count
        )
    elif state == Stage.RETURNED:
        said = ngettext(
            "%(count)d report was returned and has not come back.",
            "%(count)d reports were returned and have not come back.",
            count,
        )
    else:
        said = ngettext(
            "%(count)d report is a draft and not handed in.",
            "%(count)d reports are drafts and not handed in.",
            count,
        )
    return said % {"count": count}


def settling(user: User) -> list[Task]:
    """Cycles whose ballots are all declared, or that had none, and that have no settlement."""
    sessions = BallotSession.objects.filter(meeting__cycle=OuterRef("pk"), meeting__rehearsal=False)
    undeclared = sessions.exclude(state=SessionState.DECLARED)
    declared = sessions.filter(state=SessionState.DECLARED)
    ended = Meeting.objects.filter(cycle=OuterRef("pk"), rehearsal=False, state=MeetingState.ENDED)
    rows = Cycle.objects.filter(
        in_scope(user, "result.settle", path="organiser__path", cycle="pk"),
        ~Exists(undeclared),
        Exists(declared) | Exists(ended),
        stage=CycleStage.OPEN,
        settlements__isnull=True,
    )
    said = _("Everything is declared: check the evidence, then settle the scores.")
    return [
        Task(pk, said, door("results:settle", pk), due)
        for pk, due in rows.order_by().values_list("pk", "decide_by")
    ]


def newest_settlement() -> Subquery:
    """The settlement that counts, for a row with a cycle."""
    rows = Settlement.objects.filter(cycle=OuterRef("settlement__cycle")).order_by("-number")
    return Subquery(rows.values("pk")[:1])


def deciding(user: User) -> list[Task]:
    """Proposals of the newest settlement without a fixed grade, without the person's own file."""
    rows = Proposal.objects.filter(
        in_scope(user, "result.decide", **OF_REPORTER),
        settlement=newest_settlement(),
        settlement__cycle__stage=CycleStage.OPEN,
        decision__isnull=True,
    ).exclude(status=Status.EXCLUDED)
    others = without_own(rows, user, person="reporter__tenure__person__user")
    columns = ("settlement__cycle", "settlement__cycle__decide_by")
    made = []
    for row in others.order_by().values(*columns).annotate(count=Count("pk")):
        said = ngettext(
            "%(count)d grade is to be decided.", "%(count)d grades are to be decided.", row["count"]
        )
        cycle = row["settlement__cycle"]
        address = door("results:show-results", cycle, open="on")
        made.append(Task(cycle, said % {"count": row["count"]}, address, row["settlement__cycle__decide_by"]))
    return made


def feedback(user: User) -> list[Task]:
    """Cycles whose grades are all fixed and whose feedback has not gone out."""
    rows = Proposal.objects.filter(
        in_scope(user, "feedback.send", **OF_REPORTER),
        settlement=newest_settlement(),
        settlement__cycle__stage=CycleStage.OPEN,
    ).exclude(status=Status.EXCLUDED)
    undecided = Count("pk", filter=Q(decision__isnull=True))
    waiting = Count("pk", filter=Q(decision__isnull=False, decision__feedback__isnull=True))
    made = []
    for row in rows.order_by().values("settlement__cycle").annotate(undecided=undecided, waiting=waiting):
        if row["waiting"] and not row["undecided"]:
            said = ngettext(
                "All grades are fixed: hand the feedback to %(count)d reporter.",
                "All grades are fixed: hand the feedback to %(count)d reporters.",
                row["waiting"],
            )
            cycle = row["settlement__cycle"]
            made.append(Task(cycle, said % {"count": row["waiting"]}, door("results:hand-over", cycle)))
    return made


def problems(user: User) -> list[Task]:
    """Problems to take over from the comments, to assign, to verify and to close."""
    return [*_notes(user), *_by_state(user)]


def _notes(user: User) -> list[Task]:
    rows = ProblemNote.objects.filter(
        in_scope(
            user,
            "problem.verify",
            path="comment__item__meeting__cycle__organiser__path",
            cycle="comment__item__meeting__cycle_id",
        ),
        problem__isnull=True,
        comment__item__meeting__rehearsal=False,
    )
    others = without_own(rows, user, person="comment__item__reporter__tenure__person__user")
    counted = others.order_by().values_list("comment__item__meeting__cycle").annotate(Count("pk"))
    made = []
    for cycle, count in counted:
        said = ngettext(
            "%(count)d problem named in a comment is on no list yet.",
            "%(count)d problems named in comments are on no list yet.",
            count,
        )
        made.append(Task(cycle, said % {"count": count}, door("rectification:list-problems", cycle=cycle)))
    return made


def _by_state(user: User) -> list[Task]:
    rows: QuerySet[Any] = Problem.objects.filter(
        in_scope(user, "problem.verify", **OF_REPORTER),
        state__in=[State.LISTED, State.CLAIMED_DONE, State.VERIFIED],
    ).exclude(state=State.CLAIMED_DONE, claimed_by=user)
    others = without_own(rows, user, person="reporter__tenure__person__user")
    counted = others.order_by().values_list("reporter__cycle", "state").annotate(Count("pk"))
    return [
        Task(
            cycle,
            _problem_text(state, count),
            door("rectification:list-problems", cycle=cycle, state=state),
        )
        for cycle, state, count in counted
    ]


def _problem_text(state: str, count: int) -> str:
    if state == State.LISTED:
        said = ngettext(
            "%(count)d problem is listed and waits for its deadline.",
            "%(count)d problems are listed and wait for their deadlines.",
            count,
        )
    elif state == State.CLAIMED_DONE:
        said = ngettext(
            "%(count)d problem is claimed as done: look at the result.",
            "%(count)d problems are claimed as done: look at the results.",
            count,
        )
    else:
        said = ngettext(
            "%(count)d problem is verified and can be closed.",
            "%(count)d problems are verified and can be closed.",
            count,
        )
    return said % {"count": count}


def reporters_without_meeting(user: User) -> QuerySet[Reporter]:
    """On-site reporters of open cycles whom no agenda has yet."""
    return Reporter.objects.filter(
        in_scope(user, "meeting.run", **OF_CYCLE),
        cycle__stage=CycleStage.OPEN,
        form="onsite",
        exclusion__isnull=True,
        agenda_item__isnull=True,
    )
