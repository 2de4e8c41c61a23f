"""Preparing, opening and closing a ballot, and seeing its counts."""

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.rules.keys import refuse_unready
from shuzhi.ballots.rules.paper import refuse_unfinished
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.rules import may_open_ballot, refuse_elsewhere
from shuzhi.web.refusal import Refusal


def may_prepare(user: User | None, meeting: Meeting) -> Refusal | None:
    """Whoever issues slips prepares the ballot: its form comes from the rulebook, its reporters from the agenda."""
    if refusal := refuse_unless(user, "ballot.issue", meeting.scope_path, meeting.cycle_id):
        return refusal
    if not meeting.cycle.is_open:
        return Refusal(_("The cycle is not open; its rulebook is not pinned yet."))
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda, so there is nothing to rate."))
    return refuse_elsewhere(meeting)


def may_refresh(user: User | None, session: BallotSession) -> Refusal | None:
    """The ballot follows the agenda until it is opened."""
    if refusal := may_prepare(user, session.meeting):
        return refusal
    if not session.is_prepared:
        return Refusal(_("The ballot has been opened; what stands on it no longer changes."))
    return None


def may_open(user: User | None, session: BallotSession) -> Refusal | None:
    """The gate: slips are printed, and every report on the agenda stands with its comment."""
    if refusal := _may_open_close(user, session):
        return refusal
    if not session.is_prepared:
        return Refusal(_("The ballot has already been opened."))
    if not any(issue.printed for issue in session.issues.all()):
        return Refusal(_("No slips have been printed yet; without a slip nobody can rate."))
    if refusal := refuse_unready(session):
        return refusal
    return may_open_ballot(session.meeting)


def may_close(user: User | None, session: BallotSession) -> Refusal | None:
    if refusal := _may_open_close(user, session):
        return refusal
    if session.is_prepared:
        return Refusal(_("The ballot has not been opened yet."))
    if not session.is_open:
        return Refusal(_("The ballot is already closed."))
    return refuse_unfinished(session)


def _may_open_close(user: User | None, session: BallotSession) -> Refusal | None:
    return refuse_unless(user, "ballot.open_close", session.scope_path, session.meeting.cycle_id)


HANDLERS = ("ballot.issue", "ballot.open_close", "ballot.declare", "result.view")


def may_see_counts(user: User | None, session: BallotSession) -> Refusal | None:
    """The count of slips, and after declaration the count sheet: for those who handle the ballot or decide on it."""
    return may_see_counts_of(user, session.meeting)


def may_see_counts_of(user: User | None, meeting: Meeting) -> Refusal | None:
    """The same, for all ballots of a meeting."""
    refusals = [refuse_unless(user, name, meeting.scope_path, meeting.cycle_id) for name in HANDLERS]
    return None if None in refusals else refusals[0]


def may_look(user: User | None, session: BallotSession) -> Refusal | None:
    """Account, publication and history: for those who handle the ballot, and for auditors once it has ended."""
    refusal = may_see_counts(user, session)
    if refusal is None or not session.has_ended:
        return refusal
    audits = refuse_unless(user, "audit.read", session.scope_path, session.meeting.cycle_id) is None
    return None if audits else refusal


def may_see_count_sheet(user: User | None, session: BallotSession) -> Refusal | None:
    """No count of marks before two people have declared; never one to whoever is rated on it."""
    if refusal := may_look(user, session):
        return refusal
    if not session.is_declared:
        return Refusal(_("Nothing is counted before two people have declared the ballot."))
    if user is not None and session.meeting.items.filter(reporter__tenure__person__user=user).exists():
        return Refusal(
            _("You were rated yourself; the count sheet of your own meeting is not for you."), status=403
        )
    return None
