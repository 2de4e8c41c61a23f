from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.meetings.models import Meeting, ReportingGroup
from shuzhi.meetings.states import State
from shuzhi.web.refusal import Refusal, about
from shuzhi.web.steps import said_by_steps

SHORTEST_REASON = 5
FEWEST_LOTS = 2
NEEDS_REASON = gettext_lazy(
    "The order was drawn by lot. Changing it by hand needs a reason of at least 5 characters."
)


def may_run(user: User | None, meeting: Meeting) -> Refusal | None:
    return refuse_unless(user, "meeting.run", meeting.scope_path, meeting.cycle_id)


def may_view(user: User | None, meeting: Meeting) -> Refusal | None:
    return refuse_unless(user, "meeting.view", meeting.scope_path, meeting.cycle_id)


def may_plan(user: User | None, cycle: Cycle) -> Refusal | None:
    """Meetings are planned in an open cycle: the reporters are certain then."""
    if refusal := refuse_unless(user, "meeting.run", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage == CycleStage.PREPARING:
        return Refusal(_("The cycle is not open yet; open it, then plan its meetings."))
    if cycle.stage == CycleStage.CLOSED:
        return Refusal(_("The cycle is closed."))
    return None


def may_arrange(user: User | None, meeting: Meeting) -> Refusal | None:
    """Date, place and agenda change until the meeting begins."""
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.state != State.PLANNED:
        return Refusal(_("The meeting has begun; its agenda stands."))
    return refuse_elsewhere(meeting)


def refuse_elsewhere(meeting: Meeting) -> Refusal | None:
    """A meeting that is held elsewhere is not changed here; a later step says why in its AppConfig."""
    refusals: list[Refusal | None] = [ask(meeting.pk) for ask in said_by_steps("meeting_is_elsewhere")]
    return next((refusal for refusal in refusals if refusal), None)


def may_draw_lots(user: User | None, meeting: Meeting, reason: str | None = None) -> Refusal | None:
    """A second draw needs a reason, and the first one stays on record."""
    if refusal := may_arrange(user, meeting):
        return refusal
    speaking = meeting.items.filter(written=False).count()
    if speaking < FEWEST_LOTS:
        said = _("Lots are drawn among at least two reporters who speak; on this agenda: %(n)d.")
        return Refusal(said % {"n": speaking})
    if reason is not None and len(reason.strip()) < SHORTEST_REASON and meeting.draws.exists():
        return Refusal(_("Lots were already drawn. Drawing again needs a reason of at least 5 characters."))
    return None


def may_rearrange(user: User | None, meeting: Meeting, reason: str) -> Refusal | None:
    """What the lots have put in order is changed by hand only with a reason, which stays on record."""
    if refusal := may_arrange(user, meeting):
        return refusal
    if len(reason.strip()) < SHORTEST_REASON and meeting.draws.exists():
        return about("reason", Refusal(NEEDS_REASON))
    return None


def may_dissolve(user: User | None, group: ReportingGroup) -> Refusal | None:
    """A group whose reporters were drawn by lot is emptied first, with the reason for each of them."""
    if refusal := may_arrange(user, group.meeting):
        return refusal
    if group.items.exists() and group.meeting.draws.exists():
        said = _(
            "Lots were drawn for the reporters of “%(group)s”. Put them elsewhere on the agenda first, with the reason."
        )
        return Refusal(said % {"group": group})
    return None


def may_make_plan(meeting: Meeting) -> Refusal | None:
    """The plan of a meeting lists who reports in which order."""
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda yet."))
    return None


def refuse_closing(cycle: Cycle) -> Refusal | None:
    """A cycle is not closed while a meeting of it is planned or running."""
    waiting = cycle.meetings.filter(rehearsal=False).exclude(state=State.ENDED).first()
    if waiting is None:
        return None
    return Refusal(
        _("The meeting “%(title)s” has not ended; end or cancel it first.") % {"title": waiting.title}
    )
