"""Slips are printed, handed out and accounted for, by group and by channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import issuing, queries, rules
from shuzhi.ballots.actions.holding import account_for, hold
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.states import SlipChannel
from shuzhi.web.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class SlipAccount:
    """What the tellers counted for one group."""

    issued: int | None
    spoiled: int
    unused: int | None


@transaction.atomic
def print_slips(
    session: BallotSession,
    wanted: Mapping[str, int],
    *,
    actor: User | None,
    printed_before: int | None = None,
) -> list[PrintedSlip]:
    """Fresh slips for each group. Their codes are returned this once; the box keeps only hashes.

    `printed_before` is how many the page showed: a page sent twice prints nothing a second time.
    """
    session = hold(session)
    wanted = {group: count for group, count in wanted.items() if count}
    require(rules.may_print(actor, session, sum(wanted.values())))
    issues = queries.counts(session)
    if printed_before is not None and printed_before != sum(issue.printed for issue in issues.values()):
        require(
            Refusal(_("Slips have been printed since this page was opened. Look at the numbers again first."))
        )
    if strange := [group for group in wanted if group not in issues]:
        require(Refusal(_("There is no such group: %(groups)s.") % {"groups": "、".join(strange)}))
    for group, count in wanted.items():
        issues[group].printed += count
        issues[group].save(update_fields=["printed"])
    record(actor, "ballot.slips_printed", session, detail={"printed": dict(wanted)})
    return issuing.add_slips(session.box_form, wanted)


@transaction.atomic
def hand_out_slips(
    session: BallotSession, group: str, count: int, *, actor: User | None, channel: str = SlipChannel.PHONE
) -> SlipIssue:
    """So many slips of a group go over the table, by count: nobody notes who took which."""
    session = hold(session)
    require(rules.may_hand_out(actor, session))
    issue = account_for(session, group, channel)
    require(rules.refuse_empty_stock(issue, count))
    issue.issued = (issue.issued or 0) + count
    issue.save(update_fields=["issued"])
    record(actor, "ballot.slips_handed_out", session, detail=_told(issue, count))
    return issue


@transaction.atomic
def take_slips_back(
    session: BallotSession, group: str, count: int, *, actor: User | None, channel: str = SlipChannel.PHONE
) -> SlipIssue:
    """So many slips come back unused, by count."""
    session = hold(session)
    require(rules.may_take_back(actor, session))
    issue = account_for(session, group, channel)
    require(rules.refuse_take_back(issue, count))
    issue.unused = (issue.unused or 0) + count
    issue.save(update_fields=["unused"])
    record(actor, "ballot.slips_came_back", session, detail=_told(issue, count))
    return issue


@transaction.atomic
def account_slips(
    session: BallotSession,
    accounts: Mapping[str, SlipAccount],
    *,
    actor: User | None,
    channel: str = SlipChannel.PHONE,
) -> None:
    """The tellers say how many slips of each group were issued, spoiled and left over."""
    session = hold(session)
    require(rules.may_account(actor, session))
    for group, issue in queries.counts(session, channel).items():
        if group not in accounts:
            continue
        account = accounts[group]
        issue.issued, issue.spoiled, issue.unused = account.issued, account.spoiled, account.unused
        require(rules.refuse_account(issue))
        issue.save(update_fields=["issued", "spoiled", "unused"])
    counted = {group: [a.issued, a.spoiled, a.unused] for group, a in accounts.items()}
    detail = {"issued_spoiled_unused": counted, "channel": channel}
    record(actor, "ballot.slips_counted", session, detail=detail)


def note_returned(session: BallotSession, marks: Mapping[str, Mapping[str, int]]) -> None:
    """At closing: the spent slips of the box by group and channel, in the transaction of whoever closes.

    What was taken from afar and not used cannot be handed back; it is unused by then. More ballots from afar
    than entitlements are a difference that nobody can write away.
    """
    for issue in session.issues.all():
        issue.returned = marks.get(issue.group, {}).get(issue.channel, 0)
        if issue.channel == SlipChannel.REMOTE:
            issue.issued = issue.issued or 0
            issue.unused = max(issue.issued - issue.spoiled - issue.returned, 0)
        issue.save(update_fields=["returned", "issued", "unused"])


def _told(issue: SlipIssue, count: int) -> dict[str, object]:
    return {"group": issue.group, "channel": issue.channel, "count": count}
