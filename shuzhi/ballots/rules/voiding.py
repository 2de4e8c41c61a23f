"""Handing slips out, voiding damaged ones, replacing lost ones: always two people where a vote is at stake."""

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.web.refusal import Refusal, about


def may_hand_out(user: User | None, session: BallotSession) -> Refusal | None:
    """Slips are handed out before and while the ballot is open."""
    if refusal := refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id):
        return refusal
    if not (session.is_prepared or session.is_open):
        return Refusal(_("The ballot is closed; nothing is handed out any more."))
    return None


def may_take_back(user: User | None, session: BallotSession) -> Refusal | None:
    """Unused slips come back until the ballot is declared."""
    if refusal := refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id):
        return refusal
    if session.is_declared:
        return Refusal(_("The ballot is declared; its count of slips stands."))
    return None


def may_void(user: User | None, session: BallotSession) -> Refusal | None:
    """A slip is voided while the box could still take it; afterwards it is counted as unused or spoiled."""
    if refusal := refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id):
        return refusal
    if not (session.is_prepared or session.is_open):
        return Refusal(_("The ballot is closed; no slip can be used any more, so none needs to be voided."))
    return None


def may_void_print(user: User | None, session: BallotSession) -> Refusal | None:
    """A whole print is withdrawn before the ballot is opened; from then on a slip may be in a voter's hand."""
    if refusal := refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id):
        return refusal
    if not session.is_prepared:
        return Refusal(_("A whole print is voided before the ballot is opened; afterwards slips one by one."))
    return None


def refuse_void_print(issue: SlipIssue) -> Refusal | None:
    """Only what nobody can hold by right: of the group nothing has gone over the table."""
    if issue.issued:
        said = _("Slips of this group have been handed out; take them back and void each by its code.")
        return Refusal(said, about="issue")
    if not issue.printed:
        return Refusal(_("Nothing has been printed for this group."), about="issue")
    return None


def may_call_back_loss(user: User | None, issue: SlipIssue) -> Refusal | None:
    """Only when the count says so: more ballots came back than slips can account for."""
    if refusal := may_take_back(user, issue.session):
        return refusal
    if not issue.session.is_closed:
        return Refusal(_("Whether a lost slip was used is known after closing; close the ballot first."))
    if not issue.lost:
        return Refusal(_("No slip of this group was recorded as lost."))
    if issue.missing is None or issue.missing >= 0:
        return Refusal(_("The count does not say that a lost slip came back."))
    return None


def refuse_second(second: User | None, actor: User | None, session: BallotSession) -> Refusal | None:
    """Two different people, and both may handle the slips of this ballot."""
    if second is None or actor is None:
        return Refusal(_("Two people do this together; the second signs with an own name and password."), 403)
    if second.pk == actor.pk:
        return Refusal(_("The second has to be another person."), 403, "username")
    refusal = refuse_unless(second, "ballot.issue", session.scope_path, session.meeting.cycle_id)
    return about("username", refusal)


def refuse_empty_stock(issue: SlipIssue, count: int = 1) -> Refusal | None:
    """Nothing is handed out that was not made."""
    if issue.in_stock >= count:
        return None
    said = _("Group %(group)s, %(channel)s: %(stock)d left, %(count)d wanted. Print more first.")
    return Refusal(
        said
        % {
            "group": issue.group,
            "channel": issue.get_channel_display(),
            "stock": issue.in_stock,
            "count": count,
        },
        about="count",
    )


def refuse_take_back(issue: SlipIssue, count: int) -> Refusal | None:
    """Not more come back than are out."""
    out = issue.out or 0
    if 0 < count <= out:
        return None
    said = _("Group %(group)s, %(channel)s: %(out)d are out, so %(count)d cannot come back.")
    return Refusal(
        said % {"group": issue.group, "channel": issue.get_channel_display(), "out": out, "count": count},
        about="count",
    )
