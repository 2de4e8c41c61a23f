"""Declaring a closed ballot: two different people, each with a share of its key."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.keys import KeyHolder, WaitingShare
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.rules.slips import refuse_unbalanced
from shuzhi.web.refusal import Refusal

_YOU_HAVE = gettext_lazy("You have declared; now a second person has to.")


def may_declare(user: User | None, session: BallotSession) -> Refusal | None:
    """Two different people declare a closed ballot whose slips are all accounted for."""
    if refusal := _refuse_stranger(user, session):
        return refusal
    if session.is_declared:
        return Refusal(_("The ballot is already declared."))
    if not session.is_closed:
        return Refusal(_("The ballot is not closed yet; close it first."))
    if user is None:
        return Refusal(_("People declare a ballot, not the server."), status=403)
    return refuse_unbalanced(list(session.issues.all())) or _refuse_second_time(user, session)


def may_bring(user: User, session: BallotSession, holder: KeyHolder) -> Refusal | None:
    """A holder with an account brings the own share; that of a person without one is brought by who may declare."""
    if refusal := may_declare(user, session):
        return refusal
    if holder.key.session_id != session.pk:
        return Refusal(_("This share does not belong to this ballot."))
    if holder.user_id is None:
        return _refuse_unauthorised(user, session)
    if holder.user_id != user.pk:
        return Refusal(
            _("This share is held by %(name)s, who brings it in person.") % {"name": holder.name}, 403
        )
    return None


def refuse_same(first: tuple[User, KeyHolder], second: tuple[User, KeyHolder]) -> Refusal | None:
    """Two people and two shares; nobody declares alone."""
    if first[0].pk == second[0].pk:
        return Refusal(_YOU_HAVE, status=403)
    if first[1].pk == second[1].pk:
        return Refusal(_("This share has been brought already; the second person brings another one."))
    return None


def _refuse_second_time(user: User, session: BallotSession) -> Refusal | None:
    if WaitingShare.objects.filter(session=session, user=user, expires_at__gt=timezone.now()).exists():
        return Refusal(_YOU_HAVE, status=403)
    return None


def _refuse_stranger(user: User | None, session: BallotSession) -> Refusal | None:
    """Whoever holds a share may declare with it, whatever the role."""
    if user is not None and KeyHolder.objects.filter(key__session=session, user=user).exists():
        return None
    return _refuse_unauthorised(user, session)


def _refuse_unauthorised(user: User | None, session: BallotSession) -> Refusal | None:
    return refuse_unless(user, "ballot.declare", session.scope_path, session.meeting.cycle_id)
