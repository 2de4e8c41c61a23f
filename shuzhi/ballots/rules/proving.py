"""Who sees what a ballot publishes."""

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.rules.sessions import may_see_count_sheet
from shuzhi.web.refusal import Refusal


def refuse_not_closed(session: BallotSession) -> Refusal | None:
    """Root, number and account are published at closing, for everybody who sees the meeting."""
    if session.is_prepared or session.is_open:
        return Refusal(_("The ballot is not closed yet; nothing has been published."))
    return None


def refuse_not_declared(session: BallotSession) -> Refusal | None:
    """Receipts and the public export are for everybody, once the ballot is declared."""
    if not session.is_declared:
        return Refusal(_("The ballot is not declared yet; receipts are published after it."))
    return None


def refuse_export(session: BallotSession) -> Refusal | None:
    """There is something to recount: a declared ballot that was no rehearsal."""
    if session.meeting.rehearsal:
        return Refusal(_("A rehearsal has nothing to recount."))
    return refuse_not_declared(session)


def may_export_all(user: User | None, session: BallotSession) -> Refusal | None:
    """The full edition holds every opened ballot: for whoever sees the count sheet, and for auditors."""
    return refuse_export(session) or may_see_count_sheet(user, session)
