"""The session of an action, locked until it ends, and its accounts."""

from django.utils.translation import gettext as _

from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.states import SlipChannel
from shuzhi.web.refusal import Refusal, Refused


def hold(session: BallotSession) -> BallotSession:
    """The session as it is now, locked until the action ends."""
    BallotSession.objects.select_for_update().get(pk=session.pk)
    return BallotSession.objects.select_related("meeting__cycle__organiser").get(pk=session.pk)


def account_for(session: BallotSession, group: str, channel: str) -> SlipIssue:
    """The account of a group and channel of a session that is held; made when the channel is first used."""
    try:
        return SlipIssue.objects.get(session=session, group=group, channel=channel)
    except SlipIssue.DoesNotExist:
        pass
    first = SlipIssue.objects.filter(session=session, group=group).order_by("pk").first()
    if first is None or channel not in SlipChannel.values:
        raise Refused(Refusal(_("There is no such group: %(groups)s.") % {"groups": group}))
    return SlipIssue.objects.create(
        session=session, group=group, channel=channel, label=first.label, order=first.order
    )
