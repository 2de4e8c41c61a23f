"""Every write of a ballot session.

The order of the two databases is chosen so that a crash between them is safe: the box opens after the session and
closes before it, and pressing again finishes what was begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import counting, issuing, queries, rules
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.sheet import MOST_CELLS, MOST_STEPS, Sheet
from shuzhi.ballots.states import SessionState
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import Refusal, Refused, require

_BOX_DISAGREES = gettext_lazy(
    "Used slips and ballots in the box do not agree; nothing was opened. "
    "Keep the server as it is and call the auditor."
)


@dataclass(frozen=True, slots=True)
class SlipAccount:
    """What the tellers counted for one group."""

    issued: int | None
    spoiled: int
    unused: int | None


@transaction.atomic
def prepare_session(meeting: Meeting, form_name: str, *, actor: User | None) -> BallotSession:
    """The ballot stands ready: rows, options and groups from the pinned rulebook, reporters from the agenda."""
    require(rules.may_prepare(actor, meeting))
    form = next((form for form in queries.secret_forms(meeting.cycle) if form.name == form_name), None)
    if form is None:
        raise Refused(Refusal(_("The rulebook has no secret ballot form of this name.")))
    if BallotSession.objects.filter(meeting=meeting, form=form_name).exists():
        require(Refusal(_("This ballot is already prepared.")))
    sheet = queries.sheet_for(meeting, form)
    require(_refuse_too_long(sheet))
    session = BallotSession.objects.create(
        meeting=meeting,
        form=form_name,
        box_form=issuing.put_form(sheet),
        sheet_hash=queries.digest_of_sheet(sheet),
    )
    expected = dict(meeting.cycle.voter_groups.filter(form=form_name).values_list("group", "expected"))
    SlipIssue.objects.bulk_create(
        SlipIssue(
            session=session, group=group.name, label=group.label, order=at, expected=expected.get(group.name)
        )
        for at, group in enumerate(sheet.groups)
    )
    record(actor, "ballot.prepared", session, detail={"reporters": len(sheet.reporters)})
    return session


@transaction.atomic
def refresh_session(session: BallotSession, *, actor: User | None) -> bool:
    """The ballot follows the agenda of today; whether anything changed. Printed slips stay good."""
    session = _hold(session)
    require(rules.may_refresh(actor, session))
    sheet = queries.sheet_for(session.meeting, queries.form_of(session))
    require(_refuse_too_long(sheet))
    if queries.digest_of_sheet(sheet) == session.sheet_hash:
        return False
    issuing.replace_sheet(session.box_form, sheet)
    session.sheet_hash = queries.digest_of_sheet(sheet)
    session.save(update_fields=["sheet_hash"])
    record(actor, "ballot.prepared", session, detail={"reporters": len(sheet.reporters)})
    return True


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
    session = _hold(session)
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
    session = _hold(session)
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


def open_session(session: BallotSession, *, actor: User | None, reason: str = "") -> BallotSession:
    """From here voters rate. Refused, and the attempt logged, while a report or a comment is missing."""
    if refusal := rules.may_open(actor, session):
        with transaction.atomic():
            record(actor, "ballot.open_refused", session, detail={"why": str(refusal)})
        raise Refused(refusal)
    return _open_session(session, actor, reason)


@transaction.atomic
def _open_session(session: BallotSession, actor: User | None, reason: str) -> BallotSession:
    session = _hold(session)
    require(rules.may_open(actor, session))
    if queries.agenda_differs(session):
        require(Refusal(_("The agenda has changed since the ballot was prepared; refresh the ballot first.")))
    session.move_to(SessionState.OPEN)
    session.opened_at = timezone.now()
    session.save(update_fields=["state", "opened_at"])
    record(actor, "ballot.opened", session, detail=_why(reason))
    #  Last: when this fails the session stays prepared, and when the commit after it fails, opening again
    # is harmless.
    issuing.open_box(session.box_form)
    return session


@transaction.atomic
def close_session(session: BallotSession, *, actor: User | None, reason: str = "") -> BallotSession:
    """From here no ballot is taken in; each group's ballots are counted as returned slips."""
    session = _hold(session)
    require(rules.may_close(actor, session))
    # First: whatever happens to this transaction, no ballot enters a session that is being closed.
    issuing.close_box(session.box_form)
    back = counting.returned(session.box_form)
    for group, issue in queries.counts(session).items():
        issue.returned = back.get(group, 0)
        issue.save(update_fields=["returned"])
    session.move_to(SessionState.CLOSED)
    session.closed_at = timezone.now()
    session.save(update_fields=["state", "closed_at"])
    record(actor, "ballot.closed", session, detail={"returned": back, **_why(reason)})
    return session


@transaction.atomic
def declare(session: BallotSession, *, actor: User) -> BallotSession:
    """The first person declares; when a second, different one does, the ballots are opened and can be counted."""
    session = _hold(session)
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
        ballots = counting.open_ballots(session.box_form)
    except counting.BoxDisagrees:
        raise Refused(Refusal(_BOX_DISAGREES)) from None
    record(actor, "ballot.declared", session, detail={"ballots": ballots})
    return session


def _hold(session: BallotSession) -> BallotSession:
    """The session as it is now, locked until the action ends."""
    BallotSession.objects.select_for_update().get(pk=session.pk)
    return BallotSession.objects.select_related("meeting__cycle__organiser").get(pk=session.pk)


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _refuse_too_long(sheet: Sheet) -> Refusal | None:
    if issuing.fits_a_row(sheet, MOST_CELLS, MOST_STEPS - 1):
        return None
    return Refusal(_("The ballot is too long for one phone: fewer reporters a meeting, or fewer rows."))
