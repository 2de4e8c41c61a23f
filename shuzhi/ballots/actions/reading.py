"""The reader's own steps: a batch is claimed, pages are taken in one by one, whole sets go into the box.

No person acts here; what people decide stands in `doubts`. Every page is a transaction of its own, so that a
reader that dies is relieved where it stopped.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shuzhi.audit.actions import record
from shuzhi.ballots import issuing
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.actions.paper import count_spoiled, end_set, vault_of
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.models.paper import PaperBatch, PaperDoubt, PaperFile, PaperPage, PaperSet
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.sheet import Sheet, SlipState
from shuzhi.ballots.states import BatchState, PageOutcome, SessionState, SetState
from shuzhi.ballots.taking import casting, vault
from shuzhi.ballots.taking.casting import Choices, PaperBallot
from shuzhi.ballots.taking.pages import FoundPage

# A reader gives a sign with every page; one that is silent for longer is relieved.
SILENCE = timedelta(seconds=90)


def claim_batch(reader: str, batch: PaperBatch | None = None) -> PaperBatch | None:
    """The next batch that waits, or whose reader fell silent; taken by one reader at a time."""
    silent = Q(state=BatchState.READING, beat_at__lt=timezone.now() - SILENCE)
    waiting = PaperBatch.objects.filter(Q(state=BatchState.WAITING) | silent).order_by("pk")
    if batch is not None:
        waiting = waiting.filter(pk=batch.pk)
    for pk in waiting.values_list("pk", flat=True):
        mine = PaperBatch.objects.filter(Q(state=BatchState.WAITING) | silent, pk=pk)
        if mine.update(state=BatchState.READING, reader=reader, beat_at=timezone.now()):
            return PaperBatch.objects.select_related("session__meeting__cycle").get(pk=pk)
    return None


def give_a_sign(batch: PaperBatch) -> bool:
    """Whether this reader still has the batch: it was neither cancelled nor given to another."""
    mine = PaperBatch.objects.filter(pk=batch.pk, state=BatchState.READING, reader=batch.reader)
    return mine.update(beat_at=timezone.now()) == 1


@transaction.atomic
def note_pages(file: PaperFile, pages: int) -> None:
    """How many pages the file has, as it says itself."""
    PaperFile.objects.filter(pk=file.pk).update(pages=pages)


@transaction.atomic
def refuse_file(file: PaperFile, why: str) -> None:
    """A file that cannot be opened counts as read, with no page."""
    PaperFile.objects.filter(pk=file.pk).update(pages=0, refusal=why[:40])
    transaction.on_commit(lambda: vault.drop(file.stored))


@transaction.atomic
def finish_file(file: PaperFile) -> None:
    """Every page is told; the scan itself is removed."""
    transaction.on_commit(lambda: vault.drop(file.stored))


@transaction.atomic
def finish_batch(batch: PaperBatch) -> None:
    """Nothing is left to read."""
    mine = PaperBatch.objects.filter(pk=batch.pk, state=BatchState.READING, reader=batch.reader)
    if mine.update(state=BatchState.DONE):
        counts = queries.progress_of(batch).counts
        record(None, "ballot.scans_read", batch.session, detail={"batch": batch.pk, **counts})


@transaction.atomic
def take_page(file: PaperFile, found: FoundPage) -> PageOutcome:
    """One page is taken in, refused by name, or known already. Told twice it counts once."""
    PaperFile.objects.select_for_update().get(pk=file.pk)
    if told := PaperPage.objects.filter(file=file, at=found.at).first():
        return PageOutcome(told.outcome)
    page = PaperPage(file=file, at=found.at, number=found.number, page=found.page or None)
    session = file.batch.session
    page.reason = found.refusal or _place(page, session, found)
    page.outcome = _outcome_of(page.reason)
    own = vault_of(session)
    if page.outcome == PageOutcome.READ:
        page.sealed = own.lock(found.marks())
    elif found.refusal and found.edge:
        page.sealed = own.lock(found.edge)
    page.save(force_insert=True)
    if page.outcome == PageOutcome.READ:
        _ask_two(page, found, own)
    PaperFile.objects.filter(pk=file.pk).update(read=found.at)
    return PageOutcome(page.outcome)


AGAIN = {"counted", "twice", "ended"}


def _outcome_of(reason: str) -> PageOutcome:
    if not reason:
        return PageOutcome.READ
    return PageOutcome.AGAIN if reason in AGAIN else PageOutcome.REFUSED


def _place(page: PaperPage, session: BallotSession, found: FoundPage) -> str:
    """Puts the page to its set, or says why it has none."""
    if not BallotSession.objects.filter(pk=session.pk, state=SessionState.OPEN).exists():
        return "late"
    known = casting.find(session.box_form, found.number)
    if known is None:
        return "unknown"
    sets = PaperSet.objects.select_for_update().filter(session=session, number=found.number)
    if not sets.exists():
        if known.slip != SlipState.FRESH:
            return "void" if known.slip == SlipState.VOID else "counted"
        PaperSet.objects.get_or_create(
            session=session, number=found.number, defaults={"group": known.group, "pages": found.pages}
        )
    page.paper_set = sets.get()
    return _refuse_page_of(page.paper_set, found)


def _refuse_page_of(paper_set: PaperSet, found: FoundPage) -> str:
    """Why this set, which is held, takes this page no more."""
    if paper_set.state != SetState.READING:
        return "counted" if paper_set.state == SetState.COUNTED else "ended"
    if (paper_set.group, paper_set.pages) != (found.group, found.pages):
        return "mixed"
    if paper_set.scanned.filter(outcome=PageOutcome.READ, page=found.page).exists():
        return "twice"
    return ""


def _ask_two(page: PaperPage, found: FoundPage, own: vault.Vault) -> None:
    PaperDoubt.objects.bulk_create(
        PaperDoubt(scanned=page, token=secrets.token_hex(16), line=cell.line, picture=own.lock(cell.picture))
        for cell in found.cells
        if cell.doubtful
    )


@transaction.atomic
def count_complete(session: BallotSession) -> int:
    """Whole sets without an undecided row go into the box; how many are counted now."""
    # Everywhere in this order: the session, its sets, the box.
    session = hold(session)
    if not session.is_open:
        return 0
    whole = list(queries.complete_sets(session).values_list("pk", flat=True))
    held = PaperSet.objects.select_for_update().filter(pk__in=whole, state=SetState.READING).order_by("pk")
    sets = list(held.prefetch_related("scanned"))
    if not sets:
        return 0
    sheet = issuing.sheet_of(session.box_form)
    own = vault_of(session)
    return count_sets(session, [(one, _choices_of(one, sheet, own)) for one in sets])


def count_sets(session: BallotSession, ready: Sequence[tuple[PaperSet, Choices]]) -> int:
    """Casts sets that the caller holds; a set with nothing on it is void and counts as spoiled."""
    counted = 0
    marked = [PaperBallot(one.number, choices) for one, choices in ready if not casting.is_blank(choices)]
    outcomes = casting.cast(session.box_form, marked) if marked else {}
    transaction.on_commit(casting.settle_down)
    for one, choices in ready:
        if casting.is_blank(choices):
            if casting.void(session.box_form, one.number):
                count_spoiled(session, one.group, 1)
            end_set(one, SetState.BLANK)
        else:
            counted += _end_by(one, outcomes[one.number])
    return counted


def _end_by(paper_set: PaperSet, outcome: Outcome) -> int:
    if outcome in {Outcome.ACCEPTED, Outcome.USED}:
        end_set(paper_set, SetState.COUNTED)
        return 1
    if outcome in {Outcome.VOID, Outcome.UNKNOWN}:
        end_set(paper_set, SetState.REFUSED, outcome.value)
    return 0


def _choices_of(paper_set: PaperSet, sheet: Sheet, own: vault.Vault) -> Choices:
    marks: dict[int, int | None] = {}
    for page in paper_set.scanned.all():
        if page.outcome == PageOutcome.READ:
            marks |= marks_in(page, own)
    return choices_from(marks, sheet)


def marks_in(page: PaperPage, own: vault.Vault) -> dict[int, int | None]:
    """What a page's reading says, cell by cell along the ballot."""
    return {int(line): choice for line, choice in json.loads(own.unlock(page.sealed)).items()}


def choices_from(marks: Mapping[int, int | None], sheet: Sheet) -> Choices:
    """Places on the scale as a phone would send them; every cell of the form must be there."""
    width = len(sheet.rows)
    return [
        [casting.as_sent(sheet.rows[row], marks[reporter * width + row]) for row in range(width)]
        for reporter in range(len(sheet.reporters))
    ]
