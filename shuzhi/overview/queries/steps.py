"""What comes next in a year, who may do it, and why it is not possible yet."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role, roles_with
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots import rules as ballots
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import secret_forms
from shuzhi.cycles import rules as cycles
from shuzhi.cycles.models import Cycle
from shuzhi.meetings import rules as meetings
from shuzhi.meetings.models import Meeting
from shuzhi.overview.queries.lines import Line
from shuzhi.overview.queries.tasks import door
from shuzhi.rectification import rules as rectification
from shuzhi.rectification.queries import notes_without_problem
from shuzhi.reports.states import Stage
from shuzhi.results import rules as results
from shuzhi.web.refusal import Refusal


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step of the year: its verb, the page that does it, the roles whose step it is, and why not now."""

    label: str
    address: str
    roles: list[str]
    refusal: Refusal | None = None
    # What the refusal says is not the person's to do; the page names the roles and shows no button.
    others: bool = False


def next_steps(
    user: User, cycle: Cycle, lines: list[Line], held: list[Meeting], sessions: list[BallotSession]
) -> list[NextStep]:
    """The steps that are left, in the order of the year; the first is the next one."""
    if cycle.is_preparing:
        refusal = cycles.may_open_cycle(user, cycle)
        return [_step(_("Open the cycle"), door("cycles:open-cycle", cycle.pk), "cycle.run", refusal)]
    if not cycle.is_open:
        return []
    return [
        *_reports(user, cycle, lines),
        *_meetings(user, cycle, lines, held),
        *_ballots(user, cycle, held, sessions),
        *_ending(user, held),
        *_results(user, cycle, lines),
        *_problems(user, cycle, lines),
        _closing(user, cycle),
    ]


def _step(label: str, address: str, capability: str, refusal: Refusal | None) -> NextStep:
    roles = [str(Role(role).label) for role in roles_with(capability)]
    return NextStep(label, address, roles, refusal, others=refusal is not None and refusal.status == 403)


def _reports(user: User, cycle: Cycle, lines: list[Line]) -> list[NextStep]:
    """A reporter's own pen first; then what the office vets; then whom everybody waits for."""
    mine = next((line for line in lines if line.own and line.missing), None)
    if mine is not None:
        return [
            _step(_("Write the report"), door("reports:show-report", mine.reporter.pk), "report.write", None)
        ]
    waiting = door("reports:list-reports", cycle=cycle.pk, state=Stage.HANDED_IN.value)
    if any(line.report_state == Stage.HANDED_IN for line in lines):
        refusal = refuse_unless(user, "report.vet", cycle.scope_path, cycle.pk)
        return [_step(_("Vet the reports"), waiting, "report.vet", refusal)]
    missing = sum(line.missing for line in lines)
    if not missing:
        return []
    said = _("%(count)d reports have not come in; the reporters write them.") % {"count": missing}
    refusal = refuse_unless(user, "report.vet", cycle.scope_path, cycle.pk) or Refusal(said)
    return [_step(_("Vet the reports"), waiting, "report.vet", refusal)]


def _meetings(user: User, cycle: Cycle, lines: list[Line], held: list[Meeting]) -> list[NextStep]:
    found = []
    left = [line for line in lines if line.meeting and line.reporter.is_onsite and not line.excluded]
    if any(not line.meeting.address for line in left if line.meeting):
        address = door("meetings:plan-meeting", cycle=cycle.pk)
        found.append(_step(_("Plan the meeting"), address, "meeting.run", meetings.may_plan(user, cycle)))
    for meeting in held:
        if meeting.is_planned:
            refusal = meetings.may_start(user, meeting)
            address = door("meetings:show-meeting", meeting.pk)
            found.append(_step(_("Begin the meeting"), address, "meeting.run", refusal))
        elif meeting.is_running and meetings.may_end(user, meeting):
            refusal = meetings.may_run(user, meeting)
            address = door("meetings:show-meeting", meeting.pk)
            found.append(_step(_("Go on with the meeting"), address, "meeting.run", refusal))
    return found


def _ending(user: User, held: list[Meeting]) -> list[NextStep]:
    """A meeting whose last comment is given is ended after its ballot."""
    return [
        _step(_("End the meeting"), door("meetings:show-meeting", meeting.pk), "meeting.run", None)
        for meeting in held
        if meeting.is_running and meetings.may_end(user, meeting) is None
    ]


def _ballots(user: User, cycle: Cycle, held: list[Meeting], sessions: list[BallotSession]) -> list[NextStep]:
    found = []
    rated = {session.meeting_id for session in sessions}
    if secret_forms(cycle):
        for meeting in held:
            if meeting.pk not in rated and meeting.state != "ended":
                address = door("meetings:show-meeting", meeting.pk)
                refusal = ballots.may_prepare(user, meeting)
                found.append(_step(_("Prepare the ballot"), address, "ballot.issue", refusal))
    found += [_ballot(user, session) for session in sessions if not session.is_declared]
    return found


def _ballot(user: User, session: BallotSession) -> NextStep:
    steps: dict[str, tuple[str, str, str, Any]] = {
        "prepared": (_("Open the ballot"), "ballots:open-session", "ballot.open_close", ballots.may_open),
        "open": (_("Close the ballot"), "ballots:close-session", "ballot.open_close", ballots.may_close),
        "closed": (_("Declare the ballot"), "ballots:declare-session", "ballot.declare", ballots.may_declare),
    }
    label, name, capability, rule = steps[session.state]
    said = f"{label} · {session.form}"
    return _step(said, door(name, session.pk), capability, rule(user, session))


def _results(user: User, cycle: Cycle, lines: list[Line]) -> list[NextStep]:
    graded = [line for line in lines if line.outcome.known and not line.outcome.excluded and not line.own]
    if results.may_view_results(user, cycle):
        # Whether the scores are settled and the grades fixed is not this person's to know.
        return []
    if not graded:
        refusal = results.may_settle(user, cycle)
        return [_step(_("Settle the scores"), door("results:settle", cycle.pk), "result.settle", refusal)]
    found = []
    if any(not line.outcome.decided for line in graded):
        address = door("results:show-results", cycle.pk, open="on")
        refusal = refuse_unless(user, "result.decide", cycle.scope_path, cycle.pk)
        found.append(_step(_("Decide the grades"), address, "result.decide", refusal))
    if any(not line.outcome.handed for line in graded):
        refusal = results.may_hand_over_all(user, cycle)
        address = door("results:hand-over", cycle.pk)
        found.append(_step(_("Hand the feedback over"), address, "feedback.send", refusal))
    return found


def _problems(user: User, cycle: Cycle, lines: list[Line]) -> list[NextStep]:
    found = []
    refusal = rectification.may_keep_lists(user, cycle)
    address = door("rectification:list-problems", cycle=cycle.pk)
    mine = next((line for line in lines if line.own and line.counts.unplanned), None)
    if mine is not None:
        door_to_list = door("rectification:file-list", mine.reporter.pk)
        found.append(_step(_("File the rectification list"), door_to_list, "problem.work", None))
    if refusal is None and notes_without_problem(cycle).exists():
        found.append(_step(_("Take over the problems named in comments"), address, "problem.verify", None))
    if any(line.counts.unclosed for line in lines):
        found.append(_step(_("Verify and close the problems"), address, "problem.verify", refusal))
    return found


def _closing(user: User, cycle: Cycle) -> NextStep:
    refusal = cycles.may_close_cycle(user, cycle)
    return _step(_("Close the cycle"), door("cycles:close-cycle", cycle.pk), "cycle.run", refusal)
