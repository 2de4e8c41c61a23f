"""Declaring a closed ballot."""

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.rules.slips import refuse_unbalanced
from shuzhi.web.refusal import Refusal


def may_declare(user: User | None, session: BallotSession) -> Refusal | None:
    """Two different people declare a closed ballot whose slips are all accounted for."""
    if refusal := refuse_unless(user, "ballot.declare", session.scope_path, session.meeting.cycle_id):
        return refusal
    if session.is_declared:
        return Refusal(_("The ballot is already declared."))
    if not session.is_closed:
        return Refusal(_("The ballot is not closed yet; close it first."))
    return refuse_unbalanced(list(session.issues.all())) or _refuse_declarer(user, session)


def _refuse_declarer(user: User | None, session: BallotSession) -> Refusal | None:
    if user is None:
        return Refusal(_("People declare a ballot, not the server."), status=403)
    if session.first_declarer_id == user.pk:
        return Refusal(_("You have declared; now a second person has to."), status=403)
    return None
