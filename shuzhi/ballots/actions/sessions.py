"""A ballot is prepared, follows its agenda, opens and closes."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import issuing, queries, rules
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.actions.paper import forget_scans
from shuzhi.ballots.actions.slips import note_returned
from shuzhi.ballots.models.keys import Closing
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.sheet import MOST_CELLS, MOST_STEPS, Sheet
from shuzhi.ballots.states import SessionState
from shuzhi.meetings.models import Meeting
from shuzhi.web.refusal import Refusal, Refused, require


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
    session = hold(session)
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


def open_session(session: BallotSession, *, actor: User | None, reason: str = "") -> BallotSession:
    """From here voters rate. Refused, and the attempt logged, while a report or a comment is missing."""
    if refusal := rules.may_open(actor, session):
        with transaction.atomic():
            record(actor, "ballot.open_refused", session, detail={"why": str(refusal)})
        raise Refused(refusal)
    return _open_session(session, actor, reason)


@transaction.atomic
def _open_session(session: BallotSession, actor: User | None, reason: str) -> BallotSession:
    session = hold(session)
    require(rules.may_open(actor, session))
    if queries.agenda_differs(session):
        require(Refusal(_("The agenda has changed since the ballot was prepared; refresh the ballot first.")))
    if issuing.key_in_box(session.box_form) != session.key.public:
        require(Refusal(_("The last key ceremony broke off; hold it again.")))
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
    session = hold(session)
    require(rules.may_close(actor, session))
    # First: whatever happens to this transaction, no ballot enters a session that is being closed.
    closed = issuing.close_box(session.box_form)
    forget_scans(session, actor=actor)
    note_returned(session, closed.marks)
    session.move_to(SessionState.CLOSED)
    session.closed_at = now = timezone.now()
    session.save(update_fields=["state", "closed_at"])
    published = _publish(session, closed, now)
    detail = {"root": published.root, "sealed": published.sealed, "marks": published.marks}
    record(actor, "ballot.closed", session, detail={**detail, **_why(reason)})
    return session


def _publish(session: BallotSession, closed: issuing.Closing, now: datetime) -> Closing:
    """What is read out at once: root, number of sealed ballots, marks, and the account as far as it is known."""
    marks = [
        [group, channel, number]
        for group, channels in sorted(closed.marks.items())
        for channel, number in sorted(channels.items())
    ]
    account = [
        {
            name: getattr(issue, name)
            for name in ("group", "channel", "printed", "issued", "returned", "spoiled", "unused")
        }
        for issue in session.issues.all()
        if issue.in_use
    ]
    return Closing.objects.create(
        session=session,
        root=closed.root,
        sealed=closed.sealed,
        marks=marks,
        account=account,
        published_at=now,
    )


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _refuse_too_long(sheet: Sheet) -> Refusal | None:
    if issuing.fits_a_row(sheet, MOST_CELLS, MOST_STEPS - 1):
        return None
    return Refusal(_("The ballot is too long for one phone: fewer reporters a meeting, or fewer rows."))
