"""The session of an action, locked until it ends."""

from shuzhi.ballots.models.session import BallotSession


def hold(session: BallotSession) -> BallotSession:
    """The session as it is now, locked until the action ends."""
    BallotSession.objects.select_for_update().get(pk=session.pk)
    return BallotSession.objects.select_related("meeting__cycle__organiser").get(pk=session.pk)
