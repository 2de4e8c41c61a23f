"""A slip is voided, replaced, exchanged or recorded as lost: by two people, and once, whatever the door does."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import codes, issuing, rules
from shuzhi.ballots.actions.holding import account_for, hold
from shuzhi.ballots.issuing import FoundSlip
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.sheet import SlipState
from shuzhi.ballots.states import SlipChannel
from shuzhi.ballots.taking.casting import code_of
from shuzhi.web.refusal import Refusal, Refused, about, require

UNKNOWN = gettext_lazy("This ballot has no slip with this code. Compare the ten characters.")
SPENT = gettext_lazy(
    "This slip has been used: a ballot was cast with it and stays in the box. It is not replaced."
)
VOID = gettext_lazy("This slip is void already. Nothing was changed.")


def void_slip(
    session: BallotSession,
    code: str,
    why: str,
    *,
    actor: User | None,
    second: User | None,
    replace_by: str = "",
) -> SlipIssue:
    """A damaged or returned slip counts no more; with `replace_by` a channel another one goes out for it.

    The code is typed or scanned. A ballot cast at the same moment either wins, and nothing is voided or replaced,
    or is refused. An attempt in vain is logged too; no log knows the code.
    """
    code = codes.tidy(code.strip().rsplit("/", 1)[-1])
    try:
        return _void(session, code, why, actor, second, replace_by)
    except Refused as refused:
        with transaction.atomic():
            detail = {"why": str(refused.refusal), "second": str(second) if second else ""}
            record(actor, "ballot.void_refused", session, detail=detail)
        raise


def exchange_slip(
    session: BallotSession, code: str, *, to: str, actor: User | None, second: User | None
) -> SlipIssue:
    """A phone slip is handed in and a paper set goes out for it, or the other way: exactly one of the two counts."""
    return void_slip(session, code, _("exchanged"), actor=actor, second=second, replace_by=to)


@transaction.atomic
def void_print(
    session: BallotSession, group: str, why: str, *, actor: User | None, second: User | None
) -> SlipIssue:
    """The phone slips of a group whose file was lost or seen by others: none of their codes is taken any more.

    Before the ballot is opened, while none was handed out. What was made void one by one stays in the account.
    """
    session = hold(session)
    require(rules.may_void_print(actor, session))
    require(rules.refuse_second(second, actor, session))
    issue = account_for(session, group, SlipChannel.PHONE)
    require(rules.refuse_void_print(issue))
    # The box first: were the account not written, it would name slips that are gone, and voiding again mends it.
    left = issuing.withdraw_fresh(session.box_form, issue.group, issue.channel)
    gone = issue.printed - left
    issue.printed = left
    issue.save(update_fields=["printed"])
    record(actor, "ballot.print_voided", session, detail={**_told(issue, why, second), "gone": gone})
    return issue


@transaction.atomic
def record_lost_slip(
    session: BallotSession,
    group: str,
    why: str,
    *,
    actor: User | None,
    second: User | None,
    channel: str = SlipChannel.PHONE,
    replaced: bool = True,
) -> SlipIssue:
    """A slip is gone and nobody knows its code: it counts as spoiled, and a replacement may go out.

    It cannot be voided. If its ballot comes back after all, the count of this group does not add up.
    """
    session = hold(session)
    require(rules.may_take_back(actor, session))
    require(rules.refuse_second(second, actor, session))
    issue = account_for(session, group, channel)
    if not issue.out:
        require(Refusal(_("No slip of this group is out, so none can be lost."), about="issue"))
    if replaced:
        require(rules.may_hand_out(actor, session))
        require(about("replaced", rules.refuse_empty_stock(issue)))
        issue.issued = (issue.issued or 0) + 1
    issue.lost += 1
    issue.spoiled += 1
    issue.save(update_fields=["issued", "lost", "spoiled"])
    detail = {**_told(issue, why, second), "replaced": replaced}
    record(actor, "ballot.slip_lost", session, detail=detail)
    return issue


@transaction.atomic
def call_back_loss(issue: SlipIssue, why: str, *, actor: User | None, second: User | None) -> SlipIssue:
    """A slip recorded as lost was used after all: two people take the loss back, and the log keeps that they did.

    The ballot stays in the box, where nobody can find it; whether somebody voted twice is for the committee.
    """
    session = hold(issue.session)
    issue = account_for(session, issue.group, issue.channel)
    require(rules.may_call_back_loss(actor, issue))
    require(rules.refuse_second(second, actor, session))
    issue.lost -= 1
    issue.spoiled -= 1
    issue.save(update_fields=["lost", "spoiled"])
    record(actor, "ballot.loss_called_back", session, detail=_told(issue, why, second))
    return issue


@transaction.atomic
def _void(
    session: BallotSession, code: str, why: str, actor: User | None, second: User | None, replace_by: str
) -> SlipIssue:
    session = hold(session)
    require(rules.may_void(actor, session))
    require(rules.refuse_second(second, actor, session))
    # A paper set is named by the digits of its number, a slip by its code.
    named = code_of(session.box_form, code) if code.isdecimal() else code
    mark = codes.mark_of(named, settings.SLIP_KEY)
    found = issuing.find_slip(mark)
    if found is None or found.form != session.box_form or found.channel == SlipChannel.REMOTE:
        raise Refused(Refusal(UNKNOWN, about="code"))
    issue = account_for(session, found.group, found.channel)
    other = account_for(session, found.group, replace_by) if replace_by else None
    if other is not None:
        require(about("replace_by", rules.refuse_empty_stock(other)))
    _void_in_box(session, mark, found, issue)
    issue.voided += 1
    issue.spoiled += 1
    issue.save(update_fields=["voided", "spoiled"])
    if other is not None:
        replacement = issue if other.pk == issue.pk else other
        replacement.issued = (replacement.issued or 0) + 1
        replacement.save(update_fields=["issued"])
    detail = {**_told(issue, why, second), "replaced_by": replace_by}
    record(actor, "ballot.slip_voided", session, detail=detail)
    return issue


def _void_in_box(session: BallotSession, mark: str, found: FoundSlip, issue: SlipIssue) -> None:
    """Last of all that can be refused: the box is a database of its own, and this write stands by itself.

    Were it not counted afterwards, the slip would be void and the account would not know it; whoever then voids it
    again finishes what was begun.
    """
    if issuing.void_slip(mark):
        return
    if issuing.slip_is(mark) == SlipState.SPENT:
        raise Refused(Refusal(SPENT, about="code"))
    if issuing.count_void(session.box_form, found.group, found.channel) <= issue.voided:
        raise Refused(Refusal(VOID, about="code"))


def _told(issue: SlipIssue, why: str, second: User | None) -> dict[str, object]:
    return {"group": issue.group, "channel": issue.channel, "why": why, "second": str(second)}
