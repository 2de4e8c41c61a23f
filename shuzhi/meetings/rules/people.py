from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.meetings.models import AgendaItem, Attendant, Meeting
from shuzhi.meetings.rules.planning import may_run, may_view, refuse_elsewhere
from shuzhi.meetings.states import State, Step
from shuzhi.web.refusal import Refusal


def may_count_heads(user: User | None, meeting: Meeting) -> Refusal | None:
    """Who is expected is entered with the plan, who is there on the day; an ended meeting stands."""
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.state == State.ENDED:
        return Refusal(_("The meeting has ended."))
    return refuse_elsewhere(meeting)


def may_remark(user: User | None, attendant: Attendant, item: AgendaItem | None = None) -> Refusal | None:
    """An observer's remark is written by the observer or by the office, once there is something to remark on."""
    meeting = attendant.meeting
    if refusal := _refuse_writer(user, attendant):
        return refusal
    if not attendant.is_observer:
        return Refusal(_("Guests listen; remarks are those of observers from above."))
    if meeting.state != State.RUNNING:
        return Refusal(_("Remarks are noted while the meeting runs."))
    if item is not None and not item.written and item.step in (Step.WAITING, Step.REPORTING):
        return Refusal(_("%(name)s has not reported yet; the remark follows the report.") % {"name": item})
    return None


def _refuse_writer(user: User | None, attendant: Attendant) -> Refusal | None:
    if user is not None and attendant.user_id == user.pk:
        return may_view(user, attendant.meeting)
    return may_run(user, attendant.meeting)


def may_read_remarks(user: User | None, meeting: Meeting) -> Refusal | None:
    """Remarks are read by those who run the meeting, and by those who read the reports."""
    if may_run(user, meeting) is None:
        return None
    return refuse_unless(user, "report.read", meeting.scope_path, meeting.cycle_id)


def may_lay_down(user: User | None, cycle: Cycle) -> Refusal | None:
    """Host script and portfolios are laid down by those who run the meetings of a cycle."""
    if refusal := refuse_unless(user, "meeting.run", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage == CycleStage.CLOSED:
        return Refusal(_("The cycle is closed."))
    return None
