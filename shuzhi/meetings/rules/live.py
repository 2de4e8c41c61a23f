from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.meetings.models import AgendaItem, Meeting
from shuzhi.meetings.rules.planning import may_arrange, may_run
from shuzhi.meetings.states import Step
from shuzhi.web.refusal import Refusal


def refuse_stale(item: AgendaItem, seen: str) -> Refusal | None:
    """A press on a page that shows an older step: somebody else was faster, and that is no offence."""
    if seen in ("", item.step):
        return None
    said = _(
        "Somebody was faster: %(name)s is at “%(step)s” already. Look at the page, then go on from there."
    )
    return Refusal(said % {"name": item, "step": Step(item.step).label})


def refuse_no_step(wanted: str) -> Refusal | None:
    """Only a page that is not ours asks for a step that there is not."""
    if wanted in Step.values:
        return None
    said = _("There is no such step. A reporter goes from the report to the questions and to the comment.")
    return Refusal(said, status=422)


def may_rehearse(user: User | None, meeting: Meeting) -> Refusal | None:
    """A planned meeting is rehearsed with as many stand-ins as it has reporters."""
    if meeting.rehearsal:
        return Refusal(_("This is a rehearsal already."))
    if refusal := may_arrange(user, meeting):
        return refusal
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda yet."))
    return None


def may_discard_rehearsal(user: User | None, meeting: Meeting) -> Refusal | None:
    """Only what was made to be thrown away can be thrown away."""
    if refusal := may_run(user, meeting):
        return refusal
    if not meeting.rehearsal:
        return Refusal(_("This is no rehearsal; what was done in it stands."))
    return None
