"""Printing slips and accounting for them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.web.refusal import Refusal

MOST_SLIPS_AT_ONCE = 2000


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
    if issue.spoiled < (known := issue.voided + issue.lost):
        said = _("Group %(group)s: %(known)d slips were voided or lost, so at least as many are spoiled.")
        return Refusal(said % {"group": issue.group, "known": known})
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
        "unused": issue.unused or 0,
        "n": abs(issue.missing or 0),
    }


def _may_issue(user: User | None, session: BallotSession) -> Refusal | None:
    return refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id)
