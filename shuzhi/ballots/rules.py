"""Who may do what with a ballot session, or why not. The box has no part in this: it knows nobody."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.rules import may_open_ballot
from shuzhi.web.refusal import Refusal

MOST_SLIPS_AT_ONCE = 2000


def may_prepare(user: User | None, meeting: Meeting) -> Refusal | None:
    """Whoever issues slips prepares the ballot: its form comes from the rulebook, its reporters from the agenda."""
    if refusal := refuse_unless(user, "ballot.issue", meeting.scope_path, meeting.cycle_id):
        return refusal
    if not meeting.cycle.is_open:
        return Refusal(_("The cycle is not open; its rulebook is not pinned yet."))
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda, so there is nothing to rate."))
    return None


def may_refresh(user: User | None, session: BallotSession) -> Refusal | None:
    """The ballot follows the agenda until it is opened."""
    if refusal := may_prepare(user, session.meeting):
        return refusal
    if not session.is_prepared:
        return Refusal(_("The ballot has been opened; what stands on it no longer changes."))
    return None


def may_print(user: User | None, session: BallotSession, wanted: int | None = None) -> Refusal | None:
    """Slips are printed before and while the ballot is open, in reasonable numbers."""
    if refusal := _may_issue(user, session):
        return refusal
    if not (session.is_prepared or session.is_open):
        return Refusal(_("The ballot is closed; new slips would be of no use."))
    if wanted is not None and not 0 < wanted <= MOST_SLIPS_AT_ONCE:
        return Refusal(_("Print between 1 and %(most)d slips at a time.") % {"most": MOST_SLIPS_AT_ONCE})
    return None


def may_account(user: User | None, session: BallotSession) -> Refusal | None:
    """Issued, spoiled and unused slips are counted until the ballot is declared."""
    if refusal := _may_issue(user, session):
        return refusal
    if session.is_declared:
        return Refusal(_("The ballot is declared; its count of slips stands."))
    return None


def may_open(user: User | None, session: BallotSession) -> Refusal | None:
    """The gate: slips are printed, and every report on the agenda stands with its comment."""
    if refusal := _may_open_close(user, session):
        return refusal
    if not session.is_prepared:
        return Refusal(_("The ballot has already been opened."))
    if not any(issue.printed for issue in session.issues.all()):
        return Refusal(_("No slips have been printed yet; without a slip nobody can rate."))
    return may_open_ballot(session.meeting)


def may_close(user: User | None, session: BallotSession) -> Refusal | None:
    if refusal := _may_open_close(user, session):
        return refusal
    if session.is_prepared:
        return Refusal(_("The ballot has not been opened yet."))
    if not session.is_open:
        return Refusal(_("The ballot is already closed."))
    return None


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


def refuse_unbalanced(issues: Sequence[SlipIssue]) -> Refusal | None:
    """Issued = returned + spoiled + unused in every group, or which group does not add up."""
    for issue in issues:
        if issue.missing is None:
            said = _("Group %(group)s: say how many slips were issued and how many were left over.")
            return Refusal(said % {"group": issue.group})
        if issue.missing:
            return Refusal(_unbalanced(issue))
    return None


def refuse_account(issue: SlipIssue) -> Refusal | None:
    """A count of slips that cannot be: more issued than printed, or more back than issued."""
    if issue.issued is not None and issue.issued > issue.printed:
        said = _("Group %(group)s: %(issued)d issued, but only %(printed)d printed.")
        return Refusal(said % {"group": issue.group, "issued": issue.issued, "printed": issue.printed})
    if issue.returned is not None and issue.issued is not None and issue.issued < issue.returned:
        said = _("Group %(group)s: %(issued)d issued, but %(returned)d ballots came back.")
        return Refusal(said % {"group": issue.group, "issued": issue.issued, "returned": issue.returned})
    return None


def _unbalanced(issue: SlipIssue) -> str:
    said = ngettext(
        "Group %(group)s does not add up: %(issued)d issued, %(returned)d returned, %(spoiled)d spoiled, "
        "%(unused)d unused; %(n)d slip differs. Count again.",
        "Group %(group)s does not add up: %(issued)d issued, %(returned)d returned, %(spoiled)d spoiled, "
        "%(unused)d unused; %(n)d slips differ. Count again.",
        abs(issue.missing or 0),
    )
    return said % {
        "group": issue.group,
        "issued": issue.issued,
        "returned": issue.returned,
        "spoiled": issue.spoiled,
        "unused": issue.unused,
        "n": abs(issue.missing or 0),
    }


def _may_issue(user: User | None, session: BallotSession) -> Refusal | None:
    return refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id)


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


def may_see_count_sheet(user: User | None, session: BallotSession) -> Refusal | None:
    """No count of marks before two people have declared."""
    if refusal := may_see_counts(user, session):
        return refusal
    if not session.is_declared:
        return Refusal(_("Nothing is counted before two people have declared the ballot."))
    if user is not None and session.meeting.items.filter(reporter__tenure__person__user=user).exists():
        return Refusal(
            _("You were rated yourself; the count sheet of your own meeting is not for you."), status=403
        )
    return None
