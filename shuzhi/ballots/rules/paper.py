"""Paper: printing, scans, doubtful rows, entries by hand."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.paper import PaperBatch, PaperDoubt, PaperEntry, PaperSet
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import BatchState, DoubtState, SetState
from shuzhi.files.rules import LIMITS
from shuzhi.web.refusal import Refusal, about

MOST_PAPER_AT_ONCE = 1000
MEGABYTE = 1024 * 1024
# Everything that is handed in at once, and one file of it: a whole request is bounded before it is read.
MOST_AT_ONCE = LIMITS.request_megabytes
LARGEST_FILE = min(60, MOST_AT_ONCE)
MOST_PAGES = 2000
STARTS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")

# Why a scanned page was not taken: by name, for whoever holds the paper in the hand.
PAGE_REASONS = {
    "no_code": gettext_lazy("no code found: another paper, or its codes are torn off or covered"),
    "foreign": gettext_lazy("a paper of another ballot"),
    "signature": gettext_lazy("its code was not printed here"),
    "mixed": gettext_lazy("its two codes, or the pages of its set, do not belong together"),
    "corner": gettext_lazy("a corner mark is missing or covered: torn, folded over or cut off"),
    "skewed": gettext_lazy("lies too far askew: straighten it and scan it again"),
    "small": gettext_lazy("too coarse: scan with at least 150 dpi, or photograph it from nearer"),
    "pale": gettext_lazy("too pale: scan it darker, or photograph it in better light"),
    "geometry": gettext_lazy("its corners do not fit: crumpled, curled or drawn in unevenly"),
    "twice": gettext_lazy("this page has been read already"),
    "unknown": gettext_lazy("a number that was never printed for this ballot"),
    "void": gettext_lazy("this paper has been made void"),
    "counted": gettext_lazy("this sheet was counted already"),
    "ended": gettext_lazy("this set has been set aside"),
    "late": gettext_lazy("the ballot was closed before it was read"),
    "unreadable": gettext_lazy("no picture that can be opened"),
    "crashed": gettext_lazy("could not be opened without danger; scan it anew"),
    "slow": gettext_lazy("took too long to open; scan it anew"),
    "locked": gettext_lazy("the file is damaged or locked with a password"),
}


def may_print_paper(user: User | None, session: BallotSession, wanted: int | None = None) -> Refusal | None:
    """Paper is printed like slips: before and while the ballot is open."""
    if refusal := _may_handle(user, session):
        return refusal
    if not (session.is_prepared or session.is_open):
        return Refusal(_("The ballot is closed; new paper would be of no use."))
    if wanted is not None and not 0 < wanted <= MOST_PAPER_AT_ONCE:
        return Refusal(_("Print between 1 and %(most)d sets at a time.") % {"most": MOST_PAPER_AT_ONCE})
    return None


def may_read(user: User | None, session: BallotSession) -> Refusal | None:
    """Paper goes into the same box as the phones' ballots, so it is read while the box is open."""
    if refusal := _may_handle(user, session) or _refuse_rated(user, session):
        return refusal
    if session.is_prepared:
        return Refusal(_("The ballot has not been opened yet; paper is read while it is open."))
    if not session.is_open:
        return Refusal(_("The ballot is closed; no paper is taken in any more."))
    return None


def refuse_file(name: str, size: int, head: bytes) -> Refusal | None:
    """Scans are PDF, TIFF, JPEG or PNG by their content, whatever their name says."""
    if size > LARGEST_FILE * MEGABYTE:
        said = _(
            "“%(name)s” has %(size)s MB; a file has at most %(most)s MB. Scan the stack in smaller parts."
        )
        return Refusal(said % {"name": name, "size": _megabytes(size, LARGEST_FILE), "most": LARGEST_FILE})
    if not head.startswith(STARTS):
        return Refusal(_("“%(name)s” is neither PDF nor TIFF, JPEG or PNG.") % {"name": name})
    return None


def refuse_too_much(sent: int, most: int) -> Refusal:
    """More bytes came at once than are taken: how many those are, and how the stack is handed in all the same."""
    said = _(
        "What was chosen has %(size)s MB; at most %(most)s MB are taken at once. "
        "Scan the stack in smaller parts, or hand the files in one after the other."
    )
    return Refusal(
        said % {"size": _megabytes(sent, most // MEGABYTE), "most": most // MEGABYTE}, about="files"
    )


def may_cancel(user: User | None, batch: PaperBatch) -> Refusal | None:
    if refusal := _may_handle(user, batch.session):
        return refusal
    if BatchState(batch.state) not in {BatchState.WAITING, BatchState.READING}:
        return Refusal(_("This batch is no longer being read."))
    return None


def may_answer(user: User | None, doubt: PaperDoubt) -> Refusal | None:
    """Each of two people answers once, without seeing the other's answer."""
    if refusal := may_read(user, doubt.scanned.file.batch.session) or _refuse_server(user):
        return refusal
    if doubt.state == DoubtState.DECIDED or _is_at_its_end(doubt):
        return Refusal(_("This row is decided."))
    if doubt.state == DoubtState.DIFFER:
        return Refusal(_("Two people have answered differently; look at it together."))
    if user is not None and doubt.first_by_id == user.pk:
        return Refusal(_("You have answered; now a second person has to."), status=403)
    return None


def may_settle(user: User | None, second: User | None, doubt: PaperDoubt) -> Refusal | None:
    """Where two answers differ, two people look together and answer once."""
    session = doubt.scanned.file.batch.session
    if refusal := _refuse_pair(user, second, session):
        return refusal
    if doubt.state != DoubtState.DIFFER or _is_at_its_end(doubt):
        return Refusal(_("Nobody has answered differently here."))
    return None


def may_enter(user: User | None, session: BallotSession, paper_set: PaperSet | None) -> Refusal | None:
    """A sheet that no machine reads is typed by two people, each on their own."""
    if refusal := may_read(user, session) or _refuse_server(user):
        return refusal
    if paper_set is None:
        return None
    if paper_set.state == SetState.COUNTED:
        return Refusal(_("This sheet was counted already; nothing is entered twice."))
    if paper_set.state != SetState.READING:
        return Refusal(_("This set has been set aside; it is entered no more."))
    entry = PaperEntry.objects.filter(paper_set=paper_set).first()
    if entry and user is not None and entry.by_id == user.pk:
        return Refusal(_("You have entered this sheet; now a second person has to."), status=403)
    return None


def may_set_aside(user: User | None, second: User | None, paper_set: PaperSet) -> Refusal | None:
    """A set that cannot be counted is set aside by two people, with a reason; it counts as spoiled."""
    if refusal := _refuse_pair(user, second, paper_set.session):
        return refusal
    if paper_set.state != SetState.READING:
        return Refusal(_("This set is not waiting for anything."))
    return None


def refuse_unfinished(session: BallotSession) -> Refusal | None:
    """No closing while paper that was handed in is neither counted nor set aside."""
    under_way = [BatchState.WAITING, BatchState.READING]
    if PaperBatch.objects.filter(session=session, state__in=under_way).exists():
        return Refusal(_("Scans are still being read; wait for them or cancel the batch."))
    waiting = PaperSet.objects.filter(session=session, state=SetState.READING).count()
    if not waiting:
        return None
    said = ngettext(
        "%(n)d paper set is read but not counted: decide its doubtful rows, find its missing pages, or set it aside.",
        "%(n)d paper sets are read but not counted: decide their doubtful rows, find their missing pages, "
        "or set them aside.",
        waiting,
    )
    return Refusal(said % {"n": waiting})


def _megabytes(size: int, most: int) -> int:
    """What is refused is never shown as no larger than what is allowed."""
    return max(round(size / MEGABYTE), most + 1)


def _is_at_its_end(doubt: PaperDoubt) -> bool:
    """Whether the row's set has been counted or set aside otherwise."""
    paper_set = doubt.scanned.paper_set
    return paper_set is None or paper_set.state != SetState.READING


def _may_handle(user: User | None, session: BallotSession) -> Refusal | None:
    return refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id)


def _refuse_pair(user: User | None, second: User | None, session: BallotSession) -> Refusal | None:
    """Two different people, and both may handle the papers of this ballot."""
    if refusal := may_read(user, session) or _refuse_server(user):
        return refusal
    if user == second:
        return Refusal(_("The second signature has to be another person's."), 403, "username")
    return about("username", may_read(second, session) or _refuse_server(second))


def _refuse_server(user: User | None) -> Refusal | None:
    if user is None:
        return Refusal(_("People decide what stands on a paper, not the server."), status=403)
    return None


def _refuse_rated(user: User | None, session: BallotSession) -> Refusal | None:
    if user is None or not session.meeting.items.filter(reporter__tenure__person__user=user).exists():
        return None
    return Refusal(_("You are rated yourself at this meeting; its papers are not for you."), status=403)
