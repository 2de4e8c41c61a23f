"""What waits for a reporter, or for the staff who draft for one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role
from shuzhi.ballots.queries import entries_for
from shuzhi.ballots.states import SessionState
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.overview.queries.tasks import Task, door
from shuzhi.rectification.queries import problems_to_answer
from shuzhi.rectification.states import State
from shuzhi.reports.models import Edition, ReturnNote
from shuzhi.reports.queries import reporters_for
from shuzhi.reports.states import NOT_BEGUN, Stage
from shuzhi.results.queries.pages import own_feedback


def tasks(user: User) -> list[Task]:
    """The report to write or to mend, the feedback to read, the problems to answer, the entitlement to take."""
    return [*_reports(user), *_feedback(user), *_problems(user), *_entitlements(user)]


def _entitlements(user: User) -> list[Task]:
    """Ballots on whose roll the person stands; whoever knows early can take it long before voting."""
    open_to_all = Q(session__state__in=[SessionState.PREPARED, SessionState.OPEN], taken=False)
    rows = entries_for(user).filter(open_to_all, session__meeting__rehearsal=False)
    return [
        Task(
            entry.session.meeting.cycle_id,
            _("Take your entitlement to the ballot “%(form)s”.") % {"form": entry.session.form},
            door("ballots:take-entitlement", entry.session_id),
            entry.session.meeting.date,
        )
        for entry in rows
    ]


def _reports(user: User) -> list[Task]:
    rows = _to_write(user)
    notes = _notes_on([row.report.pk for row in rows if row.state == Stage.RETURNED])
    return [
        Task(
            row.cycle_id,
            _report_text(row, own=row.user_id == user.pk, notes=notes),
            door("reports:show-report", row.pk),
            row.cycle.report_due,
        )
        for row in rows
    ]


def _to_write(user: User) -> list[Any]:
    desk = user.grants_for("report.write").filter(
        Q(cycle_id=None) | Q(cycle_id=OuterRef("cycle_id")),
        role=Role.STAFF,
        organisation_path=OuterRef("tenure__organisation__path"),
    )
    mine = Q(tenure__person__user=user)
    # Who reports without being assessed may still write, but nobody waits for it.
    readable: QuerySet[Any] = reporters_for(user)
    rows = readable.filter(
        mine | Exists(desk),
        cycle__stage=CycleStage.OPEN,
        exclusion__isnull=True,
        state__in=[NOT_BEGUN, Stage.DRAFT, Stage.RETURNED],
    )
    return list(rows.order_by("cycle", "order", "code"))


def _notes_on(reports: Iterable[int]) -> dict[int, int]:
    """How many notes the office made on the last round of each report."""
    last = Edition.objects.filter(report=OuterRef("report")).order_by("-number").values("pk")[:1]
    rows = ReturnNote.objects.filter(report__in=list(reports), edition=Subquery(last)).order_by()
    return dict(rows.values_list("report").annotate(Count("pk")))


def _report_text(row: Any, *, own: bool, notes: dict[int, int]) -> str:
    if row.state == Stage.RETURNED:
        said = ngettext(
            "The report of %(name)s was returned with %(count)d note: mend it and hand it in again.",
            "The report of %(name)s was returned with %(count)d notes: mend it and hand it in again.",
            notes.get(row.report.pk, 0),
        )
        return said % {"name": row.organisation_name, "count": notes.get(row.report.pk, 0)}
    if not own:
        return _("Draft the report of %(name)s.") % {"name": row.organisation_name}
    if row.state == Stage.DRAFT:
        return _("Finish your report and hand it in.")
    return _("Write your report on duty.")


def _feedback(user: User) -> list[Task]:
    return [
        Task(
            feedback.decision.proposal.reporter.cycle_id,
            _("Read the feedback on your report."),
            door("results:show-feedback", feedback.pk),
        )
        for feedback in own_feedback(user)
        .filter(read_at=None)
        .defer("decision__proposal__settlement__inputs")
    ]


def _problems(user: User) -> list[Task]:
    columns = ("reporter", "reporter__cycle", "reporter__organisation_name", "reporter__cycle__rectify_by")
    to_plan = Count("pk", filter=~Q(state=State.IN_PROGRESS))
    running = Count("pk", filter=Q(state=State.IN_PROGRESS))
    first = Min("due", filter=Q(state=State.IN_PROGRESS))
    found = problems_to_answer(user).order_by().values(*columns)
    made: list[Task] = []
    for row in found.annotate(to_plan=to_plan, running=running, first=first):
        cycle, reporter = row["reporter__cycle"], row["reporter"]
        if count := row["to_plan"]:
            said = ngettext(
                "%(unit)s: %(count)d problem waits for its cause and measure.",
                "%(unit)s: %(count)d problems wait for cause and measure.",
                count,
            )
            text = said % {"unit": row["reporter__organisation_name"], "count": count}
            address = door("rectification:file-list", reporter)
            made.append(Task(cycle, text, address, row["reporter__cycle__rectify_by"]))
        if count := row["running"]:
            said = ngettext(
                "%(unit)s: %(count)d problem is being worked on; claim it when it is done.",
                "%(unit)s: %(count)d problems are being worked on; claim each when it is done.",
                count,
            )
            text = said % {"unit": row["reporter__organisation_name"], "count": count}
            wanted = {"cycle": cycle, "reporter": reporter, "state": State.IN_PROGRESS.value}
            made.append(Task(cycle, text, door("rectification:list-problems", **wanted), row["first"]))
    return made
