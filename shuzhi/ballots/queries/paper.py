"""What is asked about paper on its way into the box."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from shuzhi.accounts.models import User
from shuzhi.ballots.models.paper import PaperBatch, PaperDoubt, PaperFile, PaperPage, PaperSet, PaperVault
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.paper import Layout, shown_number
from shuzhi.ballots.paper.marks import centre_of
from shuzhi.ballots.paper.reading import CROP
from shuzhi.ballots.rules.paper import PAGE_REASONS
from shuzhi.ballots.states import DoubtState, PageOutcome, SetState


@dataclass(frozen=True, slots=True)
class WaitingSet:
    """A set that is not complete, and what it waits for."""

    paper_set: PaperSet
    missing: list[int]
    doubts: int
    typed_by: User | None

    @property
    def shown(self) -> str:
        return shown_number(self.paper_set.number)

    @property
    def missing_text(self) -> str:
        return "、".join(str(page) for page in self.missing)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come, in pages; `total` is None while a file has not been opened yet."""

    read: int
    total: int | None
    counts: dict[str, int]
    doing: str


def sets_by_state(session: BallotSession) -> dict[str, int]:
    """How many sets stand in each state."""
    rows = PaperSet.objects.filter(session=session).values_list("state").annotate(Count("pk")).order_by()
    return dict.fromkeys(SetState.values, 0) | dict(rows)


def waiting_sets(session: BallotSession) -> list[WaitingSet]:
    """Sets that are not complete: which pages are missing, how many rows wait for two people."""
    found = PaperSet.objects.filter(session=session, state=SetState.READING).prefetch_related(
        "scanned__doubts", "entries__by"
    )
    return [_waiting(one) for one in found]


def complete_sets(session: BallotSession) -> QuerySet[PaperSet]:
    """Sets of which every page is read and every row decided; the others are not counted yet."""
    undecided = PaperDoubt.objects.filter(scanned__paper_set=OuterRef("pk")).exclude(state=DoubtState.DECIDED)
    have = Count("scanned", filter=Q(scanned__outcome=PageOutcome.READ))
    return (
        PaperSet.objects.filter(session=session, state=SetState.READING)
        .annotate(have=have)
        .filter(have=F("pages"))
        .exclude(Exists(undecided))
    )


def next_doubt(session: BallotSession, user: User) -> PaperDoubt | None:
    """A doubtful row that this person has not answered; drawn, so that neighbours in the stack do not follow."""
    waiting = list(_open_doubts(session).exclude(first_by=user).values_list("pk", flat=True)[:200])
    return doubts_of(session).get(pk=secrets.choice(waiting)) if waiting else None


def doubts_of(session: BallotSession) -> QuerySet[PaperDoubt]:
    """The doubtful rows of a session."""
    return PaperDoubt.objects.filter(scanned__file__batch__session=session).select_related(
        "scanned__paper_set",
        "scanned__file__batch__session__meeting__cycle__organiser",
        "first_by",
        "second_by",
    )


def doubts_left(session: BallotSession, user: User) -> tuple[int, int, int]:
    """Doubtful rows this person can answer, those that wait for somebody else, those to be looked at together."""
    asked = _open_doubts(session)
    mine = asked.exclude(first_by=user).count()
    return mine, asked.filter(first_by=user).count(), doubts_that_differ(session).count()


def doubts_that_differ(session: BallotSession) -> QuerySet[PaperDoubt]:
    """Rows on which two people said different things."""
    return doubts_of(session).filter(state=DoubtState.DIFFER, scanned__paper_set__state=SetState.READING)


def progress_of(batch: PaperBatch) -> Progress:
    """Pages read and to read, what became of them, and which file is being read."""
    files = list(batch.files.all())
    totals = [file.pages for file in files]
    total = None if None in totals else sum(number or 0 for number in totals)
    rows = PaperPage.objects.filter(file__batch=batch).values_list("outcome").annotate(Count("pk")).order_by()
    counts = dict.fromkeys(PageOutcome.values, 0) | dict(rows)
    doing = next((file.name for file in files if file.pages is None or file.read < file.pages), "")
    return Progress(sum(file.read for file in files), total, counts, doing)


def not_taken(batch: PaperBatch) -> QuerySet[PaperPage]:
    """Pages of a batch that were refused, or had been read before, in the order of the stack."""
    return (
        PaperPage.objects.filter(file__batch=batch)
        .exclude(outcome=PageOutcome.READ)
        .select_related("file", "paper_set")
        .order_by("file", "at")
    )


def batches_of(session: BallotSession) -> QuerySet[PaperBatch]:
    """The batches of a session, the newest first."""
    return (
        PaperBatch.objects.filter(session=session)
        .select_related("uploaded_by", "session__meeting__cycle")
        .prefetch_related("files")
    )


def salt_of(session: BallotSession) -> str | None:
    """The half of the key of a session's scans that stands here; None when there are none, or no more."""
    return PaperVault.objects.filter(session=session).values_list("salt", flat=True).first()


def reason_of(page: PaperPage) -> str:
    """Why a page was not taken, as a sentence."""
    return str(PAGE_REASONS.get(page.reason, page.reason))


def reason_of_file(file: PaperFile) -> str:
    """Why a whole file was not read."""
    return str(PAGE_REASONS.get(file.refusal, PAGE_REASONS["locked"]))


def paper_key(session: BallotSession) -> bytes:
    """The key by which a session's paper proves that it was printed here."""
    return f"paper\0{session.box_form}\0{settings.SLIP_KEY}".encode()


def _open_doubts(session: BallotSession) -> QuerySet[PaperDoubt]:
    return PaperDoubt.objects.filter(
        scanned__file__batch__session=session,
        state=DoubtState.OPEN,
        scanned__paper_set__state=SetState.READING,
    )


def _waiting(found: PaperSet) -> WaitingSet:
    scanned: Sequence[PaperPage] = [one for one in found.scanned.all() if one.outcome == PageOutcome.READ]
    have = {one.page for one in scanned}
    doubts = sum(doubt.state != DoubtState.DECIDED for one in scanned for doubt in one.doubts.all())
    typed = next(iter(found.entries.all()), None)
    missing = [page for page in range(1, found.pages + 1) if page not in have]
    return WaitingSet(found, missing, doubts, typed.by if typed else None)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The measures of a doubtful row's picture and the words over or under its boxes, in its own points."""

    width: int
    height: int
    labels: list[tuple[int, int, str]]


def labels_of(layout: Layout, reporter: int, row: int) -> Labelled:
    """Which box of a row's picture means what; a long scale has its second line labelled from below."""
    boxes = [box for page in layout.pages for box in page.boxes if (box.reporter, box.row) == (reporter, row)]
    centres = [(*centre_of(box), box.part, box.label) for box in boxes]
    left, top = min(x for x, *_rest in centres) - CROP, min(y for _x, y, *_rest in centres) - CROP
    right, bottom = max(x for x, *_rest in centres) + CROP, max(y for _x, y, *_rest in centres) + CROP
    height = bottom - top + 1
    labels = [(x - left, height + 18 if part else -8, label) for x, _y, part, label in centres]
    return Labelled(right - left + 1, height, labels)
