"""Two people declare; then the ballots are opened."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import counting, issuing, rules
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.web.refusal import Refusal, Refused, require

_BOX_DISAGREES = gettext_lazy(
    "Used slips and ballots in the box do not agree; nothing was opened. "
    "Keep the server as it is and call the auditor."
)


@transaction.atomic
def declare(session: BallotSession, *, actor: User) -> BallotSession:
    """The first person declares; when a second, different one does, the ballots are opened and can be counted."""
    session = hold(session)
    require(rules.may_declare(actor, session))
    if session.first_declarer_id is None:
        session.first_declarer = actor
        session.save(update_fields=["first_declarer"])
        record(actor, "ballot.declared_first", session)
        return session
    session.second_declarer = actor
    session.declared_at = timezone.now()
    session.move_to(SessionState.DECLARED)
    session.save(update_fields=["second_declarer", "declared_at", "state"])
    try:
        ballots = counting.open_ballots(session.box_form, issuing.stand_in_private(session.box_form))
    except counting.BoxDisagrees:
        raise Refused(Refusal(_BOX_DISAGREES)) from None
    record(actor, "ballot.declared", session, detail={"ballots": ballots})
    return session
