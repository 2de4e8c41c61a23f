"""Slips are printed and accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import issuing, queries, rules
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.models.session import BallotSession
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
def account_slips(session: BallotSession, accounts: Mapping[str, SlipAccount], *, actor: User | None) -> None:
    """The tellers say how many slips of each group were issued, spoiled and left over."""
    session = hold(session)
    require(rules.may_account(actor, session))
    for group, issue in queries.counts(session).items():
        if group not in accounts:
            continue
        account = accounts[group]
        issue.issued, issue.spoiled, issue.unused = account.issued, account.spoiled, account.unused
        require(rules.refuse_account(issue))
        issue.save(update_fields=["issued", "spoiled", "unused"])
    counted = {group: [a.issued, a.spoiled, a.unused] for group, a in accounts.items()}
    record(actor, "ballot.slips_counted", session, detail={"issued_spoiled_unused": counted})
