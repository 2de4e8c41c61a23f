from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.cycles.models import Reporter
from shuzhi.reports.models import Edition, Line, NoteReply, Part, Report, ReturnNote, lines_of, parts_of
from shuzhi.reports.models.markup import FACT, FILE
from shuzhi.reports.queries.anchors import Anchor, anchors_in
from shuzhi.reports.states import NoteState


def notes_with_everything() -> QuerySet[ReturnNote]:
    """Notes with all that rules and pages look at."""
    replies = NoteReply.objects.select_related("author")
    return ReturnNote.objects.select_related(
        "edition",
        "author",
        "settled_by",
        "report__reporter__cycle__organiser",
        "report__reporter__tenure__person",
        "report__reporter__tenure__organisation",
    ).prefetch_related(Prefetch("replies", queryset=replies))


def place_of(edition: Edition, section: str, quote: str, start: int) -> int:
    """Where the quote stands: at the place the page named when it stands there, else where it stands first."""
    parts = {part.key: part.text for part in parts_of(edition.sections, edition.answers)}
    text = parts.get(section, "")
    return start if text.startswith(quote, start) else max(0, text.find(quote))


def authors_by_reporter(reporters: Sequence[Reporter]) -> dict[int, list[User]]:
    """The accounts that write each report: the reporter and the staff of exactly this organisation."""
    places = {one.tenure.organisation.path for one in reporters}
    desks: dict[str, list[Grant]] = {}
    for grant in Grant.objects.live().filter(role="staff", organisation_path__in=places):
        desks.setdefault(grant.organisation_path, []).append(grant)
    wanted = {
        one.pk: {
            one.user_id,
            *(
                grant.user_id
                for grant in desks.get(one.tenure.organisation.path, [])
                if grant.cycle_id in (None, one.cycle_id)
            ),
        }
        for one in reporters
    }
    keys = {key for who in wanted.values() for key in who if key is not None}
    users = {user.pk: user for user in User.objects.filter(pk__in=keys, is_active=True)}
    return {pk: [users[key] for key in sorted(users.keys() & who)] for pk, who in wanted.items()}


def authors_of(reporter: Reporter) -> list[User]:
    """The accounts that write this report."""
    return authors_by_reporter([reporter])[reporter.pk]


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note with its number on the page, where it stands now, and what was said under it."""

    number: int
    note: ReturnNote
    title: str
    anchor: Anchor

    @property
    def is_waiting(self) -> bool:
        return self.note.state != NoteState.SETTLED


def notes_on(report: Report, edition: Edition, *, unsent: bool) -> list[ShownNote]:
    """All notes of a report, numbered from the first on, each with its place in this edition.

    What was not sent yet is the office's alone: `unsent` only for those who vet.
    """
    notes = notes_with_everything().filter(report=report).order_by("pk")
    if not unsent:
        notes = notes.filter(sent_at__isnull=False)
    found = list(notes)
    titles = {part.key: part.title for part in parts_of(edition.sections, edition.answers)}
    anchors = anchors_in(found, edition)
    return [
        ShownNote(number, note, titles.get(anchors[note.pk].part, ""), anchors[note.pk])
        for number, note in enumerate(found, start=1)
    ]


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line that carry the same notes; `ends` are those whose passage ends here."""

    start: int
    text: str
    notes: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line whose cells are cut where notes begin and end."""

    line: Line
    cells: tuple[tuple[Segment, ...], ...]

    @property
    def start(self) -> int:
        return self.line.cells[0].start

    @property
    def end(self) -> int:
        return self.line.cells[-1].start + len(self.line.cells[-1].text)


@dataclass(frozen=True, slots=True)
class MarkedPart:
    part: Part
    lines: tuple[MarkedLine, ...]


def marked(edition: Edition, notes: Sequence[ShownNote]) -> list[MarkedPart]:
    """The text of an edition with the passages that carry a note."""
    found = []
    for part in parts_of(edition.sections, edition.answers):
        here = [(one.anchor.start, one.anchor.end, one.number) for one in notes if _stands_in(one, part)]
        lines = (
            MarkedLine(line, tuple(tuple(_cut(cell.start, cell.text, here)) for cell in line.cells))
            for line in lines_of(part.text)
        )
        found.append(MarkedPart(part, tuple(lines)))
    return found


def _stands_in(one: ShownNote, part: Part) -> bool:
    return one.anchor.part == part.key and one.anchor.end > one.anchor.start and one.is_waiting


def _cut(start: int, text: str, notes: list[tuple[int, int, int]]) -> Iterator[Segment]:
    """The runs of a cell between the places where a note begins or ends; a figure or file is never cut."""
    end = start + len(text)
    cuts = {start, end, *(at for low, high, _n in notes for at in (low, high) if start < at < end)}
    for token in (FACT, FILE):
        for match in token.finditer(text):
            low, high = start + match.start(), start + match.end()
            cuts = {at for at in cuts if not low < at < high} | {low, high}
    if start == end:
        yield Segment(start, text)
    for low, high in pairwise(sorted(cuts)):
        inside = tuple(n for begin, stop, n in notes if begin < high and low < stop)
        ends = tuple(n for begin, stop, n in notes if begin < high and low < stop <= high)
        yield Segment(low, text[low - start : high - start], inside, ends)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the vetting sheet: who asked for what in which round, the reply, and what became of it."""

    round: int
    reviewer: str
    part: str
    passage: str
    wanted: str
    reply: str
    state: str
    day: datetime


def vetting_sheet(report: Report) -> list[SheetRow]:
    """The vetting sheet of a report, round by round, as it is filed."""
    found = []
    for note in notes_with_everything().filter(report=report, sent_at__isnull=False).order_by("pk"):
        edition = note.edition
        titles = {part.key: part.title for part in parts_of(edition.sections, edition.answers)}
        found.append(
            SheetRow(
                round=edition.number,
                reviewer=str(note.author or ""),
                part=titles.get(note.section, ""),
                passage=note.quote,
                wanted=note.text,
                reply="\n".join(_said(reply) for reply in note.replies.all()),
                state=str(note.get_state_display()),
                day=note.sent_at or note.made_at,
            )
        )
    return found


def _said(reply: NoteReply) -> str:
    return _("Office: %(text)s") % {"text": reply.text} if reply.by_office else reply.text
