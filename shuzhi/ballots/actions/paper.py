"""Paper is printed, scans are handed in, a batch is cancelled, a set is set aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import issuing
from shuzhi.ballots.actions.holding import account_for, hold
from shuzhi.ballots.models.paper import (
    PaperBatch,
    PaperDoubt,
    PaperEntry,
    PaperFile,
    PaperPage,
    PaperSet,
    PaperVault,
)
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.paper import Layout, UnfitForm, pdf_of
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.queries.slips import counts
from shuzhi.ballots.rules import paper as rules
from shuzhi.ballots.states import BatchState, SetState, SlipChannel
from shuzhi.ballots.taking import casting, vault
from shuzhi.web.refusal import Refusal, Refused, require

UNFIT = {
    "options": gettext_lazy("“%(row)s” has more options than a sheet has columns"),
    "labels": gettext_lazy("the names of the options of “%(row)s” are too long to stand over their boxes"),
    "scale": gettext_lazy("the marks of “%(row)s” cannot be written in boxes of tens and ones"),
    "pages": gettext_lazy("it would take %(row)s pages"),
}


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it came, in memory."""

    name: str
    data: bytes


def layout_of(session: BallotSession, group: str) -> Layout:
    """How a group's set looks; refused in words when the form cannot be put on paper."""
    try:
        return Layout.of(issuing.sheet_of(session.box_form), group)
    except UnfitForm as fault:
        why = UNFIT.get(fault.why, gettext_lazy("its form has no place on paper")) % {"row": fault.subject}
        raise Refused(Refusal(_("This form cannot be put on paper: %(why)s.") % {"why": why})) from None


def print_paper(
    session: BallotSession,
    group: str,
    wanted: int,
    *,
    actor: User | None,
    printed_before: int | None = None,
    language: str = "zh",
) -> bytes:
    """Fresh sets of sheets for one group, shuffled, as PDF: handed over this once, never made again.

    `printed_before` is how many sets of all groups the page showed: a page sent twice prints nothing a second time.
    """
    require(rules.may_print_paper(actor, session, wanted))
    layout = layout_of(session, group)
    numbers = _print_paper(session, group, wanted, actor, printed_before)
    return pdf_of(layout, numbers, queries.paper_key(session), form=session.box_form, language=language)


@transaction.atomic
def _print_paper(
    session: BallotSession, group: str, wanted: int, actor: User | None, printed_before: int | None
) -> list[str]:
    session = hold(session)
    require(rules.may_print_paper(actor, session, wanted))
    issue = account_for(session, group, SlipChannel.PAPER)
    so_far = sum(other.printed for other in counts(session, SlipChannel.PAPER).values())
    if printed_before not in {None, so_far}:
        require(
            Refusal(_("Paper has been printed since this page was opened. Look at the numbers again first."))
        )
    issue.printed += wanted
    issue.save(update_fields=["printed"])
    record(actor, "ballot.paper_printed", session, detail={"printed": {group: wanted}})
    return casting.issue_numbers(session.box_form, group, wanted)


def upload_scans(session: BallotSession, files: Sequence[Handed], *, actor: User | None) -> PaperBatch:
    """Scans are kept under lock and wait for the reader; all of them, or none when one cannot be taken."""
    require(rules.may_read(actor, session))
    if not files:
        raise Refused(Refusal(_("Choose at least one file."), about="files"))
    if faults := [
        why for file in files if (why := rules.refuse_file(file.name, len(file.data), file.data[:16]))
    ]:
        raise Refused(Refusal("\n".join(map(str, faults)), about="files"))
    kept: list[str] = []
    try:
        return _upload_scans(session, files, kept, actor)
    except BaseException:
        vault.drop(*kept)
        raise


@transaction.atomic
def _upload_scans(
    session: BallotSession, files: Sequence[Handed], kept: list[str], actor: User | None
) -> PaperBatch:
    session = hold(session)
    require(rules.may_read(actor, session))
    own = vault_of(session)
    batch = PaperBatch.objects.create(session=session, uploaded_by=actor)
    for file in files:
        kept.append(own.put(file.data))
        PaperFile.objects.create(batch=batch, name=file.name[-120:], stored=kept[-1])
    record(actor, "ballot.scans_uploaded", session, detail={"batch": batch.pk, "files": len(files)})
    return batch


def vault_of(session: BallotSession) -> vault.Vault:
    """Where a session's scans lie, made with the first of them."""
    row, _made = PaperVault.objects.get_or_create(session=session, defaults={"salt": vault.new_salt()})
    return vault.Vault(row.salt, settings.SLIP_KEY)


@transaction.atomic
def cancel_batch(batch: PaperBatch, *, actor: User | None) -> None:
    """What was read stays read; what was not is removed and can be handed in again."""
    batch = PaperBatch.objects.select_for_update().select_related("session__meeting").get(pk=batch.pk)
    require(rules.may_cancel(actor, batch))
    batch.state = BatchState.CANCELLED
    batch.save(update_fields=["state"])
    record(actor, "ballot.scans_cancelled", batch.session, detail={"batch": batch.pk})
    names = list(batch.files.values_list("stored", flat=True))
    transaction.on_commit(lambda: vault.drop(*names))


@transaction.atomic
def set_aside(paper_set: PaperSet, reason: str, *, actor: User, second: User) -> None:
    """A set that cannot be counted is made void by two people; in the account it is spoiled."""
    session = hold(paper_set.session)
    paper_set = PaperSet.objects.select_for_update().select_related("session__meeting").get(pk=paper_set.pk)
    require(rules.may_set_aside(actor, second, paper_set))
    if not casting.void(session.box_form, paper_set.number):
        raise Refused(Refusal(_("This sheet was counted already; nothing is set aside.")))
    end_set(paper_set, SetState.SET_ASIDE, reason)
    count_spoiled(session, paper_set.group, 1)
    record(actor, "ballot.paper_set_aside", session, detail={"second": str(second), "reason": reason})


def end_set(paper_set: PaperSet, state: SetState, reason: str = "") -> None:
    """A set has come to its end: nothing of what stood on it is kept."""
    paper_set.state, paper_set.reason = state, reason[:200]
    paper_set.save(update_fields=["state", "reason"])
    PaperDoubt.objects.filter(scanned__paper_set=paper_set).update(picture=b"", first_answer="")
    PaperPage.objects.filter(paper_set=paper_set).update(sealed=b"")
    PaperEntry.objects.filter(paper_set=paper_set).delete()


def count_spoiled(session: BallotSession, group: str, sets: int) -> None:
    """Sets that the product itself knows to be spoiled; the session is held."""
    issue = account_for(session, group, SlipChannel.PAPER)
    issue.voided += sets
    issue.spoiled += sets
    issue.save(update_fields=["voided", "spoiled"])


@transaction.atomic
def forget_scans(session: BallotSession, *, actor: User | None) -> None:
    """After closing nothing of a scan is left: pictures, readings, and the half of their key."""
    files = PaperFile.objects.filter(batch__session=session)
    if not PaperVault.objects.filter(session=session).exists():
        return
    PaperDoubt.objects.filter(scanned__file__in=files).update(picture=b"", first_answer="")
    PaperPage.objects.filter(file__in=files).update(sealed=b"")
    PaperEntry.objects.filter(paper_set__session=session).delete()
    PaperVault.objects.filter(session=session).delete()
    record(actor, "ballot.scans_forgotten", session)
    names = list(files.values_list("stored", flat=True))
    transaction.on_commit(lambda: vault.drop(*names))
